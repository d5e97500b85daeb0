"""Nudges in plain words."""

from datetime import tzinfo

from holdfast.rendering.words import moment, visible
from holdfast.services.nudges import NudgeAnswer

_STATES = {
    "planned": "planned",
    "handed-over": "handed over to the desktop",
    "failed": "could not be shown",
    "suppressed": "not shown",
    "expired": "not shown",
}


def nudge_lines(nudge: NudgeAnswer, zone: tzinfo) -> list[str]:
    """Say a nudge: when, what, why, and what became of it."""
    at = nudge.handed_over_at or nudge.due_at
    became = _STATES[nudge.state]
    detail = f": {visible(nudge.detail)}" if nudge.detail and nudge.state != "handed-over" else ""
    said = [f"{moment(at, zone)}  {nudge.kind}  {became}{detail}", f"  because {nudge.why}"]
    if nudge.title:
        said.append(f"  “{nudge_words(nudge)}”")
    return said


def inbox_lines(nudge: NudgeAnswer) -> list[str]:
    """Say a nudge that a desktop could not show."""
    return ["", "A nudge that could not be shown on the desktop:", f"  {nudge_words(nudge)}"]


def nudge_words(nudge: NudgeAnswer) -> str:
    """Say what a nudge says, as one text."""
    title, body = visible(nudge.title or ""), visible(nudge.body or "")
    return f"{title} {body}" if title.endswith(("?", "…", "!")) else f"{title}. {body}"
