"""Forgetting: a contact's name and texts go; what was promised stands until its end."""

import os

from holdfast.domain.change import Change
from holdfast.domain.contact import is_in_trace, name_key, trace_of
from holdfast.domain.hold import Hold
from holdfast.errors import NeedsAnswer, Refused
from holdfast.services.changes import ChangeAnswer, file_change, longest_delay
from holdfast.services.choosing import choose_contact
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass

_SALT_BYTES = 16


@dataclass(frozen=True)
class Forgotten:
    """Somebody forgotten: what they are called now, and what holds on."""

    name: str
    hold: Hold


@dataclass(frozen=True)
class ErasingAsked:
    """Erasing everything: now, or by a change that waits because something stands.

    `request` is the one that it was answered with.
    """

    now: bool
    change: ChangeAnswer | None
    request: str


@writing
def forget_contact(work: Work, *, name: str, sure: bool = False) -> Forgotten:
    """Take a contact's name and every text about them; counts and promises stay.

    The name is known again, though it can't be read, so that saying it anew opens nothing. Reports
    may name whoever it is: none is kept any more, and those of the last weeks are made anew.
    """
    whom = choose_contact(work, name)
    if not sure:
        raise NeedsAnswer(
            f"The name {whom.name} and every text about them go, for good. Forget them?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    called, trace = whom.name, whom.forgotten_names or ""
    if whom.forgotten_at is None:
        called = _free_name(work)
        new = trace_of(work.book.contacts.keys(whom.id), os.urandom(_SALT_BYTES))
        trace = f"{trace} {new}".strip()
    work.book.contacts.forget(whom.id, called, name_key(called), trace, work.now)
    work.book.reports.clear()
    work.ports.shelf.clear()
    return Forgotten(called, hold_of_contact(work, whom.id))


@writing
def ask_to_erase(work: Work, *, reason: str | None = None, sure: bool = False) -> ErasingAsked:
    """Ask to erase everything: where nothing is held, now; else as a change with its delay."""
    delay = longest_delay(work)
    if delay:
        wanted = Change(
            id=0,
            kind="erase",
            asked_at=work.now,
            delay=delay,
            reason=reason,
        )
        return ErasingAsked(now=False, change=file_change(work, wanted), request=work.ports.request)
    if not sure:
        raise NeedsAnswer(
            "Everything that is written down here goes, for good. Erase it?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    return ErasingAsked(now=True, change=None, request=work.ports.request)


@reading
def refuse_written_since(work: Work, *, request: str) -> None:
    """Refuse to erase where anything was written down after that was allowed."""
    if work.book.requests.newest() != request:
        raise Refused(
            "Something was written down since that was asked. Nothing was erased.",
            "holdfast erase",
        )


def _free_name(work: Work) -> str:
    """Give a name that nobody has, had, or was forgotten under."""
    traces = [one.forgotten_names for one in work.book.contacts.all() if one.forgotten_names]
    number = 1
    while work.book.contacts.with_key(key := name_key(f"Forgotten {number}")) or any(
        is_in_trace(key, trace) for trace in traces
    ):
        number += 1
    return f"Forgotten {number}"
