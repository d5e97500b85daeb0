"""What the machine's clocks say, and what follows from it."""

from datetime import datetime, timedelta

from holdfast.clock.model import JUMPED, LATEST, ClockJump
from holdfast.ledger.work import Work, reading
from holdfast.value import dataclass

LOOK_BACK = timedelta(days=30)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ClockExplained:
    """Trusted time beside the wall's, and the jumps of the last 30 days, newest first.

    `ahead_seconds` is how far the wall is ahead; `agrees` is whether that is too little to matter.
    `synchronised`: the network has set the clock. `alone`: no network has, for a week or ever.
    """

    trusted: datetime
    wall: datetime
    ahead_seconds: int
    agrees: bool
    synchronised: bool
    alone: bool
    jumps: tuple[ClockJump, ...]


@reading
def explain_clock(work: Work) -> ClockExplained:
    """Return what the clocks show, and what of it is trusted."""
    mark = work.mark
    ahead = mark.wall - mark.trusted
    # No upper limit: a corrected jump ahead is dated in the future.
    jumps = work.stores.marks.jumps(work.now - LOOK_BACK, LATEST)
    return ClockExplained(
        trusted=mark.trusted,
        wall=mark.wall,
        ahead_seconds=round(ahead / SECOND),
        agrees=abs(ahead) <= JUMPED,
        synchronised=work.ports.clock.read().synchronised,
        alone=mark.is_alone,
        jumps=tuple(reversed(jumps)),
    )
