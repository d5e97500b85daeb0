"""Risky hours: named when chance alone would hardly make them, and not before."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.risky_hours import (
    BLOCKS,
    BY_CHANCE,
    FEWEST,
    RiskyHours,
    blocks_of_day,
    chance_of_any,
    name_risky_hours,
    waking_shares,
)
from holdfast.domain.settings import Hours

BERLIN = ZoneInfo("Europe/Berlin")
SLEEP = Hours(time(22), time(8))
ALL_ALIKE = (1 / 8,) * 8
MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)


def at_hours(*hours: int) -> list[datetime]:
    """Give a moment at each of these hours, on days of their own (UTC)."""
    return [MIDNIGHT + timedelta(days=day, hours=hour) for day, hour in enumerate(hours)]


@pytest.mark.parametrize(
    ("sleep", "total", "fewest"),
    # As docs/nudges.md says.
    [(None, 10, 5), (None, 100, 22), (SLEEP, 10, 6), (SLEEP, 100, 32)],
)
def test_the_threshold_is_the_one_that_simulation_gives(
    sleep: Hours | None, total: int, fewest: int
) -> None:
    shares = waking_shares(sleep) if sleep else ALL_ALIKE
    assert chance_of_any(fewest, total, shares) <= BY_CHANCE
    assert chance_of_any(fewest - 1, total, shares) > BY_CHANCE


@pytest.mark.parametrize("sleep", [SLEEP, Hours(time(0), time(0)), Hours(time(1), time(9, 30))])
@pytest.mark.parametrize("total", [10, 20, 40, 100])
def test_where_all_waking_hours_are_alike_a_block_is_named_in_one_of_twenty_lives_at_most(
    sleep: Hours, total: int
) -> None:
    chance, shares, lives = random.Random(7), waking_shares(sleep), 1_000
    named = 0
    for _ in range(lives):
        hours = chance.choices(range(0, 24, 3), weights=shares, k=total)
        named += name_risky_hours(at_hours(*hours), UTC, shares) is not None
    # 5 in 100, and what chance adds to that in a thousand lives.
    assert named <= lives * (BY_CHANCE + 0.02)


def test_a_clear_habit_is_named_where_the_person_is() -> None:
    began = at_hours(*[20] * 9, 12, 15, 9, 13)  # in Berlin an hour later
    assert name_risky_hours(began, BERLIN, waking_shares(SLEEP)) == RiskyHours(21, 9, 13)
    assert name_risky_hours(began, UTC, waking_shares(SLEEP)) == RiskyHours(18, 9, 13)


def test_below_ten_there_is_nothing_to_tell_however_clear_it_looks() -> None:
    shares = waking_shares(SLEEP)
    assert name_risky_hours(at_hours(*[21] * (FEWEST - 1)), UTC, shares) is None
    assert name_risky_hours(at_hours(*[21] * FEWEST), UTC, shares) == RiskyHours(21, 10, 10)


def test_the_night_can_be_named_although_one_should_sleep_then() -> None:
    assert name_risky_hours(at_hours(*[2] * 10), UTC, waking_shares(SLEEP)) == RiskyHours(0, 10, 10)


@given(st.times(), st.times())
def test_the_waking_hours_add_up(start: time, end: time) -> None:
    shares = waking_shares(Hours(start, end))
    assert len(shares) == BLOCKS
    assert sum(shares) == pytest.approx(1)


def test_who_never_is_awake_is_awake_at_all_hours() -> None:
    assert waking_shares(Hours(time(0), time.max)) == ALL_ALIKE


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0, 1))
def test_the_chance_is_one_and_falls(count: int, total: int, share: float) -> None:
    shares = (share,)
    chance = chance_of_any(count, total, shares)
    assert 0 <= chance <= 1 + 1e-9
    assert chance_of_any(count + 1, total, shares) <= chance + 1e-9


def test_all_blocks_are_given_with_what_it_takes_to_be_named() -> None:
    began = at_hours(*[20] * 9, 12, 15, 9, 13)
    found = blocks_of_day(began, UTC, waking_shares(SLEEP))
    assert [block.count for block in found.blocks] == [0, 0, 0, 1, 2, 1, 9, 0]
    assert [block.start for block in found.blocks] == list(range(0, 24, 3))
    assert sum(block.shrunk for block in found.blocks) == pytest.approx(1)
    assert (found.episodes, found.fewest) == (13, 7)
    assert found.named == RiskyHours(18, 9, 13)


@pytest.mark.parametrize("total", [0, FEWEST - 1])
def test_of_few_none_can_be_named_and_nothing_is_said_of_what_it_takes(total: int) -> None:
    found = blocks_of_day(at_hours(*[20] * total), UTC, waking_shares(SLEEP))
    assert (found.fewest, found.named) == (None, None)


def test_who_is_awake_in_one_block_alone_is_told_nothing_of_it() -> None:
    shares = waking_shares(Hours(time(12), time(9)))
    found = blocks_of_day(at_hours(*[10] * 20), UTC, shares)
    assert (found.fewest, found.named) == (None, None)


@given(st.lists(st.integers(0, 23), max_size=60))
def test_a_block_is_named_exactly_where_it_has_what_it_takes(hours: list[int]) -> None:
    found = blocks_of_day(at_hours(*hours), UTC, waking_shares(SLEEP))
    most = max(block.count for block in found.blocks)
    has_it = found.fewest is not None and most >= found.fewest
    assert (found.named is not None) == has_it
    if found.named:
        assert (found.named.count, found.named.of) == (most, len(hours))
