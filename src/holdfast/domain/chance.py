"""How likely counts are by chance alone: the binomial and the Poisson distribution."""

from math import exp, lgamma, log, log1p


def chance_of_at_least(count: int, total: int, share: float) -> float:
    """Give the chance that so many of a total come, or more, where each comes by `share`."""
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


def chance_of_at_most(count: int, mean: float) -> float:
    """Give the chance that so many come, or fewer, where so many come in the mean (Poisson)."""
    if mean == 0:
        return 1.0
    term = chance = exp(count * log(mean) - mean - lgamma(count + 1))
    for k in range(count, 0, -1):
        term *= k / mean
        chance += term
    return chance
