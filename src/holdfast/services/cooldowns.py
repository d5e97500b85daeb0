"""Cool-downs: starting one, making it longer, asking for its end."""

from datetime import datetime, timedelta

from holdfast.domain.change import Change
from holdfast.domain.contact import Contact, naming
from holdfast.domain.cooldown import (
    ASK_AGAIN_PAST,
    CoolDown,
    check_delay,
    check_pause,
    days_kept,
    end_of_extension,
    end_of_start,
)
from holdfast.domain.length import parse_length
from holdfast.domain.mark import EARLIEST
from holdfast.domain.when import parse_past, says_a_date
from holdfast.errors import NeedsAnswer, Refused
from holdfast.services.changes import ChangeAnswer, file_change, tightened
from holdfast.services.choosing import (
    choose_contact,
    choose_or_make_contact,
    find_contact,
    make_contact,
    several_known,
)
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass, replace

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class CoolDownAnswer:
    """A cool-down that runs; where their no stands, nothing is counted down."""

    contact: str
    started_at: datetime
    length_seconds: int
    ends_at: datetime | None
    remaining_seconds: int | None
    delay_seconds: int
    pause_seconds: int
    days_kept: int
    days_slipped: int
    why: str | None
    cancelled_changes: tuple[int, ...] = ()
    """What waited to loosen it, and was cancelled by making it stricter just now."""


@dataclass(frozen=True)
class CoolDownOver:
    """A cool-down that is over, and how it went."""

    ended_at: datetime
    days_kept: int
    days_slipped: int


@writing
def start_cool_down(
    work: Work,
    *,
    length: str,
    contact: str | None = None,
    delay: str | None = None,
    pause: str | None = None,
    why: str | None = None,
    since: str | None = None,
    sure: bool = False,
) -> CoolDownAnswer:
    """Promise to send nothing for a while; it holds at once.

    `length`, `delay` and `pause` are LENGTHs, `since` is a WHEN. Past 90 days it asks again
    unless `sure`. Delay and pause are stored, so that no later setting changes them.
    """
    whom, _ = choose_or_make_contact(work, contact)
    return _start(work, whom, length, delay=delay, pause=pause, why=why, since=since, sure=sure)


@writing
def set_up(
    work: Work,
    *,
    name: str,
    length: str | None = None,
    delay: str | None = None,
    why: str | None = None,
    sure: bool = False,
) -> CoolDownAnswer | None:
    """Add who is to be given space, if they are not here yet, with a first cool-down.

    Without a `length` there is none yet.
    """
    whom = find_contact(work, name) or make_contact(work, name)
    if length is None:
        return None
    return _start(work, whom, length, delay=delay, why=why, sure=sure)


def _start(
    work: Work,
    whom: Contact,
    length: str,
    *,
    delay: str | None,
    why: str | None,
    sure: bool,
    pause: str | None = None,
    since: str | None = None,
) -> CoolDownAnswer:
    promised = parse_length(length)
    if running := work.book.cooldowns.standing(whom.id, work.now):
        final = work.book.boundaries.standing(whom.id, work.now).is_final
        until = "" if final else f", until {work.local(running.ends_at)}"
        raise Refused(
            f"A cool-down for {whom.name} runs already{until}.",
            f"holdfast cooldown extend LENGTH{_naming(work, whom)}, to let it end that much later",
        )
    started_at = parse_past(since, now=work.now, zone=work.zone) if since else work.now
    cooldown = CoolDown(
        id=0,
        contact_id=whom.id,
        started_at=started_at,
        ends_at=end_of_start(work.now, started_at, promised, naming=_naming(work, whom)),
        delay=check_delay(parse_length(delay)) if delay else work.settings.delay,
        pause=check_pause(parse_length(pause)) if pause else work.settings.pause,
        why=(why or "").strip() or None,
    )
    if cooldown.ends_at - work.now > ASK_AGAIN_PAST and not sure:
        days = (cooldown.ends_at - work.now).days
        final = work.book.boundaries.standing(whom.id, work.now).is_final
        until = "" if final else f" until {work.local(cooldown.ends_at)}, {days} days"
        raise NeedsAnswer(
            f"That holds{until or ' for more than 90 days'}. Start it?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    started = work.book.cooldowns.start(cooldown)
    is_date = since is not None and says_a_date(since)
    step = work.book.cooldowns.set_end(started, "start", work.written, is_date=is_date)
    cancelled = tightened(work, whom.id, "cool-down", step)
    return replace(answer_cooldown(work, started, whom.name), cancelled_changes=cancelled)


@writing
def extend_cool_down(work: Work, *, by: str, contact: str | None = None) -> CoolDownAnswer:
    """Let a running cool-down end later by a LENGTH, at once."""
    length = parse_length(by)
    whom, cooldown = _running(work, contact, or_start=by)
    final = work.book.boundaries.standing(whom.id, work.now).is_final
    ends_at = end_of_extension(
        work.now, cooldown.ends_at, length, tells_room=not final, naming=_naming(work, whom)
    )
    extended = replace(cooldown, ends_at=ends_at)
    step = work.book.cooldowns.set_end(extended, "extend", work.written)
    cancelled = tightened(work, whom.id, "cool-down", step)
    return replace(answer_cooldown(work, extended, whom.name), cancelled_changes=cancelled)


@writing
def end_cool_down(
    work: Work, *, contact: str | None = None, reason: str | None = None
) -> ChangeAnswer:
    """Ask for the end of a running cool-down: it holds on until that is confirmed."""
    whom, cooldown = _running(work, contact)
    return _ask_to_loosen(work, whom, cooldown, reason, None)


@writing
def shorten_cool_down(
    work: Work, *, by: str, contact: str | None = None, reason: str | None = None
) -> ChangeAnswer:
    """Ask to let a running cool-down end earlier by a LENGTH, but not before that is ready."""
    length = parse_length(by)
    whom, cooldown = _running(work, contact)
    if length >= cooldown.ends_at - work.now:
        raise Refused("The cool-down is not that long any more.", "a length that is less")
    return _ask_to_loosen(work, whom, cooldown, reason, length)


def _ask_to_loosen(
    work: Work, whom: Contact, cooldown: CoolDown, reason: str | None, by: timedelta | None
) -> ChangeAnswer:
    if cooldown.ends_at - work.now <= cooldown.delay:
        final = work.book.boundaries.standing(whom.id, work.now).is_final
        when = "" if final else f" on {work.local(cooldown.ends_at)}"
        raise Refused(f"It ends by itself{when}, before a change of it would be ready.")
    wanted = Change(
        id=0,
        kind="end" if by is None else "shorten",
        contact_id=whom.id,
        contact=whom.name,
        cooldown_id=cooldown.id,
        asked_at=work.now,
        delay=cooldown.delay,
        reason=reason,
        by=by,
    )
    return file_change(work, wanted)


@reading
def show_cool_down(work: Work, *, contact: str | None = None) -> CoolDownAnswer | None:
    """Show the cool-down that runs for a contact, if one does."""
    whom = choose_contact(work, contact)
    return running_cooldown(work, whom)


def running_cooldown(work: Work, whom: Contact) -> CoolDownAnswer | None:
    """Give the cool-down that runs for a contact, as it is answered."""
    runs = work.book.cooldowns.standing(whom.id, work.now)
    return answer_cooldown(work, runs, whom.name) if runs else None


def last_cooldown(work: Work, whom: Contact) -> CoolDownOver | None:
    """Give the last cool-down of a contact that is over, if there was one."""
    ran = work.book.cooldowns.ran(whom.id, EARLIEST, work.now)
    if not ran or ran[-1].ends_at > work.now:
        return None
    kept, slipped = _days(work, ran[-1], ran[-1].ends_at)
    return CoolDownOver(ran[-1].ends_at, kept, slipped)


def _running(work: Work, contact: str | None, *, or_start: str = "30d") -> tuple[Contact, CoolDown]:
    whom = choose_contact(work, contact)
    runs = work.book.cooldowns.standing(whom.id, work.now)
    if runs is None:
        raise Refused(
            f"No cool-down runs for {whom.name}.",
            f"holdfast cooldown start {or_start}{_naming(work, whom)}",
        )
    return whom, runs


def _naming(work: Work, whom: Contact) -> str:
    return naming(whom.name, several=several_known(work))


def answer_cooldown(work: Work, cooldown: CoolDown, contact: str) -> CoolDownAnswer:
    """Give a running cool-down as it is answered, with the days kept."""
    kept, slipped = _days(work, cooldown, work.now)
    final = work.book.boundaries.standing(cooldown.contact_id, work.now).is_final
    return CoolDownAnswer(
        contact=contact,
        started_at=cooldown.started_at,
        length_seconds=(cooldown.ends_at - cooldown.started_at) // SECOND,
        ends_at=None if final else cooldown.ends_at,
        remaining_seconds=None if final else -((work.now - cooldown.ends_at) // SECOND),
        delay_seconds=cooldown.delay // SECOND,
        pause_seconds=cooldown.pause // SECOND,
        days_kept=kept,
        days_slipped=slipped,
        why=cooldown.why,
    )


def _days(work: Work, cooldown: CoolDown, until: datetime) -> tuple[int, int]:
    events = work.book.events.between(cooldown.started_at, until, cooldown.contact_id)
    return days_kept(cooldown.started_at, until, [event.at for event in events if event.slip])
