"""Erasing everything: at once where nothing is held, else by a request that waits."""

from datetime import timedelta

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.data.use_cases import ask_to_erase, refuse_written_since
from holdfast.errors import NeedsAnswer, Refused
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.requests import confirm_request
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.use_cases import log_urge

WHY = "I am through with it"


def test_where_nothing_is_held_erasing_is_asked_about_and_allowed(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(hours=24)
    with pytest.raises(NeedsAnswer, match="everything Holdfast has saved"):
        app.call(ask_to_erase)
    asked = app.call(ask_to_erase, sure=True)
    assert (asked.now, asked.request) == (True, None)


@pytest.mark.parametrize(
    ("strictest", "waits"),
    [
        ("pause", timedelta(hours=23)),
        ("cool-down", timedelta(days=3)),
        ("boundary", timedelta(days=7)),
    ],
)
def test_erasing_waits_for_the_strictest_of_everything_that_is_held(
    app: App, clock: FakeClock, strictest: str, waits: timedelta
) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    app.call(add_contact, name="Kim")
    if strictest != "pause":
        app.call(start_cool_down, contact="Kim", length="30d", delay="3d")
    if strictest == "boundary":
        app.call(set_boundary, contact="Ex", boundary="stop")
    asked = app.call(ask_to_erase, reason=WHY, sure=True)
    assert not asked.now
    assert asked.request is not None
    assert asked.request.ready_at - asked.request.asked_at == waits
    clock.forward(seconds=waits.total_seconds())
    assert app.call(confirm_request, request=1).request.state == "confirmed"


def test_erasing_is_refused_once_anything_was_saved_since_it_was_allowed(app: App) -> None:
    allowed = app.call(ask_to_erase, sure=True)
    app.call(refuse_written_since, call_id=allowed.call_id)
    app.call(start_cool_down, length="30d")
    with pytest.raises(Refused, match="nothing was erased"):
        app.call(refuse_written_since, call_id=allowed.call_id)
