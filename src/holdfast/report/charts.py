"""Charts as inline SVG, drawn by pygal; every colour and font is the page's own CSS."""

import re
import sys
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Comment, Element

from markupsafe import Markup
from pygal import XY, Bar, PluginImportFixer
from pygal.etree import etree
from pygal.style import Style

from holdfast.report.four_weeks import WeekCounts
from holdfast.report.outcomes import Curve
from holdfast.urges.risky_hours import BLOCK_HOURS, Block, BlocksOfDay

# For old names of its maps; on Python 3.11 it would have every later import warn.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, PluginImportFixer)]
etree.to_etree()  # the same with lxml installed and without

_LOOKS: dict[str, Any] = {
    # In CSS pixels on a small screen, where letters are as large as the page's small print.
    "width": 360,
    "height": 200,
    "margin": 4,
    "style": Style(label_font_size=12, value_font_size=12, title_font_size=12),
    "classes": ["chart"],
    "show_legend": False,
    "truncate_label": -1,
    "css": [],
    "js": [],
    "disable_xml_declaration": True,
}
_FIRST_HOUR = 60
_LOWEST_TOP = 4
_ROOM_ABOVE = 1.1
"""For the number above the highest bar."""
_FEWEST_BARS = 4
_SERIES = re.compile(r"series serie-(\d+)")
_NOT_DRAWN: frozenset[object] = frozenset(("defs", "title", "desc", Comment))


def block_name(block: Block) -> str:
    """Name three hours of the day: “21–24”."""
    return f"{block.start}–{block.start + BLOCK_HOURS}"


def blocks(of: BlocksOfDay) -> Markup:
    """Draw how many episodes began in each three hours of the day."""
    named = of.named.start if of.named else None
    return _bars(
        "Bars: how many episodes began in each three hours of the day.",
        "hours of the day",
        [(block_name(one), one.count, one.start == named) for one in of.blocks],
    )


def weeks(of: Sequence[WeekCounts]) -> Markup:
    """Draw how many episodes each week had; the last one is what the page is about."""
    return _bars(
        "Bars: how many episodes each week had.",
        "week",
        [(one.week + ("" if one.whole else "*"), one.episodes, one is of[-1]) for one in of],
    )


def curves(of: Sequence[Curve]) -> Markup:
    """Draw how strong urges were in their first hour, 0 to 10; each looks as it turned out.

    Later ratings are in the table alone: a day would leave no room for an hour.
    """
    says = "Lines: how strong each urge was in its first hour, from 0 to 10."
    chart = XY(
        **_LOOKS,
        margin_right=20,
        range=(0, 10),
        xrange=(0, _FIRST_HOUR),
        dots_size=3,
        x_title="minutes after it was felt",
        y_title="strength",
        x_labels=[0, 10, 30, _FIRST_HOUR],
        y_labels=[0, 5, 10],
        x_value_formatter=lambda minutes: f"{minutes:g}",
        value_formatter=lambda strength: f"{strength:g}",
        no_data_text="None was rated in its first hour.",
    )
    for curve in of:
        within = [point for point in curve.points if point.minutes <= _FIRST_HOUR]
        chart.add("", [(point.minutes, point.intensity) for point in within])
    return _drawn(chart, says, [curve.outcome for curve in of])


def _bars(says: str, along: str, of: Sequence[tuple[str, int, bool]]) -> Markup:
    """Draw a bar for each name and count; marked bars look different."""
    highest = max(_LOWEST_TOP, *(count for _, count, _ in of))
    empty = max(0, _FEWEST_BARS - len(of))  # a single bar would fill the whole picture
    chart = Bar(
        **_LOOKS,
        print_values=True,
        print_values_position="top",
        show_y_labels=False,
        show_y_guides=False,
        rounded_bars=2,
        range=(0, highest * _ROOM_ABOVE),
        x_title=along,
        y_title="episodes",
        x_labels=[*(name for name, _, _ in of), *[""] * empty],
    )
    rects = ("rect", "rect marked")
    bars = [{"value": count, "node": {"class": rects[marked]}} for _, count, marked in of]
    chart.add("", [*bars, *[None] * empty])
    return _drawn(chart, says)


def _drawn(chart: Any, says: str, series: Sequence[str] = ()) -> Markup:  # noqa: ANN401 - pygal has no types
    def finished(root: Element) -> Element:
        _leave_the_picture(root)
        for group in root.iter("g"):
            if series and (found := _SERIES.match(group.get("class", ""))):
                group.set("class", f"series {series[int(found[1])]}")
        del root.attrib["id"], root.attrib["xmlns"]
        root.set("role", "img")
        root.set("aria-label", says)
        return root

    # pygal has escaped it when it wrote it as XML.
    return Markup(chart.add_xml_filter(finished).render())  # noqa: S704


def _leave_the_picture(node: Element) -> None:
    """Take away what is for tooltips: a script, styles, words at each point, and today's date."""
    for child in list(node):
        if child.tag in _NOT_DRAWN or "tooltip-overlay" in child.get("class", ""):
            node.remove(child)
        else:
            _leave_the_picture(child)
