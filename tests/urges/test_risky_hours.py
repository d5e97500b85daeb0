"""Risky hours: named when chance alone would hardly make them, and not before."""

import random
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.settings import Hours
from holdfast.urges.risky_hours import (
    BLOCKS,
    BY_CHANCE,
    FEWEST,
    RiskyHours,
    blocks_of_day,
    chance_of_any,
    name_risky_hours,
    waking_shares,
)
from report.examples import BERLIN

SLEEP = Hours(time(22), time(8))
AWAKE = waking_shares(SLEEP)
ALL_ALIKE = (1 / 8,) * 8
MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)
A_HABIT = (*[20] * 9, 12, 15, 9, 13)


def at_hours(*hours: int) -> list[datetime]:
    """Return a moment at each of these hours, on days of their own (UTC)."""
    return [MIDNIGHT + timedelta(days=day, hours=hour) for day, hour in enumerate(hours)]


@pytest.mark.parametrize(
    ("shares", "total", "fewest"),
    # As in docs/nudges.md.
    [(ALL_ALIKE, 10, 5), (ALL_ALIKE, 100, 22), (AWAKE, 10, 6), (AWAKE, 100, 32)],
)
def test_hours_need_as_many_episodes_to_be_named_as_simulation_gives(
    shares: tuple[float, ...], total: int, fewest: int
) -> None:
    assert chance_of_any(fewest, total, shares) <= BY_CHANCE
    assert chance_of_any(fewest - 1, total, shares) > BY_CHANCE


@pytest.mark.parametrize("sleep", [SLEEP, Hours(time(0), time(0)), Hours(time(1), time(9, 30))])
@pytest.mark.parametrize("total", [10, 20, 40, 100])
def test_hours_are_named_in_one_of_twenty_lives_if_all_waking_hours_are_alike(
    sleep: Hours, total: int
) -> None:
    chance, shares, lives = random.Random(7), waking_shares(sleep), 1_000
    named = 0
    for _ in range(lives):
        hours = chance.choices(range(0, 24, 3), weights=shares, k=total)
        named += name_risky_hours(at_hours(*hours), UTC, shares) is not None
    # 5 in 100, and what chance adds to that in a thousand lives.
    assert named <= lives * (BY_CHANCE + 0.02)


def test_a_clear_habit_is_named_in_the_hours_of_where_the_person_is() -> None:
    began = at_hours(*A_HABIT)
    assert name_risky_hours(began, UTC, AWAKE) == RiskyHours(18, 9, 13)
    assert name_risky_hours(began, BERLIN, AWAKE) == RiskyHours(21, 9, 13)  # an hour later


def test_no_hours_are_named_below_ten_episodes_however_clear_they_look() -> None:
    for count in (0, FEWEST - 1):
        began = at_hours(*[21] * count)
        assert name_risky_hours(began, UTC, AWAKE) is None
        found = blocks_of_day(began, UTC, AWAKE)
        assert (found.fewest, found.named) == (None, None)
    assert name_risky_hours(at_hours(*[21] * FEWEST), UTC, AWAKE) == RiskyHours(21, 10, 10)


def test_hours_of_the_night_can_be_named_although_people_sleep_then() -> None:
    assert name_risky_hours(at_hours(*[2] * 10), UTC, AWAKE) == RiskyHours(0, 10, 10)


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_the_shares_of_the_waking_hours_add_up_to_one(start: int, end: int) -> None:
    shares = waking_shares(Hours(*(time(*divmod(minute, 60)) for minute in (start, end))))
    assert len(shares) == BLOCKS
    assert sum(shares) == pytest.approx(1)


def test_a_person_who_never_wakes_counts_as_awake_at_all_hours() -> None:
    assert waking_shares(Hours(time(0), time.max)) == ALL_ALIKE


def test_a_person_awake_in_three_hours_alone_is_told_nothing_about_them() -> None:
    found = blocks_of_day(at_hours(*[10] * 20), UTC, waking_shares(Hours(time(12), time(9))))
    assert (found.fewest, found.named) == (None, None)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0, 1))
def test_the_chance_of_a_count_falls_as_the_count_rises(
    count: int, total: int, share: float
) -> None:
    chance, of_more = (chance_of_any(one, total, (share,)) for one in (count, count + 1))
    assert 0 <= chance <= 1 + 1e-9
    assert of_more <= chance + 1e-9


def test_all_eight_parts_of_the_day_are_counted_with_what_it_takes_to_be_named() -> None:
    found = blocks_of_day(at_hours(*A_HABIT), UTC, AWAKE)
    assert [block.count for block in found.blocks] == [0, 0, 0, 1, 2, 1, 9, 0]
    assert [block.start for block in found.blocks] == list(range(0, 24, 3))
    assert sum(block.shrunk for block in found.blocks) == pytest.approx(1)
    assert (found.episodes, found.fewest, found.named) == (13, 7, RiskyHours(18, 9, 13))


@given(st.lists(st.integers(0, 23), max_size=40))
def test_hours_are_named_exactly_where_they_have_what_it_takes(hours: list[int]) -> None:
    found = blocks_of_day(at_hours(*hours), UTC, AWAKE)
    most = max(block.count for block in found.blocks)
    has_it = found.fewest is not None and most >= found.fewest
    assert (found.named is not None) == has_it
    if found.named:
        assert (found.named.count, found.named.of) == (most, len(hours))
