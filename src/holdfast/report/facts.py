"""Everything that the report of a week is built from."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from holdfast.clock.model import ClockJump
from holdfast.clock.span import Span
from holdfast.nudging.model import Nudge
from holdfast.promises.model import CoolDown, Request
from holdfast.urges.model import Event, Outcome, Rating, Urge, UrgeKind
from holdfast.value import dataclass


class Felt(NamedTuple):
    """When an urge was felt, and its outcome.

    A tuple, because there may be very many.
    """

    felt_at: datetime
    outcome: Outcome


class FeltUrge(NamedTuple):
    """The fields of an urge that a report needs.

    A tuple, because there may be very many.
    """

    id: int
    contact_id: int
    felt_at: datetime
    channel: str | None
    intensity: int | None
    outcome: Outcome
    outcome_at: datetime | None
    retracted_at: datetime | None
    kind: UrgeKind
    ratings: Sequence[Rating]


AnyUrge = FeltUrge | Urge


@dataclass(frozen=True)
class HoldCounts:
    """Messages whose wait ended in the week, and those that weren't sent before its end."""

    ended: int
    completed: int


@dataclass(frozen=True)
class RanCoolDown:
    """A cool-down, its contact, and the times of contact since it began."""

    contact: str
    cooldown: CoolDown
    contacted: tuple[datetime, ...]


@dataclass(frozen=True)
class ShownNudge:
    """A nudge that was shown, and whether it was answered (None: it asks for no answer)."""

    kind: str
    answered: bool | None


@dataclass(frozen=True)
class WeekFacts:
    """The ledger's facts about a week and the weeks before it.

    `asked_about` has the week's urges and those of the 6 hours before the week. `felt` has eight
    weeks and `events` four, oldest first. `began_at` is when the first contact was added (None:
    there is none).
    """

    began_at: datetime | None
    urges: Sequence[AnyUrge]
    asked_about: Sequence[AnyUrge]
    wanted: str | None
    """What the person wanted for this week, said at the end of the week before."""
    slips_against_no: int
    goes_on: bool
    """Whether contact against a no had gone on for two weeks by the end of the week."""
    triggers: dict[str, int]
    felt: tuple[Felt, ...]
    waking: tuple[float, ...]
    """Each block's share of the waking hours."""
    events: tuple[Event, ...]
    check_ins: tuple[Nudge, ...]
    nudges: tuple[ShownNudge, ...]
    holds: HoldCounts
    cooldowns: tuple[RanCoolDown, ...]
    daemon_ran: tuple[Span, ...]
    clock_jumps: tuple[ClockJump, ...]
    requests: tuple[Request, ...]
