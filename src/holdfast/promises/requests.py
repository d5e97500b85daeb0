"""Requests to loosen a promise."""

from contextlib import suppress
from datetime import datetime, timedelta

from holdfast.clock.model import NOTHING
from holdfast.errors import NeedsAnswer, NotFound, Refused, StorageError
from holdfast.ledger.ports import Ports
from holdfast.ledger.work import USE_CASES, Work, read, write, writing
from holdfast.promises.forgetting import forget
from holdfast.promises.holds import hold_of_contact
from holdfast.promises.model import (
    Boundary,
    BoundaryKind,
    CoolDown,
    Hold,
    Request,
    RequestKind,
    RequestState,
)
from holdfast.value import dataclass, replace
from holdfast.words import own_words

SECOND = timedelta(seconds=1)
_WANTED: dict[RequestKind, str] = {
    "end": "end the cool-down early",
    "shorten": "shorten the cool-down",
    "boundary": "loosen the boundary",
    "mine": "end your own no",
    "forget": "forget this contact",
    "erase": "erase everything",
}


@dataclass(frozen=True)
class RequestAnswer:
    """A request and its state.

    `expires_at` is None until it is found ready. `asked_unsure`: only time in which the computer
    runs counts, because the network had not set the clock. `by_seconds` is how much shorter a
    cool-down would be; `boundary` and `boundary_until` are what a boundary would become.
    """

    id: int
    contact: str | None
    kind: RequestKind
    asked_at: datetime
    ready_at: datetime
    expires_at: datetime | None
    state: RequestState
    reason: str | None
    asked_unsure: bool
    by_seconds: int | None
    boundary: BoundaryKind | None
    boundary_until: datetime | None
    already: bool = False
    """Whether nothing changed."""


@dataclass(frozen=True)
class Confirmed:
    """A request that was confirmed, and the contact's hold now (None: it is about everything).

    `call_id`: id of the call that returned this; erasing checks that nothing was saved since.
    """

    request: RequestAnswer
    hold: Hold | None
    call_id: str


def list_requests(ports: Ports, /) -> tuple[RequestAnswer, ...]:
    """Return the requests, newest first; save which of them are ready, if that is possible."""
    _try_to_note_found_ready(ports)
    with read(ports) as work:
        listed = work.stores.requests.listed()
        return tuple(request_answer(work, request) for request in listed)


USE_CASES[list_requests] = True


def show_request(ports: Ports, /, *, request: int) -> RequestAnswer:
    """Return one request; save whether it is ready, if that is possible."""
    _try_to_note_found_ready(ports)
    with read(ports) as work:
        return request_answer(work, _find_request(work, request))


USE_CASES[show_request] = True


def _try_to_note_found_ready(ports: Ports) -> None:
    with suppress(StorageError), write(ports) as work:
        note_found_ready(work)


@writing
def cancel_request(work: Work, *, request: int) -> RequestAnswer:
    """Cancel a request, at once."""
    found = _find_request(work, request)
    state = state_of(work, found)
    if state == "confirmed":
        raise Refused(f"Request {found.id} was confirmed already.", "holdfast status")
    if state == "expired":
        raise Refused(f"Request {found.id} has expired. There is nothing to cancel.")
    # By hand, even if a promise made it void: undoing that promise won't bring it back.
    work.stores.requests.cancel(found.id, found.cancelled_at or work.now)
    cancelled = request_answer(work, _find_request(work, request))
    return replace(cancelled, already=state == "cancelled")


@writing
def confirm_request(work: Work, *, request: int) -> Confirmed:
    """Carry out a request that has waited: the one way in which a promise is loosened."""
    note_found_ready(work)
    found = _find_request(work, request)
    before = request_answer(work, found)
    match before.state:
        case "confirmed":
            return _confirmed(work, replace(before, already=True), found)
        case "waiting":
            raise Refused(
                f"Request {found.id} has to wait until {work.local_end(before.ready_at)}.",
                f"the same command then, or holdfast requests cancel {found.id}",
            )
        case "cancelled":
            raise Refused(f"Request {found.id} was cancelled.", "holdfast requests")
        case "expired":
            raise Refused(
                f"Request {found.id} has expired: it wasn't confirmed within a day.",
                "ask again if you still want it",
            )
    _carry_out(work, found)
    if found.kind == "erase":
        # Not saved: if something keeps the files from being removed, confirming works again.
        return _confirmed(work, replace(before, state="confirmed"), found)
    work.stores.requests.confirm(found.id, work.now)
    found = _find_request(work, request)
    return _confirmed(work, request_answer(work, found), found)


def ask(
    work: Work,
    kind: RequestKind,
    delay: timedelta,
    reason: str | None,
    *,
    contact_id: int | None = None,
    cooldown: CoolDown | None = None,
    by: timedelta | None = None,
    boundary: Boundary | None = None,
) -> RequestAnswer:
    """Save a request; its delay begins now.

    Refused if one of its kind waits for that promise, NeedsAnswer without a reason.
    """
    cooldown_id = cooldown.id if cooldown else None
    for other in work.stores.requests.unsettled():
        if (other.kind, other.contact_id, other.cooldown_id) != (kind, contact_id, cooldown_id):
            continue
        if is_pending(state := state_of(work, other)):
            raise Refused(
                f"You already asked for that: request {other.id}.",
                f"holdfast requests confirm {other.id}"
                if state == "ready"
                else f"holdfast requests, or holdfast requests cancel {other.id}",
            )
    if not (reason := own_words(reason, "A reason")):
        raise NeedsAnswer(
            f"Why do you want to {_WANTED[kind]}?",
            argument="reason",
            way_out='the same command with --reason "…"',
            in_words=True,
        )
    added = work.stores.requests.add(
        Request(
            id=0,
            kind=kind,
            asked=work.stamp,
            delay=delay,
            reason=reason,
            last_promise_id=work.stores.promises.newest_id(),
            contact_id=contact_id,
            cooldown_id=cooldown_id,
            by=by,
            boundary=boundary,
        )
    )
    return request_answer(work, _find_request(work, added.id))


def is_pending(state: RequestState) -> bool:
    """Return whether a request can still be confirmed, now or after its delay."""
    return state in {"waiting", "ready"}


def pending_requests(work: Work, contact_id: int | None) -> tuple[RequestAnswer, ...]:
    """Return a contact's requests (None: those about everything) that can still be confirmed."""
    unsettled = work.stores.requests.unsettled()
    answers = (request_answer(work, one) for one in unsettled if one.contact_id == contact_id)
    return tuple(answer for answer in answers if is_pending(answer.state))


def pending_ids(work: Work, contact_id: int) -> frozenset[int]:
    """Return the numbers of pending requests, about a contact or about everything."""
    about = (*pending_requests(work, contact_id), *pending_requests(work, None))
    return frozenset(one.id for one in about)


def cancelled_since(work: Work, contact_id: int, pending: frozenset[int]) -> tuple[int, ...]:
    """Return the requests that were pending before a change, and are void since."""
    return tuple(sorted(pending - pending_ids(work, contact_id)))


def newly_ready(work: Work) -> tuple[Request, ...]:
    """Return the requests that are ready, and that nobody has found ready before."""
    waiting = (one for one in work.stores.requests.unsettled() if one.found is None)
    ready = (one for one in waiting if state_of(work, one) == "ready")
    # The day to confirm one begins when nothing keeps it from being confirmed.
    return tuple(one for one in ready if not _waits_for_a_pause(work, one))


def note_found_ready(work: Work) -> None:
    """Save that requests were found ready: from now on each can be confirmed for a day."""
    for request in newly_ready(work):
        work.stores.requests.found_ready(request.id, work.stamp)


def state_of(work: Work, request: Request) -> RequestState:
    """Return a request's state now."""
    return request.state(work.mark, is_void=_is_void(work, request))


def request_answer(work: Work, request: Request) -> RequestAnswer:
    """Return a request's answer (its JSON fields)."""
    mark, boundary = work.mark, request.boundary
    left, to_confirm = max(NOTHING, request.left(mark)), request.left_to_confirm(mark)
    return RequestAnswer(
        id=request.id,
        contact=request.contact,
        kind=request.kind,
        asked_at=request.asked.at,
        ready_at=work.now + left if left else min(work.now, request.asked.at + request.delay),
        expires_at=None if to_confirm is None else work.now + to_confirm,
        state=state_of(work, request),
        reason=request.reason,
        asked_unsure=not request.asked.sure,
        by_seconds=request.by // SECOND if request.by else None,
        boundary=boundary.kind if boundary else None,
        boundary_until=boundary.ends_at if boundary else None,
    )


def _is_void(work: Work, request: Request) -> bool:
    """Return whether its promise was made stricter since, or has nothing left to loosen."""
    if work.stores.promises.tightened_since(
        request.last_promise_id,
        contact_id=request.contact_id,
        cooldown_id=request.cooldown_id,
        kind=request.kind,
    ):
        return True
    if request.contact_id is None:
        return False
    if request.kind == "mine":
        return not work.stores.boundaries.current(request.contact_id, work.mark).mine
    if request.boundary is not None:
        current = work.stores.boundaries.current(request.contact_id, work.mark)
        return not request.boundary.at(work.mark).is_looser_than(current, work.mark)
    if request.cooldown_id is not None:
        runs = work.stores.cooldowns.running(request.contact_id, work.mark)
        return runs is None or runs.id != request.cooldown_id
    return False


def _carry_out(work: Work, request: Request) -> None:
    contact_id = request.contact_id
    if _waits_for_a_pause(work, request):
        raise Refused(
            f"A message you logged after request {request.id} is still on hold.",
            "the same command when that message is ready",
        )
    if contact_id is None:
        return  # the command that asked erases everything, the ledger too
    if request.kind == "forget":
        forget(work, contact_id)
        return
    if request.kind == "mine":
        work.stores.boundaries.set_own_no(contact_id, work.stamp, on=False)
        return
    if request.boundary is not None:
        left = request.boundary.left(work.mark) if request.boundary.length else None
        boundary = replace(request.boundary, length=left)
        work.stores.boundaries.set(contact_id, boundary, work.stamp, tightens=False)
        return
    runs = work.stores.cooldowns.running(contact_id, work.mark)
    assert runs is not None, "a request about a cool-down that is over is void"  # noqa: S101
    loosened = runs.shortened(request.by, work.mark) if request.by else runs.ended(work.mark)
    work.stores.cooldowns.set_length(loosened, "shorten" if request.by else "end", work.stamp)


def _waits_for_a_pause(work: Work, request: Request) -> bool:
    """Return whether forgetting or erasing would end a message's pause."""
    if request.kind not in {"forget", "erase"}:
        return False
    everybody = tuple(contact.id for contact in work.stores.contacts.all())
    about = everybody if request.contact_id is None else (request.contact_id,)
    return any(work.stores.promises.pause_left(one, work.mark) > NOTHING for one in about)


def _confirmed(work: Work, answer: RequestAnswer, request: Request) -> Confirmed:
    hold = hold_of_contact(work, request.contact_id) if request.contact_id else None
    return Confirmed(answer, hold, work.ports.call_id)


def _find_request(work: Work, request_id: int) -> Request:
    found = work.stores.requests.get(request_id)
    if found is None:
        raise NotFound(f"There is no request {request_id}.", "holdfast requests")
    return found
