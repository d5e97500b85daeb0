"""What a count can tell: how likely it is by chance, and the range in which the truth may well lie.

The formulas, their sources and how often they are right are in docs/statistics.md. A tail is summed
from its largest term on, until what follows makes no difference: if the first term were too small
for a float, all terms after it would be wrong.
"""

from collections.abc import Callable, Iterable
from itertools import count as counting
from math import exp, lgamma, log, log1p, sqrt

from holdfast.value import dataclass

FEWEST_FOR_RANGE = 10
"""Fewer: count only."""
FEWEST_FOR_SHARE = 100
"""Fewer: no percentage."""
TAIL = 0.025
"""Probability left out at each end."""
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
    """`count` of `of`; `between` (0 to 1) from 10, `share` from 100."""

    count: int
    of: int
    share: float | None
    between: Between | None


@dataclass(frozen=True)
class Rate:
    """`count` in `weeks`; `between` (a week) from 10, `a_week` from 100."""

    count: int
    weeks: float
    a_week: float | None
    between: Between | None


def share_of(count: int, of: int) -> Share:
    """Return what a count of a total tells of the share."""
    return Share(
        count,
        of,
        share=count / of if of >= FEWEST_FOR_SHARE else None,
        between=wilson(count, of) if of >= FEWEST_FOR_RANGE else None,
    )


def rate_of(count: int, weeks: float) -> Rate:
    """Return what a count in some weeks tells of the rate.

    Less than a week gives no rate: days differ.
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
    """Return the range of a share (0 to 1); `of` is one at least (Wilson 1927)."""
    share, squared = count / of, _Z * _Z / of
    middle = share + squared / 2
    reach = _Z * sqrt(share * (1 - share) / of + squared / (4 * of))
    # Exact at the ends, where rounding would leave a hair.
    low = 0.0 if count == 0 else (middle - reach) / (1 + squared)
    high = 1.0 if count == of else (middle + reach) / (1 + squared)
    return Between(low, high)


def garwood(count: int) -> tuple[float, float]:
    """Return the 95 % range of a Poisson mean (Garwood 1936); for a count of 0 it begins at 0.

    At its low end `count` or more come by a chance of `TAIL`, at its high end `count` or fewer.
    """
    low = _where(lambda mean: 1 - chance_of_at_most(count - 1, mean) > TAIL, count) if count else 0
    return low, _where(lambda mean: chance_of_at_most(count, mean) < TAIL, count)


def _where(is_past: Callable[[float], bool], count: int) -> float:
    """Bisect for the smallest mean where `is_past` holds."""
    low, high = 0.0, 2.0 * count + 10
    while high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (low, middle) if is_past(middle) else (middle, high)
    return (low + high) / 2


_NEGLIGIBLE = 1e-17


def chance_of_at_least(count: int, total: int, share: float) -> float:
    """Return the chance that so many of a total come, or more, where each comes by `share`."""
    if count <= 0 or count > total:
        return float(count <= 0)
    if share in (0, 1):
        return float(share)
    if count <= total * share:
        return 1 - chance_of_at_least(total - count + 1, total, 1 - share)
    log_first = (
        lgamma(total + 1)
        - lgamma(count + 1)
        - lgamma(total - count + 1)
        + count * log(share)
        + (total - count) * log1p(-share)
    )
    odds = share / (1 - share)
    return _sum_of(exp(log_first), ((total - k) / (k + 1) * odds for k in range(count, total)))


def chance_of_at_most(count: int, mean: float) -> float:
    """Return the chance that so many come, or fewer, where so many come in the mean (Poisson)."""
    if mean == 0:
        return 1.0
    if count < mean:
        return _sum_of(_chance_of(count, mean), (k / mean for k in range(count, 0, -1)))
    more = count + 1
    return 1 - _sum_of(_chance_of(more, mean), (mean / k for k in counting(more + 1)))


def _chance_of(count: int, mean: float) -> float:
    return exp(count * log(mean) - mean - lgamma(count + 1))


def _sum_of(first: float, ratios: Iterable[float]) -> float:
    """Sum a falling series. Each term is the last one times its ratio."""
    term = total = first
    for ratio in ratios:
        if term <= total * _NEGLIGIBLE:
            break
        term *= ratio
        total += term
    return total
