"""Contacts: adding, choosing, renaming."""

import pytest

from fakes import EVENING
from holdfast.app import App
from holdfast.errors import NeedsAnswer, NotFound, NotUnderstood, Refused
from holdfast.services.check import check
from holdfast.services.contacts import add_contact, contact_names, list_contacts, rename_contact
from holdfast.services.cooldowns import show_cool_down, start_cool_down
from holdfast.services.status import status
from holdfast.services.urges import let_go, list_urges, log_urge


def test_the_same_name_twice_is_one_contact(app: App) -> None:
    app.call(add_contact, name="Sam")
    assert app.call(add_contact, name=" SAM ").name == "Sam"
    assert app.call(contact_names) == ("Sam",)


def test_contacts_are_listed_newest_first_with_what_holds(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, length="30d")
    app.call(add_contact, name="Kim")
    app.call(log_urge, contact="Kim")
    newest, oldest = app.call(list_contacts)
    assert (newest.name, newest.cooldown, newest.open_urges) == ("Kim", None, (1,))
    assert newest.hold.reason == "pause"
    assert oldest.cooldown is not None
    assert (oldest.name, oldest.cooldown.remaining_seconds) == ("Sam", 30 * 86_400)
    assert oldest.hold.reason == "cool-down"


def test_a_contact_that_is_renamed_takes_all_along(app: App) -> None:
    app.call(log_urge, draft="I miss you")
    app.call(start_cool_down, length="30d")
    renamed = app.call(rename_contact, name="ex", to="Sam")
    assert (renamed.name, renamed.open_urges) == ("Sam", (1,))
    assert app.call(check, contact="Sam").held
    # Another spelling of its own name is no clash with itself.
    assert app.call(rename_contact, name="Sam", to="SAM").name == "SAM"


def test_two_people_can_not_have_one_name(app: App) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Kim")
    with pytest.raises(Refused, match="“Sam”, is called so already"):
        app.call(rename_contact, name="Kim", to="sam")
    with pytest.raises(NotUnderstood):
        app.call(rename_contact, name="Kim", to="")
    assert app.call(contact_names) == ("Sam", "Kim")


def test_with_one_contact_it_never_has_to_be_named(app: App) -> None:
    with pytest.raises(NotFound, match="Nobody"):
        app.call(check)
    app.call(add_contact, name="Sam")
    assert app.call(check).contact == "Sam"
    app.call(add_contact, name="Kim")
    with pytest.raises(NeedsAnswer, match="Which contact") as asked:
        app.call(show_cool_down)
    assert asked.value.choices == ("Sam", "Kim")
    assert app.call(check, contact="KIM").contact == "Kim"


def test_status_says_everything_at_a_glance(app: App) -> None:
    assert app.call(status).contacts == ()
    app.call(log_urge)
    found = app.call(status)
    assert [contact.name for contact in found.contacts] == ["Ex"]
    assert (found.daemon.running, found.inbox) == (False, 0)
    assert found.now == EVENING


def test_years_of_open_urges_are_counted_whole_and_named_up_to_a_hundred(app: App) -> None:
    for _ in range(101):
        app.call(log_urge)
    (contact,) = app.call(status).contacts
    assert contact.open_urge_count == 101
    assert contact.open_urges == tuple(range(101, 1, -1))


def test_the_open_urge_that_is_named_first_is_the_one_that_a_bare_command_takes(app: App) -> None:
    app.call(log_urge)
    app.call(log_urge, felt="yesterday 22:15")
    (contact,) = app.call(status).contacts
    assert contact.open_urges == (1, 2)
    assert [urge.id for urge in app.call(list_urges)] == [1, 2]
    assert app.call(let_go).urge.id == 1


def test_a_former_name_still_means_the_same_contact(app: App) -> None:
    app.call(log_urge)
    app.call(start_cool_down, length="30d")
    app.call(rename_contact, name="Ex", to="Zed")
    assert app.call(check, contact="ex").held
    added = app.call(add_contact, name="Ex")
    assert (added.name, added.already) == ("Zed", True)
    assert app.call(contact_names) == ("Zed",)
    app.call(add_contact, name="Kim")
    with pytest.raises(Refused, match="Zed"):
        app.call(rename_contact, name="Kim", to="Ex")
    # Back, and forth again.
    assert app.call(rename_contact, name="Zed", to="Ex").name == "Ex"
    assert app.call(rename_contact, name="Ex", to="Zed").name == "Zed"
    assert app.call(check, contact="Ex").contact == "Zed"


@pytest.mark.parametrize("look_alike", ["Ex\u200b", "E\u00adx", "\uff25\uff58", "\u2060ex"])
def test_names_that_nobody_can_tell_apart_are_one_contact(app: App, look_alike: str) -> None:
    app.call(add_contact, name="Ex")
    assert app.call(add_contact, name=look_alike).already


@pytest.mark.parametrize(
    "look_alike",
    [
        "Sam\u034f Kim",
        "Sam\ufe0f Kim",
        "Sam\u3164 Kim",
        "\u115fSam Kim",
        "Sam   Kim",
        "Sam\u00a0Kim",
    ],
)
def test_nor_do_characters_that_nobody_sees_make_another_one(app: App, look_alike: str) -> None:
    app.call(add_contact, name="Sam Kim")
    assert app.call(add_contact, name=look_alike).already


@pytest.mark.parametrize("nothing", ["\ufe0f", "\u3164\u3164", "\u2800", " \u034f "])
def test_a_name_of_nothing_but_such_characters_is_none(app: App, nothing: str) -> None:
    with pytest.raises(NotUnderstood, match="needs a name"):
        app.call(add_contact, name=nothing)


def test_a_name_is_shown_as_it_was_said(app: App) -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f"
    assert app.call(add_contact, name=family).name == family
    assert app.call(contact_names) == (family,)
