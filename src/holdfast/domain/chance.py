"""How likely counts are by chance alone: the binomial and the Poisson distribution.

A tail is summed from its largest term on, until what follows makes no difference: a first term too
small for a float would falsify all that follow from it.
"""

from collections.abc import Iterable
from itertools import count as counting
from math import exp, lgamma, log, log1p

_NEGLIGIBLE = 1e-17


def chance_of_at_least(count: int, total: int, share: float) -> float:
    """Give the chance that so many of a total come, or more, where each comes by `share`."""
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
    """Give the chance that so many come, or fewer, where so many come in the mean (Poisson)."""
    if mean == 0:
        return 1.0
    if count < mean:
        return _sum_of(_chance_of(count, mean), (k / mean for k in range(count, 0, -1)))
    more = count + 1
    return 1 - _sum_of(_chance_of(more, mean), (mean / k for k in counting(more + 1)))


def _chance_of(count: int, mean: float) -> float:
    return exp(count * log(mean) - mean - lgamma(count + 1))


def _sum_of(first: float, ratios: Iterable[float]) -> float:
    """Sum a series that falls, of which each term is the one before times its ratio."""
    term = total = first
    for ratio in ratios:
        if term <= total * _NEGLIGIBLE:
            break
        term *= ratio
        total += term
    return total
