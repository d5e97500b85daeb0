"""Ranges of rates and shares, and chances, compared with scipy and published tables."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, chi2, poisson

from holdfast.statistics import (
    FEWEST_FOR_RANGE,
    FEWEST_FOR_SHARE,
    chance_of_at_least,
    chance_of_at_most,
    garwood,
    rate_of,
    share_of,
    wilson,
)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilsons_range_agrees_with_scipy(count: int, more: int) -> None:
    of = count + more - 1 or 1
    theirs = binomtest(count, of).proportion_ci(method="wilson")
    found = wilson(count, of)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(st.integers(0, 3_000))
def test_garwoods_range_agrees_with_the_chi_squared_distribution(count: int) -> None:
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0
    assert garwood(count) == pytest.approx((low, chi2.ppf(0.975, 2 * count + 2) / 2), rel=1e-9)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood 1936, as in the tables of Pearson & Hartley (95 %, two-sided).
    [(0, 0, 3.69), (1, 0.0253, 5.57), (2, 0.242, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39)],
)
def test_garwoods_range_agrees_with_published_tables(count: int, low: float, high: float) -> None:
    assert garwood(count) == pytest.approx((low, high), abs=0.006)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe 1998, table I, method 3; the others are those of docs/evidence.md.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (3, 3, 0.44, 1.0),
        (8, 10, 0.49, 0.94),
        (80, 100, 0.71, 0.87),
    ],
)
def test_wilsons_range_agrees_with_published_tables(
    count: int, of: int, low: float, high: float
) -> None:
    found = wilson(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.005)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_lies_in_its_range_and_few_episodes_have_neither(count: int, rest: int) -> None:
    found = share_of(count, count + rest)
    assert (found.count, found.of) == (count, count + rest)
    assert (found.between is None) == (found.of < FEWEST_FOR_RANGE)
    assert (found.share is None) == (found.of < FEWEST_FOR_SHARE)
    if found.between:
        assert 0 <= found.between.low <= count / found.of <= found.between.high <= 1


@pytest.mark.parametrize("weeks", [0.0, 0.5, 0.999])
def test_a_part_of_a_week_has_no_rate(weeks: float) -> None:
    found = rate_of(500, weeks)
    assert (found.count, found.a_week, found.between) == (500, None, None)


@given(st.integers(0, 300), st.sampled_from([1.0, 4.0]))
def test_a_rate_lies_in_its_range_and_few_episodes_have_neither(count: int, weeks: float) -> None:
    found = rate_of(count, weeks)
    assert (found.between is None) == (count < FEWEST_FOR_RANGE)
    assert found.a_week == (count / weeks if count >= FEWEST_FOR_SHARE else None)
    if found.between:
        assert found.between.low < count / weeks < found.between.high


@given(st.integers(-1, 400), st.integers(0, 400), st.floats(0, 1))
@example(5, 10, 0.0)
@example(5, 10, 1.0)
def test_the_tail_of_the_binomial_agrees_with_scipy(count: int, total: int, share: float) -> None:
    theirs = binom.sf(count - 1, total, share)
    assert chance_of_at_least(count, total, share) == pytest.approx(theirs, rel=1e-7, abs=1e-12)


@given(st.integers(0, 2_000), st.floats(0, 3_000))
@example(0, 0.0)
def test_the_tail_of_the_poisson_agrees_with_scipy(count: int, mean: float) -> None:
    assert chance_of_at_most(count, mean) == pytest.approx(
        poisson.cdf(count, mean), rel=1e-7, abs=1e-12
    )
