"""Finding urges by a text, which never tells what a locked draft says."""

from typing import Any

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import NotUnderstood
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.drafts import settle_review
from holdfast.urges.events import sent
from holdfast.urges.use_cases import let_go, list_urges, log_urge


def found(app: App, text: str, **which: Any) -> list[int]:
    return [urge.id for urge in app.call(list_urges, search=text, **which)]


@pytest.mark.parametrize("text", ["ÄRGER", "ärger", "night", "SMS", "wüst", " wÜST "])
def test_a_search_finds_channels_triggers_and_notes_in_any_case(app: App, text: str) -> None:
    app.call(log_urge, triggers=("Ärger", "late night"), channel="sms")
    app.call(sent, note="It was Wüst")
    app.call(log_urge)
    assert found(app, text) == [1]


def test_a_draft_is_found_only_after_its_pause(app: App, clock: FakeClock) -> None:
    app.call(log_urge, draft="Dear ZWIEBACK")
    assert found(app, "zwieback") == []
    clock.forward(hours=24)
    assert found(app, "zwieback") == [1]
    app.call(settle_review, urge=1, decision="keep", length="3d")
    assert found(app, "zwieback") == []
    clock.forward(days=3)
    app.call(let_go)
    assert found(app, "zwieback") == [1]


def test_a_draft_under_a_promise_is_not_found_whatever_became_of_it(
    app: App, clock: FakeClock
) -> None:
    for name in ("Sam", "Kim", "Robin"):
        app.call(add_contact, name=name)
        app.call(log_urge, contact=name, draft="zwieback")
    app.call(let_go, urge=1)
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(set_boundary, contact="Kim", boundary="stop")
    clock.forward(days=2)
    assert found(app, "zwieback") == [3]
    assert found(app, "zwieback", contact="Sam") == []


def test_a_pause_ends_for_a_search_when_the_machine_has_run_its_length(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, draft="zwieback")
    clock.forward(hours=24)
    clock.moment = clock.moment.replace(year=clock.moment.year - 1)
    assert app.call(list_urges)[0].hold.held == (found(app, "zwieback") == [])


def test_locked_drafts_do_not_use_up_the_limit(app: App, clock: FakeClock) -> None:
    app.call(log_urge, draft="zwieback")
    clock.forward(days=2)
    for _ in range(3):
        app.call(log_urge, draft="zwieback")
    assert found(app, "zwieback", limit=1) == [1]


@pytest.mark.parametrize("text", ["", "  "])
def test_a_search_needs_a_text(app: App, text: str) -> None:
    with pytest.raises(NotUnderstood, match="--search needs a text"):
        app.call(list_urges, search=text)


def test_signs_of_sql_are_only_a_text(app: App) -> None:
    app.call(log_urge, triggers=("100%", "it's"))
    assert found(app, "%") == found(app, "it's") == [1]
    assert found(app, "_") == []
