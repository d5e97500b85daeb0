"""The whole time in one view: each day, each month, each cool-down. Data only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from holdfast.clock.model import NOTHING, Mark
from holdfast.clock.span import Span
from holdfast.clock.zone import at_local, clock_at
from holdfast.promises.model import days_kept
from holdfast.report.facts import RanCoolDown
from holdfast.statistics import FEWEST_FOR_RANGE
from holdfast.urges.episode import EPISODE_GAP
from holdfast.urges.model import Outcome
from holdfast.value import dataclass

VERSION = 1
"""Of the JSON: raised when a key leaves it or means something else."""
MOST_MONTHS_COMPARED = 3
_DAY = timedelta(days=1)

FeltStrength = tuple[datetime, Outcome, int | None]
"""When an urge was felt, what became of it, and how strong it was."""
_Tally = Counter[tuple[Outcome, int | None, bool]]
"""Urges counted by outcome, by strength, and by whether each is the first one rated in its episode.

Counted, not listed: there may be very many.
"""


class Slip(NamedTuple):
    """When contact was made while it was held, and whether they had said no."""

    at: datetime
    against_no: bool


@dataclass(frozen=True)
class MonthCounts:
    """A month, such as 2026-11, and the middle strength of the `rated` of its urges."""

    month: str
    urges: int
    let_go: int
    sent: int
    open: int
    slips: int
    strength: float | None
    rated: int


@dataclass(frozen=True)
class CoolDownDays:
    """A cool-down's days so far; `ended_on` is None while it runs."""

    contact: str
    started_on: date
    ended_on: date | None
    days_kept: int
    days: int


@dataclass(frozen=True)
class StrengthChange:
    """The middle strength in the first months and in as many last ones, each with its urges."""

    months: int
    first: float
    first_count: int
    last: float
    last_count: int


@dataclass(frozen=True)
class WholeTime:
    """Everything that was logged, by the days where the person is now; `contact` None: of all.

    It starts with the first entry, or when Holdfast was first used (`began_on`), if that is
    earlier. `days` are those with urges, such as 2026-11-20. On `days_without_reminders`, from
    `began_on` to yesterday, the daemon never ran.
    """

    version: int
    contact: str | None
    time_zone: str
    made_at: datetime
    made_locally: datetime
    began_on: date | None
    starts_on: date
    ends_on: date
    urges: int
    let_go: int
    sent: int
    open: int
    slips: int
    slips_against_no: int
    days: dict[str, int]
    days_without_reminders: tuple[date, ...]
    months: tuple[MonthCounts, ...]
    """From the first entry to now; a month without any is among them."""
    cooldowns: tuple[CoolDownDays, ...]
    strength: StrengthChange | None
    """None: too few to tell."""

    @property
    def by_day(self) -> dict[date, int]:
        """The urges of each day that has any; a key of JSON is a text, so `days` can't be this."""
        return {date.fromisoformat(day): count for day, count in self.days.items()}

    def is_known(self, day: date) -> bool:
        """Return whether Holdfast was in use on a day, so that no entry means nothing logged."""
        return self.began_on is not None and self.began_on <= day <= self.ends_on


def build_whole_time(
    felt: Iterable[FeltStrength],
    slips: Sequence[Slip],
    cooldowns: Iterable[RanCoolDown],
    daemon_ran: Iterable[Span],
    *,
    began_at: datetime | None,
    mark: Mark,
    zone: tzinfo,
    contact: str | None,
) -> WholeTime:
    """Count what was felt, in that order, and what was done."""
    tally = Counter(_by_day(felt, zone))
    slip_days = Counter(_day_of(slip.at, zone) for slip in slips)
    today = _day_of(mark.now, zone)
    began_on = _day_of(began_at, zone) if began_at else None
    entries = [*(key[0] for key in tally), *slip_days]
    ends_on = max([today, *entries])
    days: Counter[date] = Counter()
    by_month = {month: _Tally() for month in _months(min(entries), ends_on)} if entries else {}
    for (day, outcome, strength, is_first), count in tally.items():
        days[day] += count
        by_month[_month_of(day)][outcome, strength, is_first] += count
    slips_by_month = Counter(_month_of(day) for day in slip_days.elements())
    outcomes = _outcomes(by_month.values())
    return WholeTime(
        version=VERSION,
        contact=contact,
        time_zone=str(zone),
        made_at=mark.now,
        made_locally=clock_at(mark.now, zone),
        began_on=began_on,
        starts_on=min([began_on or today, *entries]),
        ends_on=ends_on,
        urges=outcomes.total(),
        let_go=outcomes["let-go"],
        sent=outcomes["sent"],
        open=outcomes["open"],
        slips=len(slips),
        slips_against_no=sum(slip.against_no for slip in slips),
        days={day.isoformat(): count for day, count in days.items()},
        days_without_reminders=_days_without(daemon_ran, began_on, today, zone),
        months=tuple(
            _counts(month, felt, slips_by_month[month]) for month, felt in by_month.items()
        ),
        cooldowns=tuple(_kept(one, mark, zone) for one in cooldowns),
        strength=_change(list(by_month.values())),
    )


def _by_day(
    felt: Iterable[FeltStrength], zone: tzinfo
) -> Iterator[tuple[date, Outcome, int | None, bool]]:
    """Yield each urge with its day, and whether it is the first one rated in its episode.

    The zone is asked once a day: that keeps very many urges quick.
    """
    day, next_day, before, is_rated = date.min, None, None, False
    for at, outcome, strength in felt:
        if next_day is None or at >= next_day:
            day = _day_of(at, zone)
            next_day = at_local(datetime.combine(day + _DAY, time()), zone)
        if before is None or at - before >= EPISODE_GAP:
            is_rated = False
        yield day, outcome, strength, strength is not None and not is_rated
        before, is_rated = at, is_rated or strength is not None


def _counts(month: str, felt: _Tally, slips: int) -> MonthCounts:
    outcomes, strengths = _outcomes([felt]), _strengths([felt])
    return MonthCounts(
        month=month,
        urges=outcomes.total(),
        let_go=outcomes["let-go"],
        sent=outcomes["sent"],
        open=outcomes["open"],
        slips=slips,
        strength=_middle(strengths) if strengths else None,
        rated=len(strengths),
    )


def _change(months: Sequence[_Tally]) -> StrengthChange | None:
    """Put the first months beside the last ones, if both have enough rated episodes."""
    count = min(MOST_MONTHS_COMPARED, len(months) // 2)
    first, last = months[:count], months[len(months) - count :]
    if min(map(_rated_episodes, (first, last))) < FEWEST_FOR_RANGE:
        return None
    before, now = _strengths(first), _strengths(last)
    return StrengthChange(count, _middle(before), len(before), _middle(now), len(now))


def _outcomes(months: Iterable[_Tally]) -> Counter[Outcome]:
    found: Counter[Outcome] = Counter()
    for felt in months:
        for (outcome, _, _), count in felt.items():
            found[outcome] += count
    return found


def _strengths(months: Iterable[_Tally]) -> list[int]:
    return [one for felt in months for _, one, _ in felt.elements() if one is not None]


def _rated_episodes(months: Iterable[_Tally]) -> int:
    return sum(is_first for felt in months for _, _, is_first in felt.elements())


def _middle(strengths: Sequence[int]) -> float:
    from statistics import median  # 15 ms, and only here

    return float(median(strengths))


def _kept(ran: RanCoolDown, mark: Mark, zone: tzinfo) -> CoolDownDays:
    cooldown = ran.cooldown
    kept, contacted = days_kept(cooldown.started_at, min(mark.now, cooldown.ends_at), ran.contacted)
    is_over = cooldown.left(mark) <= NOTHING
    ended_on = _day_of(cooldown.ends_at, zone) if is_over else None
    return CoolDownDays(
        ran.contact, _day_of(cooldown.started_at, zone), ended_on, kept, kept + contacted
    )


def _days_without(
    ran: Iterable[Span], began_on: date | None, today: date, zone: tzinfo
) -> tuple[date, ...]:
    if began_on is None:
        return ()
    on = {day for span in ran for day in _days(_day_of(span.start, zone), _day_of(span.end, zone))}
    yesterday = today - _DAY  # today isn't over
    return tuple(day for day in _days(began_on, yesterday) if day not in on)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * number for number in range((last - first).days + 1))


def _months(first: date, last: date) -> list[str]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _month_of(day: date) -> str:
    return day.isoformat()[:7]


def _day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
