"""Promises as values: what is left of each, the hold, and the state of a request."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.model import Mark, Stamp
from holdfast.errors import NotUnderstood, Refused
from holdfast.promises.model import (
    FURTHEST,
    Boundary,
    CoolDown,
    Hold,
    Promised,
    Request,
    RequestState,
    days_kept,
    hold_of,
    length_since,
    promised_by,
)
from holdfast.settings import check_delay, check_pause

NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
NOTHING, INSTANT = timedelta(), timedelta(microseconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = Stamp(NOW, NOTHING, sure=True, boot="boot 1")
lengths = st.timedeltas(timedelta(minutes=1), 400 * DAY)
waits = st.timedeltas(NOTHING, 400 * DAY)


def after(passed: timedelta, ran: timedelta | None = None) -> Mark:
    """Return the clocks when so much time has passed; the machine ran through all of it or less."""
    moment = NOW + passed
    running = passed if ran is None else ran
    return Mark(moment, moment, running, "boot 1", running, sure=True, alone=NOTHING)


def cooldown(length: timedelta) -> CoolDown:
    return CoolDown(1, 1, NOW, BEGAN, length, delay=DAY, pause=DAY, why=None)


def space(length: timedelta) -> Boundary:
    return Boundary("space", length=length, said=BEGAN)


# Cool-downs.


@given(lengths, waits)
def test_what_is_left_of_a_cool_down_shrinks_as_time_passes(
    length: timedelta, wait: timedelta
) -> None:
    assert cooldown(length).left(after(wait)) == length - wait


@given(lengths, lengths)
def test_an_extension_adds_its_length_within_a_year(length: timedelta, by: timedelta) -> None:
    try:
        extended = cooldown(length).extended(by, after(HOUR))
    except Refused:
        assert length + by - HOUR > FURTHEST
    else:
        assert extended.ends_at == NOW + length + by
        assert extended.left(after(HOUR)) <= FURTHEST


@given(lengths, lengths, waits)
def test_a_shortened_cool_down_ends_earlier_but_not_before_now(
    length: timedelta, by: timedelta, wait: timedelta
) -> None:
    wait = min(wait, length)
    left = cooldown(length).shortened(by, after(wait)).left(after(wait))
    assert left == max(NOTHING, length - wait - by)
    assert cooldown(length).ended(after(wait)).left(after(wait)) == NOTHING


@given(st.timedeltas(INSTANT, 10_000_000 * DAY), waits)
def test_a_cool_down_counted_from_earlier_holds_for_what_is_left_within_a_year(
    length: timedelta, before: timedelta
) -> None:
    try:
        assert length_since(NOW, NOW - before, length) == length - before
    except Refused:
        assert not NOTHING < length - before <= FURTHEST


@pytest.mark.parametrize(
    ("passed", "slips", "kept", "slipped"),
    [
        (NOTHING, (), 0, 0),
        (DAY - INSTANT, (), 0, 0),
        (DAY, (), 1, 0),
        (28 * DAY, (3.2, 3.9), 27, 1),
        (28 * DAY, (3.2, 9.0), 26, 2),
        # The day of the slip is not over: it takes no kept day away.
        (3 * DAY + 2 * HOUR, (3.01,), 3, 1),
        # Before the start, and after now.
        (10 * DAY, (-1.0, 11.0), 10, 0),
        (-DAY, (), 0, 0),
    ],
)
def test_days_kept_and_slipped(
    passed: timedelta, slips: tuple[float, ...], kept: int, slipped: int
) -> None:
    assert days_kept(NOW, NOW + passed, [NOW + day * DAY for day in slips]) == (kept, slipped)


@given(st.lists(waits, max_size=10), waits, waits)
def test_days_kept_and_slipped_never_fall_back(
    slips: list[timedelta], first: timedelta, wait: timedelta
) -> None:
    at = [NOW + slip for slip in slips]
    kept, slipped = days_kept(NOW, NOW + first, at)
    kept_later, slipped_later = days_kept(NOW, NOW + first + wait, at)
    assert slipped_later >= slipped
    if not any(first < slip <= first + wait for slip in slips):
        assert kept_later >= kept


@pytest.mark.parametrize(
    ("check", "shortest"), [(check_delay, HOUR), (check_pause, timedelta(minutes=10))]
)
def test_a_delay_and_a_pause_have_bounds(check: object, shortest: timedelta) -> None:
    assert callable(check)
    assert [check(length) for length in (shortest, 7 * DAY)] == [shortest, 7 * DAY]
    for outside in (shortest - INSTANT, 7 * DAY + INSTANT):
        with pytest.raises(NotUnderstood, match="to 7d"):
            check(outside)


# Boundaries.

FROM_LOOSE_TO_STRICT = [
    Boundary("open"),
    Boundary("space", until=NOW + DAY),
    space(2 * DAY),
    Boundary("space", until=NOW + 3 * DAY),
    Boundary("space"),
    Boundary("stop"),
    Boundary("order"),
]
boundaries = st.sampled_from(FROM_LOOSE_TO_STRICT)


@given(boundaries, boundaries)
def test_a_boundary_is_looser_than_each_stricter_one_and_than_no_other(
    one: Boundary, other: Boundary
) -> None:
    is_before = FROM_LOOSE_TO_STRICT.index(one) < FROM_LOOSE_TO_STRICT.index(other)
    assert one.is_looser_than(other, after(HOUR)) == is_before


@pytest.mark.parametrize("until", [Boundary("space", until=NOW + DAY), space(DAY)])
def test_space_with_an_end_is_open_once_it_has_come(until: Boundary) -> None:
    assert until.ends_at == NOW + DAY
    assert until.at(after(DAY - INSTANT)) == until
    assert until.at(after(DAY)) == Boundary("open")


def test_a_length_of_space_ends_by_running_time_and_a_date_by_its_date() -> None:
    # The clock was a year ahead when it was said.
    clocks = after(-365 * DAY, ran=2 * DAY)
    assert space(DAY).at(clocks).kind == "open"
    assert Boundary("space", until=NOW + DAY).at(clocks).kind == "space"


def test_only_stop_and_order_are_final_and_whatever_has_an_own_no_beside_it() -> None:
    final = [boundary.kind for boundary in FROM_LOOSE_TO_STRICT if boundary.is_final]
    assert final == ["stop", "order"]
    assert all(replace(one, mine=True).is_final for one in FROM_LOOSE_TO_STRICT)


@given(boundaries)
def test_of_both_nos_the_hold_names_the_persons_own_and_has_no_end(theirs: Boundary) -> None:
    said = promised_by(after(HOUR), replace(theirs, mine=True), None)
    hold = hold_of(after(HOUR), said, DAY)
    assert (hold.held, hold.until, hold.boundary, hold.is_final) == (True, None, "mine", True)


@pytest.mark.parametrize("until", [Boundary("space", until=NOW + DAY), space(DAY)])
def test_the_own_no_goes_on_when_what_they_said_is_over(until: Boundary) -> None:
    assert replace(until, mine=True).at(after(DAY)) == Boundary("open", mine=True)


# The hold.

lefts = st.timedeltas(-DAY, 400 * DAY)


@given(boundaries, lefts, lefts)
def test_a_contact_is_held_until_the_last_end_and_that_is_the_reason(
    boundary: Boundary, cooldown_left: timedelta, pause_left: timedelta
) -> None:
    hold = hold_of(after(HOUR), Promised(boundary, cooldown_left), pause_left)
    boundary_left = boundary.left(after(HOUR)) if boundary.kind != "open" else NOTHING
    if boundary_left is None:
        assert hold == Hold(True, None, "boundary", None, boundary.kind)
        return
    left = {"boundary": boundary_left, "cool-down": cooldown_left, "pause": pause_left}
    longest = max(left.values())
    assert hold.held == (longest > NOTHING)
    if not hold.held:
        assert hold == Hold(held=False, until=None, reason=None, remaining_seconds=None)
        return
    assert hold.reason is not None
    assert hold.until == NOW + HOUR + longest == NOW + HOUR + left[hold.reason]
    assert hold.boundary == ("space" if hold.reason == "boundary" else None)


def test_a_hold_never_says_zero_seconds() -> None:
    assert hold_of(after(HOUR), Promised(Boundary("open"), INSTANT), NOTHING).remaining_seconds == 1
    assert not hold_of(after(HOUR), Promised(Boundary("open"), NOTHING), NOTHING).held


@pytest.mark.parametrize(
    ("boundary", "reason"), [(Boundary("open"), "cool-down"), (space(2 * HOUR), "boundary")]
)
def test_of_those_that_end_together_the_stronger_gives_the_reason(
    boundary: Boundary, reason: str
) -> None:
    assert hold_of(after(HOUR), Promised(boundary, HOUR), HOUR).reason == reason


def test_a_hold_by_a_no_is_final() -> None:
    assert hold_of(after(HOUR), Promised(Boundary("stop")), NOTHING).is_final
    assert not hold_of(after(HOUR), Promised(Boundary("space")), NOTHING).is_final


# Requests.


def request(asked: Stamp = BEGAN, **known: object) -> Request:
    told = {"id": 1, "kind": "end", "asked": asked, "delay": DAY, "reason": "x"}
    return Request(**{**told, "last_promise_id": 1, **known})  # type: ignore[arg-type] # a table


@pytest.mark.parametrize(
    ("passed", "state"), [(NOTHING, "waiting"), (DAY - INSTANT, "waiting"), (400 * DAY, "ready")]
)
def test_a_request_waits_its_delay_and_is_ready_until_somebody_finds_it(
    passed: timedelta, state: RequestState
) -> None:
    assert request().state(after(passed), is_void=False) == state


@pytest.mark.parametrize(
    ("passed", "state"), [(3 * DAY, "ready"), (4 * DAY - INSTANT, "ready"), (4 * DAY, "expired")]
)
def test_a_request_expires_a_day_after_it_was_found_ready(
    passed: timedelta, state: RequestState
) -> None:
    found = Stamp(NOW + 3 * DAY, 3 * DAY, sure=True, boot="boot 1")
    assert request(found=found).state(after(passed), is_void=False) == state


@given(waits)
def test_a_settled_request_stays_settled(wait: timedelta) -> None:
    assert request(confirmed_at=NOW).state(after(wait), is_void=True) == "confirmed"
    assert request(cancelled_at=NOW).state(after(wait), is_void=False) == "cancelled"
    assert request().state(after(wait), is_void=True) == "cancelled"


def test_a_request_asked_while_unsure_waits_its_delay_of_running_time() -> None:
    unsure = request(Stamp(NOW, NOTHING, sure=False, boot="boot 1"))
    assert unsure.state(after(10 * DAY, ran=DAY - INSTANT), is_void=False) == "waiting"
    assert unsure.state(after(10 * DAY, ran=DAY), is_void=False) == "ready"
