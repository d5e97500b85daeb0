"""Forgetting: the name and the texts go; what was promised, felt and counted stays."""

from datetime import timedelta
from pathlib import Path

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.domain.contact import FIRST_NAME
from holdfast.errors import NeedsAnswer, Refused
from holdfast.services.boundaries import set_boundary
from holdfast.services.changes import list_changes
from holdfast.services.check import check
from holdfast.services.choosing import UnknownContact
from holdfast.services.contacts import add_contact, contact_names, list_contacts, rename_contact
from holdfast.services.cooldowns import end_cool_down, show_cool_down, start_cool_down
from holdfast.services.drafts import settle_review
from holdfast.services.events import sent
from holdfast.services.forgetting import ask_to_erase, forget_contact
from holdfast.services.reports import weekly_report
from holdfast.services.status import status
from holdfast.services.undoing import undo
from holdfast.services.urges import list_urges, log_urge

TEXTS = ("zwieback", "rusk", "crumb", "melba", "toast", "bread")


@pytest.fixture
def lived(app: App, clock: FakeClock) -> App:
    """Sam, who was Ex, with a text of each kind, and a cool-down of 30 days."""
    app.call(log_urge, draft="zwieback")
    app.call(rename_contact, name="Ex", to="Samantha")
    clock.forward(hours=25)
    app.call(settle_review, urge=1, decision="keep", length="1d", wanted="crumb")
    app.call(start_cool_down, length="30d", why="rusk")
    app.call(end_cool_down, reason="melba")
    app.call(ask_to_erase, reason="bread")
    app.call(sent, note="toast")
    return app


def forget(app: App, name: str = "Samantha") -> str:
    return app.call(forget_contact, name=name, sure=True).name


def test_it_asks_first(lived: App) -> None:
    with pytest.raises(NeedsAnswer, match="go, for good"):
        lived.call(forget_contact, name="Samantha")
    assert lived.call(contact_names) == ("Samantha",)


def test_the_name_and_every_text_are_gone_from_the_file(lived: App) -> None:
    database: Path = lived.folders.database
    before = database.read_bytes().decode("latin-1").lower()
    assert all(text in before for text in (*TEXTS, "samantha"))
    forget(lived)
    after = database.read_bytes().decode("latin-1").lower()
    assert not [text for text in (*TEXTS, "samantha") if text in after]


def test_promises_and_counts_stay(lived: App) -> None:
    held, counted = lived.call(check), lived.call(weekly_report)
    name = forget(lived)
    after = lived.call(check)
    assert (after.held, after.until, after.reason) == (held.held, held.until, held.reason)
    assert after.contact == name == "Forgotten 1"
    assert lived.call(weekly_report).urges == counted.urges
    assert lived.call(weekly_report).slips == 1
    (urge,) = lived.call(list_urges)
    assert (urge.contact, urge.has_draft) == (name, False)
    changes = lived.call(list_changes)
    assert [(one.kind, one.state, one.reason) for one in changes] == [
        ("erase", "waiting", None),
        ("end", "waiting", None),
    ]


def test_no_two_are_forgotten_under_one_name(lived: App) -> None:
    forget(lived)
    lived.call(add_contact, name="Samantha")  # has her name again
    lived.call(add_contact, name="Robin")
    names = [forget(lived), forget(lived, "Robin")]
    assert names == ["Forgotten 2", "Forgotten 3"]


@pytest.mark.parametrize("again", ["Samantha", "SAMANTHA ", "Ex"])
def test_saying_a_name_that_they_had_anew_opens_nothing(lived: App, again: str) -> None:
    forget(lived)
    assert lived.call(check, contact=again).held
    known = lived.call(add_contact, name=again)
    assert (known.already, known.name) == (True, again.strip())
    assert known.cooldown is not None
    assert lived.call(contact_names) == (again.strip(),)


def test_nor_does_giving_that_name_to_somebody_else(lived: App) -> None:
    forget(lived)
    lived.call(add_contact, name="Robin")
    with pytest.raises(Exception, match="is called so already or was before"):
        lived.call(rename_contact, name="Robin", to="Samantha")


def test_nor_forgetting_twice_under_different_names(lived: App) -> None:
    lived.call(rename_contact, name=forget(lived), to="Kim")
    forget(lived, "Kim")
    for name in ("Samantha", "Kim", "Ex"):
        assert lived.call(check, contact=name).held


def test_forgetting_somebody_who_is_forgotten_changes_nothing(lived: App) -> None:
    name = forget(lived)
    assert forget(lived, name) == name
    assert lived.call(check, contact="Samantha").held


def test_once_nothing_holds_they_are_listed_no_more_and_the_name_is_free(
    lived: App, clock: FakeClock
) -> None:
    forget(lived)
    clock.forward(days=31)
    assert lived.call(list_contacts) == ()
    assert lived.call(status).contacts == ()
    with pytest.raises(Exception, match="Nobody is being given space"):
        lived.call(check)
    new = lived.call(add_contact, name="Samantha")
    assert not new.already
    assert lived.call(check).contact == "Samantha"


def test_under_a_no_they_are_held_for_good(lived: App, clock: FakeClock) -> None:
    lived.call(set_boundary, contact="Samantha", boundary="stop")
    forget(lived)
    clock.forward(days=400)
    assert lived.call(check, contact="Samantha").held


def test_what_is_logged_next_goes_to_them_while_they_are_held(lived: App) -> None:
    name = forget(lived)
    assert lived.call(log_urge).urge.contact == name


def test_it_goes_to_somebody_new_afterwards(lived: App, clock: FakeClock) -> None:
    forget(lived)
    clock.forward(days=31)
    logged = lived.call(log_urge, guess_contact=True)
    assert (logged.urge.contact, logged.made_contact) == ("Ex", True)


def test_with_several_it_never_guesses_somebody_forgotten(lived: App, clock: FakeClock) -> None:
    for name in ("Robin", "Kim"):
        lived.call(add_contact, name=name)
    lived.call(log_urge, contact="Samantha")
    forget(lived)
    clock.forward(days=31)
    assert lived.call(log_urge, guess_contact=True).urge.contact == "Kim"


def test_a_second_one_has_another_name(lived: App) -> None:
    lived.call(add_contact, name="Robin")
    assert forget(lived, "Robin") == "Forgotten 1"
    assert forget(lived) == "Forgotten 2"
    assert lived.call(contact_names) == ("Forgotten 2",)


def test_an_unknown_name_is_said(lived: App) -> None:
    with pytest.raises(UnknownContact):
        lived.call(forget_contact, name="Robin")


def test_a_name_like_a_forgotten_ones_is_theirs(lived: App, clock: FakeClock) -> None:
    name = forget(lived)
    clock.forward(days=31)
    assert lived.call(start_cool_down, contact=name, length="1d").contact == name


def test_the_cool_down_keeps_its_terms(lived: App) -> None:
    before = lived.call(show_cool_down)
    assert before is not None
    forget(lived)
    after = lived.call(show_cool_down)
    assert after is not None
    assert (after.ends_at, after.delay_seconds, after.why) == (
        before.ends_at,
        before.delay_seconds,
        None,
    )


def test_forgetting_again_takes_what_was_written_since(lived: App) -> None:
    name = forget(lived)
    lived.call(log_urge, contact=name, draft="zwieback again")
    assert forget(lived, name) == name
    assert b"zwieback" not in lived.folders.database.read_bytes()


def test_a_forgotten_name_is_free_again_once_nothing_is_held_though_they_got_another_one(
    app: App, clock: FakeClock
) -> None:
    app.call(start_cool_down, contact="Sam", length="30d")
    app.call(forget_contact, name="Sam", sure=True)
    app.call(rename_contact, name="Forgotten 1", to="Zed")
    assert app.call(add_contact, name="Sam").already
    app.call(rename_contact, name="Sam", to="Zed")
    clock.forward(days=31)
    assert not app.call(add_contact, name="Sam").already


@pytest.mark.parametrize("says", ["add", "rename"])
def test_of_two_who_were_forgotten_under_one_name_it_means_the_one_who_is_held_longer(
    app: App, clock: FakeClock, says: str
) -> None:
    app.call(add_contact, name="Sam")
    app.call(forget_contact, name="Sam", sure=True)
    app.call(start_cool_down, contact=app.call(add_contact, name="Sam").name, length="30d")
    app.call(forget_contact, name="Sam", sure=True)
    clock.forward(minutes=30)
    app.call(start_cool_down, contact="Forgotten 1", length="1h")
    before = app.call(check, contact="Sam").until
    if says == "add":
        app.call(add_contact, name="Sam")
    else:
        with pytest.raises(Refused):
            app.call(rename_contact, name="Forgotten 1", to="Sam")
    clock.forward(hours=2)
    held = app.call(check, contact="Sam")
    assert (held.held, held.until) == (True, before)
    assert held.remaining_seconds is not None
    assert held.remaining_seconds > 29 * 86_400


@pytest.fixture
def two(app: App, clock: FakeClock) -> App:
    """Two who were forgotten as Sam: nothing held the first, 90 days hold the second."""
    app.call(add_contact, name="Sam")
    app.call(forget_contact, name="Sam", sure=True)
    app.call(start_cool_down, contact=app.call(add_contact, name="Sam").name, length="90d")
    app.call(forget_contact, name="Sam", sure=True)
    clock.forward(minutes=30)
    return app


def test_a_name_means_the_strictest_whom_it_fits_and_not_only_when_it_is_added(two: App) -> None:
    until = two.call(check, contact="Sam").until
    two.call(start_cool_down, contact="Forgotten 1", length="365d", sure=True)
    assert two.call(add_contact, name="Sam").already
    two.call(undo, contact="Sam")
    held = two.call(check, contact="Sam")
    assert (held.held, held.until, held.contact) == (True, until, "Forgotten 2")


def test_a_name_that_somebody_else_has_by_now_is_given_to_no_second_one(two: App) -> None:
    two.call(start_cool_down, contact="Forgotten 1", length="365d", sure=True)
    two.call(add_contact, name="Sam")
    two.call(undo, contact="Sam")
    assert two.call(add_contact, name="Sam").name == "Forgotten 2"
    with pytest.raises(Refused, match="“Sam”, is called so already"):
        two.call(rename_contact, name="Forgotten 2", to="Sam")


def test_where_the_clock_may_be_ahead_a_message_to_nobody_named_goes_to_whom_that_name_meant(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name=FIRST_NAME)
    forgotten = forget(app, FIRST_NAME)
    clock.forward(days=1)
    clock.boot_id, clock.since_boot, clock.right = "another boot", timedelta(minutes=1), False
    logged = app.call(log_urge)
    # They may be held: a new contact of that name would be another one.
    assert (logged.urge.contact, logged.made_contact) == (forgotten, False)
