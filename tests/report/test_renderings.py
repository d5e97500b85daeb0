"""Each rendering of a report, compared with its snapshot; `SNAPSHOTS=write` writes them again."""

import csv
import os
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

from holdfast.report.csv import COLUMNS, as_text, urges_csv
from holdfast.report.markdown import report_markdown
from holdfast.report.model import CheckInCounts, WeeklyReport
from holdfast.report.page import render_page
from holdfast.report.terminal import print_report, report_text
from report.examples import urge
from report.more_weeks import BAD, HOSTILE, OVERFULL
from report.weeks import FULL, QUIET, URGES, WEEKS

SNAPSHOTS = Path(__file__).with_name("snapshots")
# How pygal draws is its own affair, and the style's digest follows from the style.
LOOKS = {
    re.compile(r"<svg.*?</svg>", re.DOTALL): "<svg/>",
    re.compile(r"(?<=<style>).*(?=</style>)", re.DOTALL): "…",
    re.compile(r"sha256-[^']+"): "sha256-…",
}


def page_without_looks(report: WeeklyReport) -> str:
    page = render_page(report)
    for pattern, instead in LOOKS.items():
        page = pattern.sub(instead, page)
    return page


FORMS: dict[str, Callable[[WeeklyReport], str]] = {
    "80.txt": report_text,
    "40.txt": lambda report: report_text(report, 40),
    "ascii.txt": lambda report: report_text(report, 40, in_unicode=False),
    "md": report_markdown,
    "html": page_without_looks,
}


def assert_is_snapshot(name: str, rendered: str) -> None:
    if os.environ.get("SNAPSHOTS") == "write":
        (SNAPSHOTS / name).write_bytes(rendered.encode())
    assert rendered == (SNAPSHOTS / name).read_bytes().decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("week", WEEKS)
def test_a_report_looks_like_its_snapshot(week: str, form: str) -> None:
    assert_is_snapshot(f"{week}.{form}", FORMS[form](WEEKS[week]))


def test_the_csv_of_a_week_looks_like_its_snapshot() -> None:
    assert_is_snapshot("full.csv", urges_csv(URGES))


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("width", [40, 57, 80, 100])
@pytest.mark.parametrize("in_unicode", [True, False])
def test_no_line_is_wider_than_the_terminal_or_needs_letters_that_it_lacks(
    week: str, width: int, *, in_unicode: bool
) -> None:
    text = report_text(WEEKS[week], width, in_unicode=in_unicode)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert in_unicode or text.isascii()


@pytest.mark.parametrize(
    ("colours", "coloured"), [("truecolor", True), ("standard", True), (None, False)]
)
def test_hours_with_urges_are_coloured_at_a_terminal_that_has_colours(
    colours: Literal["truecolor", "standard"] | None, *, coloured: bool
) -> None:
    out = StringIO()
    console = Console(
        file=out, width=80, force_terminal=True, color_system=colours, legacy_windows=False
    )
    print_report(FULL, console)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("Sun"))
    assert ("\x1b[" in line) == coloured
    assert "2" in line  # the count is there in any colours


@pytest.mark.parametrize("week", [*WEEKS.values(), BAD, OVERFULL, HOSTILE])
def test_every_share_has_its_count_and_nobody_is_scolded(week: WeeklyReport) -> None:
    page = page_without_looks(week)
    text = f"{report_text(week, 100)}\n{report_markdown(week)}"
    for line in f"{text}\n{page}".splitlines():
        assert "%" not in line or " of " in line
    assert "only" not in text.lower()
    read = f"{text} {re.sub(r'<[^>]+>', ' ', page)}".lower()
    for word in ("streak", "fail", "should", "must", "relapse", "↑", "↓", "last contact"):
        assert word not in read


def test_markdown_leaves_out_a_table_without_rows() -> None:
    nothing = replace(QUIET, check_ins=CheckInCounts(0, 0), cooldowns=())
    assert "|" not in report_markdown(nothing)


def test_markdown_shows_what_a_person_typed_without_its_markup_and_escapes() -> None:
    text = report_markdown(FULL)
    assert "\\<b\\>Sam\\</b\\>\\|" in text
    assert "<b>" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("song", "song"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        ("\x1b[1m", "\\x1b[1m"),
    ],
)
def test_csv_holds_nothing_typed_that_a_spreadsheet_would_run(typed: str, shown: str) -> None:
    assert as_text(typed) == shown
    row = urges_csv([urge(triggers=(typed, typed), channel=typed)]).splitlines()[1]
    (cells,) = csv.reader([row])
    assert cells[COLUMNS.index("channel")] == shown
    assert cells[COLUMNS.index("triggers")] == f"{shown}; {shown}"


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("https://example.org/x", r"https\://example.org/x"),
        ("WWW.example.org", r"WWW\.example.org"),
        ("me@example.org", r"me\@example.org"),
        ("$x$", r"\$x\$"),
    ],
)
def test_markdown_makes_no_link_or_formula_of_what_was_typed(typed: str, escaped: str) -> None:
    assert escaped in report_markdown(replace(FULL, triggers={typed: 3}))
