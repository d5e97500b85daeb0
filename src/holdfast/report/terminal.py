"""The weekly report in the terminal and as plain text."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import StringIO
from itertools import chain

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.report import words
from holdfast.report.model import WeeklyReport
from holdfast.report.outcomes import Curve
from holdfast.words import said

PLAIN_WIDTH = 80
_MOST_WORDS = 8
_MOST_CURVES = 6
_WIDE_ENOUGH = 56
"""From this width on, an hour of the heat map takes two columns."""
_LONGEST_BAR = 24
_LEVELS = "▁▂▃▄▅▆▇█"
_HEAT = (
    "dim",
    *(f"#ffffff on {paper}" for paper in ("#7d6277", "#96538a", "#b03a96", "#cc0f9d")),
)
"""Warmer, not lighter, with more urges, so that it works on any background."""
_HEAT_FROM = (1, 2, 3, 5)

Section = list[RenderableType]


def report_text(report: WeeklyReport, width: int = PLAIN_WIDTH, *, in_unicode: bool = True) -> str:
    """Return the report as plain text, no wider than `width` columns."""
    return plain_text(width, partial(print_report, report, in_unicode=in_unicode))


def print_report(report: WeeklyReport, console: Console, *, in_unicode: bool = True) -> None:
    """Print the report to a console, in its width; some consoles show only ASCII."""
    print_sections(console, _Page(report, console.width, in_unicode=in_unicode).sections())


def plain_text(width: int, print_to: Callable[[Console], None]) -> str:
    """Return what is printed to a console of that width, as plain text."""
    out = StringIO()
    print_to(Console(file=out, width=width, no_color=True, highlight=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def print_sections(console: Console, sections: Iterable[Section]) -> None:
    """Print the sections that aren't empty, with a blank line between two."""
    parts = list(chain.from_iterable((Text(), *section) for section in sections if section))
    console.print(Group(*parts[1:]), highlight=False, soft_wrap=False)


class _Page:
    """A report laid out in lines, for one width and one set of characters."""

    def __init__(self, report: WeeklyReport, width: int, *, in_unicode: bool) -> None:
        self._report = report
        self._width = width
        self._in_unicode = in_unicode

    def sections(self) -> Iterator[Section]:
        """Yield the sections; some may be empty."""
        report = self._report
        yield [self._text(words.title(report), "bold"), self._text(words.days(report), "dim")]
        yield [self._text(fact, "bold") for fact in words.headline(report)]
        yield [self._text(line) for line in words.wanted(report)]
        yield [self._outcomes()] if report.urges.count else []
        yield [self._numbers()] if words.numbers(report) else []
        yield [self._text(line) for line in words.told(report)]
        yield [self._text(line) for line in words.after_slips(report)]
        yield self._picture() if report.urges.count >= words.FEWEST_FOR_PICTURE else []
        yield self._hours() if report.urges.count else []
        yield self._curves()
        yield (
            self._words(words.TRIGGERS, report.triggers)
            + self._words(words.CHANNELS, report.channels)
        )
        yield self._four_weeks()
        yield [self._text(line) for line in words.requests_and_nudges(report)]
        yield [self._text(line, "dim") for line in (*words.gaps(report), words.PEOPLE)]

    def _text(self, text: str, style: str = "") -> Text:
        return Text(said(text, in_unicode=self._in_unicode), style)

    def _bar(self, count: int, most: int, longest: int) -> Text:
        """Draw a count as a bar, of at least one character if it isn't 0."""
        long = max(1, round(longest * count / most)) if count else 0
        return Text(("█" if self._in_unicode else "#") * long, "magenta")

    def _outcomes(self) -> Table:
        grid = _grid()
        longest = min(_LONGEST_BAR, self._width - len("100  still open  "))
        for count, what in words.outcomes(self._report):
            bar = self._bar(count, self._report.urges.count, longest)
            grid.add_row(str(count), what, bar)
        return grid

    def _numbers(self) -> Table:
        grid = _grid()
        for figure, what in words.numbers(self._report):
            grid.add_row(figure, self._text(what))
        return grid

    def _picture(self) -> Section:
        """Draw the heat map: a line for each day, one or two columns for each hour."""
        wide = 2 if self._width >= _WIDE_ENOUGH else 1
        hours = "".join(f"{hour:<{6 * wide}}" for hour in range(0, 24, 6)).rstrip()
        lines: Section = [Text("When urges came (hour of the day)"), Text(f"    {hours}", "dim")]
        report = self._report
        for day, counts, kinds in zip(
            words.DAYS, report.by_weekday_and_hour, report.hour_kinds, strict=True
        ):
            line = Text(f"{day} ")
            for count, kind in zip(counts, kinds, strict=True):
                cell = said(words.hour_cell(count, kind), in_unicode=self._in_unicode)
                line.append(cell, _HEAT[bisect_right(_HEAT_FROM, count)])
                line.append(" " * (wide - 1))
            lines.append(line)
        return lines + [self._text(line, "dim") for line in words.clock_changes(report)]

    def _hours(self) -> Section:
        blocks = self._report.blocks
        is_said = self._report.stands_out.kind == "risky-hours"
        heading = "Times of day, in eight weeks" if is_said else words.risky_hours(self._report)
        if blocks.fewest is None:
            return [self._text(heading)]
        most = max(block.count for block in blocks.blocks)
        grid = _grid()
        for block in blocks.blocks:
            hours = f"{block.start:02d}–{block.start + 3:02d}"
            bar = self._bar(block.count, most, min(_LONGEST_BAR, self._width - 12))
            grid.add_row(str(block.count), self._text(hours), bar)
        return [self._text(heading), grid]

    def _curves(self) -> Section:
        curves = self._report.curves
        if not curves:
            return []
        grid = Table.grid(padding=(0, 2))
        for one in curves[-_MOST_CURVES:]:
            when = f"{one.felt_locally:%a %H:%M}"
            shape = [self._spark(one)] if self._in_unicode else []
            grid.add_row(when, *shape, self._text(words.curve(one)))
        more = len(curves) - _MOST_CURVES
        heading = "How strong (0 to 10), and how it eased"
        return [self._text(f"{heading}: the last {_MOST_CURVES}" if more > 0 else heading), grid]

    def _spark(self, one: Curve) -> Text:
        strengths = [point.intensity for point in one.points]
        top = len(_LEVELS) - 1
        return Text("".join(_LEVELS[round(one * top / 10)] for one in strengths), "magenta")

    def _words(self, name: str, counts: dict[str, int]) -> Section:
        return [self._text(f"{name}: {words.words(counts, _MOST_WORDS)}")] if counts else []

    def _four_weeks(self) -> Section:
        weeks = self._report.four_weeks.weeks
        if len(weeks) == 1 or not any(one.urges or one.slips for one in weeks):
            return []
        is_wide = self._width >= _WIDE_ENOUGH
        padding = 2 if is_wide else 1
        table = Table(box=None, padding=(0, padding, 0, 0), header_style="dim", pad_edge=False)
        table.add_column("Week")
        still_open = ("Open",) if is_wide else ()
        for heading in ("Urges", "Episodes", "Let go", *still_open, "Sent", "Slips"):
            table.add_column(heading, justify="right")
        for one in weeks:
            opened = (one.open,) if is_wide else ()
            figures = (one.urges, one.episodes, one.let_go, *opened, one.sent, one.slips)
            name = one.week.partition("-")[2] + ("" if one.whole else "*")
            table.add_row(name, *map(str, figures))
        lines: Section = [table]
        if not all(one.whole for one in weeks):
            lines.append(self._text("* Not the whole week.", "dim"))
        if self._report.stands_out.kind not in {"fewer", "more"}:
            lines += [self._text(line) for line in words.beside(self._report)]
        return lines


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    return grid
