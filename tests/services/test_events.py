"""Contact that was made, and whether it was a slip."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.errors import HoldfastError, NotFound, NotUnderstood, Refused
from holdfast.services.contacts import add_contact
from holdfast.services.cooldowns import extend_cool_down, start_cool_down
from holdfast.services.events import heard, logistics, note_event, retract_event, sent
from holdfast.services.undoing import undo
from holdfast.services.urges import let_go, list_urges, log_urge, rate_urge, retract_urge

DAY = timedelta(days=1)


def test_contact_made_closes_the_newest_open_urge(app: App, clock: FakeClock) -> None:
    app.call(log_urge, channel="SMS")
    clock.forward(minutes=30)
    made = app.call(sent, at="5m ago", note=" We met by chance. ")
    assert made.urge is not None
    assert (made.urge.id, made.urge.outcome) == (1, "sent")
    assert made.urge.outcome_at == made.event.at == EVENING + timedelta(minutes=25)
    assert (made.event.channel, made.event.urge, made.event.kind) == ("sms", 1, "sent")
    assert made.event.slip
    assert made.urge.slip


def test_the_same_urge_is_sent_once(app: App) -> None:
    app.call(log_urge)
    first = app.call(sent)
    again = app.call(sent, urge=1)
    assert (again.already, again.event) == (True, first.event)


@pytest.mark.parametrize(
    ("at", "slip"),
    [("now", True), ("1d ago", True), ("2d ago", True), ("3d ago", False), ("9d ago", False)],
)
def test_a_slip_is_what_was_held_at_that_moment(
    app: App, clock: FakeClock, at: str, slip: bool
) -> None:
    clock.forward(days=-2)
    app.call(start_cool_down, length="30d")
    clock.forward(days=2)
    assert app.call(sent, alone=True, at=at).event.slip == slip


def test_a_promise_that_was_made_later_makes_no_slip_of_what_was_before(app: App) -> None:
    app.call(start_cool_down, length="30d", since="10d ago")
    assert not app.call(sent, alone=True, at="5d ago").event.slip


def test_what_held_is_judged_by_the_end_as_it_stood_then(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="2d")
    clock.forward(days=1)
    app.call(extend_cool_down, by="30d")
    app.call(undo)
    clock.forward(days=9)
    # On the third day the cool-down had ended: the extension was taken back at once.
    assert not app.call(sent, alone=True, at="7d ago").event.slip
    assert app.call(sent, alone=True, at="9d ago").event.slip


def test_a_pause_that_ran_then_makes_a_slip_although_it_is_over_now(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(days=3)
    assert app.call(sent, alone=True, at="2026-11-21 12:00").event.slip
    assert not app.call(sent, alone=True, at="2026-11-20 22:00").event.slip
    assert not app.call(sent, alone=True).event.slip


def test_contact_that_belongs_to_no_urge_stands_alone(app: App) -> None:
    made = app.call(sent, alone=True, channel="Phone")
    assert (made.urge, made.event.contact, made.event.channel) == (None, "Ex", "phone")
    assert not made.event.slip


@pytest.mark.parametrize(
    ("said", "error", "sentence"),
    [
        ({"urge": 1, "alone": True}, NotUnderstood, "either"),
        ({"urge": 9}, NotFound, "no urge 9"),
        ({"urge": 2}, Refused, "retracted"),
        ({"urge": 1, "at": "yesterday"}, Refused, "only after that"),
        ({"urge": 1, "contact": "Kim"}, Refused, "about Sam"),
        ({"urge": 1, "at": "2030-01-01"}, NotUnderstood, "still to come"),
        ({"urge": 1, "channel": " "}, NotUnderstood, "--channel"),
    ],
)
def test_what_can_not_be_is_refused_and_closes_nothing(
    app: App, said: dict[str, Any], error: type[HoldfastError], sentence: str
) -> None:
    app.call(log_urge, contact="Sam")
    app.call(log_urge)
    app.call(retract_urge, urge=2)
    app.call(add_contact, name="Kim")
    with pytest.raises(error, match=sentence):
        app.call(sent, **said)
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]


def test_a_clock_time_that_is_still_to_come_today_was_yesterdays_and_the_sentence_says_so(
    app: App,
) -> None:
    app.call(log_urge)
    with pytest.raises(Refused) as refusal:
        app.call(sent, urge=1, at="22:32")
    assert refusal.value.message == (
        "Urge 1 was felt only after that, at 2026-11-20 22:30: “22:32” is 2026-11-19 22:32."
    )
    way_out = "holdfast sent --alone --at 22:32, when it belongs to no urge"
    assert refusal.value.way_out == way_out


def test_where_no_urge_from_before_then_is_open_it_stands_by_itself(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(minutes=1)
    made = app.call(sent, at="yesterday 22:15")
    assert (made.urge, made.event.contact) == (None, "Ex")
    assert [urge.outcome for urge in app.call(list_urges)] == ["open"]
    assert app.call(sent).event.urge == 1
    assert app.call(sent).urge is None


def test_an_urge_and_its_own_contact_said_together_agree(app: App) -> None:
    app.call(log_urge, contact="Sam")
    assert app.call(sent, urge=1, contact="sam").event.contact == "Sam"


@pytest.mark.parametrize("made", [heard, logistics])
def test_what_they_wrote_and_what_had_to_be_is_never_a_slip_and_ends_nothing(
    app: App, made: Any
) -> None:
    app.call(log_urge)
    app.call(start_cool_down, length="30d")
    answer = app.call(made, at="20m ago", channel=" SMS ")
    assert (answer.event.kind, answer.event.slip) == (made.__name__, False)
    assert (answer.event.at, answer.event.channel) == (EVENING - timedelta(minutes=20), "sms")
    assert (answer.urge, answer.hold.held) == (None, True)
    (urge,) = app.call(list_urges)
    assert urge.outcome == "open"


@pytest.mark.parametrize("made", [heard, logistics, sent])
def test_on_an_empty_ledger_it_says_whom_it_made(app: App, made: Any) -> None:
    answer = app.call(made)
    assert (answer.made_contact, answer.event.contact) == (True, "Ex")
    assert not app.call(made).made_contact


@pytest.mark.parametrize("made", [heard, logistics])
def test_contact_that_is_still_to_come_is_refused(app: App, made: Any) -> None:
    app.call(add_contact, name="Sam")
    with pytest.raises(NotUnderstood, match="still to come"):
        app.call(made, at="2026-11-20 23:00")


def test_after_a_slip_it_says_what_worked_before(app: App, clock: FakeClock) -> None:
    app.call(log_urge, intensity=8)
    app.call(rate_urge, intensity=3)
    app.call(let_go)
    clock.forward(hours=1)
    worked = app.call(sent, alone=True).worked_before
    assert worked is not None
    assert (worked.at, worked.intensity, worked.last_rating) == (EVENING, 8, 3)
    clock.forward(days=2)
    assert app.call(sent, alone=True).worked_before is None  # no slip


def test_a_slip_after_which_nothing_had_worked_yet_says_nothing_of_it(app: App) -> None:
    app.call(log_urge)
    made = app.call(sent)
    assert (made.event.slip, made.worked_before, made.cooldown_runs) == (True, None, False)


def test_what_was_happening_can_be_added_afterwards(app: App) -> None:
    made = app.call(sent)
    assert app.call(note_event, event=made.event.id, note=" We met by chance. ")


def test_an_old_one_of_an_hour_that_comes_twice_is_named_so_that_it_is_found(
    app: App, clock: FakeClock
) -> None:
    clock.moment = datetime(2026, 10, 25, 1, 30, 20, tzinfo=UTC)  # the second 2:30 in Berlin
    app.call(add_contact, name="Sam")
    app.call(sent, alone=True)
    clock.forward(days=2)
    with pytest.raises(Refused) as refused:
        app.call(retract_event, kind="sent")
    assert refused.value.way_out
    _, said, _ = refused.value.way_out.split('"')
    assert said == "2026-10-25T02:30+01:00"
    assert app.call(retract_event, kind="sent", at=said).event.at == clock.moment - 2 * DAY
