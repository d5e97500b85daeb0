"""What a count can tell: the range in which the truth may well lie, and none where it is small.

The formulas, their sources and how often they are right stand in docs/statistics.md.
"""

from collections.abc import Callable
from math import sqrt

from holdfast.domain.chance import chance_of_at_most
from holdfast.value import dataclass

FEWEST_FOR_RANGE = 10
"""Below so many there is a count, and nothing to tell from it."""
FEWEST_FOR_SHARE = 100
"""Below so many a share would claim more than it knows: the range alone says it."""
TAIL = 0.025
"""Left out at each end: what lies between is right in 95 of 100 such weeks."""
_Z = 1.959963984540054
"""The normal distribution's quantile at 1 - TAIL."""
_CLOSE = 1e-12


@dataclass(frozen=True)
class Between:
    """From the lowest to the highest value that fits well with what was counted (95 %)."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """So many of so many; a range (0 to 1) of ten or more, and the share itself of 100 or more."""

    count: int
    of: int
    share: float | None
    between: Between | None


@dataclass(frozen=True)
class Rate:
    """So many in so many weeks, both a week; a range of ten or more, the rate of 100 or more."""

    count: int
    weeks: float
    a_week: float | None
    between: Between | None


def share_of(count: int, of: int) -> Share:
    """Say what so many of so many tell of the share."""
    return Share(
        count,
        of,
        share=count / of if of >= FEWEST_FOR_SHARE else None,
        between=wilson(count, of) if of >= FEWEST_FOR_RANGE else None,
    )


def rate_of(count: int, weeks: float) -> Rate:
    """Say what so many in so many whole weeks tell of the rate; nothing of a part of one.

    The days of a week are not alike, so that no part of it stands for the rest.
    """
    whole = weeks >= 1
    low, high = garwood(count) if whole and count >= FEWEST_FOR_RANGE else (0.0, 0.0)
    return Rate(
        count,
        weeks,
        a_week=count / weeks if whole and count >= FEWEST_FOR_SHARE else None,
        between=Between(low / weeks, high / weeks) if high else None,
    )


def wilson(count: int, of: int) -> Between:
    """Give the range of a share (0 to 1); `of` is one at least (Wilson 1927)."""
    share, squared = count / of, _Z * _Z / of
    middle = share + squared / 2
    reach = _Z * sqrt(share * (1 - share) / of + squared / (4 * of))
    # Exact at the ends, where rounding would leave a hair.
    low = 0.0 if count == 0 else (middle - reach) / (1 + squared)
    high = 1.0 if count == of else (middle + reach) / (1 + squared)
    return Between(low, high)


def garwood(count: int) -> tuple[float, float]:
    """Give the range of the mean that a count is from (Garwood 1936); at 0 it begins at 0.

    Its ends are the means by which so many or more, and so many or fewer, come by `TAIL`.
    """
    low = _where(lambda mean: 1 - chance_of_at_most(count - 1, mean) > TAIL, count) if count else 0
    return low, _where(lambda mean: chance_of_at_most(count, mean) < TAIL, count)


def _where(is_past: Callable[[float], bool], count: int) -> float:
    """Give the mean from which on something is so, by halving what it may lie between."""
    low, high = 0.0, 2.0 * count + 10
    while high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (low, middle) if is_past(middle) else (middle, high)
    return (low + high) / 2
