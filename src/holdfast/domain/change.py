"""A change: a loosening that waits out its delay before it can be confirmed."""

from datetime import datetime, timedelta
from typing import Literal

from holdfast.domain.boundary import Boundary
from holdfast.value import dataclass

ChangeKind = Literal["end", "shorten", "boundary", "clock", "erase"]
ChangeState = Literal["waiting", "ready", "confirmed", "cancelled", "lapsed"]

CONFIRM_WITHIN = timedelta(hours=24)
AFTER_A_LAPSE = 2
"""So many times the delay the next of its kind waits."""
NOTHING = timedelta()


@dataclass(frozen=True)
class Change:
    """What was asked for, and when; what only the passing of time makes of it is computed.

    `contact` and `contact_id` are None where it is about everything. `by` is how much earlier a
    cool-down is to end, or how far ahead the wall was (behind: less than nothing); `boundary` what
    it is to be. With `asked_ran`, the delay is counted in time in which the machine ran.
    """

    id: int
    kind: ChangeKind
    asked_at: datetime
    delay: timedelta
    reason: str | None
    contact_id: int | None = None
    contact: str | None = None
    cooldown_id: int | None = None
    by: timedelta | None = None
    boundary: Boundary | None = None
    asked_ran: timedelta | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None

    def ready_at(self, now: datetime, ran: timedelta) -> datetime:
        """Give from when on it can be confirmed; where running counts, if it runs on from now."""
        if self.asked_ran is None or self.confirmed_at or self.cancelled_at:
            return self.asked_at + self.delay
        return now + self.delay - max(NOTHING, ran - self.asked_ran)

    def waited(self, now: datetime, ran: timedelta) -> timedelta:
        """Give how long it has waited."""
        return now - self.asked_at if self.asked_ran is None else ran - self.asked_ran

    def lapses_at(self, now: datetime, ran: timedelta) -> datetime:
        """Give from when on it can be confirmed no more."""
        return self.ready_at(now, ran) + CONFIRM_WITHIN

    def state(self, now: datetime, ran: timedelta) -> ChangeState:
        """Say where it stands at a moment; `ran` is how long the machine has run by then."""
        if self.confirmed_at:
            return "confirmed"
        if self.cancelled_at:
            return "cancelled"
        if now < self.ready_at(now, ran):
            return "waiting"
        return "ready" if now < self.lapses_at(now, ran) else "lapsed"


def delay_of_next(usual: timedelta, before: ChangeState | None) -> timedelta:
    """Give how long a change waits; `before` is what became of the last of its kind.

    One that was left to lapse, or called off when it was ready, makes the next wait twice as long:
    asking again and again, for whenever the moment is weak, is to be worth nothing.
    """
    return usual * AFTER_A_LAPSE if before == "lapsed" else usual
