"""The three hours of the day in which most episodes begin, where there are enough to say so."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache
from math import exp, lgamma, log, log1p

from holdfast.domain.episode import APART
from holdfast.domain.settings import Hours
from holdfast.domain.value import dataclass

BLOCK_HOURS = 3
BLOCKS = 24 // BLOCK_HOURS
FEWEST = 10
"""Below so many episodes there is nothing to tell (docs/nudges.md)."""
LOOKED_BACK = timedelta(weeks=8)
BY_CHANCE = 0.05
PRIOR = 8
"""So many imagined episodes, spread over the waking hours, each count is shrunk with."""


@dataclass(frozen=True)
class RiskyHours:
    """A block of three hours of the day, from `start` o'clock, and its part of all episodes."""

    start: int
    count: int
    of: int

    @property
    def end(self) -> int:
        """The hour at which it ends, 3 to 24."""
        return self.start + BLOCK_HOURS


def beginnings(felt: Sequence[datetime]) -> tuple[datetime, ...]:
    """Give when each episode began, of moments in the order in which they were felt."""
    return tuple(
        moment
        for before, moment in zip((None, *felt), felt, strict=False)
        if before is None or moment - before >= APART
    )


@lru_cache(maxsize=1)
def waking_shares(sleep: Hours) -> tuple[float, ...]:
    """Give each block's share of the waking hours; all alike for somebody who never is awake."""
    awake = [
        sum(not sleep.contains_clock(time(hour, minute)) for hour in hours for minute in range(60))
        for hours in (range(first, first + BLOCK_HOURS) for first in range(0, 24, BLOCK_HOURS))
    ]
    total = sum(awake)
    return tuple(minutes / total if total else 1 / BLOCKS for minutes in awake)


def name_risky_hours(
    began: Sequence[datetime], zone: tzinfo, shares: Sequence[float]
) -> RiskyHours | None:
    """Name the block in which most episodes began; None where chance alone may have made it.

    The largest of several counts is large by being picked: it has to reach what, over all blocks,
    comes by chance in one of twenty such histories at most.
    """
    count_of = Counter(moment.astimezone(zone).hour // BLOCK_HOURS for moment in began)
    total = len(began)
    if total < FEWEST:
        return None
    largest = max(range(BLOCKS), key=lambda block: shrunk(count_of[block], shares[block], total))
    if chance_of_any(count_of[largest], total, shares) > BY_CHANCE:
        return None
    return RiskyHours(largest * BLOCK_HOURS, count_of[largest], total)


def shrunk(count: int, share: float, total: int) -> float:
    """Give a block's share of the episodes, drawn towards what its waking hours make likely."""
    return (count + PRIOR * share) / (total + PRIOR)


def chance_of_any(count: int, total: int, shares: Sequence[float]) -> float:
    """Give the chance that any block has so many of the total where all hours are alike.

    The sum over the blocks, which is a bound on it, and a close one.
    """
    return sum(_chance_of_at_least(count, total, share) for share in shares)


def _chance_of_at_least(count: int, total: int, share: float) -> float:
    """Give the upper tail of the binomial distribution, term by term."""
    if count <= 0 or count > total:
        return float(count <= 0)
    if share in (0, 1):
        return float(share)
    log_first = (
        lgamma(total + 1)
        - lgamma(count + 1)
        - lgamma(total - count + 1)
        + count * log(share)
        + (total - count) * log1p(-share)
    )
    term = chance = exp(log_first)
    for k in range(count, total):
        term *= (total - k) / (k + 1) * share / (1 - share)
        chance += term
    return chance
