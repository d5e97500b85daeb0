"""The two clocks: `trusted`, by which promises are judged, and `now`, for what is only a record.

Both follow from the last mark and one reading of the machine's clocks. docs/holding.md says what
this protects; docs/adr/0006 says why it is built like this.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from holdfast.value import dataclass

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""A wall clock outside these is taken for the nearer one."""
WATCHED = timedelta(hours=2)
"""The longest gap between two readings that still counts as watched."""
OFFLINE_LONG = timedelta(days=7)
"""Watched time without the network after which a restart believes the wall clock.

It is as long as the longest delay.
"""
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
UNDO_WITHIN = timedelta(minutes=10)
JUMPED = timedelta(minutes=2)
"""A wall clock that moved by more than this was set."""
NOTHING = timedelta()


@dataclass(frozen=True)
class Reading:
    """One look at the machine's clocks.

    `up` is this boot's running time, sleep included. `boot` is None where the platform can't tell
    one boot from another. `synchronised`: the kernel said so in the same call.
    """

    wall: datetime
    up: timedelta
    boot: str | None
    synchronised: bool


class Clock(Protocol):
    """The machine's clocks."""

    def read(self) -> Reading:
        """Return one look at all of them."""


@dataclass(frozen=True)
class Mark:
    """The last saved state of the clocks.

    `ran` is how long the machine has run over all boots, sleep included: no clock moves it.
    `sure`: no time is missing from `trusted` since the wall was last believed. `alone` is the
    watched time since the network last set the clock; None if it never did.
    """

    trusted: datetime
    wall: datetime
    up: timedelta
    boot: str | None
    ran: timedelta
    sure: bool
    alone: timedelta | None

    @property
    def is_alone(self) -> bool:
        """Whether no network sets this clock: it never has, or not for a week of watched time."""
        return self.alone is None or self.alone >= OFFLINE_LONG

    @property
    def now(self) -> datetime:
        """What the person's clock shows, if that can be believed; else the trusted time."""
        return self.wall if -A_DAY <= self.wall - self.trusted <= A_YEAR else self.trusted

    @property
    def stamp(self) -> "Stamp":
        """What is stored with anything that begins to wait now."""
        # Unsure: the later of the two, so that a hold can't end early.
        at = self.trusted if self.sure else max(self.trusted, self.now)
        return Stamp(at, self.ran, self.sure, self.boot)


@dataclass(frozen=True)
class Stamp:
    """When something that waits began: by trusted time and by running time, and in which boot."""

    at: datetime
    ran: timedelta
    sure: bool
    boot: str | None

    def hold_left(self, length: timedelta, mark: Mark) -> timedelta:
        """Return how long a hold still lasts; zero or less when it is over.

        It ends when trusted time has reached its end, or when the machine has run its length.
        """
        return min(self.at + length - mark.trusted, self.run_left(length, mark))

    def request_left(self, delay: timedelta, mark: Mark) -> timedelta:
        """Return how long a request still waits.

        If the clock was unsure when the request was made, only running time counts.
        """
        return self.hold_left(delay, mark) if self.sure else self.run_left(delay, mark)

    def run_left(self, length: timedelta, mark: Mark) -> timedelta:
        """Return what is left of a length of running time."""
        return length - (mark.ran - self.ran)

    def can_be_undone(self, mark: Mark) -> bool:
        """Return whether it began in this boot, in its last ten minutes of running time."""
        return self.boot == mark.boot and NOTHING <= mark.ran - self.ran <= UNDO_WITHIN


@dataclass(frozen=True)
class ClockJump:
    """The wall clock was set by so much."""

    at: datetime
    seconds: int


def next_mark(mark: Mark | None, reading: Reading, *, newest: datetime | None = None) -> Mark:
    """Return the state of the clocks at a reading.

    `newest` is the newest instant in the ledger, for when the mark is lost; None: it is empty.
    """
    wall = _within_bounds(reading.wall)
    up, boot, synchronised = reading.up, reading.boot, reading.synchronised
    if mark is None:
        trusted = wall if synchronised or newest is None else newest
        alone = NOTHING if synchronised else None
        return Mark(trusted, wall, up, boot, NOTHING, sure=synchronised, alone=alone)
    same = _is_same_boot(mark, reading)
    passed = _passed(mark, reading)
    trusted, ran, sure, alone = mark.trusted + passed, mark.ran + passed, mark.sure and same, None
    if synchronised:
        trusted, sure, alone = wall, True, NOTHING
    elif mark.alone is not None:
        alone = mark.alone + (passed if passed <= WATCHED else NOTHING)
    if not same and not synchronised and mark.is_alone:
        # No network sets this computer's clock: believe that it went on while the power was off.
        trusted, sure = mark.trusted + max(passed, _off_by_the_wall(mark, wall)), True
    return Mark(_within_bounds(trusted), wall, up, boot, ran, sure=sure, alone=alone)


def jump(mark: Mark, reading: Reading) -> timedelta | None:
    """Return by how much the wall clock was set between a mark and a reading; None if it wasn't.

    Across a restart only a step back shows: a step ahead looks like time switched off.
    """
    moved = _within_bounds(reading.wall) - mark.wall
    if moved == NOTHING:  # both walls are outside the bounds
        return None
    if _is_same_boot(mark, reading):
        moved -= _passed(mark, reading)
    elif moved > NOTHING:
        return None
    return moved if abs(moved) > JUMPED else None


def _within_bounds(wall: datetime) -> datetime:
    return min(max(wall, EARLIEST), LATEST)


def _is_same_boot(mark: Mark, reading: Reading) -> bool:
    if mark.boot or reading.boot:
        return mark.boot == reading.boot
    # A container has no boot id; a boot clock that went back has begun again.
    return reading.up >= mark.up


def _passed(mark: Mark, reading: Reading) -> timedelta:
    """Return the running time since the mark, as far as the boot clock can tell."""
    if _is_same_boot(mark, reading):
        return max(NOTHING, reading.up - mark.up)
    went_on = _within_bounds(reading.wall) - mark.wall
    if went_on < -JUMPED:
        return reading.up
    # The ledger may come from another machine: count no more than the wall clock did.
    return min(reading.up, max(NOTHING, went_on))


def _off_by_the_wall(mark: Mark, wall: datetime) -> timedelta:
    ahead = wall - mark.trusted
    if mark.sure or mark.alone is None:
        return min(ahead, wall - mark.wall)
    # Network time was lost for a week and `trusted` has gaps: believe the wall clock if it is at
    # most a year ahead.
    return ahead if ahead <= A_YEAR else NOTHING
