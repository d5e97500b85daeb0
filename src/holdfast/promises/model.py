"""Promises as values that decide for themselves: cool-downs, boundaries, the hold, requests."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from holdfast.clock.model import NOTHING, Mark, Stamp
from holdfast.errors import Refused
from holdfast.value import dataclass, replace

DAY = timedelta(days=1)
FURTHEST = timedelta(days=365)
"""No command holds for longer than this from now."""
TOO_LONG = f"A cool-down can end at most {FURTHEST.days} days from now."
ASK_AGAIN_PAST = timedelta(days=90)
BOUNDARY_DELAY = timedelta(days=7)
"""How long it waits until what they said counts as looser."""
OWN_NO_DELAY = DAY
"""How long the end of a person's own no waits."""
CONFIRM_WITHIN = DAY
FEWEST_DAYS_KEPT = 7
"""Days kept are shown from this day of a cool-down on."""

TighteningKind = Literal["start", "extend", "boundary", "mine"]
EndKind = Literal["start", "extend", "shorten", "end"]
"""The step that set a cool-down's length."""
BoundaryKind = Literal["open", "space", "stop", "order"]
"""What they said."""
HeldBy = Literal[BoundaryKind, "mine"]
"""What they said, or the person's own no."""
OwnNo = Literal["mine", "mine-off"]
StepKind = Literal[EndKind, BoundaryKind, OwnNo]
Reason = Literal["boundary", "cool-down", "pause"]
RequestKind = Literal["end", "shorten", "boundary", "mine", "forget", "erase"]
RequestState = Literal["waiting", "ready", "confirmed", "cancelled", "expired"]

THEIR_NO: frozenset[str] = frozenset({"stop", "order"})
FINAL = THEIR_NO | {"mine"}
"""A no has no end to count towards."""

_STRICTNESS: dict[HeldBy, int] = {"open": 0, "space": 1, "stop": 2, "order": 3, "mine": 4}


@dataclass(frozen=True)
class CoolDown:
    """The time in which nothing is sent to a contact.

    `began` is when it was promised, `length` how long it holds since then. Its days are counted
    from `started_at`, which may be earlier.
    """

    id: int
    contact_id: int
    started_at: datetime
    began: Stamp
    length: timedelta
    delay: timedelta
    pause: timedelta
    why: str | None

    @property
    def ends_at(self) -> datetime:
        """When it ends by trusted time."""
        return self.began.at + self.length

    def left(self, mark: Mark) -> timedelta:
        """Return how long it still holds; zero or less when it is over."""
        return self.began.hold_left(self.length, mark)

    def extended(
        self, by: timedelta, mark: Mark, *, naming: str = "", tells_room: bool = True
    ) -> "CoolDown":
        """Return it longer by `by`; Refused past the longest.

        The error names the longest possible extension; not after a no, which would reveal the end.
        `naming` makes a command be about this contact.
        """
        room = FURTHEST - self.left(mark)
        if by > room:
            tells = tells_room and room >= DAY
            raise Refused(
                TOO_LONG,
                f"holdfast cooldown extend {room.days}d{naming}" if tells else "a shorter length",
            )
        return replace(self, length=self.length + by)

    def shortened(self, by: timedelta, mark: Mark) -> "CoolDown":
        """Return it shorter by `by`, but never over before now."""
        return replace(self, length=self.length - min(by, self.left(mark)))

    def ended(self, mark: Mark) -> "CoolDown":
        """Return it as over now."""
        return self.shortened(self.left(mark), mark)


@dataclass(frozen=True)
class Boundary:
    """What a contact said about contact, and beside it `mine`: the person's own no.

    Only `space` may have an end: a date (`until`), or a `length` since `said`.
    """

    kind: BoundaryKind
    until: datetime | None = None
    length: timedelta | None = None
    said: Stamp | None = None
    mine: bool = False

    @property
    def is_final(self) -> bool:
        """Whether one of them said no, which has no end to count towards."""
        return self.mine or self.kind in THEIR_NO

    @property
    def held_by(self) -> HeldBy:
        """The one whose texts are shown: of two, the person's own no."""
        return "mine" if self.mine else self.kind

    @property
    def ends_at(self) -> datetime | None:
        """When it ends by trusted time; None: never."""
        if self.length is not None and self.said is not None:
            return self.said.at + self.length
        return self.until

    def left(self, mark: Mark) -> timedelta | None:
        """Return how long what they said still holds; None: it has no end."""
        if self.length is not None and self.said is not None:
            return self.said.hold_left(self.length, mark)
        return None if self.until is None else self.until - mark.trusted

    def at(self, mark: Mark) -> "Boundary":
        """Return it as it is now: `open` when its end has passed."""
        left = self.left(mark)
        return self if left is None or left > NOTHING else Boundary("open", mine=self.mine)

    def is_looser_than(self, other: "Boundary", mark: Mark) -> bool:
        """Return whether what they said holds less, or not as long."""
        if self.kind != other.kind:
            return _STRICTNESS[self.kind] < _STRICTNESS[other.kind]
        mine, theirs = self.left(mark), other.left(mark)
        return mine is not None and (theirs is None or mine < theirs)


@dataclass(frozen=True)
class Hold:
    """The verdict: held until when, and why.

    `until` is None when nothing is held, and when it has no end. `remaining_seconds` is rounded
    up, so that what is held never says 0. `boundary` is the no or the wish that is the reason.
    """

    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: HeldBy | None = None

    @property
    def is_final(self) -> bool:
        """Whether it is a no, which has no end."""
        return self.boundary in FINAL

    @property
    def rank(self) -> tuple[bool, int, int]:
        """What sorts holds from the weakest: no end, then how strict, then how long."""
        strictness = _STRICTNESS[self.boundary or "open"]
        return self.held and self.until is None, strictness, self.remaining_seconds or 0


@dataclass(frozen=True)
class Promised:
    """The promises about a contact: their boundary, and how long the cool-down still holds."""

    boundary: Boundary
    cooldown_left: timedelta = NOTHING


def promised_by(mark: Mark, boundary: Boundary, cooldown: CoolDown | None) -> Promised:
    """Return what a boundary and a running cool-down promise; None: none runs."""
    return Promised(boundary, cooldown.left(mark) if cooldown else NOTHING)


def hold_of(mark: Mark, promised: Promised, pause_left: timedelta) -> Hold:
    """Return the hold that follows from promises and pause.

    The longest wins; on a tie boundary, cool-down, pause.
    """
    boundary = promised.boundary.at(mark)
    boundary_left = boundary.left(mark) if boundary.kind != "open" else NOTHING
    if boundary.mine or boundary_left is None:
        return Hold(
            held=True,
            until=None,
            reason="boundary",
            remaining_seconds=None,
            boundary=boundary.held_by,
        )
    each: tuple[tuple[timedelta, Reason], ...] = (
        (boundary_left, "boundary"),
        (promised.cooldown_left, "cool-down"),
        (pause_left, "pause"),
    )
    left, reason = max(each, key=lambda one: one[0])
    if left <= NOTHING:
        return Hold(held=False, until=None, reason=None, remaining_seconds=None)
    return Hold(
        held=True,
        until=mark.now + left,
        reason=reason,
        remaining_seconds=math.ceil(left.total_seconds()),
        boundary=boundary.kind if reason == "boundary" else None,
    )


@dataclass(frozen=True)
class Tightening:
    """One step that made a promise stricter.

    A cool-down's start or extension, what they said, or the person's own no.
    """

    id: int
    contact_id: int
    kind: TighteningKind
    said: Stamp


@dataclass(frozen=True)
class Step:
    """One step in the history of the promises: a cool-down's length or a boundary was set.

    `before` is the length that the cool-down had until then.
    """

    at: datetime
    contact: str
    contact_id: int
    kind: StepKind
    length: timedelta | None
    before: timedelta | None
    until: datetime | None


@dataclass(frozen=True)
class Request:
    """A wish to loosen a promise; it waits `delay`, and must be confirmed by hand.

    `contact_id` and `contact` are None if it is about everything. `by` is how much shorter a
    cool-down would be, `boundary` what a boundary would become. `last_promise_id` is the newest
    promise when it was asked. `found` is when it was first found ready.
    """

    id: int
    kind: RequestKind
    asked: Stamp
    delay: timedelta
    reason: str | None
    last_promise_id: int
    contact_id: int | None = None
    contact: str | None = None
    cooldown_id: int | None = None
    by: timedelta | None = None
    boundary: Boundary | None = None
    found: Stamp | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None

    def left(self, mark: Mark) -> timedelta:
        """Return how long it still waits."""
        return self.asked.request_left(self.delay, mark)

    def left_to_confirm(self, mark: Mark) -> timedelta | None:
        """Return how long it can still be confirmed; None: it was not found ready yet."""
        return self.found.request_left(CONFIRM_WITHIN, mark) if self.found else None

    def state(self, mark: Mark, *, is_void: bool) -> RequestState:
        """Return its state; void: its promise was tightened since, or has nothing to loosen."""
        if self.confirmed_at is not None:
            return "confirmed"
        if self.cancelled_at is not None or is_void:
            return "cancelled"
        if self.left(mark) > NOTHING:
            return "waiting"
        left = self.left_to_confirm(mark)
        return "ready" if left is None or left > NOTHING else "expired"


def length_since(
    now: datetime, since: datetime, length: timedelta, *, naming: str = ""
) -> timedelta:
    """Return how long a cool-down that counts from `since` holds from now on.

    Raise Refused if already over or too long. `naming` makes a command be about its contact.
    """
    left = length - (now - since)
    if left <= NOTHING:
        raise Refused(
            "Counted from then, that cool-down would already be over.",
            "a longer length, or leave --since out",
        )
    if left > FURTHEST:
        raise Refused(
            TOO_LONG, f"holdfast cooldown start {FURTHEST.days}d{naming}, and extend it later"
        )
    return left


def days_kept(
    started_at: datetime, now: datetime, contacted: Iterable[datetime]
) -> tuple[int, int]:
    """Return how many days were kept, and on how many there was contact.

    A day is 24 h from the start, whatever a calendar or a journey says. A day is kept once it
    is over without contact; contact counts its day at once. Both only grow.
    """
    whole_days = max(0, (now - started_at) // DAY)
    slipped = {(at - started_at) // DAY for at in contacted if started_at <= at <= now}
    return whole_days - sum(1 for day in slipped if day < whole_days), len(slipped)
