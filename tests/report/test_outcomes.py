"""What became of urges: let go, rated again, and what followed a slip."""

from datetime import UTC, datetime
from typing import Any

import pytest

from holdfast.report.outcomes import (
    MOST_CURVES,
    MOST_POINTS,
    MOST_SLIPS,
    AfterSlip,
    Point,
    Strength,
    after_slips,
    curves_of,
    let_go_of,
    strength_of,
)
from holdfast.urges.model import Event, Outcome, Rating, Urge
from report.examples import BERLIN, HOUR, MINUTE, NOW, urge


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    # Let go, decided, let go at most (with the open ones), all.
    [
        ((), (0, 0, 0, 0)),
        ((("let-go",),), (1, 1, 1, 1)),
        ((("let-go", "let-go", "let-go"),), (1, 1, 1, 1)),
        ((("let-go", "sent"),), (0, 1, 0, 1)),
        ((("let-go", "open"),), (0, 0, 1, 1)),
        ((("open", "sent"),), (0, 1, 0, 1)),
        ((("let-go",), ("sent",), ("open",), ("open", "let-go")), (1, 2, 3, 4)),
    ],
)
def test_an_episode_counts_once_by_what_became_of_all_its_urges(
    outcomes: tuple[tuple[Outcome, ...], ...], counts: tuple[int, ...]
) -> None:
    found = let_go_of([[urge(outcome=one) for one in group] for group in outcomes])
    assert (found.decided.count, found.decided.of, found.at_most, found.of_all) == counts


def rated(number: int, first: int | None, *later: int, **fields: Any) -> Urge:
    """Return an urge with its first strength, and ratings ten minutes apart."""
    ratings = tuple(Rating(NOW + 10 * MINUTE * n, one) for n, one in enumerate(later, 1))
    return urge(number, intensity=first, ratings=ratings, **fields)


@pytest.mark.parametrize(
    ("strengths", "points"),
    [
        ((8, 5), [(0, 8), (10, 5)]),
        ((8, 5, 9), [(0, 8), (10, 5), (20, 9)]),
        ((None, 5, 3), [(10, 5), (20, 3)]),
        ((8,), []),
        ((None, 5), []),
        ((None,), []),
    ],
)
def test_a_curve_needs_two_strengths(
    strengths: tuple[int, ...], points: list[tuple[int, int]]
) -> None:
    found = curves_of([rated(7, *strengths, outcome="let-go")], BERLIN)
    assert [point for one in found for point in one.points] == [Point(*one) for one in points]
    for one in found:
        assert (one.urge, one.outcome, one.felt_at) == (7, "let-go", NOW)
        assert one.felt_locally == datetime(2026, 11, 20, 22, 30)


def test_many_curves_are_cut_to_the_newest_and_a_long_one_to_its_ends() -> None:
    many = [rated(number, 8, 5) for number in range(MOST_CURVES + 10)]
    assert [one.urge for one in curves_of(many, UTC)] == list(range(10, MOST_CURVES + 10))
    (long,) = curves_of([rated(1, 10, *range(10), *range(10))], UTC)
    assert len(long.points) == MOST_POINTS
    assert (long.points[0].intensity, long.points[-1].minutes) == (10, 200)


@pytest.mark.parametrize(
    ("urges", "strength"),
    [
        (
            [rated(1, 8, 5), rated(2, 7, 7), rated(3, 2, 1, 6), rated(4, None, 3)],
            Strength(7, 3, 5.5, 4, lower=1, same=1, higher=1),
        ),
        ([rated(1, None)], Strength(None, 0, None, 0, lower=0, same=0, higher=0)),
    ],
)
def test_strengths_have_medians_and_counts_of_what_changed(
    urges: list[Urge], strength: Strength
) -> None:
    assert strength_of(urges) == strength


def sent(hours: float, *, slip: bool = True, contact_id: int = 1, kind: Any = "sent") -> Event:
    return Event(1, kind, contact_id, "Sam", NOW + hours * HOUR, "sms", slip, None)


def let_go(number: int, hours: float, *strengths: int) -> Urge:
    """Return an urge that was let go an hour after it was felt."""
    felt = urge(number, hours * HOUR).felt_at
    first, *later = strengths or (None,)
    return urge(
        number,
        hours * HOUR,
        intensity=first,
        ratings=tuple(Rating(felt, one) for one in later),
        outcome="let-go",
        outcome_at=felt + HOUR,
    )


def test_a_slip_is_followed_by_a_count_of_what_was_let_go_and_of_what_eased() -> None:
    still_open = urge(5, 4 * HOUR)
    after = [let_go(2, 1, 8, 5), let_go(3, 2, 6, 7), let_go(4, 3), still_open]
    assert after_slips([sent(0)], [let_go(1, -1, 9, 1), *after], BERLIN) == (
        AfterSlip(
            at=NOW,
            at_locally=datetime(2026, 11, 20, 22, 30),
            contact="Sam",
            channel="sms",
            let_go=3,
            first_let_go_at=NOW + 2 * HOUR,
            rated_again=2,
            rated_lower=1,
        ),
    )


def test_what_follows_a_slip_counts_until_the_next_contact_with_the_same_person() -> None:
    events = [sent(0), sent(1, contact_id=2), sent(1.5, kind="heard"), sent(2, slip=False), sent(5)]
    found = after_slips(events, [let_go(number, number) for number in range(1, 5)], BERLIN)
    assert [((one.at - NOW) / HOUR, one.let_go) for one in found] == [(0, 1), (1, 0), (5, 0)]
    assert found[-1].first_let_go_at is None


def test_of_very_many_slips_only_the_newest_are_looked_at() -> None:
    found = after_slips([sent(hours) for hours in range(MOST_SLIPS + 5)], (), BERLIN)
    assert [one.at for one in found] == [NOW + (5 + n) * HOUR for n in range(MOST_SLIPS)]
