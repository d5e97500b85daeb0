"""Contact that was made, and whether it was a slip."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import HoldfastError, NotFound, NotUnderstood, Refused
from holdfast.promises.use_cases import extend_cool_down, start_cool_down, undo
from holdfast.urges.event_changes import note_event, retract_event
from holdfast.urges.events import heard, logistics, sent
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge, show_urge
from report.examples import DAY, MINUTE


def test_sent_closes_the_newest_open_urge_of_the_last_day(app: App, clock: FakeClock) -> None:
    app.call(log_urge, channel="SMS")
    clock.forward(minutes=30)
    made = app.call(sent, at="5m ago", note=" We met by chance. ")
    assert made.urge is not None
    assert (made.urge.id, made.urge.outcome, made.urge.slip) == (1, "sent", True)
    assert made.urge.outcome_at == made.event.at == EVENING + 25 * MINUTE
    assert (made.event.kind, made.event.channel, made.event.urge) == ("sent", "sms", 1)
    assert made.event.slip
    assert app.call(show_urge, urge=1).note == "We met by chance."


def test_an_urge_is_sent_once(app: App) -> None:
    app.call(log_urge)
    first = app.call(sent)
    again = app.call(sent, urge=1)
    assert (again.already, again.event) == (True, first.event)


@pytest.mark.parametrize(
    ("at", "slip"),
    [("now", True), ("1d ago", True), ("2d ago", True), ("3d ago", False), ("9d ago", False)],
)
def test_contact_is_a_slip_if_it_was_held_at_that_moment(
    app: App, clock: FakeClock, at: str, slip: bool
) -> None:
    clock.forward(days=-2)
    app.call(start_cool_down, length="30d")
    clock.forward(days=2)
    assert app.call(sent, alone=True, at=at).event.slip == slip


def test_contact_before_a_promise_was_made_is_no_slip_whatever_its_since(app: App) -> None:
    app.call(start_cool_down, length="30d", since="10d ago")
    assert not app.call(sent, alone=True, at="5d ago").event.slip


def test_a_slip_is_judged_by_the_end_that_the_cool_down_had_then(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, length="2d")
    clock.forward(days=1)
    app.call(extend_cool_down, by="30d")
    app.call(undo, sure=True)
    clock.forward(days=9)
    # On the third day the cool-down had ended: the extension was undone at once.
    assert not app.call(sent, alone=True, at="7d ago").event.slip
    assert app.call(sent, alone=True, at="9d ago").event.slip


def test_contact_during_a_pause_is_a_slip_although_the_pause_is_over_now(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(days=3)
    times = ("2026-11-21 12:00", "2026-11-20 22:00", "now")
    slips = [app.call(sent, alone=True, at=at).event.slip for at in times]
    assert slips == [True, False, False]


def test_contact_can_belong_to_no_urge(app: App) -> None:
    made = app.call(sent, alone=True, channel="Phone")
    assert (made.urge, made.event.contact, made.event.channel) == (None, "Ex", "phone")
    assert not made.event.slip


def test_contact_before_every_open_urge_belongs_to_none(app: App, clock: FakeClock) -> None:
    app.call(log_urge)
    clock.forward(minutes=1)
    made = app.call(sent, at="yesterday 22:15")
    assert (made.urge, made.event.contact) == (None, "Ex")
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]
    assert app.call(sent).event.urge == 1
    assert app.call(sent).urge is None


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"urge": 1, "alone": True}, NotUnderstood, "contradict"),
        ({"urge": 9}, NotFound, "no urge 9"),
        ({"urge": 2}, Refused, "retracted"),
        ({"urge": 1, "at": "yesterday"}, Refused, "felt later"),
        ({"urge": 1, "contact": "Kim"}, Refused, "about Sam"),
        ({"urge": 1, "at": "2030-01-01"}, NotUnderstood, "still to come"),
        ({"urge": 1, "channel": " "}, NotUnderstood, "--channel"),
    ],
)
def test_contact_with_a_wrong_value_is_refused_and_closes_no_urge(
    app: App, wrong: dict[str, Any], error: type[HoldfastError], message: str
) -> None:
    app.call(log_urge, contact="Sam")
    app.call(log_urge)
    app.call(retract_urge, urge=2)
    app.call(add_contact, name="Kim")
    with pytest.raises(error, match=message):
        app.call(sent, **wrong)
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]
    assert app.call(sent, urge=1, contact="sam").event.contact == "Sam"


def test_a_clock_time_still_to_come_means_yesterdays_and_the_refusal_tells_so(app: App) -> None:
    app.call(log_urge)
    with pytest.raises(Refused) as refusal:
        app.call(sent, urge=1, at="22:32")
    assert refusal.value.message == (
        'Urge 1 was felt later, Fri 20 Nov, 22:30: "22:32" is Thu 19 Nov, 22:32.'
    )
    way_out = "holdfast sent --alone --at 22:32, if it belongs to no urge"
    assert refusal.value.way_out == way_out


@pytest.mark.parametrize("made", [heard, logistics])
def test_heard_and_logistics_are_never_a_slip_and_close_no_urge(app: App, made: Any) -> None:
    app.call(log_urge)
    answer = app.call(made, at="20m ago", channel=" SMS ")
    assert (answer.event.kind, answer.event.slip) == (made.__name__, False)
    assert (answer.event.at, answer.event.channel) == (EVENING - 20 * MINUTE, "sms")
    assert (answer.urge, answer.hold.held) == (None, True)
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]
    with pytest.raises(NotUnderstood, match="still to come"):
        app.call(made, at="2026-11-20 23:00")


@pytest.mark.parametrize("made", [heard, logistics, sent])
def test_a_first_event_makes_its_contact(app: App, made: Any) -> None:
    answer = app.call(made)
    assert (answer.made_contact, answer.event.contact) == (True, "Ex")
    assert not app.call(made).made_contact


def test_a_slip_is_answered_with_the_last_time_that_letting_go_worked(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge, intensity=8)
    first = app.call(sent)
    assert (first.event.slip, first.worked_before, first.cooldown_runs) == (True, None, False)
    app.call(log_urge, intensity=8)
    app.call(rate_urge, intensity=3)
    app.call(let_go)
    clock.forward(hours=1)
    worked = app.call(sent, alone=True).worked_before
    assert worked is not None
    assert (worked.at, worked.intensity, worked.last_rating) == (EVENING, 8, 3)
    clock.forward(days=2)
    assert app.call(sent, alone=True).worked_before is None  # no slip


def test_a_note_can_be_added_to_contact_later(app: App) -> None:
    app.call(log_urge)
    made = app.call(sent)
    app.call(note_event, event=made.event.id, note=" We met by chance. ")
    assert app.call(show_urge, urge=1).note == "We met by chance."


def test_an_old_event_is_retracted_only_by_its_time_even_in_an_hour_that_comes_twice(
    app: App, clock: FakeClock
) -> None:
    for moment, typed in (
        (datetime(2026, 10, 20, 10, 30, 20, tzinfo=UTC), "2026-10-20 12:30"),
        # The second 2:30 in Berlin.
        (datetime(2026, 10, 25, 1, 30, 20, tzinfo=UTC), "2026-10-25T02:30+01:00"),
    ):
        clock.moment = moment
        app.call(sent, alone=True)
        clock.forward(days=2)
        with pytest.raises(Refused) as refused:
            app.call(retract_event, kind="sent")
        assert refused.value.way_out
        assert refused.value.way_out.split('"')[1] == typed
        retracted = app.call(retract_event, kind="sent", contact="Ex", at=typed)
        assert retracted.event.at == clock.moment - 2 * DAY
    with pytest.raises(NotFound):
        app.call(retract_event, kind="sent")
