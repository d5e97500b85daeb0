"""Holds and requests in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.promises.model import Hold
from holdfast.words import Here, duration, end, moment, visible

if TYPE_CHECKING:
    # `log` prints a hold, too, and need not import these.
    from holdfast.promises.holds import CheckAnswer
    from holdfast.promises.requests import RequestAnswer

_ENDLESS = {
    "order": "the order stands",
    "stop": "their no stands",
    "space": "they want space",
}
THE_ORDER = "The order itself and a lawyer say what it allows; answering can break it, too."


def hold_line(
    contact: str, hold: Hold | CheckAnswer, here: Here, *, pause_of: str = "a message"
) -> str:
    """Return a contact's hold in one sentence, or two if it has no end."""
    name = visible(contact)
    if not hold.held:
        return f"Nothing holds contact with {name} now."
    match hold.boundary:
        case "order":
            return f"Held by a court order: nothing goes to {name}. {THE_ORDER}"
        case "stop":
            return f"Held: {name} has said no. Nothing goes to {name}."
        case "space" if hold.until is None:
            return f"Held: {name} asked for space. Nothing goes to {name}."
    if hold.until is None or hold.remaining_seconds is None:
        return f"Held: nothing goes to {name}."
    until, left = end(hold.until, here), duration(hold.remaining_seconds)
    what = _what_holds(hold, pause_of)
    return f"Held: nothing goes to {name} until {until} ({left} to go), by {what}."


def _what_holds(hold: Hold | CheckAnswer, pause_of: str) -> str:
    match hold.reason:
        case "boundary":
            return "the space they asked for"
        case "cool-down":
            return "your cool-down"
        case _:
            return f"the pause of {pause_of}"


def sealed(hold: Hold, here: Here) -> str:
    """Return whether a draft under this hold is locked, and until when."""
    if not hold.held:
        return "ready to look at again"
    if hold.until is None or hold.remaining_seconds is None:
        return f"sealed, for as long as {_ENDLESS[hold.boundary or 'space']}"
    return f"sealed until {end(hold.until, here)} ({duration(hold.remaining_seconds)} to go)"


def request_lines(request: RequestAnswer, here: Here) -> list[str]:
    """Return a request as listed: what was asked for and why, and where it is."""
    lines = [f"{request.id:>4}  {what_it_asks(request, here)}", f"      {_state(request, here)}"]
    if request.reason:
        lines.append(f"      because: {visible(request.reason)}")
    return lines


def what_it_asks(request: RequestAnswer, here: Here) -> str:
    """Return what a request would loosen."""
    name = visible(request.contact or "")
    match request.kind:
        case "end":
            return f"end the cool-down for {name}"
        case "shorten":
            return f"end the cool-down for {name} {duration(request.by_seconds or 0)} earlier"
        case "boundary":
            until = (
                f" until {moment(request.boundary_until, here)}" if request.boundary_until else ""
            )
            return f"change the boundary of {name} to {request.boundary or 'open'}{until}"
        case "forget":
            return f"forget {name}, with what is promised"
        case "erase":
            return "erase everything"


def pending_line(request: RequestAnswer, here: Here, *, dated: bool = True) -> str:
    """Return what happens next; `dated=False` after a no: no date may look like a countdown."""
    what = f"Request {request.id}: {what_it_asks(request, here)}."
    cancel = f"To cancel it: holdfast requests cancel {request.id}"
    if request.state == "ready":
        until = f" until {moment(request.expires_at, here)}" if request.expires_at else ""
        return f"{what} You can confirm it{until}: holdfast requests confirm {request.id}. {cancel}"
    if not dated:
        return f"{what} It is waiting: holdfast requests"
    return f"{what} You can confirm it from {end(request.ready_at, here)}. {cancel}"


def asked_lines(request: RequestAnswer, here: Here) -> list[str]:
    """Return what happens now that something was asked for: nothing, until it is confirmed."""
    ready_at = end(request.ready_at, here)
    # Forgetting has deleted the texts already.
    nothing = "" if request.kind == "forget" else " Nothing has changed yet."
    lines = [
        f"Request {request.id}: {what_it_asks(request, here)}.{nothing}",
        f"You can confirm it from {ready_at}. Once it’s ready, you have a day:",
        f"holdfast requests confirm {request.id}",
        f"To cancel it: holdfast requests cancel {request.id}",
    ]
    if request.asked_unsure:
        lines.append(
            "The network hasn't set this computer's clock yet, so only time in which the computer "
            "runs counts. Once it has, you can cancel this and ask again, to wait less."
        )
    return lines


def cancelled_line(numbers: tuple[int, ...]) -> str:
    """Return which requests are void since a promise was made stricter."""
    return f"{_numbered(numbers)} cancelled by that."


def restored_line(numbers: tuple[int, ...]) -> str:
    """Return which requests wait again, since what made them void was undone."""
    return f"{_numbered(numbers)} waiting again: holdfast requests"


def _numbered(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"Request {numbers[0]} is"
    return f"Requests {', '.join(str(number) for number in numbers)} are"


def _state(request: RequestAnswer, here: Here) -> str:
    match request.state:
        case "waiting":
            return f"you can confirm it from {end(request.ready_at, here)}"
        case "ready" if request.expires_at:
            return f"you can confirm it until {moment(request.expires_at, here)}"
        case "ready":
            return "you can confirm it now"
        case "expired":
            return "expired: it was not confirmed within a day"
        case _:
            return request.state
