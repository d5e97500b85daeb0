"""Four weeks side by side, and when two of them differ."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from holdfast.clock.week import Week
from holdfast.report.facts import Felt
from holdfast.report.four_weeks import FourWeeks, compare, four_weeks
from holdfast.urges.model import Event
from report.examples import BERLIN, HOUR

WEEK = Week(2026, 47)
END = WEEK.ends_at(BERLIN)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def beside(*felt: Felt, now: datetime = END, began_at: datetime | None = LONG_AGO) -> FourWeeks:
    events = (Event(1, "sent", 1, "Sam", END - HOUR, None, slip=True, urge_id=None),)
    return four_weeks(WEEK, felt, events, now=now, zone=BERLIN, began_at=began_at)


def evenings(*counts: int) -> list[Felt]:
    """Return that many episodes for each of the last weeks, oldest first."""
    weeks = [WEEK.before(before) for before in range(len(counts) - 1, -1, -1)]
    return [
        Felt(week.starts_at(BERLIN) + number * HOUR, "let-go")
        for week, count in zip(weeks, counts, strict=True)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("before", "now", "chance", "verdict"),
    # As in docs/evidence.md.
    [
        (7, 4, 0.55, None),
        (10, 5, 0.30, None),
        (12, 4, 0.08, None),
        (6, 0, 0.03, "fewer"),
        (0, 6, 0.03, "more"),
        (0, 0, 1.0, None),
        (5, 5, 1.0, None),
        (5, 0, 0.06, None),
    ],
)
def test_two_weeks_differ_only_where_chance_alone_would_hardly_make_it(
    before: int, now: int, chance: float, verdict: str | None
) -> None:
    found = compare(before, now)
    assert (round(found.chance, 2), found.verdict) == (chance, verdict)


@given(st.integers(0, 120), st.integers(0, 120))
def test_the_chance_of_a_difference_is_scipys_and_the_posterior_agrees(
    before: int, now: int
) -> None:
    found = compare(before, now)
    if before + now:
        assert found.chance == pytest.approx(binomtest(now, before + now).pvalue, abs=1e-9)
    if found.verdict:
        # P(Beta(x₁ + ½, x₂ + ½) > ½), of the larger one: no verdict where that is in doubt.
        high, low = max(before, now), min(before, now)
        assert beta.sf(0.5, high + 0.5, low + 0.5) > 0.975


def test_four_whole_weeks_are_listed_oldest_first() -> None:
    found = beside(*evenings(3, 12, 0, 2), Felt(END - HOUR, "sent"), Felt(END - HOUR / 2, "open"))
    assert [(one.week, one.urges, one.whole) for one in found.weeks] == [
        ("2026-W44", 3, True),
        ("2026-W45", 12, True),
        ("2026-W46", 0, True),
        ("2026-W47", 4, True),
    ]
    last = found.weeks[-1]
    assert (last.episodes, last.let_go, last.sent, last.open, last.slips) == (4, 2, 1, 1, 1)
    assert found.comparison == compare(0, 4)


def test_a_week_that_is_not_over_is_compared_with_none() -> None:
    found = beside(*evenings(1, 1, 9, 0), now=END - HOUR)
    assert [one.whole for one in found.weeks] == [True, True, True, False]
    assert found.comparison is None


def test_a_week_before_the_ledger_is_listed_only_if_something_was_logged_into_it() -> None:
    began_at = WEEK.before().starts_at(BERLIN) + HOUR
    found = beside(*evenings(0, 2, 1, 1), began_at=began_at)
    assert [(one.week, one.whole) for one in found.weeks] == [
        ("2026-W45", False),
        ("2026-W46", False),
        ("2026-W47", True),
    ]
    assert found.comparison is None
    assert [one.week for one in beside(began_at=None).weeks] == ["2026-W47"]
