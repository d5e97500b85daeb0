"""A review: a draft looked at again once its hold has passed, and what was decided."""

from datetime import datetime
from typing import Literal

from holdfast.value import dataclass

Decision = Literal["let-go", "keep", "myself"]


@dataclass(frozen=True)
class Review:
    """The answers to its three questions, None where one was skipped, and the decision.

    Calm now? What have they actually said that they want? Glad of this in a month? Then: let it
    go, keep it longer, or write to them oneself, elsewhere.
    """

    at: datetime
    decision: Decision
    calm: bool | None
    wanted: str | None
    glad: bool | None
