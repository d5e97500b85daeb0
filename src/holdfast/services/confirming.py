"""Confirming a change by hand, once its delay is over: the one way by which something loosens."""

from holdfast.domain.boundary import Boundary
from holdfast.domain.change import Change
from holdfast.domain.cooldown import CoolDown, end_when_shorter
from holdfast.domain.mark import NOTHING
from holdfast.domain.promise import UNDO_WITHIN
from holdfast.errors import Refused
from holdfast.services.changes import (
    Confirmed,
    change_answer,
    contacts_hold,
    find_change,
    has_something_to_loosen,
    longest_delay,
    state_of,
)
from holdfast.services.work import Work, writing
from holdfast.value import replace


@writing
def confirm_change(work: Work, *, change: int) -> Confirmed:
    """Loosen what was asked for, if its delay is over and it has not lapsed."""
    found = find_change(work, change)
    match state_of(work, found):
        case "confirmed" if found.kind == "erase":
            # It broke off then. What was promised since has not been waited for.
            raise Refused(f"Change {found.id} was confirmed already.", "holdfast erase")
        case "confirmed":
            answer = replace(change_answer(work, found), already=True)
            return Confirmed(answer, contacts_hold(work, found), work.ports.request)
        case "waiting":
            ready = work.local(found.ready_at(work.now, work.mark.ran))
            raise Refused(
                f"Change {found.id} has to wait until {ready}.",
                f"the same again then, or holdfast changes cancel {found.id}",
            )
        case "cancelled" if not has_something_to_loosen(work, found):
            raise _nothing_left(found)
        case "cancelled":
            raise Refused(f"Change {found.id} was cancelled.", "holdfast changes")
        case "lapsed":
            raise Refused(
                f"Change {found.id} has lapsed: it was not confirmed within a day.",
                "ask for it anew; the next one waits twice as long, once",
            )
    work.book.changes.confirm(found.id, work.now, found.delay)
    _carry_out(work, found)
    confirmed = find_change(work, change)
    return Confirmed(
        change_answer(work, confirmed), contacts_hold(work, confirmed), work.ports.request
    )


def _carry_out(work: Work, change: Change) -> None:
    match change.kind:
        case "end":
            runs: CoolDown | None = _cooldown_of(work, change)
            while runs:  # mostly it is the only one
                work.book.cooldowns.set_end(replace(runs, ends_at=work.now), "end", work.written)
                runs = work.book.cooldowns.standing(runs.contact_id, work.now)
        case "shorten":
            cooldown = _cooldown_of(work, change)
            ready_at = change.ready_at(work.now, work.mark.ran)
            ends_at = end_when_shorter(cooldown.ends_at, change.by or NOTHING, ready_at)
            shorter = replace(cooldown, ends_at=ends_at)
            work.book.cooldowns.set_end(shorter, "shorten", work.written)
        case "boundary":
            contact_id, boundary = change.contact_id or 0, change.boundary or Boundary("open")
            if not boundary.is_looser_than(work.book.boundaries.standing(contact_id, work.now)):
                raise _nothing_left(change)
            work.book.boundaries.set(contact_id, boundary, work.written, tightens=False)
        case "clock":
            if work.mark.ahead < NOTHING:
                _refuse_what_was_asked_under_less(work, change)
            accept_wall(work, change)
        case _:  # erase
            # Whoever asked carries it out: the ledger goes with it.
            _refuse_what_was_asked_under_less(work, change)


def _cooldown_of(work: Work, change: Change) -> CoolDown:
    runs = work.book.cooldowns.standing(change.contact_id or 0, work.now)
    if runs is None or runs.id != change.cooldown_id:
        raise _nothing_left(change)
    return runs


def _refuse_what_was_asked_under_less(work: Work, change: Change) -> None:
    """Refuse what would end a pause that was begun since, and that this has not waited for."""
    delay = longest_delay(work, since=change.asked_at)
    waited = change.waited(work.mark.earliest, work.mark.ran)
    if waited < delay <= change.waited(work.now, work.mark.ran):
        raise Refused(
            f"It can't be told yet how long change {change.id} has waited: nothing has set this "
            "computer's clock since it came up.",
            "the same again when the network has, or in a while",
        )
    if waited < delay:
        raise Refused(
            f"Something is held since change {change.id} was asked for, and has not waited.",
            "the same again when that is over",
        )


def _nothing_left(change: Change) -> Refused:
    if change.kind == "clock":
        return Refused(
            "The clock was set since that was asked for, so it is another time now.",
            "holdfast doctor clock",
        )
    what = "boundary" if change.kind == "boundary" else "cool-down"
    return Refused(
        f"The {what} that change {change.id} was about does not stand any more.",
        "holdfast status",
    )


def accept_wall(work: Work, change: Change) -> None:
    """Go by the wall's time from now on.

    By another one than was asked for it has been called off.
    """
    ahead, reading = work.mark.ahead, work.mark.reading
    if ahead < NOTHING:
        _refuse_before_what_was_written(work)
    _settle_what_has_lapsed(work)
    # It was right, by the person's own word, whenever something was written before.
    work.book.marks.keep(
        replace(
            work.mark,
            trusted=reading.wall,
            unsure_after=reading.wall,
            ahead_after=reading.wall,
        )
    )
    # What was written down since a later time was asked for happened as much later: its pauses are
    # to run out whole.
    work.book.marks.move(min(change.asked_at, reading.wall), ahead, reading.wall)
    if ahead > NOTHING:
        # Nor has what waited beside it waited for the time that is skipped.
        work.book.changes.count_by_running(change.asked_at, work.now, work.mark.ran)
    work.book.marks.jumped(reading.wall, ahead)


def _refuse_before_what_was_written(work: Work) -> None:
    """Keep time from going back behind what the ledger holds.

    Else nobody could tell, when the clock comes right, what had been written before and what after;
    and the ten minutes in which something can be undone would come again.
    """
    wall, newest = work.mark.reading.wall, work.book.marks.newest_written()
    if newest is not None and wall < newest + UNDO_WITHIN:
        raise Refused(
            f"The computer's clock shows {work.local(wall)}, and something was written down at "
            f"{work.local(newest)}: time does not go back behind that.",
            "let the network set the clock (timedatectl set-ntp 1), or the same again later",
        )


def _settle_what_has_lapsed(work: Work) -> None:
    """Let nothing that has lapsed stand again because time, or what it is counted from, moves."""
    for change in work.book.changes.all_unsettled():
        if state_of(work, change) == "lapsed":
            work.book.changes.cancel(change.id, work.now)
