"""Forgetting: texts are deleted at once, the name once nothing is held, and counts stay."""

from datetime import timedelta

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact, contact_names, rename_contact
from holdfast.data.use_cases import forget_contact
from holdfast.errors import NeedsAnswer, NotFound
from holdfast.ledger.files import write_private
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.holds import check
from holdfast.promises.requests import RequestAnswer, confirm_request, list_requests
from holdfast.promises.use_cases import end_cool_down, show_cool_down, start_cool_down
from holdfast.urges.drafts import settle_review
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import amend_urge
from holdfast.urges.use_cases import let_go, list_urges, log_urge

TEXTS = ("zwieback", "rusk", "crumb", "melba", "toast")
NAMES = ("samantha", "firstly")


@pytest.fixture
def lived(app: App, clock: FakeClock) -> App:
    """Samantha, once called Firstly, with a text of each kind and a cool-down of 30 days."""
    app.call(add_contact, name="Firstly")
    app.call(rename_contact, name="Firstly", to="Samantha")
    app.call(log_urge, draft="zwieback")
    clock.forward(hours=25)
    app.call(settle_review, urge=1, decision="keep", length="1d", wanted="crumb")
    app.call(start_cool_down, length="30d", why="rusk")
    app.call(end_cool_down, reason="melba")
    app.call(sent, note="toast")
    write_private(app.folders.reports / "2026-W46.html", "a page")
    return app


def forget(app: App, name: str = "Samantha") -> RequestAnswer | None:
    return app.call(forget_contact, contact=name, sure=True, reason="pumpernickel").request


def in_file(app: App, *words: str) -> list[str]:
    """Return the words that are in the database's file."""
    text = app.folders.database.read_bytes().decode("latin-1").lower()
    return [word for word in words if word in text]


@pytest.mark.parametrize(("sure", "argument"), [(False, "sure"), (True, "reason")])
def test_forgetting_asks_first_and_deletes_nothing_meanwhile(
    lived: App, sure: bool, argument: str
) -> None:
    with pytest.raises(NeedsAnswer) as question:
        lived.call(forget_contact, contact="Samantha", sure=sure)
    assert question.value.argument == argument
    assert in_file(lived, *TEXTS) == list(TEXTS)
    assert list(lived.folders.reports.iterdir()) != []


def test_every_text_is_deleted_from_the_file_at_once_and_the_name_stays_while_held(
    lived: App,
) -> None:
    held, before = lived.call(check), lived.call(show_cool_down)
    asked = forget(lived)
    assert in_file(lived, *TEXTS) == []
    assert list(lived.folders.reports.iterdir()) == []
    assert asked is not None
    assert (asked.kind, asked.contact, asked.state) == ("forget", "Samantha", "waiting")
    assert lived.call(check) == held
    after = lived.call(show_cool_down)
    assert before is not None
    assert after is not None
    assert (after.ends_at, after.delay_seconds) == (before.ends_at, before.delay_seconds)
    assert after.why is None
    assert lived.call(check, contact="Firstly").held


def test_once_the_request_is_confirmed_the_name_is_gone_and_counts_stay(
    lived: App, clock: FakeClock
) -> None:
    forget(lived)
    lived.call(log_urge, draft="crispbread")  # written while the request waits
    clock.forward(hours=24)
    lived.call(confirm_request, request=2)
    assert in_file(lived, *TEXTS, *NAMES, "crispbread", "pumpernickel") == []
    assert lived.call(contact_names) == ()
    urges = lived.call(list_urges)
    assert [(urge.contact, urge.has_draft) for urge in urges] == [("Forgotten 1", False)] * 2
    with pytest.raises(NotFound, match="no contact yet"):
        lived.call(check)


def test_where_nothing_is_held_name_and_texts_are_deleted_at_once(
    lived: App, clock: FakeClock
) -> None:
    clock.forward(days=31)
    assert forget(lived) is None
    assert in_file(lived, *TEXTS, *NAMES) == []
    assert lived.call(contact_names) == ()
    assert not lived.call(add_contact, name="Samantha").already
    assert lived.call(check).contact == "Samantha"


@pytest.mark.parametrize(
    ("held_by", "waits"),
    [
        ("pause", timedelta(hours=23)),
        ("cool-down", timedelta(days=3)),
        ("space", timedelta(days=7)),
    ],
)
def test_the_name_waits_as_long_as_what_holds_would_take_to_loosen(
    app: App, clock: FakeClock, held_by: str, waits: timedelta
) -> None:
    app.call(add_contact, name="Sam")
    if held_by != "space":
        app.call(log_urge)
    clock.forward(hours=1)
    if held_by == "cool-down":
        app.call(start_cool_down, length="30d", delay="3d")
    if held_by == "space":
        app.call(set_boundary, contact="Sam", boundary="space", until="8d")
    asked = forget(app, "Sam")
    assert asked is not None
    assert asked.ready_at - asked.asked_at == waits


def test_forgetting_again_while_it_waits_deletes_new_texts_and_asks_for_nothing_more(
    lived: App,
) -> None:
    first = forget(lived)
    lived.call(log_urge, draft="zwieback again")
    again = lived.call(forget_contact, contact="Samantha", sure=True).request
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert in_file(lived, *TEXTS) == []


def test_forgetting_again_once_nothing_is_held_waits_no_more(app: App, clock: FakeClock) -> None:
    app.call(start_cool_down, length="26h")
    forget(app, "Ex")
    clock.forward(hours=26)
    assert forget(app, "Ex") is None
    assert app.call(contact_names) == ()
    assert [one.state for one in app.call(list_requests)] == ["confirmed"]


def test_the_texts_of_somebody_else_stay_and_those_of_a_moved_urge_go(app: App) -> None:
    for name in ("Kim", "Robin"):
        app.call(add_contact, name=name)
    app.call(log_urge, contact="Kim", draft="zwieback")
    app.call(log_urge, contact="Robin", draft="rusk")
    app.call(log_urge, contact="Robin", draft="crumb")
    app.call(sent, urge=3, note="melba")
    app.call(amend_urge, urge=3, contact="Kim")
    forget(app, "Robin")
    assert in_file(app, "zwieback", "rusk", "crumb", "melba") == ["zwieback"]


# With these lengths SQLite moves rows within a page, and secure_delete misses the copies.
LENGTHS = ["A3", "A86", "B86", "A43", "A243", "A22", "A86", "B86", "A243", "B243", "B43", "A243"]
LENGTHS += ["A5", "B243", "A86"]


@pytest.mark.parametrize("erase", ["forget", "let go"])
def test_no_copy_of_a_deleted_text_is_left_in_the_file(app: App, erase: str) -> None:
    for name in ("A", "B"):
        app.call(add_contact, name=name)
    for number, one in enumerate(LENGTHS):
        app.call(log_urge, contact=one[0], draft=f"zw{number:03}q " * int(one[1:]))
    theirs = [number for number, one in enumerate(LENGTHS) if one[0] == "A"]
    if erase == "forget":
        forget(app, "A")
    else:
        for number in theirs:
            app.call(let_go, urge=number + 1, erase=True)
    assert in_file(app, *(f"zw{number:03}q" for number in theirs)) == []


def test_two_people_can_be_forgotten_under_one_name(app: App, clock: FakeClock) -> None:
    for _ in range(2):
        app.call(add_contact, name="Sam")
        app.call(log_urge, contact="Sam")
        clock.forward(days=2)
        forget(app, "Sam")
    assert [urge.contact for urge in app.call(list_urges)] == ["Forgotten 2", "Forgotten 1"]
    # A number is no name: no contact is found by it.
    assert not app.call(add_contact, name="Forgotten 1").already


def test_an_urge_logged_afterwards_is_about_somebody_new(lived: App, clock: FakeClock) -> None:
    clock.forward(days=31)
    forget(lived)
    logged = lived.call(log_urge, guess_contact=True)
    assert (logged.urge.contact, logged.made_contact) == ("Ex", True)
    assert lived.call(let_go).urge.contact == "Ex"


def test_an_unknown_name_is_not_forgotten(lived: App) -> None:
    with pytest.raises(UnknownContact):
        forget(lived, "Robin")
