"""An urge: one moment of wanting to write."""

from datetime import datetime
from typing import Literal

from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

Outcome = Literal["open", "let-go", "sent"]
WEAKEST, STRONGEST = 0, 10
LONGEST_WORD = 200


@dataclass(frozen=True)
class Rating:
    """How strong it was at a later moment, 0 to 10."""

    at: datetime
    intensity: int


@dataclass(frozen=True)
class Urge:
    """What is known of one urge; never the draft's text, which stays in the ledger."""

    id: int
    contact_id: int
    contact: str
    felt_at: datetime
    logged_at: datetime
    pause_ends_at: datetime
    channel: str | None
    intensity: int | None
    triggers: tuple[str, ...]
    has_draft: bool
    ratings: tuple[Rating, ...]
    outcome: Outcome
    outcome_at: datetime | None
    slip: bool
    retracted_at: datetime | None


def check_intensity(strength: int | None) -> int | None:
    """Give a strength back if it is on the scale, or not said."""
    if strength is None or WEAKEST <= strength <= STRONGEST:
        return strength
    raise NotUnderstood(f"{strength} isn't on the scale: a strength is a number from 0 to 10.")


def parse_intensity(said: str) -> int:
    """Read a strength from 0 to 10."""
    text = said.strip()
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= len("-100")):
        raise NotUnderstood(f"“{said}” isn't a strength: say a whole number from 0 to 10.")
    return check_intensity(int(text)) or 0


def clean_word(said: str, what: str) -> str:
    """Give a channel or a trigger as it is kept: lower case, so that it can be counted."""
    word = " ".join(said.split()).lower()
    if not word:
        raise NotUnderstood(f"{what} needs a word.")
    if len(word) > LONGEST_WORD:
        raise NotUnderstood(f"{what} takes a word or two, not more than {LONGEST_WORD} characters.")
    return word


def clean_triggers(said: tuple[str, ...]) -> tuple[str, ...]:
    """Give the triggers as they are kept, each once, in the order in which they were said."""
    return tuple(dict.fromkeys(clean_word(word, "--trigger") for word in said))
