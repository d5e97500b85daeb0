"""Undo: a tightening of the last ten minutes is taken back, one step at a time."""

from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import NeedsAnswer, Refused
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.requests import confirm_request, list_requests
from holdfast.promises.use_cases import end_cool_down, extend_cool_down, start_cool_down, undo
from holdfast.urges.use_cases import log_urge

DAY = timedelta(days=1)


def test_undo_takes_back_one_step_and_leaves_what_was_before(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    app.call(extend_cool_down, by="1w")
    app.call(set_boundary, contact="Ex", boundary="stop")
    clock.forward(minutes=10)
    assert app.call(undo, sure=True).kind == "boundary"
    undone = app.call(undo, sure=True)
    assert undone.cooldown is not None
    assert (undone.kind, undone.cooldown.ends_at) == ("extend", EVENING + 30 * DAY)
    undone = app.call(undo, sure=True)
    assert (undone.kind, undone.cooldown, undone.hold.held) == ("start", None, False)
    with pytest.raises(Refused, match="Nothing to undo"):
        app.call(undo, sure=True)


def test_undo_asks_before_it_removes_a_whole_promise(app: App) -> None:
    app.call(start_cool_down, length="30d")
    with pytest.raises(NeedsAnswer, match="the whole cool-down for Ex"):
        app.call(undo)
    app.call(set_boundary, contact="Ex", boundary="space")
    with pytest.raises(NeedsAnswer, match="what Ex said"):
        app.call(undo)
    assert app.call(check).boundary == "space"


def test_undo_does_not_ask_where_a_promise_is_left(app: App) -> None:
    app.call(start_cool_down, length="30d")
    for boundary in ("space", "stop"):
        app.call(set_boundary, contact="Ex", boundary=boundary)
    assert app.call(undo).hold.boundary == "space"


def test_after_ten_minutes_nothing_is_undone(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=10, microseconds=1)
    with pytest.raises(Refused, match="last 10 minutes"):
        app.call(undo, sure=True)
    assert app.call(check).held


def test_the_clock_set_back_gives_undo_no_more_time(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.forward(minutes=11)
    clock.set(minutes=-11)
    with pytest.raises(Refused, match="last 10 minutes"):
        app.call(undo, sure=True)


def test_after_a_restart_nothing_is_undone(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    clock.restart(minutes=1)
    with pytest.raises(Refused, match="last 10 minutes"):
        app.call(undo, sure=True)


def test_undo_works_before_the_network_has_set_the_clock_and_with_the_clock_ahead(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Ex")
    clock.restart(hours=9)
    app.call(start_cool_down, length="30d")
    clock.set(days=3)
    app.call(undo, sure=True)
    assert not app.call(check).held


def test_undo_is_about_the_contact_that_is_named_or_else_the_last_step(app: App) -> None:
    for name in ("Sam", "Kim"):
        app.call(add_contact, name=name)
        app.call(start_cool_down, length="30d", contact=name)
    assert app.call(undo, contact="Sam", sure=True).contact == "Sam"
    assert app.call(undo, sure=True).contact == "Kim"


def test_a_message_logged_under_a_cool_down_that_is_undone_waits_out_its_pause(app: App) -> None:
    app.call(start_cool_down, length="30d", pause="3d")
    app.call(log_urge)
    hold = app.call(undo, sure=True).hold
    assert (hold.until, hold.reason) == (EVENING + 3 * DAY, "pause")


def test_what_a_confirmed_request_loosened_is_not_undone(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="30d")
    app.call(end_cool_down, reason="because")
    clock.forward(days=1)
    app.call(confirm_request, request=1)
    with pytest.raises(Refused, match="Nothing to undo"):
        app.call(undo, sure=True)


def test_requests_that_a_tightening_made_void_wait_again_once_it_is_undone(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="30d")
    app.call(end_cool_down, reason="because")
    assert app.call(extend_cool_down, by="1d").cancelled_requests == (1,)
    clock.forward(minutes=5)
    assert app.call(undo).restored_requests == (1,)
    assert app.call(list_requests)[0].state == "waiting"
