"""The mark: the last trusted reading of the clock, and how the next one follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AGREED_WITHIN = timedelta(seconds=1)
APART = timedelta(minutes=2)
"""Trusted time and the wall's further apart than this are worth a sentence."""
SETTLES_WITHIN = timedelta(minutes=2)
"""So long after a boot the wall may still be wrong, until it is synchronised."""
NOTHING = timedelta()


@dataclass(frozen=True)
class Reading:
    """One look at the machine's clocks.

    `since_boot` counts suspend; None where the platform has no such clock. `boot_id` is None
    where it can't tell one boot from another.
    """

    wall: datetime
    since_boot: timedelta | None
    boot_id: str | None


@dataclass(frozen=True)
class Mark:
    """A moment that was trusted, and the reading that it was taken from."""

    trusted: datetime
    reading: Reading

    @property
    def ahead(self) -> timedelta:
        """How far the wall is ahead of trusted time."""
        return self.reading.wall - self.trusted


@dataclass(frozen=True)
class ClockJump:
    """The wall's clock left trusted time by so much, or came back to it."""

    at: datetime
    seconds: int


def elapsed_in_one_boot(mark: Mark, reading: Reading) -> timedelta | None:
    """Give the time that the machine ran since the mark, None if that was another boot."""
    before = mark.reading
    if before.boot_id != reading.boot_id:
        return None
    if before.since_boot is None or reading.since_boot is None:
        # The same boot, and nothing to count by: a wall that is set then must earn nothing.
        return NOTHING if reading.boot_id else None
    elapsed = reading.since_boot - before.since_boot
    if elapsed >= NOTHING:
        return elapsed
    # With a boot id these are two readings out of order; without one it is another boot.
    return NOTHING if reading.boot_id else None


def is_settling(reading: Reading) -> bool:
    """Say whether the machine has booted so lately that its wall may still be corrected."""
    return reading.since_boot is not None and reading.since_boot < SETTLES_WITHIN


def agrees(mark: Mark, reading: Reading) -> bool:
    """Say whether the wall shows what the machine's own running says: nothing was set."""
    elapsed = elapsed_in_one_boot(mark, reading)
    return elapsed is not None and abs(mark.trusted + elapsed - reading.wall) <= AGREED_WITHIN


def next_mark(
    mark: Mark | None, reading: Reading, *, synchronised: bool, newest: datetime | None
) -> Mark:
    """Give the mark that follows from the last one and a reading.

    A wall that is `synchronised`, by the kernel's own word, is believed in either direction;
    any other moves nothing while the machine runs. `newest` is the newest instant that the
    ledger holds (None: it is empty), for when there is no mark.
    """
    return Mark(_trusted(mark, reading, newest, synchronised=synchronised), reading)


def jump(mark: Mark, after: Mark) -> timedelta | None:
    """Give by how much the wall left trusted time, or came back to it, between two marks."""
    moved = after.ahead - mark.ahead
    return moved if abs(moved) > APART else None


def correction(mark: Mark, after: Mark) -> timedelta | None:
    """Give by how much a synchronised wall put trusted time right between two marks, if it did."""
    unasked = next_mark(mark, after.reading, synchronised=False, newest=None)
    by = after.trusted - unasked.trusted
    return by if abs(by) > APART else None


def _trusted(
    mark: Mark | None, reading: Reading, newest: datetime | None, *, synchronised: bool
) -> datetime:
    if synchronised:
        return reading.wall
    if mark is None:
        return newest or reading.wall
    elapsed = elapsed_in_one_boot(mark, reading)
    if elapsed is None:
        elapsed = max(_ran_since(mark, reading), reading.wall - _wall_before(mark, reading))
    return mark.trusted + elapsed


def _wall_before(mark: Mark, reading: Reading) -> datetime:
    """Give what the wall's passing over a reboot is counted from.

    A wall that was behind and has come right meanwhile: its correction is no time that passed.
    """
    before = mark.reading.wall
    return max(before, mark.trusted) if reading.wall >= mark.trusted else before


def _ran_since(mark: Mark, reading: Reading) -> timedelta:
    """Give the least that has passed since a mark of another boot: what this one has run."""
    if mark.reading.boot_id is None or reading.boot_id is None or reading.since_boot is None:
        return NOTHING
    return max(NOTHING, reading.since_boot)
