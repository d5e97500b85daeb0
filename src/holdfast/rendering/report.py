"""The weekly report in the terminal, and as the plain text that is kept."""

from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.domain.report import ChangeCounts, WeeklyReport
from holdfast.rendering.clock import moved
from holdfast.rendering.words import counted, visible

PLAIN_WIDTH = 80
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_WORDS = 8


def report_text(report: WeeklyReport, width: int = PLAIN_WIDTH) -> str:
    """Give the report as plain text, no wider than `width` columns."""
    out = StringIO()
    print_report(report, Console(file=out, width=width, no_color=True, highlight=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def print_report(report: WeeklyReport, console: Console) -> None:
    """Print the report to a console, as wide as that is."""
    console.print(Group(*_parts(report)), highlight=False, soft_wrap=False)


def _parts(report: WeeklyReport) -> list[RenderableType]:
    about = visible(report.contact) if report.contact else "everyone"
    so_far = "" if report.finished else ", so far"
    title = f"Week {report.week}{so_far} · {about}"
    days = f"{report.starts_on:%Y-%m-%d} to {report.ends_on:%Y-%m-%d}, {report.time_zone}"
    parts: list[RenderableType] = [Text(title, style="bold"), Text(days, style="dim"), Text()]
    parts.append(Text(_headline(report)))
    if report.urges.count:
        parts += [Text(), _numbers(report), Text(), *_heat_map(report)]
        for name, words in (("Triggers", report.triggers), ("Channels", report.channels)):
            if words:
                parts += [Text(), Text(f"{name}: {_words(words)}")]
    elif (numbers := _numbers(report)).row_count:
        parts += [Text(), numbers]
    if any((report.changes.asked, report.changes.confirmed, report.changes.cancelled)):
        parts += [Text(), Text(_changes(report.changes))]
    for jump in report.gaps.clock_jumps:
        parts += [Text(), Text(f"{moved(jump)} No promise moved with it.", style="dim")]
    if hours := report.gaps.hours_without_daemon:
        gap = f"Without the daemon: {hours:g} h, in which nothing was nudged or asked."
        parts += [Text(), Text(gap, style="dim")]
    return parts


def _headline(report: WeeklyReport) -> str:
    outcomes, count = report.outcomes, report.urges.count
    if not count and report.contacts_made:
        return f"You contacted them {counted(report.contacts_made, 'time')}. Nothing starts over."
    if not count:
        return "None logged this week. That is not the same as none felt."
    episodes = report.urges.episodes
    moments = f" in {counted(episodes, 'episode')}" if episodes < count else ""
    said = f"{counted(count, 'urge')} logged{moments}; let go: {outcomes.let_go} of {count}."
    if report.slips:
        said += " You wrote down what happened. Nothing starts over."
    return said


def _numbers(report: WeeklyReport) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column()
    outcomes, strength, asked = report.outcomes, report.intensity, report.check_ins
    rows = [
        (str(outcomes.let_go), "let go"),
        (str(outcomes.open), "still open"),
        (str(outcomes.sent), "sent"),
        (str(report.slips), "while it was held (slips)"),
        (str(report.heard), "heard from them"),
        (str(report.logistics), "logistics"),
        (f"{asked.answered} of {asked.asked}", "check-ins answered"),
    ]
    if report.contacts_made != outcomes.sent:
        # Not of this week's urges, or of none.
        rows.insert(3, (str(report.contacts_made), "times you contacted them"))
    if strength.median_first is not None:
        rows.append((f"{strength.median_first:g}", f"strength at first{_of(strength.first_count)}"))
    if strength.median_last is not None:
        rows.append(
            (f"{strength.median_last:g}", f"strength when last rated{_of(strength.last_count)}")
        )
    always = {"let go", "still open", "sent"} if report.urges.count else set()
    for figure, what in rows:
        if figure not in {"0", "0 of 0"} or what in always:
            grid.add_row(figure, what)
    return grid


def _of(count: int) -> str:
    return f" (middle of {count})" if count > 1 else " (of 1)"


def _heat_map(report: WeeklyReport) -> list[RenderableType]:
    """Show when the urges were felt: a line a day, a column an hour, 28 columns in all."""
    hours = "".join(f"{hour:<6}" for hour in range(0, 24, 6)).rstrip()
    lines: list[RenderableType] = [
        Text("When (hour of the day)"),
        Text(f"    {hours}", style="dim"),
    ]
    for name, counts in zip(_DAYS, report.by_weekday_and_hour, strict=True):
        cells = Text(f"{name} ")
        for count in counts:
            cells.append("·" if not count else str(count) if count < 10 else "+", _style(count))  # noqa: PLR2004 - one digit a cell
        lines.append(cells)
    return lines


def _style(count: int) -> str:
    return "dim" if not count else "bold magenta"


def _changes(changes: ChangeCounts) -> str:
    return (
        f"Loosenings: {changes.asked} asked for, {changes.confirmed} confirmed, "
        f"{changes.cancelled} cancelled."
    )


def _words(words: dict[str, int]) -> str:
    shown = [f"{visible(word)} {count}" for word, count in list(words.items())[:_MOST_WORDS]]
    return ", ".join(shown) + (", …" if len(words) > _MOST_WORDS else "")
