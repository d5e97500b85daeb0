"""Four weeks side by side, and whether the last two differ by more than chance."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Literal

from holdfast.clock.week import Week
from holdfast.report.facts import Felt
from holdfast.statistics import chance_of_at_least
from holdfast.urges.episode import beginnings
from holdfast.urges.model import Event
from holdfast.value import dataclass

WEEKS = 4
BY_CHANCE = 0.05


@dataclass(frozen=True)
class WeekCounts:
    """What was logged in a week. `whole`: it is over, and the first contact was added before it."""

    week: str
    starts_on: date
    urges: int
    episodes: int
    let_go: int
    sent: int
    open: int
    slips: int
    whole: bool


@dataclass(frozen=True)
class Comparison:
    """The episodes of a week and of the week before; no verdict if they are too few to tell.

    `chance` is the probability that two alike weeks differ by this much or more.
    """

    before: int
    now: int
    chance: float
    verdict: Literal["fewer", "more"] | None


@dataclass(frozen=True)
class FourWeeks:
    """A week and up to three before it, oldest first; compared if the last two are whole.

    A week before the first contact was added is left out, unless something was logged for it.
    """

    weeks: tuple[WeekCounts, ...]
    comparison: Comparison | None


def four_weeks(
    week: Week,
    felt: Sequence[Felt],
    events: Sequence[Event],
    *,
    now: datetime,
    zone: tzinfo,
    began_at: datetime | None,
) -> FourWeeks:
    """Return a week beside those before it; `felt` is sorted by time."""
    weeks = [week.before(count) for count in range(WEEKS - 1, -1, -1)]
    counts = [_counts(one, felt, events, now=now, zone=zone, began_at=began_at) for one in weeks]
    known = tuple(
        one
        for of, one in zip(weeks, counts, strict=True)
        if of == week or one.urges or (began_at and began_at < of.ends_at(zone))
    )
    before, last = counts[-2:]
    both_whole = before.whole and last.whole
    return FourWeeks(known, compare(before.episodes, last.episodes) if both_whole else None)


def compare(before: int, now: int) -> Comparison:
    """Compare two whole weeks. If alike, each episode is a coin toss."""
    more = chance_of_at_least(max(before, now), before + now, 0.5)
    chance = min(1.0, 2 * more)
    verdict: Literal["fewer", "more"] = "fewer" if now < before else "more"
    return Comparison(before, now, chance, verdict if chance <= BY_CHANCE else None)


def _counts(
    week: Week,
    felt: Sequence[Felt],
    events: Sequence[Event],
    *,
    now: datetime,
    zone: tzinfo,
    began_at: datetime | None,
) -> WeekCounts:
    start, end = week.starts_at(zone), week.ends_at(zone)
    first, after = (bisect_left(felt, edge, key=lambda one: one.felt_at) for edge in (start, end))
    in_week = felt[first:after]
    outcomes = Counter(one.outcome for one in in_week)
    return WeekCounts(
        week=str(week),
        starts_on=week.monday,
        urges=len(in_week),
        episodes=len(beginnings([one.felt_at for one in in_week])),
        let_go=outcomes["let-go"],
        sent=outcomes["sent"],
        open=outcomes["open"],
        slips=sum(event.slip for event in events if start <= event.at < end),
        whole=began_at is not None and began_at <= start and end <= now,
    )
