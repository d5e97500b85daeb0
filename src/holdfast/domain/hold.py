"""A hold: the verdict, held until when and why."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Reason = Literal["boundary", "cool-down", "pause"]


@dataclass(frozen=True)
class Hold:
    """A verdict at one moment.

    `until` is None when nothing is held; `remaining_seconds` is rounded up, so that what is
    held never says 0.
    """

    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None


NOT_HELD = Hold(held=False, until=None, reason=None, remaining_seconds=None)


def hold_at(now: datetime, *, cooldown: datetime | None, pause: datetime | None) -> Hold:
    """Give the verdict from the ends of the cool-down and of the pause, each None if none.

    The later one counts, and a cool-down that ends with a pause gives the reason. Held means
    now < until.
    """
    ends: list[tuple[datetime, Reason]] = []
    if cooldown is not None and now < cooldown:
        ends.append((cooldown, "cool-down"))
    if pause is not None and now < pause:
        ends.append((pause, "pause"))
    if not ends:
        return NOT_HELD
    until, reason = max(ends, key=lambda end: end[0])
    return Hold(
        held=True,
        until=until,
        reason=reason,
        remaining_seconds=math.ceil((until - now).total_seconds()),
    )
