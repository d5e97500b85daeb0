"""What the machine's clocks say, explained, and going by the wall's on the person's own word."""

from datetime import datetime, timedelta

from holdfast.domain.change import Change
from holdfast.domain.mark import ClockJump
from holdfast.services.changes import ChangeAnswer, change_answer, file_change, longest_delay
from holdfast.services.confirming import accept_wall
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass, replace

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
    wall, ahead = work.mark.reading.wall, work.mark.ahead
    jumps = work.book.marks.jumps(work.now - LOOK_BACK, work.now + SECOND)
    return ClockExplained(
        trusted=work.now,
        wall=wall,
        ahead_seconds=round(ahead / SECOND),
        agrees=work.mark.agrees,
        synchronised=work.ports.clock.synchronised(),
        jumps=tuple(reversed(jumps)),
    )


@writing
def accept_clock(work: Work, *, reason: str | None = None) -> ChangeAnswer | None:
    """Go by the wall's time: at once where nothing is held, else after the longest delay.

    That is the longest of what stands, counted in time in which the machine runs: by an earlier
    time, too, what was asked for and logged until it is right again would be over too soon. None
    if the two agree already.
    """
    ahead = work.mark.ahead
    if work.mark.agrees:
        return None
    delay = longest_delay(work)
    wanted = Change(
        id=0,
        kind="clock",
        asked_at=work.now,
        delay=delay,
        reason=reason,
        by=ahead,
        asked_ran=work.mark.ran,
    )
    if delay:
        return file_change(work, wanted)
    accepted = work.book.changes.add(replace(wanted, confirmed_at=work.now))
    accept_wall(work, accepted)
    return change_answer(work, accepted)
