"""What the ledger knows of a week: all that a report is built from."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from holdfast.clock.model import ClockJump
from holdfast.clock.span import Span
from holdfast.nudging.model import Nudge
from holdfast.promises.model import CoolDown, Request
from holdfast.urges.model import Event, Outcome, Rating, Urge
from holdfast.value import dataclass


class Felt(NamedTuple):
    """When an urge was felt and what became of it: all that looking back over weeks asks for.

    A tuple, as there may be very many.
    """

    felt_at: datetime
    outcome: Outcome


class FeltUrge(NamedTuple):
    """An urge, as far as a report asks for it.

    A tuple, as there may be very many.
    """

    id: int
    contact_id: int
    felt_at: datetime
    channel: str | None
    intensity: int | None
    outcome: Outcome
    outcome_at: datetime | None
    retracted_at: datetime | None
    triggers: Sequence[str]
    ratings: Sequence[Rating]


AnyUrge = FeltUrge | Urge


@dataclass(frozen=True)
class HoldCounts:
    """Pauses of messages that ran out in the week, and those in which nothing was sent."""

    ended: int
    completed: int


@dataclass(frozen=True)
class RanCoolDown:
    """A cool-down, its contact, and when they were contacted since it began."""

    contact: str
    cooldown: CoolDown
    contacted: tuple[datetime, ...]


@dataclass(frozen=True)
class ShownNudge:
    """A nudge that was handed over, and whether it was answered (None: it asks for nothing)."""

    kind: str
    answered: bool | None


@dataclass(frozen=True)
class WeekFacts:
    """What the ledger knows of a week, and of the weeks before it.

    `asked_about` are the week's urges and those of the 6 hours before the week. `felt` is
    of the last eight weeks, `events` of the last four, each in its order. `began_at` is when the
    ledger begins (None: it is empty); before it nothing is missing.
    """

    began_at: datetime | None
    urges: Sequence[AnyUrge]
    asked_about: Sequence[AnyUrge]
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
