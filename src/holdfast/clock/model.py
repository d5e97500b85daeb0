"""The two clocks: `trusted`, by which promises are judged, and `now`, for what is only a record.

Both follow from the last mark and one reading of the machine's clocks. docs/holding.md says what
this protects; docs/adr/0006 says why it is built like this.
"""

from datetime import UTC, datetime, timedelta

from holdfast.value import dataclass

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""A wall clock outside these is taken for the nearer one."""
WATCHED = timedelta(hours=2)
"""The longest gap between two readings that still counts as watched."""
LONELY = timedelta(days=7)
"""The longest delay a request can have."""
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=366)
UNDO_WITHIN = timedelta(minutes=10)
JUMPED = timedelta(minutes=2)
"""A wall clock that moved by more than this was set."""
NOTHING = timedelta()


@dataclass(frozen=True)
class Reading:
    """One look at the machine's clocks.

    `up` is this boot's running time, sleep included; None where the platform has no such clock.
    `boot` is None where the platform can't tell one boot from another. `synchronised` is the
    kernel's word, of the same moment as the wall.
    """

    wall: datetime
    up: timedelta | None
    boot: str | None
    synchronised: bool


@dataclass(frozen=True)
class Mark:
    """The last saved state of the clocks.

    `ran` is how long the machine has run over all boots, sleep included: no clock moves it.
    `sure`: `trusted` was counted without a gap since the wall was last believed. `alone` is the
    watched time since the network last set the clock; None if it never did.
    """

    trusted: datetime
    wall: datetime
    up: timedelta | None
    boot: str | None
    ran: timedelta
    sure: bool
    alone: timedelta | None

    @property
    def now(self) -> datetime:
        """What the person's clock shows, if that can be believed; else the trusted time."""
        return self.wall if -A_DAY <= self.wall - self.trusted <= A_YEAR else self.trusted

    @property
    def stamp(self) -> "Stamp":
        """What is stored with anything that begins to wait now."""
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
        """Return how long a request still waits; asked while unsure, only running time counts."""
        return self.hold_left(delay, mark) if self.sure else self.run_left(delay, mark)

    def run_left(self, length: timedelta, mark: Mark) -> timedelta:
        """Return what is left of a length of running time."""
        return length - (mark.ran - self.ran)

    def can_be_undone(self, mark: Mark) -> bool:
        """Return whether it began in this boot, in its last ten minutes of running time."""
        return self.boot == mark.boot and mark.ran - self.ran <= UNDO_WITHIN


@dataclass(frozen=True)
class ClockJump:
    """The wall clock was set by so much."""

    at: datetime
    seconds: int


def next_mark(mark: Mark | None, reading: Reading, *, newest: datetime | None = None) -> Mark:
    """Return the state of the clocks at a reading.

    `newest` is the newest instant in the ledger, for when the mark is lost; None: it is empty.
    """
    wall = min(max(reading.wall, EARLIEST), LATEST)
    up, boot, synchronised = reading.up, reading.boot, reading.synchronised
    if mark is None:
        trusted = wall if synchronised or newest is None else newest
        alone = NOTHING if synchronised else None
        return Mark(trusted, wall, up, boot, NOTHING, sure=synchronised, alone=alone)
    same = _is_same_boot(mark, reading)
    passed = _passed(mark, reading, same=same)
    trusted, ran, sure, alone = mark.trusted + passed, mark.ran + passed, mark.sure and same, None
    if synchronised:
        trusted, sure, alone = wall, True, NOTHING
    elif mark.alone is not None:
        alone = mark.alone + (passed if passed <= WATCHED else NOTHING)
    if not same and not synchronised and (mark.alone is None or mark.alone >= LONELY):
        # No network sets this computer's clock: believe that it went on while the power was off.
        trusted, sure = mark.trusted + max(passed, _off_by_the_wall(mark, wall)), True
    return Mark(trusted, wall, up, boot, ran, sure=sure, alone=alone)


def jump(mark: Mark, reading: Reading) -> timedelta | None:
    """Return by how much the wall clock was set between a mark and a reading; None if it wasn't.

    Over a restart only a step back can be told from time that the machine was off.
    """
    moved = reading.wall - mark.wall
    if _is_same_boot(mark, reading):
        moved -= _passed(mark, reading, same=True)
    elif moved > NOTHING:
        return None
    return moved if abs(moved) > JUMPED else None


def _is_same_boot(mark: Mark, reading: Reading) -> bool:
    if mark.boot or reading.boot:
        return mark.boot == reading.boot
    # A container has no boot id; a boot clock that went back has begun again.
    return mark.up is None or reading.up is None or reading.up >= mark.up


def _passed(mark: Mark, reading: Reading, *, same: bool) -> timedelta:
    """Return the running time since the mark, as far as the boot clock can tell."""
    if reading.up is None:
        return NOTHING
    if not same:
        return reading.up
    return max(NOTHING, reading.up - mark.up) if mark.up is not None else NOTHING


def _off_by_the_wall(mark: Mark, wall: datetime) -> timedelta:
    ahead = wall - mark.trusted
    if mark.sure or mark.alone is None:
        return min(ahead, wall - mark.wall)
    # The first time after unsure time.
    return ahead if ahead <= A_YEAR else NOTHING
