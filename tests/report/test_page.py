"""The page as it is written: nothing that a person typed runs, and each chart has its numbers."""

import re
import sys
from xml.etree import ElementTree as ET

import pytest

from holdfast import report
from holdfast.errors import NotDrawn
from holdfast.report.facts import Felt
from holdfast.report.model import WeeklyReport
from holdfast.report.page import render_page
from holdfast.urges.model import Rating
from report.examples import DAY, HOUR, urge
from report.more_weeks import BAD, HOSTILE, MARKUP, OVERFULL
from report.weeks import FULL, START, WEEKS, week_of

ALL = {**WEEKS, "bad": BAD, "overfull": OVERFULL, "hostile": HOSTILE}
CHART = re.compile(r"<svg.*?</svg>", re.DOTALL)


@pytest.mark.parametrize("week", ALL.values(), ids=ALL)
def test_a_page_is_the_same_each_time_without_any_script_or_address(week: WeeklyReport) -> None:
    page = render_page(week)
    assert page == render_page(week)
    assert page.count("<style") == 1
    for never in ("<script", " style=", "http:", "https:", "url(", "@import", "src=", "href="):
        assert never not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    first, *others = re.findall(r"<h(\d)", page)
    assert (first, set(others) <= {"2"}) == ("1", True)


def test_each_chart_is_a_named_picture_with_numbers_and_a_table_behind_it() -> None:
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


def test_ratings_after_the_first_hour_are_in_the_table_but_not_in_the_chart() -> None:
    felt = urge(1, felt_at=START, ratings=(Rating(START + 2 * HOUR, 7), Rating(START + DAY, 4)))
    page = render_page(week_of(urges=(felt,), felt=(Felt(START, "open"),)))
    assert "None was rated in its first hour." in page
    assert "7 → 4 in 22 h" in page


def test_everything_that_a_person_typed_is_escaped() -> None:
    page = render_page(HOSTILE)
    assert MARKUP not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "\\x1b[31mred" in page


@pytest.mark.parametrize("library", ["pygal", "jinja2"])
def test_a_page_that_lacks_a_library_is_not_drawn_and_the_error_names_it(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.delitem(sys.modules, "holdfast.report.charts", raising=False)
    monkeypatch.delattr(report, "charts", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotDrawn, match=f"{library} is missing") as raised:
        render_page(FULL)
    assert raised.value.way_out
