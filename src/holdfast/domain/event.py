"""An event: contact that was made: sent, heard or logistics."""

from datetime import datetime
from typing import Literal

from holdfast.value import dataclass

EventKind = Literal["sent", "heard", "logistics"]


@dataclass(frozen=True)
class Event:
    """Contact made; `slip` was decided once, by what held at that moment."""

    id: int
    kind: EventKind
    contact_id: int
    contact: str
    at: datetime
    channel: str | None
    slip: bool
    urge_id: int | None
