"""Cool-downs: their ends, their terms and the days kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.cooldown import (
    check_delay,
    check_pause,
    days_kept,
    end_of_extension,
    end_of_start,
)
from holdfast.domain.promise import FURTHEST
from holdfast.errors import NotUnderstood, Refused

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
DAY = timedelta(days=1)
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=400))


@given(lengths, st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_cool_down_ends_after_now_and_within_a_year(
    length: timedelta, kept_already: timedelta
) -> None:
    try:
        ends_at = end_of_start(NOW, NOW - kept_already, length)
    except Refused:
        assert not timedelta() < length - kept_already <= FURTHEST
    else:
        assert ends_at == NOW - kept_already + length
        assert NOW < ends_at <= NOW + FURTHEST


@given(st.lists(lengths, max_size=20))
def test_no_number_of_extensions_puts_an_end_past_a_year_from_now(by: list[timedelta]) -> None:
    ends_at = NOW + DAY
    for length in by:
        before = ends_at
        try:
            ends_at = end_of_extension(NOW, ends_at, length)
        except Refused:
            continue
        assert ends_at == before + length
        assert ends_at <= NOW + FURTHEST


@pytest.mark.parametrize("end", [end_of_start, end_of_extension])
def test_a_length_past_the_end_of_the_calendar_is_refused_like_any_other(end: object) -> None:
    assert callable(end)
    with pytest.raises(Refused, match="365 days"):
        end(NOW, NOW, timedelta(days=9_999_999))


def test_what_is_refused_names_the_room_that_is_left() -> None:
    with pytest.raises(Refused) as start:
        end_of_start(NOW, NOW - 10 * DAY, 376 * DAY)
    assert (start.value.way_out or "").startswith("holdfast cooldown start 375d")
    with pytest.raises(Refused) as extension:
        end_of_extension(NOW, NOW + 360 * DAY, 10 * DAY)
    assert extension.value.way_out == "holdfast cooldown extend 5d"
    with pytest.raises(Refused, match="365 days") as full:
        end_of_extension(NOW, NOW + FURTHEST, DAY)
    assert full.value.way_out == "again on a later day"


@pytest.mark.parametrize(
    ("check", "shortest", "longest"),
    [
        (check_delay, timedelta(hours=1), timedelta(days=7)),
        (check_pause, timedelta(minutes=10), timedelta(days=7)),
    ],
)
def test_a_delay_and_a_pause_have_bounds_that_the_refusal_names(
    check: object, shortest: timedelta, longest: timedelta
) -> None:
    assert callable(check)
    assert check(shortest) == shortest
    assert check(longest) == longest
    for outside in (shortest - timedelta(minutes=1), longest + timedelta(minutes=1)):
        with pytest.raises(NotUnderstood, match="7d"):
            check(outside)


@pytest.mark.parametrize(
    ("after", "slips", "kept", "slipped"),
    [
        (timedelta(), (), 0, 0),
        (DAY - timedelta(microseconds=1), (), 0, 0),
        (DAY, (), 1, 0),
        (28 * DAY, (), 28, 0),
        (28 * DAY, (3.5,), 27, 1),
        (28 * DAY, (3.2, 3.9), 27, 1),
        (28 * DAY, (3.2, 9.0), 26, 2),
        # The day of the slip is not over: it counts as slipped, and takes no kept day away.
        (timedelta(days=3, hours=2), (3.01,), 3, 1),
        # Before the start, and after now: not this promise's.
        (10 * DAY, (-1.0, 11.0), 10, 0),
    ],
)
def test_days_kept_and_slipped(
    after: timedelta, slips: tuple[float, ...], kept: int, slipped: int
) -> None:
    at = [NOW + day * DAY for day in slips]
    assert days_kept(NOW, NOW + after, at) == (kept, slipped)


@given(
    st.lists(st.timedeltas(timedelta(), timedelta(days=60)), max_size=10),
    st.timedeltas(timedelta(), timedelta(days=60)),
    st.timedeltas(timedelta(), timedelta(days=60)),
)
def test_neither_count_ever_falls_back(
    slips: list[timedelta], first: timedelta, wait: timedelta
) -> None:
    at = [NOW + slip for slip in slips]
    kept_before, slipped_before = days_kept(NOW, NOW + first, at)
    kept_after, slipped_after = days_kept(NOW, NOW + first + wait, at)
    if not any(first < slip <= first + wait for slip in slips):
        assert kept_after >= kept_before
    assert slipped_after >= slipped_before
    assert kept_after + slipped_after <= (first + wait) // DAY + 1


def test_a_cool_down_counted_from_the_future_has_kept_nothing_yet() -> None:
    assert days_kept(NOW, NOW - DAY, ()) == (0, 0)
