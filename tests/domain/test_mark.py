"""Trusted time, against a model of the true time and of everything that a clock can do."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.domain.mark import APART, Mark, Reading, agrees, jump, next_mark

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOTHING = timedelta()
BOOTING = timedelta(seconds=20)
SLACK = timedelta(seconds=2)
"""What two clocks that agree may differ by."""

stretches = st.timedeltas(timedelta(seconds=1), timedelta(days=40))
settings_of_a_clock = st.timedeltas(timedelta(days=-400), timedelta(days=400))


def follow(
    mark: Mark | None,
    reading: Reading,
    *,
    synchronised: bool = False,
    newest: datetime | None = None,
) -> Mark:
    return next_mark(mark, reading, synchronised=synchronised, newest=newest)


START = Mark(NOW, Reading(NOW, HOUR, "one"))


def later(mark: Mark, ran: timedelta, *, wall: timedelta) -> Reading:
    """Give a reading of the same boot: the machine ran so long, the wall moved so far."""
    before = mark.reading
    assert before.since_boot is not None
    return replace(before, wall=before.wall + wall, since_boot=before.since_boot + ran)


@pytest.mark.parametrize("wall", [31 * DAY, -400 * DAY, NOTHING, timedelta(minutes=5)])
def test_while_the_machine_runs_the_wall_moves_nothing(wall: timedelta) -> None:
    assert follow(START, later(START, HOUR, wall=wall)).trusted == NOW + HOUR


def test_small_steps_earn_as_little_as_a_large_one() -> None:
    mark = START
    for _ in range(1000):
        mark = follow(mark, later(mark, timedelta(seconds=1), wall=timedelta(minutes=1)))
    assert mark.trusted == NOW + timedelta(seconds=1000)


@pytest.mark.parametrize("wall", [31 * DAY, -400 * DAY, NOTHING])
def test_a_synchronised_wall_is_believed_in_either_direction(wall: timedelta) -> None:
    reading = later(START, HOUR, wall=wall)
    assert follow(START, reading, synchronised=True).trusted == NOW + wall


@pytest.mark.parametrize(
    ("wall", "trusted"), [(30 * DAY, 30 * DAY), (-400 * DAY, BOOTING), (NOTHING, BOOTING)]
)
def test_another_boot_is_as_much_later_as_the_wall_says_and_as_it_ran_at_least(
    wall: timedelta, trusted: timedelta
) -> None:
    reading = Reading(NOW + wall, BOOTING, "two")
    assert follow(START, reading).trusted == NOW + trusted


def test_a_wall_that_was_behind_and_comes_right_over_a_reboot_is_not_counted_twice() -> None:
    behind = follow(START, Reading(NOW - 20_000 * DAY, BOOTING, "two"))
    right = follow(behind, Reading(NOW + HOUR, BOOTING, "three"))
    assert right.trusted == NOW + HOUR


def test_the_same_boot_without_its_running_time_earns_nothing() -> None:
    assert follow(START, Reading(NOW + 31 * DAY, None, "one")).trusted == NOW


def test_two_readings_out_of_order_move_nothing_back_and_are_not_another_boot() -> None:
    assert follow(START, later(START, -HOUR, wall=31 * DAY)).trusted == NOW


@pytest.mark.parametrize("since_boot", [timedelta(seconds=5), None])
def test_without_a_boot_id_a_smaller_time_since_boot_is_another_boot(
    since_boot: timedelta | None,
) -> None:
    start = Mark(NOW, Reading(NOW, HOUR, None))
    assert follow(start, Reading(NOW + DAY, since_boot, None)).trusted == NOW + DAY
    assert follow(start, Reading(NOW + DAY, 2 * HOUR, None)).trusted == NOW + HOUR


def test_without_a_mark_it_is_as_late_as_the_ledger_knows_or_as_the_wall_says() -> None:
    reading = Reading(NOW + 31 * DAY, HOUR, "one")
    assert follow(None, reading, newest=NOW).trusted == NOW
    assert follow(None, reading).trusted == NOW + 31 * DAY
    assert follow(None, reading, newest=NOW, synchronised=True).trusted == NOW + 31 * DAY


def test_a_clock_that_was_set_is_seen_as_a_jump_and_so_is_its_return() -> None:
    away = follow(START, later(START, HOUR, wall=31 * DAY + HOUR))
    assert jump(START, away) == 31 * DAY
    back = follow(away, later(away, HOUR, wall=HOUR - 31 * DAY))
    assert jump(away, back) == -31 * DAY
    assert jump(START, follow(START, later(START, HOUR, wall=HOUR + APART))) is None


def test_a_wall_that_agrees_with_the_machines_running_needs_no_asking() -> None:
    assert agrees(START, later(START, HOUR, wall=HOUR + timedelta(seconds=1)))
    assert not agrees(START, later(START, HOUR, wall=HOUR + timedelta(seconds=2)))
    assert not agrees(START, Reading(NOW, HOUR, "two"))


@dataclass
class Machine:
    """True time, a wall that can be set, boots, sleep, a network that comes and goes.

    A daemon looks when the machine comes up and before it goes off; what a clock earns that is
    set while nobody looks is a limit that the docs name.
    """

    true: datetime = NOW
    ahead: timedelta = NOTHING
    boot: int = 0
    since_boot: timedelta = timedelta(seconds=30)
    synchronised: bool = False
    mark: Mark | None = None
    missed: timedelta = NOTHING
    """Time that no clock counted: the battery was empty while the machine was off."""

    def __post_init__(self) -> None:
        self.look()

    def see(self) -> tuple[Mark, bool]:
        """Give what a use case would see now, and whether it had to ask the kernel."""
        reading = Reading(self.true + self.ahead, self.since_boot, f"boot {self.boot}")
        asked = not (self.mark and agrees(self.mark, reading)) and self.synchronised
        return next_mark(self.mark, reading, synchronised=asked, newest=None), asked

    def look(self) -> None:
        self.mark, asked = self.see()
        if asked:
            self.missed = NOTHING

    def run(self, length: timedelta) -> None:
        """Run, or sleep: both count."""
        self.true += length
        self.since_boot += length

    def set(self, by: timedelta) -> None:
        self.ahead += by
        self.synchronised = False  # the kernel's own doing

    def synchronise(self) -> None:
        self.ahead = NOTHING
        self.synchronised = True

    def lose_network(self) -> None:
        self.synchronised = False

    def off(self, length: timedelta, *, battery: bool) -> None:
        self.look()
        # A wall that is behind comes right by as much as it was: that is not told from time.
        self.missed += min(max(NOTHING, -self.ahead), length + BOOTING)
        self.true += length + BOOTING
        self.boot += 1
        self.since_boot = BOOTING
        self.synchronised = False
        if not battery:
            # It wakes where it stood, or in 1970: behind in either case.
            self.ahead -= length
            self.missed += length
        self.look()


happenings = st.one_of(
    st.tuples(st.just("run"), stretches),
    st.tuples(st.just("set"), settings_of_a_clock),
    st.tuples(st.just("off"), stretches, st.booleans()),
    st.tuples(st.sampled_from(["look", "synchronise", "lose_network"])),
)


@settings(max_examples=2000, deadline=None)
@given(st.lists(happenings, max_size=30))
def test_setting_the_clock_earns_nothing_and_costs_nothing(life: list[tuple[Any, ...]]) -> None:
    machine = Machine()
    for what, *how in life:
        match what, how:
            case "off", [length, battery]:
                machine.off(length, battery=battery)
            case _:
                getattr(machine, what)(*how)
        trusted = machine.see()[0].trusted
        assert trusted <= machine.true + SLACK
        assert trusted >= machine.true - machine.missed - SLACK
