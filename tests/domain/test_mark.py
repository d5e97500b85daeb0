"""Trusted time, example by example; as a whole it is in tests/holding/test_trusted_time.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.domain.mark import APART, Mark, Reading, agrees, jump, next_mark, slept

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOTHING = timedelta()
MOMENT = timedelta.resolution
"""So much a boot is later than the one before, at the least."""
BOOTING = timedelta(seconds=20)


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
    ("wall", "trusted"), [(30 * DAY, 30 * DAY), (-400 * DAY, MOMENT), (NOTHING, MOMENT)]
)
def test_another_boot_is_as_much_later_as_the_wall_says_and_never_earlier(
    wall: timedelta, trusted: timedelta
) -> None:
    reading = Reading(NOW + wall, BOOTING, "two")
    assert follow(START, reading).trusted == NOW + trusted


@pytest.mark.parametrize("uptime", [HOUR, 31 * DAY])
def test_a_boot_that_only_says_it_is_another_earns_nothing(uptime: timedelta) -> None:
    mark = START
    for number in range(100):
        mark = follow(mark, Reading(NOW, uptime, f"false {number}"))
    assert mark.trusted == NOW + 100 * MOMENT
    assert mark.ran == NOTHING


def awake(wall: timedelta, since_boot: timedelta, awake: timedelta) -> Reading:
    return Reading(NOW + wall, HOUR + since_boot, "one", HOUR + awake)


@pytest.mark.parametrize(
    ("wall", "since_boot", "ran", "counts"),
    [
        (8 * HOUR, 8 * HOUR, NOTHING, 8 * HOUR),  # it slept
        (NOTHING, 31 * DAY, NOTHING, NOTHING),  # a namespace says so
        (-DAY, HOUR, HOUR, HOUR),  # the wall was set back
        (31 * DAY, HOUR, HOUR, HOUR),  # the wall was set ahead
        (HOUR, NOTHING, HOUR, HOUR),  # the time since boot is hidden
        (HOUR, -DAY, HOUR, HOUR),  # a container that was started anew counts from then
        (31 * DAY, -DAY, NOTHING, NOTHING),  # and there the wall was set ahead
    ],
)
def test_sleep_is_believed_as_far_as_the_wall_went_on(
    wall: timedelta, since_boot: timedelta, ran: timedelta, counts: timedelta
) -> None:
    start = Mark(NOW, awake(NOTHING, NOTHING, NOTHING))
    after = follow(start, awake(wall, since_boot, ran))
    assert (after.trusted, after.ran) == (NOW + counts, counts)


def test_a_clock_that_said_less_for_once_earns_nothing_afterwards() -> None:
    start = Mark(NOW, awake(NOTHING, NOTHING, NOTHING))
    hidden = follow(start, awake(NOTHING, -HOUR, NOTHING))
    after = follow(hidden, awake(31 * DAY, HOUR, HOUR))
    assert after.trusted == NOW + HOUR


@pytest.mark.parametrize("behind", [HOUR, 400 * DAY])
def test_a_wall_that_was_behind_is_counted_from_the_trusted_moment_over_a_reboot(
    behind: timedelta,
) -> None:
    slow = follow(START, later(START, NOTHING, wall=-behind))
    assert follow(slow, Reading(NOW + 2 * HOUR, BOOTING, "two")).trusted == NOW + 2 * HOUR
    # Where it stays behind, how long the machine has run counts.
    assert follow(slow, Reading(NOW - HOUR / 2, BOOTING, "two")).trusted == NOW + BOOTING


def test_sleep_that_was_not_believed_is_never_counted_later() -> None:
    start = Mark(NOW, awake(NOTHING, NOTHING, NOTHING))
    lagging = follow(start, awake(NOTHING, 25 * HOUR, NOTHING))
    assert (lagging.trusted, lagging.unsure_after) == (NOW, NOW)
    assert (lagging.ran, lagging.ran_at_most) == (NOTHING, 25 * HOUR)
    right = follow(lagging, awake(26 * HOUR, 26 * HOUR, HOUR))
    assert (right.trusted, right.ran) == (NOW + HOUR, HOUR)


def test_running_time_adds_up_over_boots_and_is_none_while_it_is_off() -> None:
    mark = follow(START, later(START, HOUR, wall=HOUR))
    mark = follow(mark, Reading(NOW + 3 * DAY, BOOTING, "two"))
    assert mark.ran == HOUR + BOOTING


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
    assert follow(None, reading, newest=NOW).trusted == NOW + MOMENT
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


@pytest.mark.parametrize(
    ("before", "after", "asleep"),
    [
        ((HOUR, HOUR), (3 * HOUR, 2 * HOUR), HOUR),
        ((HOUR, HOUR), (2 * HOUR, 2 * HOUR), NOTHING),
        # A platform that has one of the clocks only can't tell.
        ((HOUR, None), (3 * HOUR, None), NOTHING),
        ((None, HOUR), (None, 2 * HOUR), NOTHING),
    ],
)
def test_how_long_it_slept_follows_from_the_clock_that_goes_on_and_the_one_that_does_not(
    before: tuple[timedelta | None, timedelta | None],
    after: tuple[timedelta | None, timedelta | None],
    asleep: timedelta,
) -> None:
    one, other = (Reading(NOW, boot, "one", awake) for boot, awake in (before, after))
    assert slept(one, other) == asleep
