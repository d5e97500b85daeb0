"""The page as it is written: pinned without its charts, and nothing that a person typed runs."""

import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from domain.examples import urge
from holdfast import rendering
from holdfast.domain.record import Felt
from holdfast.domain.report import WeeklyReport
from holdfast.domain.urge import Rating
from holdfast.errors import NotDrawn
from holdfast.rendering.page import render_page
from rendering.more_weeks import BAD, HOSTILE, MARKUP, OVERFULL
from rendering.weeks import DAY, FULL, HOUR, QUIET, SO_FAR, SPRING, START, week_of

SNAPSHOTS = Path(__file__).with_name("snapshots")
PINNED = {"full": FULL, "quiet": QUIET, "so-far": SO_FAR, "spring": SPRING}
ALL = {**PINNED, "bad": BAD, "overfull": OVERFULL, "hostile": HOSTILE}
CHART = re.compile(r"<svg.*?</svg>", re.DOTALL)
STYLE = re.compile(r"(?<=<style>).*(?=</style>)", re.DOTALL)
DIGEST = re.compile(r"sha256-[^']+")


@pytest.mark.parametrize("week", PINNED)
def test_a_page_reads_like_this(week: str) -> None:
    page = render_page(PINNED[week])
    # How pygal draws is pygal's, and the style's digest follows from the style.
    words = CHART.sub("<svg/>", DIGEST.sub("sha256-…", STYLE.sub("…", page)))
    snapshot = SNAPSHOTS / f"{week}.html"
    if os.environ.get("SNAPSHOTS") == "write":
        snapshot.write_text(words, encoding="utf-8")
    assert words == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("week", ALL.values(), ids=ALL)
def test_a_page_is_the_same_each_time_and_holds_no_script_style_or_address(
    week: WeeklyReport,
) -> None:
    page = render_page(week)
    assert page == render_page(week)
    assert page.count("<style") == 1
    for never in ("<script", " style=", "http:", "https:", "url(", "@import", "src=", "href="):
        assert never not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("week", ALL.values(), ids=ALL)
def test_headings_are_in_order_and_nobody_is_scolded(week: WeeklyReport) -> None:
    page = STYLE.sub("", render_page(week))
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert set(levels[1:]) <= {2}
    said = re.sub(r"<[^>]+>", " ", page).lower()
    for word in ("streak", "fail", "should", "must", "relapse", "↑", "↓"):
        assert word not in said
    for line in page.splitlines():
        assert "%" not in line or " of " in line


def test_each_chart_is_a_picture_with_words_a_number_on_each_bar_and_a_table_behind_it() -> None:
    page = render_page(FULL)
    charts = [ET.fromstring(svg) for svg in CHART.findall(page)]  # noqa: S314 - our own
    assert [chart.get("role") for chart in charts] == ["img"] * 3
    assert all(chart.get("aria-label") for chart in charts)
    assert page.count("<figure>") == page.count("<details>") == 3
    blocks = "".join(charts[0].itertext())
    assert "21–24" in blocks
    assert str(max(one.count for one in FULL.blocks.blocks)) in blocks
    assert page.count('class="rect marked"') == 2  # the hours that are named, and this week
    outcomes = {curve.outcome for curve in FULL.curves}
    assert {name for name in ("let-go", "open", "sent") if f'"series {name}"' in page} == outcomes


def test_strengths_that_were_said_long_after_stand_in_the_table_alone() -> None:
    felt = urge(1, felt_at=START, ratings=(Rating(START + 2 * HOUR, 7), Rating(START + DAY, 4)))
    page = render_page(week_of(urges=(felt,), felt=(Felt(START, "open"),)))
    assert "None was rated in its first hour." in page
    assert "7 → 4 in 22 h" in page


def test_what_a_person_typed_is_escaped_wherever_it_stands() -> None:
    page = render_page(HOSTILE)
    assert MARKUP not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "\\x1b[31mred" in page


def test_a_page_that_is_made_anew_says_so() -> None:
    assert "This week was amended" in render_page(FULL, is_anew=True)
    assert "This week was amended" not in render_page(FULL)


@pytest.mark.parametrize("library", ["pygal", "jinja2"])
def test_where_a_library_is_missing_it_says_which(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.delitem(sys.modules, "holdfast.rendering.charts", raising=False)
    monkeypatch.delattr(rendering, "charts", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotDrawn, match=f"{library} is missing") as raised:
        render_page(FULL)
    assert raised.value.way_out
