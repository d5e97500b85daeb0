"""The picture of a week: seven days of 24 local hours, two of which the clocks may change."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from holdfast.domain.value import dataclass
from holdfast.domain.week import Week

HourKind = Literal["usual", "missing", "doubled", "to-come"]
Hours = tuple[tuple[int, ...], ...]
"""A number for each hour of the week, Monday and hour 0 first."""

_STEP = timedelta(minutes=15)
"""No zone of this century changes its clocks by less."""
_HOUR = 60


@dataclass(frozen=True)
class HeatMap:
    """How many urges were felt in each local hour of a week, and what kind of hour that was.

    Where the clocks went forward an hour is missing, where they went back one came twice, and of
    a week that is not over some are to come: there, 0 says nothing.
    """

    counts: Hours
    kinds: tuple[tuple[HourKind, ...], ...]


def heat_map(felt: Iterable[datetime], week: Week, *, now: datetime, zone: tzinfo) -> HeatMap:
    """Draw the picture of what was felt in a week, with what has not come yet by now."""
    counts = Counter(_cell(moment, zone) for moment in felt)
    begins, lasts = _hours(week, zone)

    def kind(cell: tuple[int, int]) -> HourKind:
        if cell not in begins:
            return "missing"
        if begins[cell] > now:
            return "to-come"
        return "doubled" if lasts[cell] > _HOUR else "usual"

    return HeatMap(
        counts=tuple(tuple(counts[day, hour] for hour in range(24)) for day in range(7)),
        kinds=tuple(tuple(kind((day, hour)) for hour in range(24)) for day in range(7)),
    )


def minutes_of(week: Week, zone: tzinfo) -> Hours:
    """Give how many minutes each local hour of a week lasts: 60, but where the clocks change."""
    _, lasts = _hours(week, zone)
    return tuple(tuple(lasts[day, hour] for hour in range(24)) for day in range(7))


def _hours(
    week: Week, zone: tzinfo
) -> tuple[dict[tuple[int, int], datetime], Counter[tuple[int, int]]]:
    """Give when each local hour of a week begins, of those that there are, and how long it is."""
    begins: dict[tuple[int, int], datetime] = {}
    lasts: Counter[tuple[int, int]] = Counter()
    moment, end = week.starts_at(zone), week.ends_at(zone)
    while moment < end:
        cell = _cell(moment, zone)
        begins.setdefault(cell, moment)
        lasts[cell] += _STEP // timedelta(minutes=1)
        moment += _STEP
    return begins, lasts


def _cell(moment: datetime, zone: tzinfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.weekday(), local.hour
