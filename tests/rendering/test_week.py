"""Each rendering of a report, pinned; `SNAPSHOTS=write pytest …` writes them anew, to be read."""

import csv
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest
from rich.console import Console

from domain.examples import urge
from holdfast.domain.report import WeeklyReport
from holdfast.rendering.csv import COLUMNS, as_text, urges_csv
from holdfast.rendering.markdown import report_markdown
from holdfast.rendering.report import print_report, report_text
from rendering.weeks import FULL, QUIET, SO_FAR, SPRING, URGES

SNAPSHOTS = Path(__file__).with_name("snapshots")
WEEKS = {"full": FULL, "quiet": QUIET, "so-far": SO_FAR, "spring": SPRING}

FORMS: dict[str, Callable[[WeeklyReport], str]] = {
    "80.txt": report_text,
    "40.txt": lambda report: report_text(report, 40),
    "ascii.txt": lambda report: report_text(report, 40, in_unicode=False),
    "md": report_markdown,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("week", WEEKS)
def test_a_report_looks_like_this(week: str, form: str) -> None:
    rendered = FORMS[form](WEEKS[week])
    snapshot = SNAPSHOTS / f"{week}.{form}"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(rendered, encoding="utf-8")
    assert rendered == snapshot.read_text(encoding="utf-8")


def test_the_csv_of_a_week_looks_like_this() -> None:
    rendered = urges_csv(URGES)
    snapshot = SNAPSHOTS / "full.csv"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_bytes(rendered.encode())
    assert rendered == snapshot.read_bytes().decode()


@pytest.mark.parametrize("week", WEEKS.values(), ids=WEEKS)
@pytest.mark.parametrize("width", [40, 57, 80, 100])
@pytest.mark.parametrize("in_unicode", [True, False])
def test_no_line_is_wider_than_the_terminal_and_none_needs_what_it_can_not_show(
    week: WeeklyReport, width: int, *, in_unicode: bool
) -> None:
    text = report_text(week, width, in_unicode=in_unicode)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert in_unicode or text.isascii()


@pytest.mark.parametrize(
    ("colours", "coloured"), [("truecolor", True), ("standard", True), (None, False)]
)
def test_at_a_terminal_the_hours_are_warmer_the_more_there_were(
    colours: Literal["truecolor", "standard"] | None, *, coloured: bool
) -> None:
    out = StringIO()
    console = Console(
        file=out,
        width=80,
        force_terminal=True,
        color_system=colours,
        legacy_windows=False,
    )
    print_report(FULL, console)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("Sun"))
    assert ("\x1b[" in line) == coloured
    # Whatever the colours, the count stands there.
    assert "2" in line


@pytest.mark.parametrize("week", WEEKS.values(), ids=WEEKS)
def test_no_share_stands_without_its_count_and_nothing_is_scolded(week: WeeklyReport) -> None:
    for line in report_text(week, 100).splitlines():
        assert "%" not in line or " of " in line
    said = f"{report_text(week)}{report_markdown(week)}".lower()
    for word in ("streak", "only", "fail", "should", "must", "relapse", "↑", "↓", "last contact"):
        assert word not in said


def test_markup_and_escapes_that_somebody_typed_mean_themselves() -> None:
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
def test_no_spreadsheet_runs_what_somebody_typed(typed: str, shown: str) -> None:
    assert as_text(typed) == shown
    row = urges_csv([urge(triggers=(typed, typed), channel=typed)]).splitlines()[1]
    (cells,) = csv.reader([row])
    assert cells[COLUMNS.index("channel")] == shown
    assert cells[COLUMNS.index("triggers")] == f"{shown}; {shown}"
