"""The answers of the use cases of urges. Their field names are the keys in JSON."""

from collections.abc import Iterable
from datetime import datetime

from holdfast.errors import NotFound
from holdfast.ledger.work import Work
from holdfast.promises.holds import promised_to
from holdfast.promises.model import Hold, hold_of
from holdfast.urges.model import Compared, Outcome, Rating, Review, Urge, UrgeKind
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
    kind: UrgeKind
    hold: Hold


@dataclass(frozen=True)
class Logged:
    """An urge that was logged: its contact's hold, and what the person may want to know.

    With `several_contacts`, a command has to name the one that it is about.
    `at_night`: the person usually sleeps now. `has_logistics`: contact about children, home or
    money was noted for them before.
    """

    urge: UrgeAnswer
    hold: Hold
    why: str | None
    made_contact: bool
    guessed_contact: bool
    cooldown_runs: bool
    several_contacts: bool = False
    at_night: bool = False
    has_logistics: bool = False


@dataclass(frozen=True)
class UrgeSettled:
    """An urge after a use case, and its contact's hold.

    `already`: nothing changed. `erased`: a draft's text was deleted.
    """

    urge: UrgeAnswer
    hold: Hold
    already: bool = False
    erased: bool = False


@dataclass(frozen=True)
class Amendment:
    """One correction of an urge; instants are in ISO 8601, an unknown value is empty."""

    at: datetime
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class UrgeStory:
    """An urge with all that became of it; `note` belongs to the contact event."""

    urge: UrgeAnswer
    hold: Hold
    amendments: tuple[Amendment, ...]
    reviews: tuple[Review, ...]
    note: str | None
    comparisons: tuple[Compared, ...] = ()


def find_urge(work: Work, urge_id: int | None) -> Urge:
    """Return an urge by its number; without one, the newest that is open."""
    if urge_id is None:
        found = work.stores.urges.newest_open(work.now)
        if found is None:
            raise NotFound("No urge is open.", "holdfast list")
        return found
    found = work.stores.urges.get(urge_id)
    if found is None:
        raise NotFound(f"There is no urge {urge_id}.", "holdfast list")
    return found


def urge_answer(work: Work, urge: Urge) -> UrgeAnswer:
    """Return an urge's answer (its JSON fields), with its own hold."""
    (answer,) = urge_answers(work, (urge,))
    return answer


def urge_answers(work: Work, urges: Iterable[Urge]) -> tuple[UrgeAnswer, ...]:
    """Return the urges' answers, each with its own hold."""
    urges = tuple(urges)
    promised = {
        contact_id: promised_to(work, contact_id)
        for contact_id in {urge.contact_id for urge in urges}
    }
    return tuple(
        urge_answer_with_hold(
            urge, hold_of(work.mark, promised[urge.contact_id], urge.pause_left(work.mark))
        )
        for urge in urges
    )


def settled(
    work: Work, urge_id: int, *, already: bool = False, erased: bool = False
) -> UrgeSettled:
    """Return an urge after a use case, as it is now."""
    urge = find_urge(work, urge_id)
    promised = promised_to(work, urge.contact_id)
    own_hold = hold_of(work.mark, promised, urge.pause_left(work.mark))
    pause_left = work.stores.promises.pause_left(urge.contact_id, work.mark)
    hold = hold_of(work.mark, promised, pause_left)
    answer = urge_answer_with_hold(urge, own_hold)
    return UrgeSettled(answer, hold, already=already, erased=erased)


def urge_answer_with_hold(urge: Urge, hold: Hold) -> UrgeAnswer:
    """Return an urge's answer (its JSON fields), with the hold that is given."""
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
        kind=urge.kind,
        hold=hold,
    )
