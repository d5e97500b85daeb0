"""How strong urges were at first, and were when they were rated again."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from holdfast.domain.urge import Outcome, Urge
from holdfast.domain.when import clock_at
from holdfast.value import dataclass

MOST_CURVES = 50
MOST_POINTS = 12


@dataclass(frozen=True)
class Point:
    """A strength (0 to 10), so many minutes after the urge was felt."""

    minutes: int
    intensity: int


@dataclass(frozen=True)
class Curve:
    """One urge's strengths, in the order in which they were said: two at the least.

    `felt_locally` is what the person's clock showed then.
    """

    urge: int
    felt_at: datetime
    felt_locally: datetime
    outcome: Outcome
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Strength:
    """The middle strength at first and at the last rating, each with how many it is of.

    Of those that were said at first and rated again: how many were lower at the last rating, the
    same, and higher.
    """

    median_first: float | None
    first_count: int
    median_last: float | None
    last_count: int
    lower: int
    same: int
    higher: int


def curves_of(urges: Sequence[Urge], zone: tzinfo) -> tuple[Curve, ...]:
    """Give the curves of urges with two strengths or more; of very many the newest."""
    rated = [one for one in urges if len(one.ratings) + (one.intensity is not None) > 1]
    return tuple(
        Curve(
            urge.id,
            urge.felt_at,
            clock_at(urge.felt_at, zone),
            urge.outcome,
            _thinned(_strengths(urge)),
        )
        for urge in rated[-MOST_CURVES:]
    )


def strength_of(urges: Sequence[Urge]) -> Strength:
    """Say how strong urges were at first, and at the last."""
    from statistics import median  # 15 ms, and only here

    first = [urge.intensity for urge in urges if urge.intensity is not None]
    last = [urge.ratings[-1].intensity for urge in urges if urge.ratings]
    changed = [
        urge.ratings[-1].intensity - urge.intensity
        for urge in urges
        if urge.ratings and urge.intensity is not None
    ]
    return Strength(
        median_first=float(median(first)) if first else None,
        first_count=len(first),
        median_last=float(median(last)) if last else None,
        last_count=len(last),
        lower=sum(change < 0 for change in changed),
        same=changed.count(0),
        higher=sum(change > 0 for change in changed),
    )


def _strengths(urge: Urge) -> tuple[Point, ...]:
    at_first = () if urge.intensity is None else (Point(0, urge.intensity),)
    return at_first + tuple(
        Point(round((rating.at - urge.felt_at).total_seconds() / 60), rating.intensity)
        for rating in urge.ratings
    )


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Give the first of very many points, and the last ones."""
    if len(points) <= MOST_POINTS:
        return points
    half = MOST_POINTS // 2
    return points[:half] + points[-half:]
