"""A change: where it stands follows from instants alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.change import CONFIRM_WITHIN, Change, ChangeState, delay_of_next

ASKED = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
DELAY = timedelta(hours=24)
INSTANT = timedelta(microseconds=1)
NOTHING = timedelta()


def change(**known: object) -> Change:
    told = {"id": 1, "kind": "end", "contact_id": 1, "contact": "Sam", "cooldown_id": 1}
    return Change(**{**told, "asked_at": ASKED, "delay": DELAY, "reason": "x", **known})  # type: ignore[arg-type] # as a table has it


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (NOTHING, "waiting"),
        (DELAY - INSTANT, "waiting"),
        (DELAY, "ready"),
        (DELAY + CONFIRM_WITHIN - INSTANT, "ready"),
        (DELAY + CONFIRM_WITHIN, "lapsed"),
        (timedelta(days=400), "lapsed"),
    ],
)
def test_it_waits_is_ready_for_a_day_and_lapses(after: timedelta, state: ChangeState) -> None:
    assert change().state(ASKED + after, NOTHING) == state


@given(st.timedeltas(NOTHING, timedelta(days=400)))
def test_what_was_settled_stays_so(after: timedelta) -> None:
    assert change(confirmed_at=ASKED).state(ASKED + after, NOTHING) == "confirmed"
    assert change(cancelled_at=ASKED).state(ASKED + after, NOTHING) == "cancelled"


@pytest.mark.parametrize(
    ("ran", "state"),
    [
        (NOTHING, "waiting"),
        (DELAY - INSTANT, "waiting"),
        (DELAY, "ready"),
        (DELAY + CONFIRM_WITHIN, "lapsed"),
    ],
)
def test_one_that_counts_running_time_waits_for_that_whatever_the_time_is(
    ran: timedelta, state: ChangeState
) -> None:
    counted = change(kind="clock", asked_ran=timedelta(days=3))
    for now in (ASKED, ASKED + timedelta(days=400)):
        assert counted.state(now, timedelta(days=3) + ran) == state


def test_running_time_that_was_lost_makes_it_ready_no_sooner() -> None:
    counted = change(kind="clock", asked_ran=timedelta(days=3))
    assert counted.ready_at(ASKED, NOTHING) == ASKED + DELAY


@pytest.mark.parametrize(
    ("before", "times"),
    [(None, 1), ("confirmed", 1), ("cancelled", 1), ("lapsed", 2)],
)
def test_after_a_lapse_the_next_waits_twice_as_long(before: ChangeState | None, times: int) -> None:
    assert delay_of_next(DELAY, before) == times * DELAY
