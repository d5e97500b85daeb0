"""Boundaries: a stricter one counts at once, a looser one waits a week."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes import EVENING, FakeClock
from holdfast.app import App
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact
from holdfast.errors import HoldfastError, Refused
from holdfast.promises.boundaries import BoundarySet, set_boundary
from holdfast.promises.holds import check
from holdfast.promises.model import BoundaryKind
from holdfast.promises.requests import confirm_request, list_requests
from holdfast.promises.use_cases import show_cool_down, start_cool_down
from holdfast.urges.use_cases import log_urge, show_urge

DAY = timedelta(days=1)
UNTIL = "2026-12-24"


@pytest.fixture
def sam(app: App) -> App:
    app.call(add_contact, name="Sam")
    return app


def say(app: App, kind: BoundaryKind, until: str | None = None) -> BoundarySet:
    return app.call(
        set_boundary, contact="Sam", boundary=kind, until=until, order="restricts", reason="because"
    )


@pytest.mark.parametrize("kind", ["space", "stop", "order"])
def test_a_boundary_without_an_end_holds_at_once_and_counts_nothing_down(
    sam: App, kind: BoundaryKind
) -> None:
    say(sam, kind)
    verdict = sam.call(check)
    assert (verdict.held, verdict.until, verdict.remaining_seconds) == (True, None, None)
    assert (verdict.reason, verdict.boundary) == ("boundary", kind)


@pytest.mark.parametrize("until", [UNTIL, "33d1h30m"])
def test_space_until_a_day_holds_until_then_and_is_open_afterwards(
    sam: App, clock: FakeClock, until: str
) -> None:
    say(sam, "space", until)
    verdict = sam.call(check)
    assert verdict.until == EVENING + timedelta(days=33, hours=1, minutes=30)
    clock.forward_to(verdict.until)
    assert not sam.call(check).held
    assert say(sam, "open").already


def test_space_with_an_earlier_end_shortens_no_cool_down(sam: App) -> None:
    sam.call(start_cool_down, length="60d")
    say(sam, "space", UNTIL)
    assert (sam.call(check).until, sam.call(check).reason) == (EVENING + 60 * DAY, "cool-down")


@pytest.mark.parametrize("kind", ["stop", "order"])
def test_under_a_no_nothing_counts_down(sam: App, kind: BoundaryKind) -> None:
    sam.call(start_cool_down, length="60d")
    sam.call(log_urge, draft="I miss you")
    say(sam, kind)
    shown = sam.call(show_cool_down)
    assert shown is not None
    assert (shown.ends_at, shown.remaining_seconds) == (None, None)
    hold = sam.call(show_urge).urge.hold
    assert (hold.held, hold.until, hold.remaining_seconds) == (True, None, None)


@pytest.mark.parametrize(
    ("first", "wanted"),
    [("order", "stop"), ("stop", "space"), ("space", "open"), ("order", "open")],
)
def test_a_looser_boundary_waits_seven_days(
    sam: App, clock: FakeClock, first: BoundaryKind, wanted: BoundaryKind
) -> None:
    say(sam, first)
    asked = say(sam, wanted).request
    assert asked is not None
    assert (asked.kind, asked.boundary) == ("boundary", wanted)
    assert asked.ready_at - asked.asked_at == 7 * DAY
    clock.forward(days=7)
    assert sam.call(check).boundary == first
    sam.call(confirm_request, request=1)
    assert sam.call(check).boundary == (wanted if wanted != "open" else None)


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        (UNTIL, "2027-01-24", False),
        (UNTIL, None, False),
        (UNTIL, "2026-12-10", True),
        (None, "2027-01-24", True),
    ],
)
def test_a_later_end_of_space_is_stricter_and_an_earlier_one_waits(
    sam: App, first: str | None, second: str | None, waits: bool
) -> None:
    say(sam, "space", first)
    assert (say(sam, "space", second).request is not None) == waits


@pytest.mark.parametrize(
    ("until", "ends_at"),
    [
        ("2027-01-24", EVENING + timedelta(days=64, hours=1, minutes=30)),
        ("60d", EVENING + 60 * DAY),
    ],
)
def test_a_confirmed_end_of_space_is_the_one_that_was_asked_for(
    sam: App, clock: FakeClock, until: str, ends_at: object
) -> None:
    say(sam, "space")
    asked = say(sam, "space", until).request
    assert asked is not None
    assert asked.boundary_until == ends_at
    clock.forward(days=8)
    assert sam.call(confirm_request, request=1).hold is not None
    assert sam.call(check).until == ends_at


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("24.12.", "2026-12-24"),
        ("24 dec", "2026-12-24"),
        ("24/12", "2026-12-24"),
        ("dec 24", "2026-12-24"),
        ("3 jan", "2027-01-03"),
        ("sunday", "2026-11-22"),
        ("next sunday", "2026-11-22"),
        ("friday", "2026-11-27"),
        ("24.12.2027", None),
    ],
)
def test_a_day_without_its_year_is_the_next_one_in_until(
    sam: App, until: str, day: str | None
) -> None:
    if day is None:
        with pytest.raises(Refused, match="at most 365 days"):
            say(sam, "space", until)
        return
    ends = say(sam, "space", until).boundary.until
    assert ends
    assert f"{ends.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d}" == day


def test_a_stricter_boundary_makes_a_request_to_loosen_it_void(sam: App) -> None:
    say(sam, "space", UNTIL)
    say(sam, "open")
    assert say(sam, "stop").cancelled_requests == (1,)
    assert sam.call(list_requests)[0].state == "cancelled"


def test_the_same_boundary_again_changes_nothing(sam: App) -> None:
    say(sam, "stop")
    assert say(sam, "stop").already
    assert sam.call(list_requests) == ()


@pytest.mark.parametrize(
    ("kind", "until", "says"),
    [
        ("space", "2026-11-19", "is in the past"),
        ("space", "yesterday", "is in the past"),
        ("space", "2028-01-01", "at most 365 days away"),
        ("space", "400d", "at most 365 days away"),
        ("space", "soon", "I can't read the day"),
        ("stop", UNTIL, "only goes with space"),
        ("open", UNTIL, "only goes with space"),
    ],
)
def test_an_end_that_can_not_be_is_refused(
    sam: App, kind: BoundaryKind, until: str, says: str
) -> None:
    with pytest.raises(HoldfastError, match=says):
        say(sam, kind, until)
    assert not sam.call(check).held


@pytest.mark.parametrize(
    ("first", "wanted", "until", "says"),
    [
        ("2026-11-25", "open", None, "ends by itself"),
        (None, "space", "2026-11-25", "that day comes sooner"),
    ],
)
def test_a_request_that_would_be_ready_too_late_to_matter_is_refused(
    sam: App, first: str | None, wanted: BoundaryKind, until: str | None, says: str
) -> None:
    say(sam, "space", first)
    with pytest.raises(Refused, match=says):
        say(sam, wanted, until)


def test_an_unknown_contact_has_no_boundary(sam: App) -> None:
    with pytest.raises(UnknownContact):
        sam.call(set_boundary, contact="Sma", boundary="stop")
