"""A nudge: one desktop notification, its kinds, its words, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from holdfast.value import dataclass

NudgeKind = Literal["patience", "check-in", "risky-hours", "reflection", "change", "report", "test"]
NudgeState = Literal["planned", "handed-over", "failed", "suppressed", "expired"]

ASKED: tuple[NudgeKind, ...] = ("patience", "check-in")
"""What the person's own logging starts."""
UNASKED: tuple[NudgeKind, ...] = ("change", "report", "risky-hours", "reflection")
"""What comes by itself; the first ones first, where there is room for one."""


@dataclass(frozen=True)
class NudgeText:
    """Words to show; `rests_on` names the step or the evidence that they rest on.

    `only` are the tags that must all be true of the moment (services/nudge_words.py lists them).
    `named` is the body for somebody who does not want it discreet; {contact}, {reason} and {week}
    stand for what they say.
    """

    id: str
    kind: NudgeKind
    title: str
    body: str
    rests_on: str
    only: tuple[str, ...] = ()
    named: str | None = None


@dataclass(frozen=True)
class NudgePlan:
    """A nudge that is to come; its key makes it one of a kind."""

    key: str
    kind: NudgeKind
    urge_id: int | None
    due_at: datetime
    expires_at: datetime
    why: str


@dataclass(frozen=True)
class Nudge:
    """A nudge and what became of it; title and body are None until its words were chosen."""

    id: int
    key: str
    kind: NudgeKind
    urge_id: int | None
    due_at: datetime
    expires_at: datetime
    state: NudgeState
    handed_over_at: datetime | None
    title: str | None
    body: str | None
    why: str
    detail: str | None


def choose_text(
    texts: Sequence[NudgeText], last_shown: Mapping[str, datetime], tags: frozenset[str]
) -> NudgeText:
    """Choose, of the words that fit, those shown longest ago; the ones never shown come first."""
    fitting = [text for text in texts if tags.issuperset(text.only)]
    never = [text for text in fitting if text.id not in last_shown]
    return never[0] if never else min(fitting, key=lambda text: last_shown[text.id])
