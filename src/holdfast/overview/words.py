"""The status, and contacts in it, in plain words."""

from datetime import timedelta

from holdfast.contacts.model import naming
from holdfast.overview.contact import ContactAnswer
from holdfast.overview.status import StatusAnswer
from holdfast.promises.answers import CoolDownAnswer, CoolDownOver
from holdfast.promises.words import hold_line, pending_line
from holdfast.words import Here, counted, duration, end, moment, visible

_NUMBERS_SHOWN = 5
QUIET_AFTER = timedelta(minutes=2)
"""A daemon silent this long is stuck."""


def status_lines(status: StatusAnswer, here: Here) -> list[str]:
    """Return everything at a glance, as lines."""
    said: list[str] = []
    for contact in status.contacts:
        said += contact_lines(contact, here, several=len(status.contacts) > 1)
        said.append("")
    said.extend(pending_line(request, here) for request in status.requests)
    last = status.daemon.last_tick_at
    if status.daemon.running and last and status.now - last > QUIET_AFTER:
        said.append(f"The daemon runs, but last looked {moment(last, here)}: holdfast daemon log")
    elif status.daemon.running is None:
        said.append("Whether the daemon runs can't be seen: holdfast doctor")
    elif status.daemon.running:
        said.append("The daemon runs.")
    else:
        said.append("The daemon is not running, so nothing nudges you.")
        said.append("To start it: holdfast daemon start")
    if status.inbox:
        said.append(f"{counted(status.inbox, 'nudge')} could not be shown: holdfast nudges")
    return said


def contact_lines(contact: ContactAnswer, here: Here, *, several: bool) -> list[str]:
    """Return what holds for one contact, of several or alone, and what is open, as lines."""
    said = [hold_line(contact.name, contact.hold, here)]
    if contact.cooldown:
        if contact.hold.reason == "cool-down":
            kept = days_line(contact.cooldown)
            said.append(f"  {kept[0].upper()}{kept[1:]}.")
        else:
            said.append(f"  {cooldown_line(contact.cooldown, here)}")
    elif not contact.hold.is_final:
        if before := contact.cooldown_before:
            kept = f", with {days_line(before)}" if before.days_kept else ""
            said.append(f"  Your last cool-down ended {moment(before.ended_at, here)}{kept}.")
        option = naming(visible(contact.name), several=several)
        said.append(f"  No cool-down runs. To set one: holdfast cooldown start 30d{option}")
    if contact.cooldown and contact.cooldown.why:
        said.append(f"  Your reason: {visible(contact.cooldown.why)}")
    said.extend(
        f"  {pending_line(request, here, dated=not contact.hold.is_final)}"
        for request in contact.requests
    )
    if contact.requests and contact.hold.boundary == "order":
        said.append("  The order itself is not changed by that.")
    if contact.open_urge_count:
        numbers = ", ".join(str(urge_id) for urge_id in contact.open_urges[:_NUMBERS_SHOWN])
        more = ", …" if contact.open_urge_count > _NUMBERS_SHOWN else ""
        open_urges = counted(contact.open_urge_count, "urge")
        let_go = f"holdfast let-go {contact.open_urges[0]}"
        said.append(f"  {open_urges} open: {numbers}{more}. To let one go: {let_go}")
    return said


def cooldown_line(cooldown: CoolDownAnswer, here: Here) -> str:
    """Return how long a cool-down still lasts, and how it went so far."""
    if cooldown.ends_at is None or cooldown.remaining_seconds is None:
        return f"Your cool-down runs, too: {days_line(cooldown)}."
    left = duration(cooldown.remaining_seconds)
    said = f"Cool-down until {end(cooldown.ends_at, here)}, {left} to go"
    return f"{said}; {days_line(cooldown)}."


def cooldown_lines(cooldown: CoolDownAnswer, here: Here) -> list[str]:
    """Return what a cool-down promised, and how it went so far, as lines."""
    said = [
        f"Cool-down for {visible(cooldown.contact)}",
        f"  since     {moment(cooldown.started_at, here)}",
        *_end_lines(cooldown, here),
        f"  so far    {days_line(cooldown)}",
        f"  messages  each waits {duration(cooldown.pause_seconds)}",
        f"  delay     {duration(cooldown.delay_seconds)} before a loosening counts",
    ]
    return [*said, f"  reason    {visible(cooldown.why)}"] if cooldown.why else said


def _end_lines(cooldown: CoolDownAnswer, here: Here) -> list[str]:
    if cooldown.ends_at is None or cooldown.remaining_seconds is None:
        return ["  until     a boundary stands above it, and has no end"]
    left = duration(cooldown.remaining_seconds)
    return [f"  until     {end(cooldown.ends_at, here)}", f"  to go     {left}"]


def days_line(cooldown: CoolDownAnswer | CoolDownOver) -> str:
    """Return the days kept, and those slipped if there are any: never a streak to lose."""
    if not cooldown.days_kept:
        return "the first day, with a slip" if cooldown.days_slipped else "the first day"
    kept = f"{counted(cooldown.days_kept, 'day')} kept"
    return f"{kept}, {cooldown.days_slipped} slipped" if cooldown.days_slipped else kept
