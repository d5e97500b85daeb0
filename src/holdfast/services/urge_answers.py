"""What the use cases of urges answer. The field names are the keys of the JSON contract."""

from datetime import datetime

from holdfast.domain.hold import Hold
from holdfast.domain.review import Review
from holdfast.domain.urge import Outcome, Rating, Urge
from holdfast.value import dataclass


@dataclass(frozen=True)
class UrgeAnswer:
    """An urge and its own hold, now."""

    id: int
    contact: str
    felt_at: datetime
    logged_at: datetime
    channel: str | None
    intensity: int | None
    triggers: tuple[str, ...]
    has_draft: bool
    ratings: tuple[Rating, ...]
    outcome: Outcome
    outcome_at: datetime | None
    slip: bool
    retracted_at: datetime | None
    hold: Hold


@dataclass(frozen=True)
class Logged:
    """An urge that was logged: the verdict, and what the person may want to know of it.

    With `several_contacts`, a command has to name the one that it is about.
    """

    urge: UrgeAnswer
    hold: Hold
    why: str | None
    made_contact: bool
    guessed_contact: bool
    cooldown_runs: bool
    several_contacts: bool = False


@dataclass(frozen=True)
class UrgeSettled:
    """An urge after a use case.

    `already` when it had been so before, `erased` when a draft's text went.
    """

    urge: UrgeAnswer
    hold: Hold
    already: bool = False
    erased: bool = False


@dataclass(frozen=True)
class Amendment:
    """One correction of an urge; instants are in ISO 8601, what was not said is empty."""

    at: datetime
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class UrgeStory:
    """An urge with all that became of it; `note` is what was said of the contact made."""

    urge: UrgeAnswer
    hold: Hold
    amendments: tuple[Amendment, ...]
    reviews: tuple[Review, ...]
    note: str | None


def urge_answer(urge: Urge, hold: Hold) -> UrgeAnswer:
    """Give an urge as it is answered."""
    return UrgeAnswer(
        id=urge.id,
        contact=urge.contact,
        felt_at=urge.felt_at,
        logged_at=urge.logged_at,
        channel=urge.channel,
        intensity=urge.intensity,
        triggers=urge.triggers,
        has_draft=urge.has_draft,
        ratings=urge.ratings,
        outcome=urge.outcome,
        outcome_at=urge.outcome_at,
        slip=urge.slip,
        retracted_at=urge.retracted_at,
        hold=hold,
    )
