"""Boundaries: what the contact said stands above all; stricter at once, looser after a week."""

from datetime import timedelta

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.domain.boundary import BoundaryKind
from holdfast.errors import HoldfastError, Refused
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import list_changes
from holdfast.services.check import check
from holdfast.services.choosing import UnknownContact
from holdfast.services.confirming import confirm_change
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.cooldowns import extend_cool_down, show_cool_down, start_cool_down
from holdfast.services.drafts import list_drafts
from holdfast.services.events import sent
from holdfast.services.undoing import undo
from holdfast.services.urges import log_urge, show_urge

DAY = timedelta(days=1)


@pytest.fixture
def sam(app: App) -> App:
    app.call(add_contact, name="Sam")
    return app


def say(app: App, kind: BoundaryKind, until: str | None = None) -> object:
    return app.call(set_boundary, contact="Sam", boundary=kind, until=until, reason="because")


def boundary(app: App) -> str:
    return app.call(list_contacts)[-1].boundary


@pytest.mark.parametrize("kind", ["space", "stop", "order"])
def test_what_has_no_end_holds_at_once_and_counts_nothing_down(
    sam: App, kind: BoundaryKind
) -> None:
    say(sam, kind)
    verdict = sam.call(check)
    assert (verdict.held, verdict.until, verdict.remaining_seconds) == (True, None, None)
    assert (verdict.reason, verdict.boundary) == ("boundary", kind)


def test_space_until_a_day_holds_until_then_and_is_open_afterwards(
    sam: App, clock: FakeClock
) -> None:
    say(sam, "space", "2026-12-24")
    verdict = sam.call(check)
    assert verdict.until == EVENING + timedelta(days=33, hours=1, minutes=30)
    assert (verdict.reason, boundary(sam)) == ("boundary", "space")
    clock.forward_to(verdict.until)
    assert not sam.call(check).held
    assert boundary(sam) == "open"
    # Nothing is left to loosen.
    assert say(sam, "open").already  # type: ignore[attr-defined] # a BoundarySet


def test_space_until_before_the_cool_downs_end_shortens_nothing(sam: App) -> None:
    sam.call(start_cool_down, length="60d")
    say(sam, "space", "2026-12-24")
    assert (sam.call(check).until, sam.call(check).reason) == (EVENING + 60 * DAY, "cool-down")


@pytest.mark.parametrize("kind", ["stop", "order"])
def test_under_a_no_a_cool_down_counts_nothing_down_either(sam: App, kind: BoundaryKind) -> None:
    sam.call(start_cool_down, length="60d")
    sam.call(log_urge, draft="I miss you")
    say(sam, kind)
    shown = sam.call(show_cool_down)
    assert shown is not None
    assert shown.remaining_seconds is None
    for hold in (sam.call(show_urge).urge.hold, sam.call(list_drafts)[0].hold):
        assert (hold.held, hold.until, hold.remaining_seconds) == (True, None, None)


LOOSER = [("order", "stop"), ("stop", "space"), ("space", "open"), ("order", "open")]


@pytest.mark.parametrize(("stands", "wanted"), LOOSER)
def test_a_looser_one_waits_for_seven_days(
    sam: App, clock: FakeClock, stands: BoundaryKind, wanted: BoundaryKind
) -> None:
    say(sam, stands)
    clock.forward(hours=1)
    asked = say(sam, wanted).change  # type: ignore[attr-defined] # a BoundarySet
    assert (asked.kind, asked.boundary) == ("boundary", wanted)
    assert asked.ready_at - asked.asked_at == 7 * DAY
    assert boundary(sam) == stands
    clock.forward(days=7)
    assert boundary(sam) == stands
    sam.call(confirm_change, change=1)
    assert boundary(sam) == wanted
    assert sam.call(check).held == (wanted != "open")


@pytest.mark.parametrize("stricter", ["space", "stop", "order"])
def test_a_stricter_one_counts_at_once_and_cancels_what_waits(
    sam: App, stricter: BoundaryKind
) -> None:
    say(sam, "space", "2026-12-24")
    say(sam, "open")
    say(sam, stricter)
    assert boundary(sam) == stricter
    (change,) = sam.call(list_changes)
    assert change.state == "cancelled"


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ("2026-12-24", "2027-01-24", False),
        ("2026-12-24", None, False),
        ("2026-12-24", "2026-12-10", True),
        (None, "2027-01-24", True),
    ],
)
def test_a_later_day_is_stricter_and_an_earlier_one_waits(
    sam: App, first: str | None, second: str | None, waits: bool
) -> None:
    say(sam, "space", first)
    answer = say(sam, "space", second)
    assert (answer.change is not None) == waits  # type: ignore[attr-defined] # a BoundarySet


def test_the_same_again_is_said_and_does_nothing(sam: App) -> None:
    say(sam, "stop")
    assert say(sam, "stop").already  # type: ignore[attr-defined] # a BoundarySet
    assert sam.call(list_changes) == ()


def test_undo_restores_what_stood_before_one_step_at_a_time(sam: App, clock: FakeClock) -> None:
    say(sam, "space", "2026-12-24")
    sam.call(start_cool_down, length="30d")
    clock.forward(minutes=1)
    say(sam, "stop")
    assert (sam.call(undo).kind, boundary(sam)) == ("boundary", "space")
    assert sam.call(undo).kind == "start"
    assert (sam.call(undo).kind, boundary(sam)) == ("boundary", "open")
    with pytest.raises(Refused, match="nothing to take back"):
        sam.call(undo)


def test_after_ten_minutes_a_boundary_is_no_slip_of_the_finger_any_more(
    sam: App, clock: FakeClock
) -> None:
    say(sam, "stop")
    clock.forward(minutes=11)
    with pytest.raises(Refused, match="nothing to take back"):
        sam.call(undo)


def test_a_change_of_a_boundary_that_was_taken_back_has_nothing_to_loosen(
    sam: App, clock: FakeClock
) -> None:
    say(sam, "stop")
    say(sam, "space")
    sam.call(undo)
    assert sam.call(list_contacts)[0].changes == ()
    clock.forward(days=7)
    with pytest.raises(Refused, match="The boundary that change 1 was about does not stand"):
        sam.call(confirm_change, change=1)
    assert boundary(sam) == "open"


def test_what_a_change_loosened_is_not_taken_back(sam: App, clock: FakeClock) -> None:
    say(sam, "stop")
    say(sam, "open")
    clock.forward(days=7)
    sam.call(confirm_change, change=1)
    with pytest.raises(Refused, match="nothing to take back"):
        sam.call(undo)
    assert boundary(sam) == "open"


def test_writing_across_a_boundary_is_a_slip_by_what_stood_then(sam: App, clock: FakeClock) -> None:
    clock.forward(hours=1)
    say(sam, "stop")
    clock.forward(hours=1)
    assert sam.call(sent, alone=True, at="30m ago").event.slip
    assert not sam.call(sent, alone=True, at="90m ago").event.slip


@pytest.mark.parametrize("kind", ["stop", "order"])
def test_under_their_no_how_much_longer_a_cool_down_could_be_is_not_said(
    sam: App, kind: BoundaryKind
) -> None:
    sam.call(start_cool_down, length="60d")
    with pytest.raises(Refused) as before:
        sam.call(extend_cool_down, by="360d")
    assert before.value.way_out == "holdfast cooldown extend 305d"
    say(sam, kind)
    with pytest.raises(Refused) as refused:
        sam.call(extend_cool_down, by="360d")
    assert refused.value.way_out == "again on a later day"


@pytest.mark.parametrize(
    ("kind", "until", "says"),
    [
        ("space", "2026-11-19", "has been already"),
        ("space", "yesterday", "has been already"),
        ("space", "2028-01-01", "at most 365 days from now"),
        ("space", "soon", "isn't a day to come"),
        ("space", "400d", "at most 365 days from now"),
        ("stop", "2026-12-24", "Only space has an end"),
        ("open", "2026-12-24", "Only space has an end"),
    ],
)
def test_a_day_that_can_not_be_is_said(sam: App, kind: BoundaryKind, until: str, says: str) -> None:
    with pytest.raises(HoldfastError, match=says):
        say(sam, kind, until)
    assert boundary(sam) == "open"


@pytest.mark.parametrize(
    ("stands", "wanted", "until", "says"),
    [
        ("2026-11-25", "open", None, "ends by itself"),
        (None, "space", "2026-11-25", "before the change would be ready"),
    ],
)
def test_a_change_that_would_come_too_late_to_matter_is_refused(
    sam: App, stands: str | None, wanted: BoundaryKind, until: str | None, says: str
) -> None:
    say(sam, "space", stands)
    with pytest.raises(Refused, match=says):
        say(sam, wanted, until)


def test_an_unknown_contact_is_said(sam: App) -> None:
    with pytest.raises(UnknownContact):
        sam.call(set_boundary, contact="Sma", boundary="stop")


def test_space_can_be_said_as_a_length(sam: App) -> None:
    say(sam, "space", "30d")
    assert sam.call(check).until == EVENING + 30 * DAY


def test_a_change_of_space_that_has_ended_by_itself_meanwhile_has_nothing_to_loosen(
    sam: App, clock: FakeClock
) -> None:
    until = (clock.moment + timedelta(days=7, hours=12)).isoformat()
    sam.call(set_boundary, contact="Sam", boundary="space", until=until)
    sam.call(set_boundary, contact="Sam", boundary="open", reason="because")
    clock.forward(days=7, hours=18)
    with pytest.raises(Refused, match="does not stand any more"):
        sam.call(confirm_change, change=1)
