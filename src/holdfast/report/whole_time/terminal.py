"""The view of the whole time in the terminal, and as plain text."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from holdfast.report.terminal import PLAIN_WIDTH, Section, plain_text, print_sections
from holdfast.report.whole_time import words
from holdfast.report.whole_time.model import WholeTime
from holdfast.report.words import DAYS
from holdfast.words import said

_WIDE_ENOUGH = 56
"""From so many columns on, a table has more room between its columns."""
_MARGIN = len("Mon ")
_SHADES, _PLAIN_SHADES = "·░▒▓█", ".:+*#"
_OFF = "-"
_WEEK = timedelta(weeks=1)


def whole_time_text(whole: WholeTime, width: int = PLAIN_WIDTH, *, in_unicode: bool = True) -> str:
    """Return the whole time as plain text, no wider than `width` columns."""
    return plain_text(width, partial(print_whole_time, whole, in_unicode=in_unicode))


def print_whole_time(whole: WholeTime, console: Console, *, in_unicode: bool = True) -> None:
    """Print the whole time to a console, as wide as that is."""
    print_sections(console, _View(whole, console.width, in_unicode=in_unicode).sections())


class _View:
    """The whole time laid out in lines, for one width and one set of characters."""

    def __init__(self, whole: WholeTime, width: int, *, in_unicode: bool) -> None:
        self._whole = whole
        self._days = whole.by_day
        self._width = width
        self._in_unicode = in_unicode

    def sections(self) -> Iterator[Section]:
        """Yield the sections; some may be empty."""
        whole = self._whole
        yield [self._text(words.title(whole), "bold"), self._text(words.span(whole), "dim")]
        yield [self._text(fact, "bold") for fact in words.headline(whole)]
        yield self._pairs(words.numbers(whole))
        if not words.is_few(whole):
            yield self._calendar()
        if whole.months:
            yield self._months()
        yield self._pairs(words.cooldowns(whole))
        if whole.urges:
            yield [self._text(line) for line in words.strength(whole)]
        yield [self._text(line, "dim") for line in (*words.gaps(whole), words.PEOPLE)]

    def _text(self, text: str, style: str = "") -> Text:
        return Text(said(text, in_unicode=self._in_unicode), style)

    def _pairs(self, rows: list[tuple[str, str]]) -> Section:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(justify="right", no_wrap=True)
        for figure, what in rows:
            grid.add_row(figure, self._text(what))
        return [grid] if rows else []

    def _months(self) -> Section:
        gap = 2 if self._width >= _WIDE_ENOUGH else 1
        table = Table(box=None, padding=(0, gap, 0, 0), header_style="dim", pad_edge=False)
        for heading in words.MONTH_COLUMNS:
            justify: Literal["left", "right"] = "left" if heading == "Month" else "right"
            # Only the longest heading wraps at 40 columns; no figure and no month does.
            table.add_column(heading, justify=justify, no_wrap=heading != "Let go")
        for row in words.months(self._whole):
            table.add_row(*(self._text(cell) for cell in row))
        return [table, *(self._text(line, "dim") for line in words.months_notes(self._whole))]

    def _calendar(self) -> Section:
        """Draw the newest weeks that fit: a column each, a line for each day of the week."""
        whole = self._whole
        last = whole.ends_on - timedelta(days=whole.ends_on.weekday())
        first = min(self._days) - timedelta(days=min(self._days).weekday())
        every = (last - first) // _WEEK + 1
        shown = min(every, self._width - _MARGIN)
        mondays = [last - _WEEK * number for number in range(shown - 1, -1, -1)]
        weeks = f"the last {shown} of {every} weeks" if shown < every else "a column is a week"
        lines = [
            self._text(f"Calendar: {weeks}"),
            Text(" " * _MARGIN + _months_above(mondays), "dim"),
        ]
        off = set(whole.days_without_reminders)
        for number, name in enumerate(DAYS):
            line = Text(f"{name} ", "dim")
            for monday in mondays:
                line.append(*self._cell(monday + timedelta(days=number), off))
            lines.append(line)
        shades = _SHADES if self._in_unicode else _PLAIN_SHADES
        keys = [
            f"{shade} {name}" for shade, (_, name) in zip(shades[1:], words.SHADES, strict=True)
        ]
        lines.append(self._text(f"{'  '.join(keys)} urges", "dim"))
        lines.append(Text(f"{shades[0]} {words.NOTHING_LOGGED}", "dim"))
        if off - set(self._days):
            lines.append(Text(f"{_OFF} {words.REMINDERS_OFF}", "dim"))
        return [*lines]

    def _cell(self, day: date, off: set[date]) -> tuple[str, str]:
        """Return the sign of a day and its style: a blank where nothing could be logged."""
        shades = _SHADES if self._in_unicode else _PLAIN_SHADES
        if shade := words.shade_of(self._days.get(day, 0)):
            return shades[shade], "cyan"
        if day in off:
            return _OFF, "dim"
        return (shades[0] if self._whole.is_known(day) else " "), "dim"


def _months_above(mondays: list[date]) -> str:
    """Return the months' names, each above the week in which it begins."""
    line = ""
    for number, monday in enumerate(mondays):
        sunday = monday + timedelta(days=6)
        if sunday.day <= 7 and number + len("Jan") <= len(mondays):  # noqa: PLR2004 - it has the first
            line = f"{line:<{number}}{sunday:%b}"
    return line
