"""Nudges in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.nudging.use_cases import NudgeAnswer
from holdfast.words import Here, moment, visible

if TYPE_CHECKING:
    from holdfast.urges.surf import RideWords

_BECAME = {
    "planned": "planned",
    "handed-over": "came",
    "failed": "could not be shown",
    "suppressed": "not shown",
    "expired": "not shown",
}


def nudge_row(nudge: NudgeAnswer, here: Here) -> tuple[str, ...]:
    """Return a nudge's cells: when, kind, what became of it, why it was planned, its words."""
    became = _BECAME[nudge.state]
    if nudge.detail:
        became += f": {visible(nudge.detail)}"
    words = f'"{nudge_words(nudge)}"' if nudge.title else ""
    at = moment(nudge.handed_over_at or nudge.due_at, here)
    return at, nudge.kind, became, visible(nudge.why), words


def inbox_lines(nudge: NudgeAnswer) -> list[str]:
    """Return the lines of a nudge that a desktop could not show."""
    return ["", "The desktop could not show this nudge:", f"  {nudge_words(nudge)}"]


def nudge_words(nudge: NudgeAnswer | RideWords) -> str:
    """Return the title and the body of a nudge as one text."""
    title, body = visible(nudge.title or ""), visible(nudge.body or "")
    return f"{title} {body}" if title.endswith(("?", "…", "!", ":")) else f"{title}. {body}"
