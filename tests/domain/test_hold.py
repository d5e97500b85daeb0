"""A hold: until when, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.boundary import Boundary
from holdfast.domain.hold import Hold, Promised, hold_at

OPEN = Boundary("open")
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)
ends = st.none() | moments
boundaries = st.one_of(
    st.sampled_from([OPEN, Boundary("space"), Boundary("stop"), Boundary("order")]),
    st.builds(lambda until: Boundary("space", until), moments),
)
promises = st.builds(Promised, boundaries, ends)


def stands(promised: Promised, pause: datetime | None, now: datetime) -> bool:
    """Say whether anything that was promised still stands: the rule, said in other words."""
    kind, until = promised.boundary.kind, promised.boundary.until
    by_boundary = kind != "open" and (until is None or now < until)
    return by_boundary or any(
        end is not None and now < end for end in (promised.cooldown_ends_at, pause)
    )


@given(moments, promises, ends)
def test_it_is_held_exactly_while_something_stands(
    now: datetime, promised: Promised, pause: datetime | None
) -> None:
    hold = hold_at(now, promised, pause=pause)
    assert hold.held == stands(promised, pause, now)
    assert hold.held or hold == Hold(held=False, until=None, reason=None, remaining_seconds=None)


@given(moments, promises, ends)
def test_it_is_held_until_the_last_end_and_that_one_is_the_reason(
    now: datetime, promised: Promised, pause: datetime | None
) -> None:
    hold = hold_at(now, promised, pause=pause)
    if hold.until is None:
        assert hold.remaining_seconds is None
        return
    known = {
        "boundary": promised.boundary.until,
        "cool-down": promised.cooldown_ends_at,
        "pause": pause,
    }
    assert hold.until == max(end for end in known.values() if end is not None)
    assert hold.until == known[hold.reason or ""]


@given(moments, promises, ends)
def test_what_has_no_end_names_none_and_counts_nothing_down(
    now: datetime, promised: Promised, pause: datetime | None
) -> None:
    hold = hold_at(now, promised, pause=pause)
    endless = promised.boundary.kind != "open" and promised.boundary.until is None
    if endless:
        assert hold == Hold(True, None, "boundary", None, promised.boundary.kind)
    assert (hold.held and hold.until is None) == endless


@given(moments, promises, ends, st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_waiting_can_end_a_hold_but_never_begin_one(
    now: datetime, promised: Promised, pause: datetime | None, wait: timedelta
) -> None:
    before = hold_at(now, promised, pause=pause)
    after = hold_at(now + wait, promised, pause=pause)
    assert before.held or not after.held


@given(moments, boundaries, moments, st.timedeltas(timedelta(), timedelta(days=365)), ends)
def test_a_later_end_never_opens_anything(
    now: datetime, boundary: Boundary, end: datetime, by: timedelta, pause: datetime | None
) -> None:
    before = hold_at(now, Promised(boundary, end), pause=pause)
    after = hold_at(now, Promised(boundary, end + by), pause=pause)
    if before.held and before.until:
        assert after.until is not None
        assert after.until >= before.until


def test_the_very_instant_of_its_end_is_not_held_and_the_one_before_is() -> None:
    promised = Promised(OPEN, NOW)
    assert not hold_at(NOW, promised, pause=None).held
    last = hold_at(NOW - timedelta(microseconds=1), promised, pause=None)
    assert (last.held, last.remaining_seconds) == (True, 1)


@pytest.mark.parametrize(
    ("boundary", "reason"), [(OPEN, "cool-down"), (Boundary("space", NOW + HOUR), "boundary")]
)
def test_of_those_that_end_together_the_stronger_gives_the_reason(
    boundary: Boundary, reason: str
) -> None:
    assert hold_at(NOW, Promised(boundary, NOW + HOUR), pause=NOW + HOUR).reason == reason
