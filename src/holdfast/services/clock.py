"""What the machine's clocks say, explained, and going by the wall's on the person's own word."""

from datetime import datetime, timedelta

from holdfast.domain.change import Change
from holdfast.domain.mark import APART, NOTHING, ClockJump
from holdfast.domain.promise import UNDO_WITHIN
from holdfast.domain.value import dataclass, replace
from holdfast.errors import Refused
from holdfast.services.changes import ChangeAnswer, change_answer, file_change, longest_delay
from holdfast.services.confirming import accept_wall
from holdfast.services.work import Work, reading, writing

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
        agrees=abs(ahead) <= APART,
        synchronised=work.ports.clock.synchronised(),
        jumps=tuple(reversed(jumps)),
    )


@writing
def accept_clock(work: Work, *, reason: str | None = None) -> ChangeAnswer | None:
    """Go by the wall's time: an earlier one at once, a later one after the longest delay.

    That is the longest of what is held, counted in time in which the machine runs. None if the
    two agree already. Refused where the wall's time lies before what was written down since.
    """
    ahead = work.mark.ahead
    if abs(ahead) <= APART:
        return None
    if ahead < NOTHING:
        _refuse_before_what_was_written(work)
    delay = longest_delay(work) if ahead > NOTHING else NOTHING
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


def _refuse_before_what_was_written(work: Work) -> None:
    """Keep time from going back behind what the ledger holds.

    Else the ten minutes in which something can be undone would come again, and what was logged
    would be held for as much longer.
    """
    wall = work.mark.reading.wall
    newest = work.book.marks.newest_written()
    if newest is not None and wall < newest + UNDO_WITHIN:
        raise Refused(
            f"The computer's clock shows {work.local(wall)}, and something was written down at "
            f"{work.local(newest)}: time does not go back behind that.",
            "let the network set the clock (timedatectl set-ntp 1), or the same again later",
        )
