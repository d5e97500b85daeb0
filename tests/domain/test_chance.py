"""How likely counts are by chance: held against scipy."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from holdfast.domain.chance import chance_of_at_least, chance_of_at_most


@given(st.integers(-1, 400), st.integers(0, 400), st.floats(0, 1))
@example(5, 10, 0.0)
@example(5, 10, 1.0)
def test_the_binomials_tail_is_scipys(count: int, total: int, share: float) -> None:
    theirs = binom.sf(count - 1, total, share)
    assert chance_of_at_least(count, total, share) == pytest.approx(theirs, rel=1e-7, abs=1e-12)


@given(st.integers(0, 2_000), st.floats(0, 3_000))
@example(0, 0.0)
def test_the_poissons_tail_is_scipys(count: int, mean: float) -> None:
    assert chance_of_at_most(count, mean) == pytest.approx(
        poisson.cdf(count, mean), rel=1e-7, abs=1e-12
    )
