"""A promise: a cool-down, a boundary, accepting no other clock; what only a change loosens."""

from datetime import timedelta
from typing import Literal

from holdfast.domain.mark import Written
from holdfast.value import dataclass

FURTHEST = timedelta(days=365)
"""No command puts an end further than this from now."""
UNDO_WITHIN = timedelta(minutes=10)

TighteningKind = Literal["start", "extend", "boundary"]


@dataclass(frozen=True)
class Tightening:
    """One step that made a promise stricter: a cool-down's start or extension, or a boundary."""

    id: int
    contact_id: int
    kind: TighteningKind
    written: Written
