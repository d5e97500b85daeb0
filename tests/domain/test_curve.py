"""How strong urges were at first, and later."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.examples import MINUTE, NOW, urge
from holdfast.domain.curve import MOST_CURVES, MOST_POINTS, Point, curves_of, strength_of
from holdfast.domain.urge import Rating, Urge

BERLIN = ZoneInfo("Europe/Berlin")


def rated(number: int, *strengths: int | None, **fields: Any) -> Urge:
    """Give an urge with its first strength, and one ten minutes after the other."""
    first, *later = strengths
    ratings = tuple(
        Rating(NOW + after * 10 * MINUTE, strength)
        for after, strength in enumerate(later, 1)
        if strength is not None
    )
    return urge(number, intensity=first, ratings=ratings, **fields)


@pytest.mark.parametrize(
    ("strengths", "points"),
    [
        ((8, 5), (Point(0, 8), Point(10, 5))),
        ((8, 5, 9), (Point(0, 8), Point(10, 5), Point(20, 9))),
        ((None, 5, 3), (Point(10, 5), Point(20, 3))),
        ((8,), None),
        ((None, 5), None),
        ((None,), None),
    ],
)
def test_a_curve_needs_two_strengths(
    strengths: tuple[int | None, ...], points: tuple[Point, ...] | None
) -> None:
    found = curves_of([rated(1, *strengths)], BERLIN)
    assert [one.points for one in found] == ([points] if points else [])


def test_a_curve_says_when_it_was_where_the_person_is() -> None:
    (found,) = curves_of([rated(7, 8, 5, outcome="let-go")], BERLIN)
    assert (found.urge, found.outcome, found.felt_at) == (7, "let-go", NOW)
    assert found.felt_locally == datetime(2026, 11, 20, 22, 30)


def test_of_very_many_the_newest_curves_stay_and_the_ends_of_a_long_one() -> None:
    many = [rated(number, 8, 5) for number in range(MOST_CURVES + 10)]
    assert [one.urge for one in curves_of(many, UTC)] == list(range(10, MOST_CURVES + 10))
    (long,) = curves_of([rated(1, 10, *range(10), *range(10))], UTC)
    assert len(long.points) == MOST_POINTS
    assert (long.points[0].intensity, long.points[-1].minutes) == (10, 200)


def test_strengths_have_their_middles_and_what_changed() -> None:
    found = strength_of([rated(1, 8, 5), rated(2, 7, 7), rated(3, 2, 1, 6), rated(4, None, 3)])
    assert (found.median_first, found.first_count) == (7, 3)
    assert (found.median_last, found.last_count) == (5.5, 4)
    assert (found.lower, found.same, found.higher) == (1, 1, 1)


def test_of_nothing_no_middle_is_made_up() -> None:
    found = strength_of([urge()])
    assert (found.median_first, found.median_last) == (None, None)
    assert (found.lower, found.same, found.higher) == (0, 0, 0)
