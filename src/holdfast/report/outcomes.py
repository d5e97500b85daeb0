"""Which urges were let go, how strong they were later, and what followed a slip."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from holdfast.clock.zone import clock_at
from holdfast.report.facts import AnyUrge
from holdfast.statistics import Share, share_of
from holdfast.urges.model import Event, Outcome
from holdfast.value import dataclass


@dataclass(frozen=True)
class LetGo:
    """Episodes let go, of those closed (`decided`).

    An episode is sent if one of its urges is, else open if one is, else let go. Counting the open
    ones too, `decided.count` to `at_most` of `of_all` are let go.
    """

    decided: Share
    at_most: int
    of_all: int


def let_go_of(groups: Iterable[Sequence[AnyUrge]]) -> LetGo:
    """Count the episodes that were let go, each once."""
    outcomes = Counter(_outcome_of(group) for group in groups)
    let_go, is_open = outcomes["let-go"], outcomes["open"]
    decided = let_go + outcomes["sent"]
    return LetGo(share_of(let_go, decided), at_most=let_go + is_open, of_all=decided + is_open)


def _outcome_of(group: Sequence[AnyUrge]) -> Outcome:
    outcomes = {urge.outcome for urge in group}
    if "sent" in outcomes:
        return "sent"
    return "open" if "open" in outcomes else "let-go"


MOST_CURVES = 50
MOST_POINTS = 12


@dataclass(frozen=True)
class Point:
    """A strength (0 to 10), so many minutes after the urge was felt."""

    minutes: int
    intensity: int


@dataclass(frozen=True)
class Curve:
    """One urge's strengths, oldest first: at least two.

    `felt_locally` is the time on the person's clock at `felt_at`.
    """

    urge: int
    felt_at: datetime
    felt_locally: datetime
    outcome: Outcome
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Strength:
    """The median strength at first and at the last rating, each with its number of urges.

    `lower`, `same` and `higher` count the urges with both, by how the last rating compares.
    """

    median_first: float | None
    first_count: int
    median_last: float | None
    last_count: int
    lower: int
    same: int
    higher: int


def curves_of(urges: Sequence[AnyUrge], zone: tzinfo) -> tuple[Curve, ...]:
    """Return the curves of urges with two strengths or more; if there are many, the newest."""
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


def strength_of(urges: Sequence[AnyUrge]) -> Strength:
    """Return how strong urges were at first and when last rated."""
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


def _strengths(urge: AnyUrge) -> tuple[Point, ...]:
    at_first = () if urge.intensity is None else (Point(0, urge.intensity),)
    return at_first + tuple(
        Point(round((rating.at - urge.felt_at).total_seconds() / 60), rating.intensity)
        for rating in urge.ratings
    )


def _thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the points; if there are many, the first and the last ones."""
    if len(points) <= MOST_POINTS:
        return points
    half = MOST_POINTS // 2
    return points[:half] + points[-half:]


MOST_SLIPS = 20


@dataclass(frozen=True)
class AfterSlip:
    """A slip, and the urges let go after it, up to the next contact or the week's end.

    `at_locally` is the time on the person's clock at the slip. `rated_again` of the urges let go
    were rated again; `rated_lower` of these were lower.
    """

    at: datetime
    at_locally: datetime
    contact: str
    channel: str | None
    let_go: int
    first_let_go_at: datetime | None
    rated_again: int
    rated_lower: int


def after_slips(
    events: Sequence[Event], urges: Sequence[AnyUrge], zone: tzinfo
) -> tuple[AfterSlip, ...]:
    """Return what came after each slip, oldest first; if there are many, the newest."""
    sent = [event for event in events if event.kind == "sent"]
    slips = [event for event in sent if event.slip]
    return tuple(_after(slip, sent, urges, zone) for slip in slips[-MOST_SLIPS:])


def _after(slip: Event, sent: Sequence[Event], urges: Sequence[AnyUrge], zone: tzinfo) -> AfterSlip:
    next_at = min(
        (one.at for one in sent if one.contact_id == slip.contact_id and one.at > slip.at),
        default=None,
    )
    let_go = [
        urge
        for urge in urges
        if urge.contact_id == slip.contact_id
        and urge.outcome == "let-go"
        and urge.felt_at >= slip.at
        and (next_at is None or urge.felt_at < next_at)
    ]
    both = [
        (urge.intensity, urge.ratings[-1].intensity)
        for urge in let_go
        if urge.intensity is not None and urge.ratings
    ]
    return AfterSlip(
        at=slip.at,
        at_locally=clock_at(slip.at, zone),
        contact=slip.contact,
        channel=slip.channel,
        let_go=len(let_go),
        first_let_go_at=let_go[0].outcome_at if let_go else None,
        rated_again=len(both),
        rated_lower=sum(last < first for first, last in both),
    )
