"""Verdicts in plain words."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from holdfast.domain.hold import Hold
from holdfast.rendering.words import duration, moment, visible

if TYPE_CHECKING:
    # `log` says a hold, too, and need not import what check answers.
    from holdfast.services.check import CheckAnswer

_ENDLESS = {
    "order": "the order stands",
    "stop": "their no stands",
    "space": "they want space",
}
THE_ORDER = "The order itself and a lawyer say what it allows; answering can break it, too."


def hold_line(
    contact: str, hold: Hold | CheckAnswer, zone: tzinfo, *, pause_of: str = "a message"
) -> str:
    """Say a contact's verdict in one sentence, or two where it has no end."""
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
    until, left = moment(hold.until, zone), duration(hold.remaining_seconds)
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


def sealed(hold: Hold, zone: tzinfo) -> str:
    """Say whether a draft under this hold is sealed, and until when."""
    if not hold.held:
        return "ready to look at again"
    if hold.until is None or hold.remaining_seconds is None:
        return f"sealed, for as long as {_ENDLESS[hold.boundary or 'space']}"
    return f"sealed until {moment(hold.until, zone)} ({duration(hold.remaining_seconds)} to go)"
