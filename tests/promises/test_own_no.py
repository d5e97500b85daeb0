"""The person's own no, beside what the contact said."""

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, rename_contact
from holdfast.data.use_cases import forget_contact
from holdfast.errors import HoldfastError, NeedsAnswer, Refused
from holdfast.overview.contact import ContactAnswer, show_contact
from holdfast.overview.history import history
from holdfast.promises.boundaries import set_boundary, set_own_no
from holdfast.promises.holds import check
from holdfast.promises.requests import confirm_request
from holdfast.promises.use_cases import undo
from holdfast.urges.drafts import open_draft, settle_review
from holdfast.urges.events import sent
from holdfast.urges.use_cases import log_urge, show_urge


@pytest.fixture
def sam(app: App) -> App:
    app.call(add_contact, name="Sam")
    return app


def said(app: App) -> tuple[str, bool, str | None]:
    """Return what Sam said, whether the person said no, and which of them holds."""
    shown = app.call(show_contact, contact="Sam")
    return shown.boundary, shown.mine, shown.hold.boundary


def end_own_no(app: App, clock: FakeClock) -> None:
    asked = app.call(set_own_no, contact="Sam", off=True, reason="I'm safe now")
    assert asked.request
    clock.forward(hours=24)
    app.call(confirm_request, request=asked.request.id)


@pytest.mark.parametrize("theirs", ["open", "space", "stop"])
def test_an_own_no_holds_at_once_and_leaves_what_they_said(sam: App, theirs: str) -> None:
    sam.call(set_boundary, contact="Sam", boundary=theirs)  # type: ignore[arg-type] # one of them
    sam.call(set_own_no, contact="Sam")
    assert said(sam) == (theirs, True, "mine")
    assert sam.call(check, contact="Sam").until is None


def test_ending_an_own_no_waits_24_hours_and_leaves_what_they_said(
    sam: App, clock: FakeClock
) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    sam.call(set_own_no, contact="Sam")
    asked = sam.call(set_own_no, contact="Sam", off=True, reason="I'm safe now").request
    assert asked
    clock.forward(hours=23, minutes=59)
    with pytest.raises(Refused, match="has to wait"):
        sam.call(confirm_request, request=asked.id)
    assert said(sam) == ("stop", True, "mine")
    clock.forward(minutes=1)
    sam.call(confirm_request, request=asked.id)
    assert said(sam) == ("stop", False, "stop")


def test_ending_what_they_said_leaves_the_own_no(sam: App, clock: FakeClock) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    sam.call(set_own_no, contact="Sam")
    asked = sam.call(set_boundary, contact="Sam", boundary="open", reason="They wrote").request
    assert asked
    clock.forward(days=7)
    sam.call(confirm_request, request=asked.id)
    assert said(sam) == ("open", True, "mine")


def test_each_request_is_void_only_by_its_own_promise(sam: App, clock: FakeClock) -> None:
    sam.call(set_own_no, contact="Sam")
    asked = sam.call(set_own_no, contact="Sam", off=True, reason="I'm safe now").request
    assert asked
    assert sam.call(set_boundary, contact="Sam", boundary="stop").cancelled_requests == ()
    theirs = sam.call(set_boundary, contact="Sam", boundary="open", reason="They wrote").request
    assert theirs
    clock.forward(hours=24)
    sam.call(confirm_request, request=asked.id)
    # Saying no again makes neither of them void: the first is settled, the second is about them.
    assert sam.call(set_own_no, contact="Sam").cancelled_requests == ()
    again = sam.call(set_own_no, contact="Sam", off=True, reason="I'm safe now").request
    assert again
    sam.call(undo, sure=True)
    with pytest.raises(Refused, match="was cancelled"):
        sam.call(confirm_request, request=again.id)
    assert said(sam) == ("stop", False, "stop")


def test_an_own_no_said_twice_changes_nothing(sam: App) -> None:
    assert not sam.call(set_own_no, contact="Sam").already
    assert sam.call(set_own_no, contact="Sam").already
    assert len(sam.call(history)) == 1


def test_ending_an_own_no_that_was_not_said_changes_nothing(sam: App) -> None:
    assert sam.call(set_own_no, contact="Sam", off=True).already


def test_undoing_an_own_no_asks_first_and_leaves_what_they_said(sam: App) -> None:
    sam.call(set_boundary, contact="Sam", boundary="space")
    sam.call(set_own_no, contact="Sam")
    with pytest.raises(NeedsAnswer, match="your own no to Sam"):
        sam.call(undo)
    assert sam.call(undo, sure=True).kind == "mine"
    assert said(sam) == ("space", False, "space")


def test_an_own_no_follows_another_name(sam: App) -> None:
    sam.call(set_own_no, contact="Sam")
    sam.call(rename_contact, name="Sam", to="Robin")
    assert sam.call(check, contact="Robin").boundary == "mine"


def test_forgetting_under_an_own_no_deletes_the_texts_and_waits_for_the_name(
    sam: App, clock: FakeClock
) -> None:
    sam.call(set_own_no, contact="Sam")
    gone = sam.call(forget_contact, contact="Sam", sure=True, reason="It's over")
    assert gone.request
    assert said(sam) == ("open", True, "mine")
    clock.forward(hours=24)
    sam.call(confirm_request, request=gone.request.id)
    with pytest.raises(HoldfastError):
        sam.call(check, contact="Sam")


@pytest.mark.parametrize("answer", ["It protects me", "protects", "p"])
def test_an_order_that_protects_is_an_own_no_only(sam: App, answer: str) -> None:
    assert sam.call(set_boundary, contact="Sam", boundary="order", order=answer).protects
    assert said(sam) == ("open", True, "mine")


@pytest.mark.parametrize("answer", ["It restricts me", "Restricts", "r"])
def test_an_order_that_restricts_is_theirs(sam: App, answer: str) -> None:
    assert not sam.call(set_boundary, contact="Sam", boundary="order", order=answer).protects
    assert said(sam) == ("order", False, "order")


@pytest.mark.parametrize("answer", [None, "", "both", "no"])
def test_an_order_of_unknown_direction_is_asked_about(sam: App, answer: str | None) -> None:
    with pytest.raises(NeedsAnswer, match="restrict you, or does it protect you"):
        sam.call(set_boundary, contact="Sam", boundary="order", order=answer)
    assert said(sam) == ("open", False, None)


def test_contact_against_an_own_no_is_a_slip_against_it(sam: App) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    sam.call(set_own_no, contact="Sam")
    made = sam.call(sent, contact="Sam")
    assert (made.event.slip, made.against) == (True, "mine")


def test_an_own_no_is_in_the_history(sam: App, clock: FakeClock) -> None:
    sam.call(set_own_no, contact="Sam")
    end_own_no(sam, clock)
    kinds = [entry.promise.kind for entry in sam.call(history) if entry.promise]
    assert kinds == ["mine-off", "mine"]


def test_after_an_own_no_the_review_asks_why_they_left(sam: App, clock: FakeClock) -> None:
    sam.call(log_urge, contact="Sam", draft="I miss you")
    sam.call(set_own_no, contact="Sam")
    end_own_no(sam, clock)
    clock.forward(hours=24)
    assert sam.call(open_draft).had_own_no
    sam.call(settle_review, urge=1, decision="let-go", left_because=" The shouting ")
    (review,) = sam.call(show_urge, urge=1).reviews
    assert review.left_because == "The shouting"


# Contact that goes on although they said no.


def shown_after(app: App, clock: FakeClock, *days: int) -> ContactAnswer:
    """Return Sam's status after contact on these days, each counted from the one before."""
    for gap in days:
        clock.forward(days=gap)
        app.call(sent, contact="Sam", alone=True)
    return app.call(show_contact, contact="Sam")


@pytest.mark.parametrize(
    ("days", "goes_on"),
    [((), False), ((1,), False), ((1, 13), False), ((1, 14), True), ((1, 7, 7), True)],
)
def test_contact_goes_on_if_it_was_made_on_days_two_weeks_apart(
    sam: App, clock: FakeClock, days: tuple[int, ...], goes_on: bool
) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    assert shown_after(sam, clock, *days).goes_on == goes_on


def test_contact_from_before_the_no_does_not_count(sam: App, clock: FakeClock) -> None:
    shown_after(sam, clock, 1)
    clock.forward(days=20)
    sam.call(set_boundary, contact="Sam", boundary="stop")
    assert not shown_after(sam, clock, 1).goes_on


def test_a_stop_that_becomes_an_order_is_one_no(sam: App, clock: FakeClock) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    shown_after(sam, clock, 1)
    sam.call(set_boundary, contact="Sam", boundary="order", order="restricts")
    assert shown_after(sam, clock, 14).goes_on


def test_contact_that_ended_four_weeks_ago_does_not_go_on(sam: App, clock: FakeClock) -> None:
    sam.call(set_boundary, contact="Sam", boundary="stop")
    shown_after(sam, clock, 1, 14)
    clock.forward(days=27)
    assert sam.call(show_contact, contact="Sam").goes_on
    clock.forward(days=1)
    assert not sam.call(show_contact, contact="Sam").goes_on


def test_contact_against_an_own_no_is_not_counted_against_the_person(
    sam: App, clock: FakeClock
) -> None:
    sam.call(set_own_no, contact="Sam")
    assert not shown_after(sam, clock, 1, 14).goes_on
