"""A boundary: what the contact has said about contact. Their no stands above everything."""

from datetime import datetime, timedelta
from typing import Literal

from holdfast.value import dataclass

BoundaryKind = Literal["open", "space", "stop", "order"]

LOOSER_AFTER = timedelta(days=7)
"""So long a looser boundary waits before it can be confirmed."""

_STRICTNESS: dict[BoundaryKind, int] = {"open": 0, "space": 1, "stop": 2, "order": 3}


@dataclass(frozen=True)
class Boundary:
    """What they said; only `space` may have an end, and without one it has none.

    With `is_date` it was said as a date, not as a length.
    """

    kind: BoundaryKind
    until: datetime | None = None
    is_date: bool = False

    @property
    def is_final(self) -> bool:
        """Whether it is a no that nothing releases, with no end to count towards."""
        return self.kind in {"stop", "order"}

    def stands(self, now: datetime) -> bool:
        """Say whether it holds contact at a moment."""
        return self.kind != "open" and (self.until is None or now < self.until)

    def at(self, now: datetime) -> "Boundary":
        """Give it as it is at a moment: space until a day that has come is open."""
        return self if self.stands(now) else Boundary("open")

    def is_looser_than(self, other: "Boundary") -> bool:
        """Say whether it holds less, or not as long; both as they are at one moment."""
        if self.kind != other.kind:
            return _STRICTNESS[self.kind] < _STRICTNESS[other.kind]
        return self.until is not None and (other.until is None or self.until < other.until)
