"""Holds and requests in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.promises.model import Hold
from holdfast.words import Here, duration, end, left, moment, visible

if TYPE_CHECKING:
    # `log` prints a hold, too, and need not import these.
    from holdfast.promises.boundaries import BoundarySet
    from holdfast.promises.holds import CheckAnswer, CheckedAll
    from holdfast.promises.requests import RequestAnswer

THE_ORDER = "Even answering can break an order. A lawyer can say what the order allows."


def hold_line(
    contact: str,
    hold: Hold | CheckAnswer | CheckedAll,
    here: Here,
    *,
    pause_of: str = "every message",
    named: bool = False,
) -> str:
    """Return a contact's hold in a line, with their name if `named`."""
    name = visible(contact)
    if not hold.held:
        return f"Nothing is on hold for {name}."
    start = f"On hold for {name}" if named else "On hold"
    if hold.until is None or hold.remaining_seconds is None:
        they = "they" if named else name
        without_end = {
            "mine": "you said no, for your own safety.",
            "order": f"a court order. {THE_ORDER}",
            "stop": f"{they} said no.",
        }
        return f"{start}: {without_end.get(hold.boundary or '', f'{they} asked for space.')}"
    until = f"{end(hold.until, here)} ({left(hold.remaining_seconds)} left)"
    return f"{start} until {until}: {_what_holds(hold, pause_of)}."


def _what_holds(hold: Hold | CheckAnswer | CheckedAll, pause_of: str) -> str:
    match hold.reason:
        case "boundary":
            return "they asked for space"
        case "cool-down":
            return "your cool-down"
        case _:
            return f"{pause_of} has to wait"


def boundary_line(answer: BoundarySet, here: Here) -> str:
    """Return what a contact said, where something else holds for longer."""
    said, name = answer.boundary, visible(answer.contact)
    if said.kind == "open":
        return f"Noted: {name} is fine with contact."
    until = f" until {moment(said.ends_at, here)}" if said.ends_at else ""
    return f"Noted: {name}, {BOUNDARIES[said.kind]}{until}."


BOUNDARIES = {
    "mine": "you said no",
    "order": "court order",
    "stop": "they said no",
    "space": "they asked for space",
}
READ_BY_OTHERS = (
    "What you write here can be read by anyone who gets this computer, and a court may ask for it."
)
PROTECTS = (
    "The order protects you. Ask your lawyer or advocate before any contact. "
    "In danger: your emergency number."
)


def hold_cells(hold: Hold, here: Here) -> tuple[str, str]:
    """Return what holds and until when, as cells of a table."""
    if not hold.held:
        return "no", ""
    if hold.boundary:
        what = BOUNDARIES[hold.boundary]
    else:
        what = "your cool-down" if hold.reason == "cool-down" else "a message waits"
    return what, end(hold.until, here) if hold.until else ""


def request_row(request: RequestAnswer, here: Here) -> tuple[str, ...]:
    """Return a request's cells: its number, what it asks, its state and its reason."""
    return (
        str(request.id),
        what_it_asks(request, here),
        _state(request, here),
        f'"{visible(request.reason)}"' if request.reason else "",
    )


def request_lines(request: RequestAnswer, here: Here) -> list[str]:
    """Return one request with its story, and what can be done about it, as lines."""
    lines = [
        f"Request {request.id}: {what_it_asks(request, here)}",
        f"  state   {_state(request, here)}",
        f"  asked   {moment(request.asked_at, here)}",
    ]
    if request.reason:
        lines.append(f"  reason  {visible(request.reason)}")
    if request.state == "ready":
        lines.append(f"To confirm it: holdfast requests confirm {request.id}")
    if request.state in {"waiting", "ready"}:
        lines.append(f"To cancel it: holdfast requests cancel {request.id}")
    return lines


def what_it_asks(request: RequestAnswer, here: Here) -> str:
    """Return what a request would loosen."""
    name = visible(request.contact or "")
    match request.kind:
        case "end":
            return f"end the cool-down for {name}"
        case "shorten":
            return f"shorten the cool-down for {name} by {duration(request.by_seconds or 0)}"
        case "boundary":
            until = (
                f" until {moment(request.boundary_until, here)}" if request.boundary_until else ""
            )
            return f"change the boundary for {name} to {request.boundary or 'open'}{until}"
        case "mine":
            return f"end your own no to {name}"
        case "forget":
            return f"forget {name}, with all promises"
        case "erase":
            return "delete everything Holdfast has saved"


def pending_lines(request: RequestAnswer, here: Here, *, dated: bool = True) -> list[str]:
    """Return what happens next; `dated=False` after a no: no date may look like a countdown."""
    what = f"Request {request.id}: {what_it_asks(request, here)}."
    cancel = f"To cancel it: holdfast requests cancel {request.id}"
    if request.state == "ready":
        until = f" until {moment(request.expires_at, here)}" if request.expires_at else ""
        confirm = f"You can confirm it{until}: holdfast requests confirm {request.id}"
        return [what, confirm, cancel]
    if not dated:
        return [f"{what} It's waiting: holdfast requests"]
    return [f"{what} You can confirm it from {end(request.ready_at, here)}.", cancel]


def asked_lines(request: RequestAnswer, here: Here) -> list[str]:
    """Return what happens now that something was asked for: nothing, until it is confirmed."""
    ready_at = end(request.ready_at, here)
    # Forgetting has deleted the texts already.
    nothing = "" if request.kind == "forget" else " Nothing has changed yet."
    lines = [
        f"Request {request.id}: {what_it_asks(request, here)}.{nothing}",
        f"You can confirm it from {ready_at}. Once it's ready you have a day:",
        f"holdfast requests confirm {request.id}",
        f"To cancel it: holdfast requests cancel {request.id}",
    ]
    if request.asked_unsure:
        lines.append(
            "Time with the computer off doesn't count: no network has set its clock yet. "
            "Once one has, you can cancel this and ask again."
        )
    return lines


def cancelled_line(numbers: tuple[int, ...]) -> str:
    """Return which requests are void since a promise was made stricter."""
    return f"That cancelled {_numbered(numbers)}."


def restored_line(numbers: tuple[int, ...]) -> str:
    """Return which requests wait again, since what made them void was undone."""
    return f"Waiting again: {_numbered(numbers)}. To see all: holdfast requests"


def _numbered(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"request {numbers[0]}"
    return f"requests {', '.join(map(str, numbers))}"


def _state(request: RequestAnswer, here: Here) -> str:
    match request.state:
        case "waiting":
            return f"waits until {end(request.ready_at, here)}"
        case "ready" if request.expires_at:
            return f"confirm until {moment(request.expires_at, here)}"
        case "ready":
            return "ready to confirm"
        case _:
            return request.state
