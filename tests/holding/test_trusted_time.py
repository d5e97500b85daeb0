"""Trusted time against true time: what a machine's clocks may go through, and what it may cost.

What it may gain and lose is written down as it happens, in `gained` and `lost`; the docs name each.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from holdfast.domain.mark import APART, Mark, Reading, agrees, correction, next_mark, wrong_after

# What they reach is reached by other tests, too; without counting it they take half as long.
pytestmark = pytest.mark.no_cover

BEGAN = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
NOTHING = timedelta()
DAY = timedelta(days=1)
BOOTING = timedelta(seconds=20)
SLACK = timedelta(seconds=2)
"""What two clocks that agree may differ by."""
CORRECTED_PAST = APART + SLACK
"""Less than that moves nothing that was written."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

lengths = st.timedeltas(timedelta(seconds=1), 40 * DAY)
settings_of_a_clock = st.timedeltas(-400 * DAY, 400 * DAY)
zones = st.integers(-12, 14).map(lambda hours: timedelta(hours=hours))


@dataclass(frozen=True)
class Promised:
    """When a promise was made and is to end, by trusted time, and when it truly is to end."""

    made_at: datetime
    ends_at: datetime
    truly_ends_at: datetime


@dataclass(frozen=True)
class Hardware:
    """What a virtual machine's snapshot brings back: its clocks, and the ledger on its disk."""

    ahead: timedelta
    boot: int
    since_boot: timedelta
    awake: timedelta
    synchronised: bool
    mark: Mark | None
    newest: datetime
    promised: Promised | None = None
    claimed: timedelta = NOTHING
    """How far the time since boot that was last claimed is ahead of what it is."""


class Machine(RuleBasedStateMachine):
    """True time, a wall that can be set, boots, sleep, and a network that comes and goes.

    A daemon looks before and after whatever happens, and stores its mark.
    """

    knows_boots = True

    def __init__(self) -> None:
        super().__init__()
        self.true = BEGAN
        self.hardware = Hardware(
            NOTHING, 1, timedelta(hours=3), timedelta(hours=3), True, None, BEGAN
        )
        self.snapshot: tuple[datetime, Hardware] | None = None
        self.gained = self.lost = NOTHING
        """At the most, since the clock was synchronised last."""
        self.unnoticed = NOTHING
        """What it may have lagged behind, since the promise, while it was held to be right."""
        self.lost_since_promise = NOTHING
        self.boots = 1

    @initialize()
    def first_look(self) -> None:
        self.look()

    # What a look sees.

    @property
    def wall(self) -> datetime:
        return self.true + self.hardware.ahead

    def reading(self) -> Reading:
        boot_id = f"boot {self.hardware.boot}" if self.knows_boots else None
        awake = self.hardware.awake if self.knows_boots else None
        return Reading(self.wall, self.hardware.since_boot, boot_id, awake)

    def seen(self, reading: Reading) -> Mark:
        """Give the mark that follows from a reading, as a use case computes it."""
        mark = self.hardware.mark
        is_sure = mark is not None and mark.unsure_after is None and agrees(mark, reading)
        asked = not is_sure and self.hardware.synchronised
        if asked:
            # Nothing is left of what was gained or lost before.
            self.gained = self.lost = NOTHING
        newest = None if mark else self.hardware.newest
        return next_mark(mark, reading, synchronised=asked, newest=newest)

    def store(self, reading: Reading) -> None:
        last, promised = self.hardware.mark, self.hardware.promised
        mark = self.seen(reading)
        # What was written while the clock was wrong is moved along when that is put right.
        by = correction(last, mark) if last else None
        after = wrong_after(last, mark, by) if last and by else None
        if promised and by and after and promised.made_at > after:
            moved = replace(promised, made_at=promised.made_at + by, ends_at=promised.ends_at + by)
            promised = moved
        newest = min(self.hardware.newest, mark.trusted)
        self.hardware = replace(self.hardware, mark=mark, newest=newest, promised=promised)

    def look(self) -> None:
        self.store(self.reading())

    def lose(self, length: timedelta) -> None:
        self.lost += length
        self.lost_since_promise += length

    # What happens to a machine.

    def pass_time(self, length: timedelta, *, asleep: bool = False) -> None:
        self.true += length
        hardware = self.hardware
        self.hardware = replace(
            hardware,
            since_boot=hardware.since_boot + length,
            awake=hardware.awake + (NOTHING if asleep else length),
        )

    @rule(length=lengths)
    def run(self, length: timedelta) -> None:
        self.pass_time(length)
        self.look()

    @rule(length=lengths)
    def sleep(self, length: timedelta) -> None:
        """What a namespace claimed to have slept counts as slept already: that is their loss."""
        self.lose(min(length, self.hardware.claimed))
        claimed = max(NOTHING, self.hardware.claimed - length)
        self.hardware = replace(self.hardware, claimed=claimed)
        self.pass_time(length, asleep=True)
        self.look()

    @rule(length=lengths)
    def write_something_down(self, length: timedelta) -> None:
        self.pass_time(min(length, timedelta(hours=1)))
        self.look()
        assert self.hardware.mark
        self.hardware = replace(self.hardware, newest=self.hardware.mark.trusted)

    @rule(length=lengths)
    def promise(self, length: timedelta) -> None:
        self.pass_time(timedelta.resolution)  # no two commands look in the same moment
        self.look()
        mark = self.hardware.mark
        assert mark
        now = mark.trusted
        self.hardware = replace(
            self.hardware, promised=Promised(now, now + length, self.true + length), newest=now
        )
        held_to_be_right = mark.unsure_after is None
        self.unnoticed = max(NOTHING, self.true - now) if held_to_be_right else NOTHING
        # A clock that was ahead before is not known to have been so when it is put right.
        self.lost_since_promise = max(NOTHING, now - self.true)

    @rule(by=settings_of_a_clock)
    def set_the_clock(self, by: timedelta) -> None:
        ahead = max(self.hardware.ahead + by, EPOCH - self.true)  # no kernel goes back behind that
        self.hardware = replace(self.hardware, ahead=ahead, synchronised=False)
        self.look()

    @rule(by=st.timedeltas(timedelta(minutes=-5), timedelta(minutes=5)), times=st.integers(2, 20))
    def set_it_in_small_steps(self, by: timedelta, times: int) -> None:
        for _ in range(times):
            self.set_the_clock(by)

    @rule()
    def synchronise(self) -> None:
        self.hardware = replace(self.hardware, ahead=NOTHING, synchronised=True)
        self.look()

    @rule()
    def lose_the_network(self) -> None:
        self.hardware = replace(self.hardware, synchronised=False)

    def boot_after(self, off: timedelta, ahead: timedelta) -> None:
        """Come up again, with a wall that is so far ahead, and nothing to synchronise it yet."""
        if not self.knows_boots:
            # A boot that has run as long as the one before looks like the same one.
            self.lose(off + BOOTING)
            self.unnoticed += off + BOOTING
        # Over a boot nobody can tell a wall that comes right from time that has passed.
        mark = self.hardware.mark
        self.unnoticed += max(NOTHING, self.true - mark.trusted) if mark else NOTHING
        self.true += off + BOOTING
        self.boots += 1
        self.hardware = replace(
            self.hardware,
            ahead=ahead,
            boot=self.boots,
            since_boot=BOOTING,
            awake=BOOTING,
            synchronised=False,
            claimed=NOTHING,
        )

    @rule(off=lengths)
    def switch_off_and_on(self, off: timedelta) -> None:
        before = self.hardware.ahead
        self.boot_after(off, before)
        # A wall that was behind may come right meanwhile: that is not told from time.
        self.lose(min(max(NOTHING, -before), off + BOOTING))
        self.look()

    @rule(off=lengths)
    def come_up_with_the_time_put_right(self, off: timedelta) -> None:
        before = self.hardware.ahead
        self.boot_after(off, NOTHING)
        # That it was behind is no time that passed; where it was ahead, none seems to have.
        self.lose(min(abs(before), off + BOOTING))
        self.look()

    @rule(off=lengths)
    def switch_off_with_a_dead_battery(self, off: timedelta) -> None:
        self.lose(off + BOOTING)
        self.boot_after(off, EPOCH - (self.true + off))
        self.look()

    @rule(off=lengths, zone=zones)
    def boot_the_other_system_which_keeps_local_time(self, off: timedelta, zone: timedelta) -> None:
        """A dual boot: the hardware's clock is moved by a zone until it is synchronised."""
        before = self.hardware.ahead
        self.boot_after(off, before + zone)
        self.gained += max(NOTHING, zone)
        self.lose(max(NOTHING, -zone) + min(max(NOTHING, -before), off + BOOTING))
        self.look()

    # A virtual machine.

    @rule(length=lengths)
    def pause_the_machine(self, length: timedelta) -> None:
        """Nothing in it counts meanwhile."""
        self.true += length
        hardware = self.hardware
        self.hardware = replace(hardware, ahead=hardware.ahead - length, synchronised=False)
        self.lose(length)
        self.unnoticed += length
        self.look()

    @rule()
    def take_a_snapshot(self) -> None:
        self.snapshot = (self.true, self.hardware)

    @precondition(lambda self: self.snapshot is not None)
    @rule()
    def roll_back(self) -> None:
        """Its clocks and the ledger go back to where they were: what passed since is lost."""
        assert self.snapshot
        taken_at, self.hardware = self.snapshot
        passed = self.true - taken_at
        self.hardware = replace(
            self.hardware, ahead=self.hardware.ahead - passed, synchronised=False
        )
        self.lose(passed + (self.true - BEGAN))
        self.unnoticed += passed + (self.true - BEGAN)
        self.gained += self.true - BEGAN  # what it had gained by then may be there again
        self.look()

    # What somebody may try without being root, and what may break.

    @precondition(lambda self: self.knows_boots)
    @rule(by=st.timedeltas(NOTHING, 400 * DAY))
    def move_boot_time_in_a_namespace(self, by: timedelta) -> None:
        reading = self.reading()
        self.store(replace(reading, since_boot=self.hardware.since_boot + by))
        claimed = max(self.hardware.claimed, by)
        self.hardware = replace(self.hardware, claimed=claimed)
        self.look()

    @precondition(lambda self: self.knows_boots)
    @rule(by=settings_of_a_clock)
    def hide_the_time_since_boot_and_set_the_clock(self, by: timedelta) -> None:
        self.store(replace(self.reading(), since_boot=NOTHING))
        self.set_the_clock(by)

    @precondition(lambda self: self.knows_boots)
    @rule(times=st.integers(1, 5))
    def pretend_to_be_another_boot(self, times: int) -> None:
        for _ in range(times):
            self.store(replace(self.reading(), boot_id="false"))
            # A wall that was behind or ahead is counted from anew, as over any boot.
            self.look()

    @rule()
    def damage_the_mark(self) -> None:
        assert self.hardware.mark
        if not self.hardware.synchronised:
            self.lose(max(NOTHING, self.hardware.mark.trusted - self.hardware.newest))
        self.unnoticed += self.true - BEGAN + self.gained
        self.hardware = replace(self.hardware, mark=None)
        self.look()

    @invariant()
    def it_gains_and_loses_no_more_than_is_said(self) -> None:
        if self.hardware.mark is None:
            return
        trusted = self.seen(self.reading()).trusted
        assert trusted <= self.true + self.gained + SLACK
        assert trusted >= self.true - self.lost - SLACK

    @invariant()
    def a_promise_ends_when_it_was_made_to(self) -> None:
        promised, mark = self.hardware.promised, self.hardware.mark
        if promised and mark:
            remaining = promised.ends_at - self.seen(self.reading()).trusted
            truly = promised.truly_ends_at - self.true
            assert remaining >= truly - self.gained - self.unnoticed - CORRECTED_PAST
            assert remaining <= truly + self.lost_since_promise + CORRECTED_PAST

    @invariant()
    def running_time_is_never_more_than_has_passed(self) -> None:
        if self.hardware.mark:
            assert self.hardware.mark.ran <= self.true - BEGAN + SLACK


class MachineWithoutBootIds(Machine):
    """Where one boot can't be told from another but by a time since boot that is smaller."""

    knows_boots = False


_EXAMPLES = settings(max_examples=2000, stateful_step_count=15, deadline=None)
Machine.TestCase.settings = MachineWithoutBootIds.TestCase.settings = _EXAMPLES
test_trusted_time_follows_true_time = Machine.TestCase
test_it_does_so_without_boot_ids = MachineWithoutBootIds.TestCase
