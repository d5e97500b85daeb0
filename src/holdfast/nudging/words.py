"""Nudges in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.nudging.use_cases import NudgeAnswer
from holdfast.words import Here, moment, visible

if TYPE_CHECKING:
    from holdfast.urges.surf import RideWords

_BECAME = {
    "planned": "is planned",
    "handed-over": "came",
    "failed": "could not be shown",
    "suppressed": "was not shown",
    "expired": "was not shown",
}


def nudge_lines(nudge: NudgeAnswer, here: Here) -> list[str]:
    """Return a line that explains a nudge, when it came and why, and a line with its words."""
    at = nudge.handed_over_at or nudge.due_at
    came = f"{moment(at, here)}: {nudge.kind} {_BECAME[nudge.state]}"
    if nudge.detail:
        joined = ":" if nudge.state == "handed-over" else ", as"
        came += f"{joined} {visible(nudge.detail)}"
    said = [f"{came} (because {nudge.why})"]
    if nudge.title:
        said.append(f"  “{nudge_words(nudge)}”")
    return said


def inbox_lines(nudge: NudgeAnswer) -> list[str]:
    """Return the lines of a nudge that a desktop could not show."""
    return ["", "A nudge that could not be shown on the desktop:", f"  {nudge_words(nudge)}"]


def nudge_words(nudge: NudgeAnswer | RideWords) -> str:
    """Return the title and the body of a nudge as one text."""
    title, body = visible(nudge.title or ""), visible(nudge.body or "")
    return f"{title} {body}" if title.endswith(("?", "…", "!", ":")) else f"{title}. {body}"
