"""How often the ranges of the report are right; run by hand with `pytest -m speed -s`.

Each is tried on ten thousand weeks that are made up from a known truth. docs/statistics.md has
the table.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from math import exp

import pytest

from holdfast.report.four_weeks import compare
from holdfast.settings import Hours
from holdfast.statistics import FEWEST_FOR_RANGE, garwood, wilson
from holdfast.urges.risky_hours import FEWEST, blocks_of_day, name_risky_hours, waking_shares

pytestmark = pytest.mark.speed

WEEKS = 10_000
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SLEEP = Hours(time(22), time(8))

range_of_mean = lru_cache(maxsize=None)(garwood)
range_of_share = lru_cache(maxsize=None)(wilson)


def say(what: str, found: float) -> None:
    sys.stdout.write(f"\n{what}: {found:.2%} of {WEEKS:,} weeks")


def share_where(holds: Callable[[random.Random], bool], seed: int = 1) -> float:
    chance = random.Random(seed)
    return sum(holds(chance) for _ in range(WEEKS)) / WEEKS


def poisson(chance: random.Random, mean: float) -> int:
    """Draw a count, by how long exponential waits take (Knuth)."""
    count, product, until = 0, chance.random(), exp(-mean)
    while product > until:
        count += 1
        product *= chance.random()
    return count


@pytest.mark.parametrize("mean", [0, 3, 5, 10, 20, 100])
def test_the_range_of_a_rate_holds_the_truth_in_95_of_100_weeks(mean: int) -> None:
    chance = random.Random(1)
    counts = [poisson(chance, mean) for _ in range(WEEKS)]
    held = {count: low <= mean <= high for count in counts for low, high in [range_of_mean(count)]}
    found = sum(held[count] for count in counts) / WEEKS
    say(f"Garwood at {mean} a week", found)
    if shown := [held[count] for count in counts if count >= FEWEST_FOR_RANGE]:
        share = len(shown) / WEEKS
        sys.stdout.write(f"; shown in {share:.2%}, right in {sum(shown) / len(shown):.1%} of those")
    assert found >= 0.95 - 0.005  # what chance adds to that in ten thousand weeks


@pytest.mark.parametrize("decided", [10, 30, 100])
@pytest.mark.parametrize("truth", [0.5, 0.8, 0.95])
def test_the_range_of_a_share_holds_the_truth_in_about_95_of_100_weeks(
    decided: int, truth: float
) -> None:
    def holds(chance: random.Random) -> bool:
        found = range_of_share(sum(chance.random() < truth for _ in range(decided)), decided)
        return found.low <= truth <= found.high

    found = share_where(holds)
    say(f"Wilson at {truth:.0%} of {decided}", found)
    # The range is right on average over all truths, and not for each of them.
    assert found >= 0.9


@pytest.mark.parametrize("mean", [3, 10, 100])
def test_two_weeks_that_are_alike_are_called_different_in_at_most_5_of_100(mean: int) -> None:
    verdict = lru_cache(maxsize=None)(compare)

    def differs(chance: random.Random) -> bool:
        return verdict(poisson(chance, mean), poisson(chance, mean)).verdict is not None

    found = share_where(differs)
    say(f"said to differ, both {mean} a week", found)
    assert found <= 0.05 + 0.005


@pytest.mark.parametrize("total", [10, 20, 40, 100])
@pytest.mark.parametrize("sleep", [SLEEP, Hours(time(0), time(0))], ids=["sleeps", "never"])
def test_hours_are_named_from_the_count_on_that_simulation_gives(total: int, sleep: Hours) -> None:
    """The count is at most one more than the simulated one."""
    shares = waking_shares(sleep)
    chance = random.Random(3)
    largest = sorted(
        (_largest(chance.choices(range(8), weights=shares, k=total)) for _ in range(WEEKS)),
        reverse=True,
    )
    simulated = largest[int(WEEKS * 0.05)] + 1
    fewest = blocks_of_day(_at_blocks([0] * total), UTC, shares).fewest
    named = sum(count >= (fewest or total) for count in largest) / WEEKS
    who = "sleeps 22 to 8" if sleep is SLEEP else "always awake"
    sys.stdout.write(
        f"\n{total} episodes, {who}: named from {fewest} on, simulated {simulated}; "
        f"without a habit {named:.2%} of {WEEKS:,}"
    )
    assert fewest is not None
    assert simulated <= fewest <= simulated + 1
    assert total >= FEWEST
    assert named <= 0.05 + 0.005


def test_a_habit_is_found_more_often_in_more_episodes() -> None:
    shares, chance = waking_shares(SLEEP), random.Random(5)
    habit = [0, 0, 0.05, 0.1, 0.1, 0.1, 0.15, 0.5]
    found = []
    for total in (10, 20, 40):
        lives = [chance.choices(range(8), weights=habit, k=total) for _ in range(1_000)]
        named = sum(name_risky_hours(_at_blocks(one), UTC, shares) is not None for one in lives)
        found.append(named / 1_000)
        sys.stdout.write(f"\nhalf of {total} in one block: named in {named / 1_000:.0%}")
    assert found == sorted(found)


def _largest(blocks: Sequence[int]) -> int:
    return max(map(blocks.count, range(8)))


def _at_blocks(blocks: Sequence[int]) -> list[datetime]:
    return [MONDAY + timedelta(days=day, hours=3 * block) for day, block in enumerate(blocks)]
