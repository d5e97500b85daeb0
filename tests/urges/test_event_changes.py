"""Contact events that are corrected or taken back."""

from typing import Any

import pytest

from daemons import query
from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.errors import HoldfastError, NotFound, NotUnderstood, Refused
from holdfast.overview.history import history
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.event_changes import amend_event, note_event, retract_numbered
from holdfast.urges.events import heard, sent
from holdfast.urges.use_cases import list_urges, log_urge, show_urge
from report.examples import HOUR, MINUTE


def test_a_correction_keeps_what_the_event_said_before(app: App) -> None:
    app.call(heard, channel="sms")
    app.call(note_event, event=1, note="hello")
    made = app.call(amend_event, event=1, channel="Mail", note=" hi ")
    assert (made.event.channel, made.event.note, made.already) == ("mail", "hi", False)
    (entry,) = app.call(history)
    assert entry.event == made.event
    rows = query(app.folders, "SELECT channel, note FROM events WHERE retracted_at IS NOT NULL")
    assert rows == [("sms", "hello")]


def test_the_same_again_changes_nothing(app: App) -> None:
    app.call(heard, channel="sms")
    assert app.call(amend_event, event=1, channel="SMS").already
    assert query(app.folders, "SELECT count(*) FROM events") == [(1,)]


@pytest.mark.parametrize(("at", "slip"), [("30m ago", True), ("2h ago", False)])
def test_another_moment_decides_again_whether_it_was_a_slip(
    app: App, clock: FakeClock, at: str, slip: bool
) -> None:
    app.call(heard)
    app.call(start_cool_down, length="30d")
    clock.forward(hours=1)
    app.call(sent, alone=True)
    made = app.call(amend_event, event=2, at=at)
    assert (made.event.slip, made.event.kind) == (slip, "sent")
    assert not app.call(amend_event, event=1, at="10m ago").event.slip


def test_another_moment_is_the_urges_too_and_not_before_it_was_felt(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(hours=1)
    app.call(sent)
    app.call(amend_event, event=1, at="30m ago")
    assert app.call(show_urge, urge=1).urge.outcome_at == EVENING + 30 * MINUTE
    assert app.call(amend_event, event=1, at="30m ago").already
    kept = query(app.folders, "SELECT field, before FROM amendments")
    assert kept == [("outcome_at", f"{EVENING + HOUR:%Y-%m-%dT%H:%M:%SZ}")]
    with pytest.raises(Refused, match="felt later"):
        app.call(amend_event, event=1, at="2h ago")
    assert app.call(show_urge, urge=1).urge.outcome_at == EVENING + HOUR / 2


def test_a_retracted_event_counts_no_more_and_its_urge_is_open_again(app: App) -> None:
    app.call(log_urge)
    app.call(sent)
    made = app.call(retract_numbered, event=1)
    assert made.urge is not None
    assert (made.urge.outcome, made.urge.slip, made.already) == ("open", False, False)
    assert [entry.type for entry in app.call(history)] == ["urge"]
    assert app.call(retract_numbered, event=1).already
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"event": 1}, NotUnderstood, "Nothing to correct"),
        ({"event": 1, "at": "2030-01-01"}, NotUnderstood, "still to come"),
        ({"event": 1, "channel": " "}, NotUnderstood, "--channel"),
        ({"event": 2, "note": "x"}, Refused, "was retracted"),
        ({"event": 99, "note": "x"}, NotFound, "There is no entry e99"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    app: App, wrong: dict[str, Any], error: type[HoldfastError], message: str
) -> None:
    first = app.call(heard).event
    app.call(heard)
    app.call(retract_numbered, event=2)
    with pytest.raises(error, match=message):
        app.call(amend_event, **wrong)
    assert [entry.event for entry in app.call(history)] == [first]
