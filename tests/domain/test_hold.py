"""A hold: until when, and why."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.hold import NOT_HELD, hold_at

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)
ends = st.none() | moments


@given(moments, ends, ends)
def test_it_is_held_exactly_while_one_of_the_ends_is_still_to_come(
    now: datetime, cooldown: datetime | None, pause: datetime | None
) -> None:
    hold = hold_at(now, cooldown=cooldown, pause=pause)
    assert hold.held == any(end is not None and now < end for end in (cooldown, pause))


@given(moments, ends, ends)
def test_it_is_held_until_the_later_end_and_that_one_is_the_reason(
    now: datetime, cooldown: datetime | None, pause: datetime | None
) -> None:
    hold = hold_at(now, cooldown=cooldown, pause=pause)
    if not hold.held:
        assert hold == NOT_HELD
        return
    assert hold.until == max(end for end in (cooldown, pause) if end is not None)
    assert hold.until == {"cool-down": cooldown, "pause": pause}[hold.reason or ""]


@given(moments, ends, ends, st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
def test_waiting_can_end_a_hold_but_never_begin_one(
    now: datetime, cooldown: datetime | None, pause: datetime | None, wait: timedelta
) -> None:
    before = hold_at(now, cooldown=cooldown, pause=pause)
    after = hold_at(now + wait, cooldown=cooldown, pause=pause)
    assert before.held or not after.held


@given(moments, moments, st.timedeltas(timedelta(), timedelta(days=365)), ends)
def test_a_later_end_never_opens_anything(
    now: datetime, end: datetime, by: timedelta, other: datetime | None
) -> None:
    before = hold_at(now, cooldown=end, pause=other)
    after = hold_at(now, cooldown=end + by, pause=other)
    if before.held and before.until:
        assert after.until is not None
        assert after.until >= before.until


def test_the_very_instant_of_its_end_is_not_held_and_the_one_before_is() -> None:
    assert not hold_at(NOW, cooldown=NOW, pause=None).held
    last = hold_at(NOW - timedelta(microseconds=1), cooldown=NOW, pause=None)
    assert (last.held, last.remaining_seconds) == (True, 1)


def test_a_cool_down_that_ends_with_a_pause_gives_the_reason() -> None:
    end = NOW + timedelta(hours=1)
    assert hold_at(NOW, cooldown=end, pause=end).reason == "cool-down"
