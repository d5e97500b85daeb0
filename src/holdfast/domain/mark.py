"""The mark: the last trusted reading of the clock, and how the next one follows from it."""

from datetime import UTC, datetime, timedelta

from holdfast.value import dataclass, replace

AGREED_WITHIN = timedelta(seconds=1)
APART = timedelta(minutes=2)
"""Trusted time and the wall's further apart than this are worth a sentence."""
SETTLES_WITHIN = timedelta(minutes=2)
"""So long after a boot the wall may still be wrong, until it is synchronised."""
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No trusted moment lies before the one, or after the other."""
NOTHING = timedelta()
_MOMENT = timedelta.resolution


@dataclass(frozen=True)
class Reading:
    """One look at the machine's clocks.

    `since_boot` counts sleep; None where the platform has no such clock. `boot_id` is None where
    it can't tell one boot from another. `awake` counts from a fixed point of the boot, without
    sleep, and nobody can move it; None where there is no such clock.
    """

    wall: datetime
    since_boot: timedelta | None
    boot_id: str | None
    awake: timedelta | None = None


@dataclass(frozen=True)
class Mark:
    """A moment that was trusted, and the reading that it was taken from.

    `ran` is how long the machine has run since the first mark, with sleep, over all its boots.
    `unsure_after` is the moment after which no look has found the wall synchronised; None once
    one of this boot has, and no sleep was left uncounted since. `uncounted` is all such sleep.
    `ahead_after` is the moment after which the wall may have been ahead by as much as it is now:
    the last one before this boot, or at which it was right.
    """

    trusted: datetime
    reading: Reading
    ran: timedelta = NOTHING
    unsure_after: datetime | None = None
    uncounted: timedelta = NOTHING
    ahead_after: datetime | None = None

    @property
    def ran_at_most(self) -> timedelta:
        """How long the machine may have run since the first mark, whatever the wall said."""
        return self.ran + self.uncounted

    @property
    def written(self) -> "Written":
        """How the moment of something that is written down now is kept."""
        boot = None if self.unsure_after is None else self.reading.boot_id or ""
        return Written(self.trusted, self.ran_at_most, boot)

    @property
    def earliest(self) -> datetime:
        """The earliest that it may be now, for all that is known: a boot may come up ahead."""
        if self.unsure_after is None or self.ahead_after is None:
            return self.trusted
        return min(self.trusted, self.ahead_after + (self.reading.since_boot or NOTHING))

    @property
    def ahead(self) -> timedelta:
        """How far the wall is ahead of trusted time."""
        return self.reading.wall - self.trusted

    @property
    def agrees(self) -> bool:
        """Whether the wall and trusted time are so close that it is worth no sentence."""
        return abs(self.ahead) <= APART

    def is_still_ahead_by(self, by: timedelta) -> bool:
        """Say whether the wall is no further from trusted time than it was by a former look.

        An earlier time comes nearer by itself, while the machine is off.
        """
        comes_nearer = by < self.ahead < NOTHING
        return not self.agrees and (abs(self.ahead - by) <= APART or comes_nearer)


@dataclass(frozen=True)
class Written:
    """When something was written down: by trusted time, and by how long it may have run by then.

    `boot` is the boot in which that was; None where the clock was known to be right.
    """

    at: datetime
    ran: timedelta
    boot: str | None

    def is_within(self, length: timedelta, now: Mark) -> bool:
        """Say whether no more than that has passed since, for all that is known.

        By time and by running time: a clock that came right would make it look young. In another
        boot only by a clock that was right then and now: how long it ran in between is not known.
        """
        if now.trusted - self.at > length or now.ran_at_most - self.ran > length:
            return False
        if self.boot is None:
            return now.unsure_after is None
        return self.boot == (now.reading.boot_id or "")


@dataclass(frozen=True)
class ClockJump:
    """The wall's clock left trusted time by so much, or came back to it."""

    at: datetime
    seconds: int


def as_can_be(reading: Reading) -> Reading:
    """Give a reading with a wall of a year that can be meant: any other stands still at an end."""
    wall = min(max(reading.wall, EARLIEST), LATEST - timedelta(days=366))
    return reading if wall == reading.wall else replace(reading, wall=wall)


def elapsed_in_one_boot(mark: Mark, reading: Reading) -> timedelta | None:
    """Give the time that the machine ran since the mark, None if that was another boot."""
    before = mark.reading
    if before.boot_id != reading.boot_id:
        return None
    if before.since_boot is None or reading.since_boot is None:
        # The same boot, and nothing to count by: a wall that is set then must earn nothing.
        return NOTHING if reading.boot_id else None
    elapsed = reading.since_boot - before.since_boot
    if elapsed < NOTHING and not reading.boot_id:
        return None
    if before.awake is None or reading.awake is None:
        return max(NOTHING, elapsed)
    # What it ran awake has passed in any case: a container that is started anew counts from then.
    # Sleep is believed as far as the wall went on meanwhile: in a namespace of their own anybody
    # can say how long the machine has slept.
    slept_at_most = min(elapsed, reading.wall - before.wall)
    return max(NOTHING, reading.awake - before.awake, slept_at_most)


def slept(before: Reading, reading: Reading) -> timedelta:
    """Give how long the machine has slept between two readings of one boot, as far as it says."""
    if before.since_boot is None or reading.since_boot is None:
        return NOTHING
    if before.awake is None or reading.awake is None:
        return NOTHING
    return (reading.since_boot - before.since_boot) - (reading.awake - before.awake)


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
    trusted = _trusted(mark, reading, newest, synchronised=synchronised)
    if mark is None:
        first = newest or trusted - _MOMENT
        after = Mark(trusted, reading, unsure_after=first, ahead_after=first)
    elif (elapsed := elapsed_in_one_boot(mark, reading)) is None:
        ran = mark.ran + _ran_since(mark, reading)
        unsure_after = mark.unsure_after or mark.trusted
        after = Mark(trusted, reading, ran, unsure_after, mark.uncounted, mark.trusted)
    else:
        uncounted = _uncounted(mark.reading, reading, elapsed)
        after = Mark(
            trusted,
            _gone_on(mark.reading, reading, elapsed + uncounted),
            mark.ran + elapsed,
            mark.unsure_after or (mark.trusted if uncounted > AGREED_WITHIN else None),
            mark.uncounted + uncounted,
            mark.ahead_after,
        )
    is_right = synchronised or after.unsure_after is None
    return replace(after, unsure_after=None, ahead_after=trusted) if is_right else after


def jump(mark: Mark, after: Mark) -> timedelta | None:
    """Give by how much the wall left trusted time, or came back to it, between two marks."""
    moved = after.ahead - mark.ahead
    return moved if abs(moved) > APART else None


def correction(mark: Mark, after: Mark) -> timedelta | None:
    """Give by how much a synchronised wall put trusted time right between two marks, if it did."""
    unasked = next_mark(mark, after.reading, synchronised=False, newest=None)
    by = after.trusted - unasked.trusted
    return by if abs(by) > APART else None


def wrong_after(mark: Mark, after: Mark, corrected: timedelta) -> datetime | None:
    """Give the moment after which all that was written down may have been so at a wrong time.

    A clock that was ahead was so since this boot began, and after what is now; one that was behind,
    since it has not been synchronised. None if it was right whenever something was written, and
    only stood still.
    """
    if corrected < NOTHING:
        return min(after.trusted, mark.ahead_after or after.trusted)
    return mark.unsure_after


def _trusted(
    mark: Mark | None, reading: Reading, newest: datetime | None, *, synchronised: bool
) -> datetime:
    if synchronised:
        # A step back that is too small to move anything by would leave what was written before it
        # later than now, for another correction to take along: time stands still instead.
        steps_back = mark is not None and NOTHING < mark.trusted - reading.wall <= APART
        return mark.trusted if mark and steps_back else reading.wall
    if mark is None:
        return newest + _MOMENT if newest else reading.wall
    elapsed = elapsed_in_one_boot(mark, reading)
    return mark.trusted + (_passed_over_boot(mark, reading) if elapsed is None else elapsed)


def _uncounted(before: Reading, reading: Reading, elapsed: timedelta) -> timedelta:
    """Give the sleep of a boot that is not believed, as the wall did not go on meanwhile.

    It is never counted later: what was written in between would have waited for nothing.
    """
    if before.since_boot is None or reading.since_boot is None:
        return NOTHING
    return max(NOTHING, reading.since_boot - before.since_boot - elapsed)


def _gone_on(before: Reading, reading: Reading, elapsed: timedelta) -> Reading:
    """Give a reading of the same boot that claims no less than has been counted, or refused.

    A clock that said less for once, or more, must not have the difference counted afterwards.
    """
    if before.since_boot is None or reading.since_boot is None:
        return reading
    awake = reading.awake
    if before.awake is not None and awake is not None:
        awake = max(before.awake, awake)
    return replace(reading, since_boot=before.since_boot + elapsed, awake=awake)


def _passed_over_boot(mark: Mark, reading: Reading) -> timedelta:
    """Give what the wall says has passed, over a reboot, since a mark.

    Where it was behind, from the trusted moment on: that it comes right is no time that passed.
    A clock that stays behind loses by this, once, at the most as much as it is behind; how long
    the machine has run counts in any case. A boot is later than the one before by a moment at
    least, so that what is written in it can be told.
    """
    by_wall = reading.wall - max(mark.reading.wall, mark.trusted)
    return max(_MOMENT, by_wall, _ran_since(mark, reading))


def _ran_since(mark: Mark, reading: Reading) -> timedelta:
    """Give how long the machine has run since a mark of another boot, as far as that is sure."""
    if mark.reading.boot_id is None or reading.boot_id is None or reading.since_boot is None:
        return NOTHING
    return min(reading.since_boot, max(NOTHING, reading.wall - mark.reading.wall))
