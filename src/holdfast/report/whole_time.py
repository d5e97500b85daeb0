"""The whole time in one view: each day, each month, each cool-down. Data only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from holdfast.clock.model import NOTHING, Mark
from holdfast.clock.span import Span
from holdfast.clock.typed import at_local, clock_at
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
"""When an urge was felt, what became of it, and how strong it was; there may be very many."""


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

    `days` are those with urges. It starts with the first entry, or when Holdfast was first used.
    From then on (`began_on`), `days_without_reminders` are those on which the daemon never ran.
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
    days: dict[date, int]
    days_without_reminders: tuple[date, ...]
    months: tuple[MonthCounts, ...]
    """From the first entry to now; a month without any is among them."""
    cooldowns: tuple[CoolDownDays, ...]
    strength: StrengthChange | None
    """None: too few to tell."""


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
    days: Counter[date] = Counter()
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    rated: Counter[tuple[str, int]] = Counter()
    episodes: Counter[str] = Counter()
    for (day, outcome, strength, is_first), count in tally.items():
        month = _month_of(day)
        days[day] += count
        outcomes[month, outcome] += count
        if strength is not None:
            rated[month, strength] += count
            episodes[month] += count * is_first
    slipped = Counter(_month_of(_day_of(slip.at, zone)) for slip in slips)
    today = _day_of(mark.now, zone)
    began_on = _day_of(began_at, zone) if began_at else None
    entries = [*days, *(_day_of(slip.at, zone) for slip in slips)]
    ends_on = max([today, *entries])
    months = _months(min(entries), ends_on) if entries else []
    return WholeTime(
        version=VERSION,
        contact=contact,
        time_zone=str(zone),
        made_at=mark.now,
        made_locally=clock_at(mark.now, zone),
        began_on=began_on,
        starts_on=min([began_on or today, *entries]),
        ends_on=ends_on,
        urges=sum(days.values()),
        let_go=sum(outcomes[month, "let-go"] for month in months),
        sent=sum(outcomes[month, "sent"] for month in months),
        open=sum(outcomes[month, "open"] for month in months),
        slips=len(slips),
        slips_against_no=sum(slip.against_no for slip in slips),
        days=dict(days),
        days_without_reminders=_days_without(daemon_ran, began_on, today, zone),
        months=tuple(_counts(month, outcomes, rated, slipped[month]) for month in months),
        cooldowns=tuple(_kept(one, mark, zone) for one in cooldowns),
        strength=_change(months, rated, episodes),
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


def _counts(
    month: str,
    outcomes: Counter[tuple[str, Outcome]],
    rated: Counter[tuple[str, int]],
    slips: int,
) -> MonthCounts:
    let_go, sent, is_open = (outcomes[month, one] for one in ("let-go", "sent", "open"))
    strength, count = _middle([month], rated)
    return MonthCounts(
        month, let_go + sent + is_open, let_go, sent, is_open, slips, strength, count
    )


def _change(
    months: Sequence[str], rated: Counter[tuple[str, int]], episodes: Counter[str]
) -> StrengthChange | None:
    """Compare the first months with the last ones, if both have enough rated episodes."""
    felt = [month for month in months if episodes[month]]
    months = months[months.index(felt[0]) :] if felt else []
    count = min(MOST_MONTHS_COMPARED, len(months) // 2)
    first, last = months[:count], months[len(months) - count :]
    if any(sum(episodes[month] for month in part) < FEWEST_FOR_RANGE for part in (first, last)):
        return None
    (before, before_of), (now, now_of) = _middle(first, rated), _middle(last, rated)
    if before is None or now is None:  # pragma: no cover - there are enough
        return None
    return StrengthChange(count, before, before_of, now, now_of)


def _middle(months: Iterable[str], rated: Counter[tuple[str, int]]) -> tuple[float | None, int]:
    """Return the middle strength of some months' urges, and how many were rated."""
    from statistics import median  # 15 ms, and only here

    strengths = [
        strength
        for month in months
        for strength in range(11)
        for _ in range(rated[month, strength])
    ]
    return (float(median(strengths)) if strengths else None), len(strengths)


def _kept(ran: RanCoolDown, mark: Mark, zone: tzinfo) -> CoolDownDays:
    cooldown = ran.cooldown
    kept, slipped = days_kept(cooldown.started_at, min(mark.now, cooldown.ends_at), ran.slips)
    is_over = cooldown.left(mark) <= NOTHING
    ended_on = _day_of(cooldown.ends_at, zone) if is_over else None
    return CoolDownDays(
        ran.contact, _day_of(cooldown.started_at, zone), ended_on, kept, kept + slipped
    )


def _days_without(
    ran: Iterable[Span], began_on: date | None, today: date, zone: tzinfo
) -> tuple[date, ...]:
    if began_on is None:
        return ()
    on = {day for span in ran for day in _days(_day_of(span.start, zone), _day_of(span.end, zone))}
    return tuple(day for day in _days(began_on, today) if day not in on)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * number for number in range((last - first).days + 1))


def _months(first: date, last: date) -> list[str]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _month_of(day: date) -> str:
    return day.isoformat()[:7]


def _day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
