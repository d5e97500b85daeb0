"""Spans of time, and the hours that none covers."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.examples import NOW
from holdfast.domain.span import Span, hours_outside

MINUTE = timedelta(minutes=1)
# Whole minutes of a day, so that an hour can be counted minute by minute.
minutes = st.integers(-200, 400)
spans = st.lists(st.tuples(minutes, minutes).map(sorted), max_size=8)


@given(spans)
def test_the_hours_outside_are_the_minutes_that_no_span_covers(ranges: list[list[int]]) -> None:
    seen = Span(NOW, NOW + 300 * MINUTE)
    uncovered = sum(
        not any(start <= minute < end for start, end in ranges) for minute in range(300)
    )
    found = hours_outside(
        seen, [Span(NOW + start * MINUTE, NOW + end * MINUTE) for start, end in ranges]
    )
    assert abs(found - uncovered / 60) <= 0.05 + 1e-9


def test_a_stretch_that_has_not_begun_misses_nothing() -> None:
    assert hours_outside(Span(NOW, NOW - MINUTE), ()) == 0
