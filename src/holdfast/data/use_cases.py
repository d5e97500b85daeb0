"""Forgetting somebody, and erasing everything."""

from holdfast.contacts.choosing import choose_contact
from holdfast.errors import NeedsAnswer, Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.promises.forgetting import clear_pages, forget, longest_delay
from holdfast.promises.requests import (
    RequestAnswer,
    ask,
    pending_requests,
)
from holdfast.value import dataclass


@dataclass(frozen=True)
class Forgotten:
    """Every text about somebody is deleted.

    `request` waits to delete the name, if that is needed; else `contact` is None: it is deleted.
    """

    contact: str | None
    request: RequestAnswer | None


@dataclass(frozen=True)
class ErasingAsked:
    """Erasing everything: now, or by a request that waits because something is held.

    `call_id`: id of the call that returned this; erasing checks that nothing was saved since.
    """

    now: bool
    request: RequestAnswer | None
    call_id: str


@writing
def forget_contact(
    work: Work, *, contact: str, sure: bool = False, reason: str | None = None
) -> Forgotten:
    """Delete every text about a contact at once, and what names them if nothing is held.

    Else the name and the promises go by a request: the name is needed for the hold. What was
    counted stays.
    """
    who = choose_contact(work, contact)
    if not sure:
        raise NeedsAnswer(
            f"Delete the name {who.name} and every text about them, for good?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    work.stores.texts.delete_about(who.id)  # before `ask`: its reason must stay
    waiting = [one for one in pending_requests(work, who.id) if one.kind == "forget"]
    if delay := longest_delay(work, (who.id,)):
        request = waiting[0] if waiting else ask(work, "forget", delay, reason, contact_id=who.id)
        clear_pages(work)
        return Forgotten(who.name, request)
    for one in waiting:
        work.stores.requests.confirm(one.id, work.now)
    forget(work, who.id)
    return Forgotten(None, None)


@writing
def ask_to_erase(work: Work, *, reason: str | None = None, sure: bool = False) -> ErasingAsked:
    """Ask to erase everything: now if nothing is held, else as a request."""
    everybody = tuple(contact.id for contact in work.stores.contacts.all())
    if delay := longest_delay(work, everybody):
        request = ask(work, "erase", delay, reason)
        return ErasingAsked(now=False, request=request, call_id=work.ports.call_id)
    if not sure:
        raise NeedsAnswer(
            "Delete everything Holdfast has saved?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    return ErasingAsked(now=True, request=None, call_id=work.ports.call_id)


@reading
def refuse_written_since(work: Work, *, call_id: str) -> None:
    """Refuse to erase if anything was saved after that was allowed."""
    if work.stores.calls.newest() != call_id:
        raise Refused(
            "Something was saved in the meantime, so nothing was erased.",
            "holdfast erase",
        )
