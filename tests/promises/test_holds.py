"""The hold of a contact: by what lasts longest, now and at a past moment."""

from datetime import datetime, timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.data.use_cases import forget_contact
from holdfast.errors import NeedsAnswer, NotFound
from holdfast.ledger.work import Work, reading
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check, check_all, was_held
from holdfast.promises.requests import confirm_request
from holdfast.promises.use_cases import end_cool_down, start_cool_down, undo
from holdfast.urges.use_cases import log_urge

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@reading
def held_then(work: Work, *, at: datetime) -> bool:
    return was_held(work, 1, at)


def test_check_needs_a_name_only_where_there_are_several(app: App) -> None:
    with pytest.raises(NotFound, match="no contact yet"):
        app.call(check)
    app.call(add_contact, name="Sam")
    assert app.call(check).contact == "Sam"
    app.call(add_contact, name="Kim")
    with pytest.raises(NeedsAnswer, match="Which contact") as asked:
        app.call(check)
    assert asked.value.choices == ("Sam", "Kim")
    assert app.call(check, contact="KIM").contact == "Kim"


def test_check_of_everybody_names_all_that_are_held_the_strictest_first(app: App) -> None:
    with pytest.raises(NotFound, match="isn't set up"):
        app.call(check_all)
    for name in ("Sam", "Kim", "Jo"):
        app.call(add_contact, name=name)
    free = app.call(check_all)
    assert (free.held, free.contact, free.held_contacts) == (False, None, ())
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(start_cool_down, length="40d", contact="Jo")
    assert app.call(check_all).held_contacts == ("Jo", "Sam")
    app.call(set_boundary, contact="Kim", boundary="stop")
    held = app.call(check_all)
    assert (held.held, held.contact, held.boundary, held.until) == (True, "Kim", "stop", None)
    assert held.held_contacts == ("Kim", "Jo", "Sam")


def test_once_everybody_is_forgotten_nobody_is_held(app: App) -> None:
    app.call(add_contact, name="Sam")
    assert app.call(check_all).contact == "Sam"
    app.call(forget_contact, contact="Sam", sure=True)
    assert not app.call(check_all).held


def test_the_longest_pause_of_a_contacts_messages_holds(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    app.call(log_urge)
    app.call(start_cool_down, length="2h")
    verdict = app.call(check)
    assert (verdict.until, verdict.reason) == (EVENING + DAY + HOUR, "pause")
    clock.forward(days=1)
    assert not app.call(check).held


def test_a_boundary_holds_longer_than_all_else(app: App) -> None:
    app.call(log_urge)
    app.call(start_cool_down, length="30d")
    app.call(set_boundary, contact="Ex", boundary="space", until="40d")
    verdict = app.call(check)
    assert (verdict.reason, verdict.boundary) == ("boundary", "space")
    assert verdict.remaining_seconds == 40 * 86_400


def test_a_hold_never_lasts_longer_than_its_length_in_running_time(
    app: App, clock: FakeClock
) -> None:
    clock.set(days=365)
    app.call(start_cool_down, length="10d")
    clock.forward(days=9)
    clock.set(days=-365)
    assert app.call(check).held
    clock.forward(days=1)
    clock.synchronised = True
    assert not app.call(check).held


def test_a_past_moment_was_held_by_what_was_promised_then(app: App, clock: FakeClock) -> None:
    app.call(add_contact, name="Sam")
    clock.forward(hours=1)
    app.call(start_cool_down, length="30d", delay="1h")
    app.call(end_cool_down, reason="because")
    clock.forward(hours=2)
    app.call(confirm_request, request=1)
    clock.forward(hours=1)
    app.call(set_boundary, contact="Sam", boundary="space", until="1h")
    clock.forward(hours=2)
    app.call(log_urge)
    clock.forward(days=1)
    held = {
        -HOUR / 2: False,
        0 * HOUR: True,
        1.5 * HOUR: True,
        2.5 * HOUR: False,  # its end was confirmed
        3.5 * HOUR: True,  # space
        4.5 * HOUR: False,
        5.5 * HOUR: True,  # a pause
        30 * HOUR: False,
    }
    began = EVENING + HOUR
    assert {at: app.call(held_then, at=began + at) for at in held} == held


def test_what_was_undone_held_until_then(app: App, clock: FakeClock) -> None:
    app.call(set_boundary, contact=app.call(add_contact, name="Sam").name, boundary="stop")
    clock.forward(minutes=5)
    app.call(undo, sure=True)
    clock.forward(minutes=5)
    minute = timedelta(minutes=1)
    assert app.call(held_then, at=EVENING + minute)
    assert not app.call(held_then, at=EVENING + 6 * minute)
