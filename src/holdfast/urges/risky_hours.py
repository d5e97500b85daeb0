"""The three hours of the day in which most episodes begin, where there are enough to say so."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache

from holdfast.settings import Hours
from holdfast.statistics import chance_of_at_least
from holdfast.value import dataclass

BLOCK_HOURS = 3
BLOCKS = 24 // BLOCK_HOURS
FEWEST = 10
"""Below so many episodes there is nothing to tell (docs/nudges.md)."""
WEEKS_LOOKED_BACK = 8
LOOKED_BACK = timedelta(weeks=WEEKS_LOOKED_BACK)
BY_CHANCE = 0.05
PRIOR = 8
"""Prior: 8 extra episodes spread over waking hours."""


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


@dataclass(frozen=True)
class Block:
    """Three hours of the day, from `start` o'clock, and the episodes that began in them.

    `waking` is their share (0 to 1) of the waking hours, `shrunk` their share of the episodes,
    moved towards `waking`: with few episodes it stays close to that.
    """

    start: int
    count: int
    waking: float
    shrunk: float


@dataclass(frozen=True)
class BlocksOfDay:
    """The eight blocks of the day, over the last eight weeks.

    `fewest` is how many episodes a block needs to be named (None: there are too few in all);
    `named` is the block that has so many.
    """

    episodes: int
    fewest: int | None
    blocks: tuple[Block, ...]
    named: RiskyHours | None


@lru_cache(maxsize=1)
def waking_shares(sleep: Hours) -> tuple[float, ...]:
    """Return each block's share of the waking hours; equal ones for somebody who never wakes."""
    awake = [
        sum(not sleep.contains_clock(time(hour, minute)) for hour in hours for minute in range(60))
        for hours in (range(first, first + BLOCK_HOURS) for first in range(0, 24, BLOCK_HOURS))
    ]
    total = sum(awake)
    return tuple(minutes / total if total else 1 / BLOCKS for minutes in awake)


def blocks_of_day(began: Sequence[datetime], zone: tzinfo, shares: Sequence[float]) -> BlocksOfDay:
    """Return all eight blocks, and the one that can be named, if there is one."""
    count_of, total = _counted(began, zone), len(began)
    counts = [count_of[block] for block in range(BLOCKS)]
    return BlocksOfDay(
        episodes=total,
        fewest=_fewest(total, shares),
        blocks=tuple(
            Block(block * BLOCK_HOURS, count, share, shrunk(count, share, total))
            for block, (count, share) in enumerate(zip(counts, shares, strict=True))
        ),
        named=name_risky_hours(began, zone, shares),
    )


def name_risky_hours(
    began: Sequence[datetime], zone: tzinfo, shares: Sequence[float]
) -> RiskyHours | None:
    """Return the block in which most episodes began; None if that may be chance.

    The largest of several counts is often large by chance. Name it only if chance gives any block
    so many in at most 1 of 20 histories.
    """
    count_of, total = _counted(began, zone), len(began)
    if total < FEWEST:
        return None
    # Of two equal counts, take the one that its waking hours make less likely.
    largest = max(range(BLOCKS), key=lambda block: (count_of[block], -shares[block]))
    if chance_of_any(count_of[largest], total, shares) > BY_CHANCE:
        return None
    return RiskyHours(largest * BLOCK_HOURS, count_of[largest], total)


def shrunk(count: int, share: float, total: int) -> float:
    """Return a block's share of the episodes, moved towards its share of the waking hours."""
    return (count + PRIOR * share) / (total + PRIOR)


def chance_of_any(count: int, total: int, shares: Sequence[float]) -> float:
    """Return the chance that any block gets so many of the total, if all waking hours are alike.

    It is the sum over the blocks: an upper bound, and a close one.
    """
    return sum(chance_of_at_least(count, total, share) for share in shares)


def _counted(began: Sequence[datetime], zone: tzinfo) -> Counter[int]:
    return Counter(moment.astimezone(zone).hour // BLOCK_HOURS for moment in began)


def _fewest(total: int, shares: Sequence[float]) -> int | None:
    """Return the smallest count that chance makes in at most one of twenty such histories."""
    if total < FEWEST:
        return None
    # The chance falls as the count grows.
    fewest = bisect_left(
        range(total + 1),
        -BY_CHANCE,
        key=lambda count: -chance_of_any(count, total, shares),
    )
    return fewest if fewest <= total else None
