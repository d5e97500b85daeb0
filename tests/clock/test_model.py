"""Trusted time, the time that is shown, running time, and what is judged by them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clock.lives import DAY, HOUR, MINUTE, NOTHING, Life, Machine
from holdfast.clock.model import EARLIEST, LATEST, Mark, Reading, jump, next_mark

YEAR = 365 * DAY


def is_over(left: timedelta) -> bool:
    return left <= NOTHING


def alone(**machine: object) -> Life:
    """Return a life that no network has ever set the clock of."""
    return Life(Machine(online=False, synchronised=False, **machine))  # type: ignore[arg-type]


# A computer whose clock the network sets, and a person who tries everything.


@dataclass
class Waiting:
    left: Callable[[Mark], timedelta]
    earliest: datetime
    latest: timedelta
    """After so much running time."""


@dataclass
class Tricked(Life):
    """A life in which somebody tries to end what waits before its time."""

    waiting: list[Waiting] = field(default_factory=list)

    def begin(self, length: timedelta, *, is_request: bool) -> None:
        mark, true = self.save(), self.machine.true
        # A known limit: a clock that is behind before the network comes hides time from new holds.
        hidden = max(NOTHING, true - mark.stamp.at)
        assert not hidden or not (mark.sure or self.machine.ahead == NOTHING)
        judge = mark.stamp.request_left if is_request else mark.stamp.hold_left
        earliest = true + length - (NOTHING if is_request else hidden)
        latest = self.machine.ran + length
        self.waiting.append(Waiting(partial(judge, length), earliest, latest))

    def check(self) -> None:
        mark, machine = self.look(), self.machine
        assert mark.trusted <= machine.true
        if machine.ahead == NOTHING and machine.true - mark.trusted <= YEAR:
            assert mark.now == machine.true
        for one in self.waiting:
            if is_over(one.left(mark)):
                assert machine.true >= one.earliest
            elif self.has_daemon:
                # Up to a minute of each boot passes before the daemon is there.
                assert machine.ran < one.latest + machine.boot * MINUTE

    def stay(self, length: timedelta) -> None:
        """Run, but for less than seven days in all without the network."""
        self.run(min(length, 7 * DAY - self.machine.alone - MINUTE))
        if self.machine.alone >= 7 * DAY - HOUR:
            self.machine.online = self.machine.network_time = True
            self.run(10 * MINUTE)


STEPS: dict[str, Callable[[Tricked, float], object]] = {
    "run for minutes": lambda life, part: life.stay(part * HOUR),
    "run for days": lambda life, part: life.stay(part * 6 * DAY),
    "restart": lambda life, _: life.restart(),
    "switch off for days": lambda life, part: life.restart(off=part * 60 * DAY),
    "write": lambda life, _: life.save(),
    "set the clock ahead": lambda life, part: life.machine.set_clock(part * 2 * YEAR),
    "set the clock back": lambda life, part: life.machine.set_clock(-part * 2 * YEAR),
    "set the clock a little": lambda life, part: life.machine.set_clock((part - 0.5) * HOUR),
    "set the clock right": lambda life, _: life.machine.set_right(),
    "network time off": lambda life, _: setattr(life.machine, "network_time", False),
    "network time on": lambda life, _: setattr(life.machine, "network_time", True),
    "go offline": lambda life, _: setattr(life.machine, "online", False),
    "go online": lambda life, _: setattr(life.machine, "online", True),
    "begin a hold": lambda life, part: life.begin(part * 30 * DAY, is_request=False),
    "ask": lambda life, part: life.begin(part * 7 * DAY, is_request=True),
}
steps = st.tuples(st.sampled_from(list(STEPS)), st.floats(0.0, 1.0))
machines = st.builds(
    Machine,
    loses_its_date=st.booleans(),
    local=st.sampled_from([NOTHING, NOTHING, 9 * HOUR, -5 * HOUR]),
)


def no_trick_works(machine: Machine, tricks: list[tuple[str, float]], has_daemon: bool) -> None:
    life = Tricked(machine, has_daemon=has_daemon)
    life.begin(30 * DAY, is_request=False)
    life.begin(DAY, is_request=True)
    for step, part in tricks:
        STEPS[step](life, part)
        life.check()


@pytest.mark.parametrize("count", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_where_the_network_sets_the_clock_no_trick_ends_a_hold_or_readies_a_request_early(
    count: int,
) -> None:
    examples = settings(max_examples=count, deadline=None)
    lives = given(machines, st.lists(steps, min_size=10, max_size=60), st.booleans())
    examples(lives(no_trick_works))()


@pytest.mark.parametrize("has_daemon", [True, False])
def test_a_month_ahead_after_a_week_without_a_write_ends_no_hold(has_daemon: bool) -> None:
    life = Life(has_daemon=has_daemon)
    hold = life.save().stamp
    life.run(7 * DAY)
    life.machine.network_time = False
    life.machine.set_clock(MINUTE)
    life.save()
    life.machine.set_clock(31 * DAY)
    assert hold.hold_left(30 * DAY, life.look()) == 23 * DAY
    life.restart()
    assert hold.hold_left(30 * DAY, life.look()) > 22 * DAY


def test_a_request_asked_offline_with_the_clock_set_back_waits_its_delay() -> None:
    life = Life()
    life.save()
    life.machine.online = False
    life.restart(off=30 * HOUR)
    life.machine.set_clock(-30 * HOUR)
    request = life.save().stamp
    life.machine.online = True
    life.run(HOUR)
    assert life.save().trusted == life.machine.true
    assert request.request_left(DAY, life.look()) == 23 * HOUR
    life.run(23 * HOUR)
    assert is_over(request.request_left(DAY, life.look()))


@pytest.mark.parametrize("days", [42, 300])
def test_a_hold_begun_before_the_network_comes_has_its_whole_length(days: int) -> None:
    life = Life()
    life.save()
    life.restart(off=days * DAY)
    hold = life.save().stamp
    life.run(29 * DAY)
    assert hold.hold_left(30 * DAY, life.save()) == DAY


def test_a_hold_ends_on_time_though_the_machine_was_off() -> None:
    life = Life()
    hold = life.save().stamp
    life.restart(off=29 * DAY)
    assert hold.hold_left(30 * DAY, life.save()) > 29 * DAY
    life.run(HOUR)
    assert hold.hold_left(30 * DAY, life.save()) == 23 * HOUR - MINUTE


# A computer whose clock no network sets: its clock is believed over a restart.


def test_a_clock_that_lost_its_date_and_was_set_by_hand_is_shown() -> None:
    life = alone(loses_its_date=True)
    life.save()
    life.restart(off=8 * HOUR)
    assert life.save().now == life.look().trusted
    life.machine.set_right()
    assert life.save().now == life.machine.true


def test_a_clock_two_hours_ahead_that_was_put_right_is_shown() -> None:
    life = alone(ahead=2 * HOUR)
    life.save()
    life.machine.set_right()
    assert life.save().now == life.machine.true


@pytest.mark.parametrize("has_daemon", [True, False])
@pytest.mark.parametrize("knew_a_network", [True, False])
def test_sixty_days_offline_the_clock_is_shown_and_a_hold_ends(
    knew_a_network: bool, has_daemon: bool
) -> None:
    life = Life(has_daemon=has_daemon) if knew_a_network else alone()
    hold = life.save().stamp
    life.machine.online = False
    for _ in range(60):
        life.run(14 * HOUR)
        life.save()
        life.restart(off=10 * HOUR - MINUTE)
    mark = life.save()
    assert mark.now == life.machine.true
    assert not is_over(hold.hold_left(61 * DAY, mark))
    assert is_over(hold.hold_left(30 * DAY, mark))


def test_after_unsure_time_the_clock_is_believed_once_and_then_only_as_far_as_it_moved() -> None:
    life = Life(has_daemon=True)
    hold = life.save().stamp
    life.machine.online = False
    life.restart(off=20 * DAY)
    life.run(7 * DAY)
    assert not life.save().sure
    life.restart()
    assert life.save().trusted == life.machine.true
    life.machine.set_clock(30 * DAY)
    life.save()
    life.restart()
    assert life.save().trusted == life.machine.true
    assert not is_over(hold.hold_left(28 * DAY, life.look()))


def test_running_time_counts_though_the_clock_loses_its_date_at_each_restart() -> None:
    life = alone(loses_its_date=True)
    hold = life.save().stamp
    for hours in range(4, 1, -1):
        life.restart(off=DAY)
        life.run(hours * HOUR - MINUTE)
        life.save()
    assert hold.hold_left(9 * HOUR, life.look()) == NOTHING


@pytest.mark.parametrize("by", [30 * DAY, -30 * DAY])
def test_a_clock_that_was_seen_wrong_before_a_restart_earns_nothing(by: timedelta) -> None:
    life = alone()
    life.save()
    life.machine.set_clock(by)
    life.save()
    life.restart()
    if by < NOTHING:
        life.machine.set_right()
    assert life.save().trusted <= life.machine.true


def test_a_clock_more_than_a_year_ahead_is_never_believed() -> None:
    life = Life(has_daemon=True)
    life.save()
    life.machine.online = False
    life.restart()
    life.run(7 * DAY)
    life.machine.set_clock(367 * DAY)
    life.restart()
    mark = life.save()
    assert mark.now == mark.trusted <= life.machine.true


@pytest.mark.parametrize("comes_online", [True, False])
def test_a_pause_begun_a_year_ahead_ends_within_its_length_of_running_time(
    comes_online: bool,
) -> None:
    life = alone(ahead=YEAR)
    pause = life.save().stamp
    life.machine.online = comes_online
    life.run(HOUR)
    assert not is_over(pause.hold_left(DAY, life.save()))
    life.run(23 * HOUR)
    assert is_over(pause.hold_left(DAY, life.save()))


# A virtual machine that is paused every night.


@pytest.mark.parametrize("has_daemon", [True, False])
def test_a_hold_in_a_machine_paused_every_night_ends_on_its_day(has_daemon: bool) -> None:
    life = Life(has_daemon=has_daemon)
    hold = life.save().stamp
    for day in range(1, 11):
        life.run(16 * HOUR - 10 * MINUTE)
        life.machine.pause(8 * HOUR)
        assert life.look().trusted <= life.machine.true
        life.run(10 * MINUTE)
        assert is_over(hold.hold_left(5 * DAY, life.look())) == (day >= 5)


def test_paused_every_night_without_a_network_a_hold_lasts_its_running_time() -> None:
    life = alone()
    hold = life.save().stamp
    for day in range(10):
        assert hold.hold_left(5 * DAY, life.save()) == 5 * DAY - day * 16 * HOUR
        life.run(16 * HOUR)
        life.machine.pause(8 * HOUR)


# A request is confirmed by hand, within a day after it was found ready.


@dataclass
class Evenings:
    """A computer that is on for four hours a day, and online every so many days."""

    life: Life
    day: int
    online_every: int
    comes_after: timedelta

    def switch_on(self) -> None:
        every = self.online_every
        self.life.machine.online = every > 0 and self.day % every == 0
        self.life.restart(off=20 * HOUR)
        self.life.run(self.comes_after - MINUTE)
        self.day += 1

    def wait(self, length: timedelta) -> None:
        """Come back as soon as that has passed and the computer is on."""
        machine = self.life.machine
        until = machine.true + length
        while machine.true < until:
            self.life.run(min(until - machine.true, 4 * HOUR - machine.up))
            if machine.up >= 4 * HOUR:
                self.switch_on()


@pytest.mark.parametrize("delay", [HOUR, DAY, 7 * DAY])
@pytest.mark.parametrize("comes_after", [10 * MINUTE, 2 * HOUR])
@pytest.mark.parametrize("day", [0, 1])
@pytest.mark.parametrize("has_daemon", [True, False])
@pytest.mark.parametrize("network", ["always", "every third day", "weekly", "no more", "never"])
def test_somebody_who_comes_back_when_told_can_confirm_a_request_at_the_first_try(
    network: str, has_daemon: bool, day: int, comes_after: timedelta, delay: timedelta
) -> None:
    life = alone() if network == "never" else Life()
    life.has_daemon = has_daemon
    life.save()
    every = {"always": 1, "every third day": 3, "weekly": 7}.get(network, 0)
    evenings = Evenings(life, day, every, comes_after)
    evenings.switch_on()
    asked, request = life.machine.true, life.save().stamp
    # A confirmation that is refused saves a mark, too.
    while not is_over(left := request.request_left(delay, life.save())):
        evenings.wait(left)
    waited = life.machine.true - asked
    assert waited >= delay
    if network in {"always", "never"}:
        assert waited < delay + DAY
    if has_daemon:
        assert waited <= 6 * delay + DAY
    found_ready = life.save().stamp
    evenings.comes_after = MINUTE
    evenings.wait(4 * HOUR)
    assert is_over(request.request_left(delay, life.look()))
    assert not is_over(found_ready.request_left(DAY, life.look()))


def test_a_request_asked_before_the_network_came_counts_only_running_time() -> None:
    life = Life()
    life.save()
    life.machine.online = False
    life.restart()
    request = life.save().stamp
    assert not request.sure
    life.machine.online = True
    life.run(4 * HOUR)
    life.save()
    life.restart(off=20 * HOUR)
    life.run(HOUR)
    assert life.save().trusted - request.at > DAY
    assert request.request_left(DAY, life.look()) == 19 * HOUR - MINUTE


# Undo, within ten minutes of running time of the same boot.


@pytest.mark.parametrize("ahead", [NOTHING, 8 * DAY, -8 * DAY])
def test_undo_has_ten_minutes_whatever_the_clock_shows(ahead: timedelta) -> None:
    life = Life()
    life.save()
    life.machine.online = False
    life.restart(off=DAY)
    life.machine.set_clock(ahead)
    stamp = life.save().stamp
    life.machine.set_clock(-ahead * 2)
    life.run(10 * MINUTE)
    assert stamp.can_be_undone(life.look())
    life.machine.online = True
    life.run(timedelta(seconds=1))
    assert not stamp.can_be_undone(life.look())


def test_undo_ends_with_its_boot_and_a_lost_mark_does_not_bring_it_back() -> None:
    life = Life()
    life.save()
    life.run(HOUR)
    stamp = life.save().stamp
    lost = Life(life.machine)
    assert not stamp.can_be_undone(lost.look())
    life.restart()
    assert not stamp.can_be_undone(life.look())


# Jumps of the clock, for the weekly report.


@pytest.mark.parametrize(
    ("by", "seen"),
    [(by, by) for by in (3 * MINUTE, -3 * MINUTE, 400 * DAY)]
    + [(by, None) for by in (NOTHING, 2 * MINUTE, -2 * MINUTE)],
)
def test_a_clock_that_was_set_by_more_than_two_minutes_jumped(
    by: timedelta, seen: timedelta | None
) -> None:
    life = Life()
    mark = life.save()
    life.run(HOUR)
    life.machine.set_clock(by)
    assert jump(mark, life.machine.read()) == seen


def test_over_a_restart_only_a_step_back_is_a_jump() -> None:
    life = Life()
    mark = life.save()
    life.restart(off=DAY)
    assert jump(mark, life.machine.read()) is None
    life.machine.set_clock(-2 * DAY)
    assert jump(mark, life.machine.read()) == MINUTE - DAY


# Bad input.

READING = Machine().read()
UNSYNCHRONISED = replace(READING, synchronised=False)
MARK = next_mark(None, READING)


def test_without_a_mark_it_is_as_late_as_the_newest_in_the_ledger_or_else_the_clock() -> None:
    newest = READING.wall - 3 * DAY
    assert next_mark(None, UNSYNCHRONISED).trusted == READING.wall
    assert next_mark(None, UNSYNCHRONISED, newest=newest).trusted == newest
    assert not next_mark(None, UNSYNCHRONISED, newest=newest).sure
    assert next_mark(None, READING, newest=newest).trusted == READING.wall


@pytest.mark.parametrize("boot", ["boot 1", "boot 2"])
def test_a_mark_of_the_future_is_put_right_by_the_network(boot: str) -> None:
    future = READING.wall + 100 * YEAR
    mark = replace(MARK, trusted=future, wall=future, boot=boot)
    assert next_mark(mark, READING).trusted == READING.wall
    assert next_mark(mark, UNSYNCHRONISED).trusted >= future


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize("moved_for", [NOTHING, timedelta(seconds=-3), DAY])
def test_a_ledger_moved_to_a_machine_that_has_been_up_for_long_ends_no_hold(
    moved_for: timedelta, online: bool
) -> None:
    wall = READING.wall + moved_for
    mark = next_mark(MARK, Reading(wall, 100 * DAY, "another machine", online))
    assert MARK.stamp.hold_left(30 * DAY, mark) >= 29 * DAY


@pytest.mark.parametrize(
    ("wall", "bound"),
    [(LATEST + 400 * YEAR, LATEST), (EARLIEST - YEAR, EARLIEST)],
)
def test_a_clock_beyond_the_bounds_is_taken_for_the_nearer_one_and_jumps_once(
    wall: datetime, bound: datetime
) -> None:
    reading = replace(UNSYNCHRONISED, wall=wall, up=HOUR)
    mark = next_mark(MARK, reading)
    assert mark.wall == bound
    assert mark.now == mark.trusted == READING.wall + 59 * MINUTE
    assert jump(MARK, reading)
    later = replace(reading, wall=wall + HOUR, up=2 * HOUR)
    assert jump(mark, later) is None
    assert next_mark(mark, later).trusted == mark.trusted + HOUR
    assert next_mark(mark, replace(later, boot="boot 2")).trusted >= mark.trusted


def test_without_a_boot_id_time_is_counted_while_the_boot_clock_goes_on() -> None:
    first = next_mark(None, replace(READING, boot=None))
    later = Reading(READING.wall + 400 * DAY, READING.up + HOUR, None, synchronised=False)
    mark = next_mark(first, later)
    assert (mark.trusted, mark.ran, mark.sure) == (READING.wall + HOUR, HOUR, True)


def test_a_boot_clock_that_goes_back_without_a_boot_id_earns_no_time_that_has_not_passed() -> None:
    mark = next_mark(None, Reading(READING.wall, 30 * DAY, None, synchronised=True))
    back = Reading(READING.wall + HOUR, 29 * DAY, None, synchronised=False)
    after = next_mark(mark, back)
    assert (after.trusted, after.ran) == (READING.wall + HOUR, HOUR)
    assert not after.sure


def test_a_boot_clock_that_goes_back_in_one_boot_takes_nothing_away() -> None:
    mark = replace(MARK, up=HOUR)
    after = next_mark(mark, replace(UNSYNCHRONISED, up=NOTHING))
    assert (after.trusted, after.ran) == (mark.trusted, mark.ran)
