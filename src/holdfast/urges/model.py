"""Urges and contact events as values."""

from datetime import datetime, timedelta
from typing import Literal

from holdfast.clock.model import Mark, Stamp
from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

UrgeKind = Literal["message", "lookup"]
"""Wanting to write, or to look them up: their profile, their house."""
Outcome = Literal["open", "let-go", "sent"]
Decision = Literal["let-go", "keep", "myself"]
Comparison = Literal["less", "same", "more"]
"""How strong an urge is now, beside how strong it was; not a number, so no rating."""
EventKind = Literal["sent", "heard", "logistics"]
WEAKEST, STRONGEST = 0, 10
STRONG, HARD = 7, 8
"""From `HARD` on, people to talk to are named."""
LONGEST_WORD = 200
MOST_TRIGGERS = 50
LONGEST_DRAFT = 10_000_000


@dataclass(frozen=True)
class Rating:
    """How strong it was at a later moment, 0 to 10."""

    at: datetime
    intensity: int


@dataclass(frozen=True)
class Compared:
    """How strong it was at a later moment, compared with before."""

    at: datetime
    answer: Comparison


@dataclass(frozen=True)
class Pause:
    """How long a message waits, and since when."""

    began: Stamp
    length: timedelta

    def left(self, mark: Mark) -> timedelta:
        """Return how long it still lasts; zero or less when it is over."""
        return self.began.hold_left(self.length, mark)


@dataclass(frozen=True)
class Urge:
    """One urge; never the draft's text, which stays in the ledger.

    `logged_at` is for people, and its column is `noted_at`: the columns `logged_*` are the stamp of
    the first pause. The first pause began with the logging, later ones when the draft was kept.
    """

    id: int
    contact_id: int
    contact: str
    felt_at: datetime
    logged_at: datetime
    pauses: tuple[Pause, ...]
    channel: str | None
    intensity: int | None
    triggers: tuple[str, ...]
    has_draft: bool
    ratings: tuple[Rating, ...]
    outcome: Outcome
    outcome_at: datetime | None
    slip: bool
    retracted_at: datetime | None
    kind: UrgeKind = "message"

    def pause_left(self, mark: Mark) -> timedelta:
        """Return how long its own pauses still last; zero or less when all are over."""
        return max(pause.left(mark) for pause in self.pauses)

    def can_be_undone(self, mark: Mark) -> bool:
        """Return whether it was logged so recently that a typo is corrected at once."""
        return self.pauses[0].began.can_be_undone(mark)


@dataclass(frozen=True)
class Review:
    """A draft that was looked at again after its hold, and what was decided.

    The three questions, None where one was skipped: calm now? What have they actually said that
    they want? Glad of this in a month? Somebody who once said no for their own safety is asked
    why they left, and not what the other wants.
    """

    at: datetime
    decision: Decision
    calm: bool | None
    wanted: str | None
    glad: bool | None
    left_because: str | None = None


@dataclass(frozen=True)
class Event:
    """A contact event; whether it was a slip was decided once, by what was held at that moment."""

    id: int
    kind: EventKind
    contact_id: int
    contact: str
    at: datetime
    channel: str | None
    slip: bool
    urge_id: int | None
    note: str | None = None
    retracted_at: datetime | None = None


@dataclass(frozen=True)
class Search:
    """A text to find in urges. Drafts are searched only if nothing holds them.

    `free` are the contacts that no promise holds.
    """

    text: str
    free: tuple[int, ...]
    mark: Mark


def check_kind(said: str) -> UrgeKind:
    """Return an urge's kind as it is saved; raise NotUnderstood if there is none like it."""
    if said == "lookup":
        return "lookup"
    if said == "message":
        return "message"
    raise NotUnderstood("--kind takes message or lookup.", "holdfast log --kind lookup")


def check_intensity(strength: int | None) -> int | None:
    """Return a strength if it is on the scale, or None; else raise NotUnderstood."""
    if strength is None or WEAKEST <= strength <= STRONGEST:
        return strength
    raise NotUnderstood(f'"{strength}" isn\'t a number from 0 to 10.')


def parse_intensity(said: str) -> int:
    """Return the strength from 0 to 10 that was typed."""
    text = said.strip()
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= len("-100")):
        raise NotUnderstood(f'"{said}" isn\'t a number from 0 to 10.')
    return check_intensity(int(text)) or 0


def clean_word(said: str, what: str) -> str:
    """Return a channel or a trigger as it is saved: lower case, so that it can be counted."""
    word = " ".join(said.split()).lower()
    if not word:
        raise NotUnderstood(f"{what} needs a word.")
    if len(word) > LONGEST_WORD:
        raise NotUnderstood(f"{what} takes a word or two, up to {LONGEST_WORD} characters.")
    return word


def clean_triggers(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the triggers as they are saved, each once, in the order in which they were typed."""
    if len(said) > MOST_TRIGGERS:
        raise NotUnderstood(f"An urge can have up to {MOST_TRIGGERS} triggers.")
    return tuple(dict.fromkeys(clean_word(word, "--trigger") for word in said))


def check_draft(draft: str | None) -> str | None:
    """Return a message, or None without any text; raise NotUnderstood if it is too long."""
    if draft is None or not draft.strip():
        return None
    if len(draft) > LONGEST_DRAFT:
        raise NotUnderstood(f"A message can have up to {LONGEST_DRAFT:,} characters.")
    return draft
