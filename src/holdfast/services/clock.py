"""What the machine's clocks say, explained."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.domain.mark import APART, ClockJump
from holdfast.services.work import Work, reading

LOOK_BACK = timedelta(days=30)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ClockExplained:
    """Trusted time beside the wall's, and the jumps of the last 30 days, newest first.

    `ahead_seconds` is how far the wall is ahead; `agrees` is whether that is worth no sentence.
    """

    trusted: datetime
    wall: datetime
    ahead_seconds: int
    agrees: bool
    synchronised: bool
    jumps: tuple[ClockJump, ...]


@reading
def explain_clock(work: Work) -> ClockExplained:
    """Say what the clocks show, and what of it is trusted."""
    wall = work.ports.clock.read().wall
    ahead = wall - work.now
    jumps = work.book.marks.jumps(work.now - LOOK_BACK, work.now + SECOND)
    return ClockExplained(
        trusted=work.now,
        wall=wall,
        ahead_seconds=round(ahead / SECOND),
        agrees=abs(ahead) <= APART,
        synchronised=work.ports.clock.synchronised(),
        jumps=tuple(reversed(jumps)),
    )
