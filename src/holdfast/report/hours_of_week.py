"""The heat map of a week: seven days of 24 local hours. An hour may be missing or come twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from holdfast.clock.week import Week
from holdfast.value import dataclass

HourKind = Literal["usual", "missing", "doubled", "to-come"]
LocalHour = tuple[int, int]
"""A weekday, 0 is Monday, and an hour of it."""

_STEP = timedelta(minutes=15)
"""No zone of this century changes its clocks by less."""
_HOUR = 60


@dataclass(frozen=True)
class HeatMap:
    """How many urges were felt in each local hour of a week, and the kind of hour.

    An hour is missing if the clocks went forward, doubled if they went back, and to come if the
    week isn't over: in a missing or coming hour, 0 means nothing.
    """

    counts: tuple[tuple[int, ...], ...]
    kinds: tuple[tuple[HourKind, ...], ...]


def heat_map(felt: Iterable[datetime], week: Week, *, now: datetime, zone: tzinfo) -> HeatMap:
    """Return the heat map of the urges felt in a week."""
    start = week.starts_at(zone)
    steps = Counter((moment - start) // _STEP for moment in felt)
    counts: Counter[LocalHour] = Counter()
    for step, count in steps.items():
        counts[_cell(start + step * _STEP, zone)] += count
    hours = local_hours(week, zone)

    def kind(cell: LocalHour) -> HourKind:
        if cell not in hours:
            return "missing"
        begins, minutes = hours[cell]
        if begins > now:
            return "to-come"
        return "doubled" if minutes > _HOUR else "usual"

    return HeatMap(
        counts=tuple(tuple(counts[day, hour] for hour in range(24)) for day in range(7)),
        kinds=tuple(tuple(kind((day, hour)) for hour in range(24)) for day in range(7)),
    )


def local_hours(week: Week, zone: tzinfo) -> dict[LocalHour, tuple[datetime, int]]:
    """Return when each local hour of a week begins, and its minutes; not those that are missing."""
    found: dict[LocalHour, tuple[datetime, int]] = {}
    moment, end = week.starts_at(zone), week.ends_at(zone)
    while moment < end:
        begins, minutes = found.get(_cell(moment, zone), (moment, 0))
        found[_cell(moment, zone)] = (begins, minutes + _STEP // timedelta(minutes=1))
        moment += _STEP
    return found


def _cell(moment: datetime, zone: tzinfo) -> LocalHour:
    local = moment.astimezone(zone)
    return local.weekday(), local.hour
