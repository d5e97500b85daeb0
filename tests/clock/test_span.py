"""Stretches of time, and the hours that none covers."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.span import Span, hours_outside
from report.examples import MINUTE, NOW

# Whole minutes, so that uncovered time can be counted minute by minute.
minutes = st.integers(-200, 400)


@given(st.lists(st.tuples(minutes, minutes).map(sorted), max_size=8))
def test_the_hours_outside_are_the_minutes_that_no_span_covers(ranges: list[list[int]]) -> None:
    spans = [Span(NOW + start * MINUTE, NOW + end * MINUTE) for start, end in ranges]
    uncovered = sum(
        not any(start <= minute < end for start, end in ranges) for minute in range(300)
    )
    found = hours_outside(Span(NOW, NOW + 300 * MINUTE), spans)
    assert abs(found - uncovered / 60) <= 0.05 + 1e-9


def test_no_hours_are_missing_before_a_stretch_has_begun() -> None:
    assert hours_outside(Span(NOW, NOW - timedelta(hours=1)), ()) == 0
