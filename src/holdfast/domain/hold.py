"""A hold: the verdict, held until when and why."""

import math
from datetime import datetime
from typing import Literal

from holdfast.domain.boundary import Boundary, BoundaryKind
from holdfast.value import dataclass

Reason = Literal["boundary", "cool-down", "pause"]


@dataclass(frozen=True)
class Hold:
    """A verdict at one moment.

    `until` is None when nothing is held, and when it has no end. `remaining_seconds` is rounded
    up, so that what is held never says 0. `boundary` is what they said, where that is the reason.
    """

    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: BoundaryKind | None = None

    @property
    def is_final(self) -> bool:
        """Whether it is their no, which nothing releases."""
        return self.boundary in {"stop", "order"}


@dataclass(frozen=True)
class Promised:
    """What stands for a contact: what they said, and when the cool-down ends (None: none runs)."""

    boundary: Boundary
    cooldown_ends_at: datetime | None


def hold_at(now: datetime, promised: Promised, *, pause: datetime | None) -> Hold:
    """Give the verdict from what is promised and from the end of the pause (None: there is none).

    What lasts longest counts; of those that end together a boundary gives the reason before a
    cool-down, and that before a pause. Held means now < until.
    """
    boundary = promised.boundary
    if boundary.stands(now) and boundary.until is None:
        return Hold(True, None, "boundary", None, boundary.kind)
    known: tuple[tuple[datetime | None, Reason], ...] = (
        (boundary.until if boundary.stands(now) else None, "boundary"),
        (promised.cooldown_ends_at, "cool-down"),
        (pause, "pause"),
    )
    ends = [(end, reason) for end, reason in known if end is not None and now < end]
    if not ends:
        return Hold(held=False, until=None, reason=None, remaining_seconds=None)
    until, reason = max(ends, key=lambda end: end[0])
    return Hold(
        held=True,
        until=until,
        reason=reason,
        remaining_seconds=math.ceil((until - now).total_seconds()),
        boundary=boundary.kind if reason == "boundary" else None,
    )
