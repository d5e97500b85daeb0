"""The status, and contacts in it, in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from shlex import quote

from holdfast.contacts.model import FIRST_NAME, naming
from holdfast.overview.contact import ContactAnswer
from holdfast.overview.status import StatusAnswer
from holdfast.promises.answers import CoolDownAnswer, CoolDownOver
from holdfast.promises.model import FEWEST_DAYS_KEPT
from holdfast.promises.words import hold_cells, pending_lines
from holdfast.urges.event_words import GOES_ON
from holdfast.words import Here, counted, duration, end, left, moment, visible

_NUMBERS_SHOWN = 5


def closing_lines(name: str) -> list[str]:
    """Return the offer to close a chapter, as lines."""
    quiet = f"Nothing logged about {visible(name)} for four weeks, and nothing is on hold."
    return [
        f"{quiet} That doesn't mean nothing was felt.",
        "If this chapter is over for you, you can close it. Not now is fine, too:",
        f"holdfast contact forget {quote(visible(name))}",
        "To turn reminders off: holdfast daemon stop",
    ]


_BAR = 16
"""The columns of a bar, so that its text has room beside it in 40 columns."""
_DAY = 86_400
QUIET_AFTER = timedelta(minutes=2)
"""A daemon silent this long is stuck."""


def status_lines(status: StatusAnswer, here: Here) -> list[str]:
    """Return what belongs to no single contact, as lines: requests, reminders, the inbox."""
    said = [line for request in status.requests for line in pending_lines(request, here)]
    last = status.daemon.last_tick_at
    if status.daemon.running and last and status.now - last > QUIET_AFTER:
        said.append(f"Reminders got stuck {moment(last, here)}. To see why: holdfast daemon log")
    elif status.daemon.running is None:
        said.append("Holdfast can't tell whether reminders are on. To see why: holdfast doctor")
    elif status.daemon.running:
        said.append("Reminders are on.")
    else:
        said.append("Reminders are off. To turn them on: holdfast daemon start")
    if status.inbox:
        waiting = counted(status.inbox, "nudge")
        said.append(f"{waiting} couldn't be shown. To read: holdfast nudges")
    return said


def contact_row(contact: ContactAnswer, here: Here) -> tuple[str, ...]:
    """Return a contact's cells: name, what holds, until when, and what is waiting."""
    waiting = [counted(contact.open_urge_count, "open urge")] if contact.open_urge_count else []
    if contact.requests:
        waiting.append(counted(len(contact.requests), "request"))
    return (
        visible(contact.name),
        *hold_cells(contact.hold, here),
        ", ".join(waiting),
    )


def contact_lines(
    contact: ContactAnswer, here: Here, *, several: bool, in_unicode: bool
) -> list[tuple[str, str]]:
    """Return a contact's cool-down, requests and open urges, each line as a bar and a text.

    Most lines have no bar. `several`: there are other contacts, so a command has to name this one.
    """
    said: list[tuple[str, str]] = []
    cooldown, final = contact.cooldown, contact.hold.is_final
    if cooldown:
        if contact.hold.reason != "cool-down":
            said.append(("", f"  {_beside_line(cooldown, here)}"))
        if cooldown.remaining_seconds is not None:
            said.append((f"  {bar(cooldown, in_unicode=in_unicode)}", f" {day_line(cooldown)}"))
        if cooldown.why:
            said.append(("", f"  Your reason: {visible(cooldown.why)}"))
    elif not final:
        lines = _no_cooldown_lines(contact, here, several=several)
        said.extend(("", f"  {line}") for line in lines)
    said.extend(("", f"  {line}") for line in _waiting_lines(contact, here))
    if contact.open_urge_count:
        said.append(("", f"  {_open_line(contact)}"))
    return said


def _no_cooldown_lines(contact: ContactAnswer, here: Here, *, several: bool) -> Iterator[str]:
    if before := contact.cooldown_before:
        kept = f": {days_line(before)}" if _tells_kept(before) else ""
        yield f"Your last cool-down ended {moment(before.ended_at, here)}{kept}."
    elif contact.name == FIRST_NAME:
        yield f'They\'re called "{FIRST_NAME}" here. To change that:'
        yield f"holdfast contact rename {FIRST_NAME} NAME"
    option = naming(visible(contact.name), several=several)
    yield f"No cool-down. To start one: holdfast cooldown start 14d{option}"


def _waiting_lines(contact: ContactAnswer, here: Here) -> Iterator[str]:
    if contact.goes_on:
        yield GOES_ON
    for request in contact.requests:
        yield from pending_lines(request, here, dated=not contact.hold.is_final)
    if contact.requests and contact.boundary == "order":
        yield "A request doesn't change the order itself."


def _beside_line(cooldown: CoolDownAnswer, here: Here) -> str:
    if cooldown.ends_at is None or cooldown.remaining_seconds is None:
        return "Your cool-down is on too."
    ends = end(cooldown.ends_at, here)
    return f"Your cool-down: until {ends} ({left(cooldown.remaining_seconds)} left)."


def _open_line(contact: ContactAnswer) -> str:
    shown = contact.open_urges[:_NUMBERS_SHOWN]
    more = contact.open_urge_count - len(shown)
    numbers = ", ".join(f"#{urge_id}" for urge_id in shown) + (f" and {more} more" if more else "")
    which = "one" if contact.open_urge_count > 1 else "it"
    return f"Open: {numbers}. To let {which} go: holdfast let-go {shown[0]}"


def bar(cooldown: CoolDownAnswer, *, in_unicode: bool) -> str:
    """Return how much of a running cool-down is over, as a bar; it is never full."""
    over = cooldown.length_seconds - (cooldown.remaining_seconds or 0)
    full = min(_BAR - 1, _BAR * over // cooldown.length_seconds)
    done, to_come = "█░" if in_unicode else "#-"
    return done * full + to_come * (_BAR - full)


def day_line(cooldown: CoolDownAnswer) -> str:
    """Return which day of a running cool-down it is, and how the days before went."""
    days = -(-cooldown.length_seconds // _DAY)
    over = (cooldown.length_seconds - (cooldown.remaining_seconds or 0)) // _DAY
    said = f"day {min(days, over + 1)} of {days}"
    told = days_line(cooldown)
    if not told:
        return said
    return f"{said}{':' if _tells_kept(cooldown) else ','} {told}"


def cooldown_lines(cooldown: CoolDownAnswer, here: Here) -> list[str]:
    """Return what a cool-down promised, and how it went so far, as lines."""
    said = [
        f"Cool-down for {visible(cooldown.contact)}",
        f"  since     {moment(cooldown.started_at, here)}",
        f"  until     {_end_of(cooldown, here)}",
    ]
    # After a no, nobody counts the days that they kept.
    if cooldown.ends_at and (told := days_line(cooldown)):
        said.append(f"  so far    {told}")
    if cooldown.why:
        said.append(f"  reason    {visible(cooldown.why)}")
    return [
        *said,
        f"  messages  each one waits {duration(cooldown.pause_seconds)}",
        f"  requests  to end it early wait {duration(cooldown.delay_seconds)}",
    ]


def _end_of(cooldown: CoolDownAnswer, here: Here) -> str:
    if cooldown.ends_at is None or cooldown.remaining_seconds is None:
        return "no end date: a no has none"
    return f"{end(cooldown.ends_at, here)} ({left(cooldown.remaining_seconds)} left)"


def days_line(cooldown: CoolDownAnswer | CoolDownOver) -> str:
    """Return the days kept, and those with contact if there are any: never a streak to lose.

    Before the seventh day none are told.
    """
    kept = [f"{counted(cooldown.days_kept, 'day')} kept"] if _tells_kept(cooldown) else []
    return ", ".join([*kept, *([_contact_in(cooldown)] if cooldown.days_slipped else [])])


def _tells_kept(cooldown: CoolDownAnswer | CoolDownOver) -> bool:
    over = cooldown.days_kept + cooldown.days_slipped
    return bool(cooldown.days_kept) and over >= FEWEST_DAYS_KEPT - 1


def _contact_in(cooldown: CoolDownAnswer | CoolDownOver) -> str:
    return f"{counted(cooldown.days_slipped, 'day')} with contact"
