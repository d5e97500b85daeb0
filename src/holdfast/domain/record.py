"""What the ledger knows of a week: all that a report is built from."""

from datetime import datetime
from typing import NamedTuple

from holdfast.domain.change import Change
from holdfast.domain.cooldown import CoolDown
from holdfast.domain.event import Event
from holdfast.domain.mark import ClockJump
from holdfast.domain.nudge import Nudge, NudgeKind
from holdfast.domain.span import Span
from holdfast.domain.urge import Outcome, Urge
from holdfast.value import dataclass


class Felt(NamedTuple):
    """When an urge was felt and what became of it: all that looking back over weeks asks for.

    A tuple, as there may be very many.
    """

    felt_at: datetime
    outcome: Outcome


@dataclass(frozen=True)
class EndedPause:
    """A message's pause that ran out, and what became of its urge."""

    ended_at: datetime
    outcome: Outcome
    outcome_at: datetime | None


@dataclass(frozen=True)
class RanCoolDown:
    """A cool-down, whom it is about, and the slips since it began."""

    contact: str
    cooldown: CoolDown
    slips: tuple[datetime, ...]


@dataclass(frozen=True)
class ShownNudge:
    """A nudge that was handed over, and whether it was answered (None: it asks for nothing)."""

    kind: NudgeKind
    answered: bool | None


@dataclass(frozen=True)
class Record:
    """What the ledger knows of a week, and of the weeks before it.

    `asked_about` are the urges that the check-ins are about, with those of their episodes,
    whatever week they were felt in. `felt` is of the last eight weeks, `events` of the last four,
    each in its order. `began_at` is when the ledger begins (None: it is empty); before it nothing
    is missing.
    """

    began_at: datetime | None
    urges: tuple[Urge, ...]
    asked_about: tuple[Urge, ...]
    felt: tuple[Felt, ...]
    waking: tuple[float, ...]
    """Each block's share of the waking hours."""
    events: tuple[Event, ...]
    check_ins: tuple[Nudge, ...]
    nudges: tuple[ShownNudge, ...]
    pauses: tuple[EndedPause, ...]
    cooldowns: tuple[RanCoolDown, ...]
    daemon_ran: tuple[Span, ...]
    clock_jumps: tuple[ClockJump, ...]
    changes: tuple[Change, ...]
