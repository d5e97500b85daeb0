"""The view of the whole time as a page: one HTML file that needs nothing else and asks nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from holdfast.report.page import fill_page
from holdfast.report.whole_time import words
from holdfast.report.whole_time.model import WholeTime

_DAY = timedelta(days=1)
_MONTHS_OF_HALF = 6


class Square(NamedTuple):
    """A day in the calendar: its week's column, its weekday's row, its looks, and a hint."""

    column: int
    row: int
    looks: str
    hint: str


class HalfYear(NamedTuple):
    """Half a year: the months' names with their columns, and its days."""

    months: list[tuple[int, str]]
    squares: list[Square]


def render_whole_time(whole: WholeTime) -> str:
    """Return the page. NotDrawn where a library is missing."""
    logged = {day.year for day in whole.by_day}
    years = range(whole.ends_on.year, min(logged) - 1, -1) if logged else ()
    return fill_page(
        "whole_time.html",
        "week.css",
        "whole_time.css",
        whole=whole,
        words=words,
        years=[(year, list(_halves(year, whole)) if year in logged else []) for year in years],
    )


def _halves(year: int, whole: WholeTime) -> Iterator[HalfYear]:
    """Yield the halves of a year that have any days to show."""
    hints = dict(words.days_told(year, whole))
    counts, off = whole.by_day, set(whole.days_without_reminders)
    for month in (1, 1 + _MONTHS_OF_HALF):
        day = date(year, month, 1)
        monday = day - _DAY * day.weekday()
        half = HalfYear([], [])
        while day.year == year and day.month < month + _MONTHS_OF_HALF:
            column = (day - monday).days // 7
            if day.day == 1:
                half.months.append((column + (day.weekday() > 0), f"{day:%b}"))
            if looks := _looks(day, counts.get(day), whole, off):
                half.squares.append(Square(column, day.weekday(), looks, hints.get(day, "")))
            day += _DAY
        if half.squares:
            yield half


def _looks(day: date, count: int | None, whole: WholeTime, off: set[date]) -> str:
    """Return a day's class; "" where nothing could be logged."""
    if count:
        return f"shade-{words.shade_of(count)}"
    if not whole.is_known(day):
        return ""
    return "off" if day in off else "quiet"
