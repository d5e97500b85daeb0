"""The weekly report as Markdown: for a journal, or to show to somebody."""

import re
from collections.abc import Iterable, Sequence

from holdfast.report import words
from holdfast.report.model import WeeklyReport

_MOST_WORDS = 20
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&@$]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""Addresses too: many renderers make a link of a bare one."""


def report_markdown(report: WeeklyReport) -> str:
    """Return the report as Markdown with the tables of GitHub's dialect."""
    urges = report.urges.count
    counts = words.outcomes(report)
    figures = [*(counts if urges else []), *words.numbers(report)]
    parts = [
        f"# {_plain(words.title(report))}",
        _plain(words.days(report)),
        "\n\n".join(f"**{_plain(fact)}**" for fact in words.headline(report)),
        *map(_plain, words.wanted(report)),
        _table(("", "what"), figures),
        _list([*words.told(report), *words.after_slips(report)]),
    ]
    if urges:
        if urges >= words.FEWEST_FOR_PICTURE:
            parts += ["## When urges came", _picture(report), _list(words.clock_changes(report))]
        parts += ["## Times of day, in eight weeks", _plain(words.risky_hours(report))]
        if report.blocks.fewest is not None:
            hours = [
                (f"{one.start:02d}–{one.start + 3:02d}", one.count) for one in report.blocks.blocks
            ]
            parts.append(_table(("hours", "episodes"), hours))
    if report.curves:
        strengths = [
            (f"{one.felt_locally:%a %H:%M}", words.curve(one), one.outcome.replace("-", " "))
            for one in report.curves
        ]
        parts += ["## How strong, and how it eased", _table(("felt", "strength", ""), strengths)]
    for name, found in ((words.TRIGGERS, report.triggers), (words.CHANNELS, report.channels)):
        if found:
            parts.append(f"{name}: {_plain(words.words(found, _MOST_WORDS))}")
    parts += _four_weeks(report)
    parts.append(_list([*words.requests_and_nudges(report), *words.gaps(report)]))
    parts.append(words.PEOPLE)
    return "\n\n".join(part for part in parts if part) + "\n"


def _picture(report: WeeklyReport) -> str:
    hours = "".join(f"{hour:<6}" for hour in range(0, 24, 6)).rstrip()
    days = zip(words.DAYS, report.by_weekday_and_hour, report.hour_kinds, strict=True)
    lines = [
        f"{day} {''.join(map(words.hour_cell, counts, kinds))}".rstrip()
        for day, counts, kinds in days
    ]
    return "\n".join(["```text", f"    {hours}", *lines, "```"])


def _four_weeks(report: WeeklyReport) -> list[str]:
    weeks = report.four_weeks.weeks
    if not any(one.urges or one.slips for one in weeks):
        return []
    rows = [
        (
            one.week if one.whole else f"{one.week} (not the whole week)",
            *(one.urges, one.episodes, one.let_go, one.open, one.sent, one.slips),
        )
        for one in weeks
    ]
    heading = ("week", "urges", "episodes", "let go", "open", "sent", "slips")
    return ["## Four weeks", _table(heading, rows), *words.beside(report)]


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [" | ".join(_plain(str(cell)) for cell in row) for row in rows]
    if not lines:
        return ""
    rule = " | ".join("---" for _ in heading)
    return "\n".join(f"| {line} |" for line in (" | ".join(heading), rule, *lines))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(line)}" for line in lines)


def _plain(text: str) -> str:
    """Return a text with Markdown's characters escaped: what a person typed is no markup."""
    return _MARKUP.sub(r"\\\1", text)
