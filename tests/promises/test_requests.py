"""Requests: asking to loosen a promise, waiting, confirming by hand, and expiring."""

from datetime import timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.data.use_cases import ask_to_erase, forget_contact
from holdfast.errors import NeedsAnswer, NotFound, Refused, StorageError
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.model import RequestState
from holdfast.promises.requests import (
    RequestAnswer,
    cancel_request,
    confirm_request,
    list_requests,
)
from holdfast.promises.use_cases import (
    end_cool_down,
    extend_cool_down,
    shorten_cool_down,
    show_cool_down,
    start_cool_down,
    undo,
)
from holdfast.urges.use_cases import log_urge

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WHY = "We talked it over"


@pytest.fixture
def runs(app: App) -> App:
    """A cool-down of 30 days runs for Ex, whose requests wait 24 hours."""
    app.call(start_cool_down, length="30d")
    return app


def ask(app: App) -> RequestAnswer:
    return app.call(end_cool_down, reason=WHY)


def states(app: App) -> list[RequestState]:
    return [request.state for request in reversed(app.call(list_requests))]


def left(app: App) -> timedelta | None:
    shown = app.call(show_cool_down)
    return timedelta(seconds=shown.remaining_seconds or 0) if shown else None


# Waiting, confirming, expiring.


def test_asking_for_the_end_changes_nothing_yet(runs: App) -> None:
    asked = ask(runs)
    assert (asked.kind, asked.contact, asked.reason, asked.state) == ("end", "Ex", WHY, "waiting")
    assert (asked.ready_at, asked.expires_at) == (EVENING + DAY, None)
    assert left(runs) == 30 * DAY


def test_a_request_has_to_wait_its_delay(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(hours=24, microseconds=-1)
    with pytest.raises(Refused, match="has to wait until Sat 21 Nov, 22:30") as refusal:
        runs.call(confirm_request, request=1)
    assert refusal.value.way_out == "the same command then, or holdfast requests cancel 1"
    assert runs.call(check).held


def test_the_end_of_a_cool_down_is_confirmed_by_hand(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(days=1)
    assert runs.call(check).held
    confirmed = runs.call(confirm_request, request=1)
    assert confirmed.request.state == "confirmed"
    assert confirmed.hold is not None
    assert not confirmed.hold.held
    assert runs.call(start_cool_down, length="3d").length_seconds == 3 * 86_400


@pytest.mark.parametrize(("by", "still"), [("10d", 19 * DAY), ("29d", None), ("28d", DAY)])
def test_a_shorter_cool_down_ends_earlier_but_not_before_it_is_confirmed(
    runs: App, clock: FakeClock, by: str, still: timedelta | None
) -> None:
    asked = runs.call(shorten_cool_down, by=by, reason=WHY)
    assert asked.by_seconds == int(by[:2]) * 86_400
    clock.forward(days=1)
    runs.call(confirm_request, request=1)
    assert left(runs) == still


def test_a_request_expires_a_day_after_it_was_first_found_ready(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    clock.forward(days=5)  # the computer was off
    (found,) = runs.call(list_requests)
    assert (found.state, found.ready_at) == ("ready", EVENING + DAY)
    assert found.expires_at == clock.moment + DAY
    clock.forward(hours=24, microseconds=-1)
    assert states(runs) == ["ready"]
    clock.forward(microseconds=1)
    with pytest.raises(Refused, match="has expired"):
        runs.call(confirm_request, request=1)
    again = ask(runs)
    assert again.ready_at - again.asked_at == DAY
    assert left(runs) == 24 * DAY


def test_a_request_that_nobody_found_ready_is_confirmed_at_the_first_try(
    runs: App, clock: FakeClock
) -> None:
    ask(runs)
    clock.forward(days=20)
    assert runs.call(confirm_request, request=1).request.state == "confirmed"


def test_a_request_asked_before_the_network_set_the_clock_counts_only_running_time(
    runs: App, clock: FakeClock
) -> None:
    clock.restart(hours=12)
    asked = ask(runs)
    assert asked.asked_unsure
    clock.forward(hours=4)
    clock.restart(hours=20)
    clock.synchronised = True
    with pytest.raises(Refused, match="has to wait"):
        runs.call(confirm_request, request=1)
    # Asked again now, it waits by the clock.
    runs.call(cancel_request, request=1)
    again = ask(runs)
    assert (again.asked_unsure, again.ready_at - again.asked_at) == (False, DAY)


def test_a_request_asked_unsure_is_ready_when_it_says(runs: App, clock: FakeClock) -> None:
    clock.restart(hours=12)
    ready_at = ask(runs).ready_at
    clock.forward_to(ready_at - timedelta(seconds=1))
    assert states(runs) == ["waiting"]
    clock.forward(seconds=1)
    assert states(runs) == ["ready"]


def test_no_clock_that_is_set_readies_a_request(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.set(days=3)
    with pytest.raises(Refused, match="has to wait"):
        runs.call(confirm_request, request=1)


def test_confirming_twice_is_answered_and_does_nothing_more(runs: App, clock: FakeClock) -> None:
    ask(runs)
    clock.forward(days=1)
    runs.call(confirm_request, request=1)
    runs.call(start_cool_down, length="10d")
    again = runs.call(confirm_request, request=1)
    assert (again.request.already, again.request.state) == (True, "confirmed")
    assert left(runs) == 10 * DAY


def test_requests_are_listed_though_nothing_can_be_saved(
    runs: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(runs)
    clock.forward(days=1)

    def refuse() -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(runs._open_ledger(), "writing", refuse)
    (found,) = runs.call(list_requests)
    assert (found.state, found.expires_at) == ("ready", None)


# Asking.


@pytest.mark.parametrize("reason", [None, "   "])
def test_a_request_needs_a_reason(runs: App, reason: str | None) -> None:
    with pytest.raises(NeedsAnswer) as question:
        runs.call(end_cool_down, reason=reason)
    assert (question.value.argument, question.value.in_words) == ("reason", True)
    assert runs.call(list_requests) == ()


def test_there_is_one_request_of_a_kind_for_each_promise(runs: App, clock: FakeClock) -> None:
    ask(runs)
    with pytest.raises(Refused, match="already asked for that: request 1") as refusal:
        ask(runs)
    assert refusal.value.way_out == "holdfast requests, or holdfast requests cancel 1"
    clock.forward(days=1)
    with pytest.raises(Refused) as refusal:
        ask(runs)
    assert refusal.value.way_out == "holdfast requests confirm 1"
    # Another kind, and another contact's.
    assert runs.call(shorten_cool_down, by="1d", reason=WHY).id == 2
    runs.call(add_contact, name="Kim")
    runs.call(start_cool_down, contact="Kim", length="30d")
    assert runs.call(end_cool_down, contact="Kim", reason=WHY).id == 3


@pytest.mark.parametrize(("final", "when"), [(False, " on Sat 21 Nov, 22:30,"), (True, "itself,")])
def test_the_end_of_a_cool_down_that_ends_first_by_itself_is_refused(
    app: App, final: bool, when: str
) -> None:
    app.call(start_cool_down, length="1d")
    if final:
        app.call(set_boundary, contact="Ex", boundary="stop")
    with pytest.raises(Refused, match=f"The cool-down ends by itself.*{when}|{when}"):
        ask(app)


def test_a_cool_down_is_not_shortened_by_all_that_is_left(runs: App) -> None:
    with pytest.raises(Refused, match="doesn't have that long left"):
        runs.call(shorten_cool_down, by="30d", reason=WHY)


@pytest.mark.parametrize("use_case", [confirm_request, cancel_request])
def test_an_unknown_request_is_refused(runs: App, use_case: Any) -> None:
    with pytest.raises(NotFound, match="There is no request 7"):
        runs.call(use_case, request=7)


# Cancelling, and what makes a request void.


def test_a_request_is_cancelled_at_once_and_for_good(runs: App, clock: FakeClock) -> None:
    ask(runs)
    first, second = (runs.call(cancel_request, request=1) for _ in range(2))
    assert (first.state, first.already, second.already) == ("cancelled", False, True)
    clock.forward(days=1)
    with pytest.raises(Refused, match="was cancelled"):
        runs.call(confirm_request, request=1)


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_request_that_is_over_can_not_be_cancelled(
    runs: App, clock: FakeClock, is_confirmed: bool
) -> None:
    ask(runs)
    clock.forward(days=1)
    runs.call(list_requests)
    if is_confirmed:
        runs.call(confirm_request, request=1)
    clock.forward(days=1)
    with pytest.raises(Refused, match="was confirmed already" if is_confirmed else "has expired"):
        runs.call(cancel_request, request=1)


def test_a_tightening_makes_requests_void_and_undoing_it_lets_them_wait_again(runs: App) -> None:
    ask(runs)
    runs.call(shorten_cool_down, by="1d", reason=WHY)
    runs.call(ask_to_erase, reason=WHY)
    extended = runs.call(extend_cool_down, by="1d")
    assert (extended.cancelled_requests, states(runs)) == ((1, 2, 3), ["cancelled"] * 3)
    runs.call(undo, sure=True)
    assert states(runs) == ["waiting"] * 3


def test_a_void_request_cancelled_by_hand_stays_cancelled(runs: App) -> None:
    ask(runs)
    runs.call(extend_cool_down, by="1d")
    runs.call(cancel_request, request=1)
    runs.call(undo, sure=True)
    assert states(runs) == ["cancelled"]


def test_a_boundary_makes_no_request_about_the_cool_down_void(runs: App) -> None:
    ask(runs)
    runs.call(set_boundary, contact="Ex", boundary="stop")
    assert states(runs) == ["waiting"]


def test_undoing_one_tightening_leaves_a_request_void_by_another(app: App) -> None:
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
        app.call(start_cool_down, contact=name, length="30d")
    app.call(ask_to_erase, reason=WHY)
    app.call(extend_cool_down, contact="Sam", by="1d")
    app.call(set_boundary, contact="Kim", boundary="stop")
    app.call(undo, sure=True, contact="Sam")
    assert states(app) == ["cancelled"]


def test_a_request_loosens_no_later_cool_down(runs: App, clock: FakeClock) -> None:
    clock.forward(days=28)
    ask(runs)
    clock.forward(days=2)
    runs.call(start_cool_down, length="30d")
    with pytest.raises(Refused, match="was cancelled"):
        runs.call(confirm_request, request=1)


def test_a_request_about_a_boundary_that_is_undone_is_void_and_keeps_no_other_back(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    for kind in ("stop", "order", "stop"):
        app.call(set_boundary, contact="Sam", boundary=kind, order="restricts", reason=WHY)
    app.call(undo, sure=True)
    app.call(set_boundary, contact="Sam", boundary="open", reason=WHY)
    assert states(app) == ["cancelled", "waiting"]
    clock.forward(days=7)
    app.call(confirm_request, request=2)
    assert not app.call(check).held


# Forgetting and erasing.


def test_a_confirmed_forgetting_ends_the_promises_and_frees_the_name(
    runs: App, clock: FakeClock
) -> None:
    runs.call(set_boundary, contact="Ex", boundary="stop")
    runs.call(forget_contact, contact="Ex", sure=True, reason=WHY)
    clock.forward(days=7)
    confirmed = runs.call(confirm_request, request=1)
    assert confirmed.hold is not None
    assert not confirmed.hold.held
    assert runs.call(contact_names) == ()
    assert not runs.call(add_contact, name="Ex").already
    assert not runs.call(check).held


def test_erasing_can_be_confirmed_again_if_it_was_cut_off(runs: App, clock: FakeClock) -> None:
    runs.call(ask_to_erase, reason=WHY)
    clock.forward(days=1)
    for _ in range(2):
        confirmed = runs.call(confirm_request, request=1)
        assert (confirmed.request.state, confirmed.hold) == ("confirmed", None)


def test_a_refusal_names_a_minute_at_which_it_can_be_confirmed(runs: App, clock: FakeClock) -> None:
    clock.forward(seconds=45)
    ask(runs)
    clock.forward(hours=23)
    with pytest.raises(Refused, match="has to wait until Sat 21 Nov, 22:31"):
        runs.call(confirm_request, request=1)


@pytest.mark.parametrize("kind", ["forget", "erase"])
def test_forgetting_and_erasing_are_refused_while_a_messages_pause_runs(
    runs: App, clock: FakeClock, kind: str
) -> None:
    if kind == "erase":
        runs.call(ask_to_erase, reason=WHY)
    else:
        runs.call(forget_contact, contact="Ex", sure=True, reason=WHY)
    clock.forward(hours=12)
    runs.call(log_urge)
    clock.forward(hours=12)
    with pytest.raises(Refused, match="still on hold"):
        runs.call(confirm_request, request=1)
    runs.call(list_requests)
    clock.forward(hours=35)
    # The day to confirm it began when that pause was over.
    assert runs.call(confirm_request, request=1).request.state == "confirmed"
