"""Verdicts in plain words."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from holdfast.domain.hold import Hold
from holdfast.rendering.words import duration, moment, visible

if TYPE_CHECKING:
    # `log` says a hold, too, and need not import what check answers.
    from holdfast.services.check import CheckAnswer


def why_held(hold: Hold | CheckAnswer) -> str:
    """Say what holds."""
    return "your cool-down" if hold.reason == "cool-down" else "the pause of your last message"


def hold_line(contact: str, hold: Hold | CheckAnswer, zone: tzinfo) -> str:
    """Say a contact's verdict in one sentence."""
    name = visible(contact)
    if hold.until is None or hold.remaining_seconds is None:
        return f"Nothing holds contact with {name} now."
    until, left = moment(hold.until, zone), duration(hold.remaining_seconds)
    return f"Held: nothing goes to {name} until {until} ({left} to go), by {why_held(hold)}."
