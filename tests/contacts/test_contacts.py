"""Contacts: names in any spelling, former names, and which contact is meant."""

import pytest

from holdfast.app import App
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.model import naming
from holdfast.contacts.use_cases import (
    add_contact,
    contact_names,
    is_stranger,
    name_meant,
    rename_contact,
)
from holdfast.errors import NeedsAnswer, NotUnderstood, Refused
from holdfast.promises.holds import check
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.use_cases import log_urge


@pytest.mark.parametrize(
    "spelling",
    [
        " SAM KIM ",
        "Sam   Kim",
        "Sam\u00a0Kim",
        "\uff33am Kim",
        "Sam\u200b Kim",
        "Sa\u00adm Kim",
        "Sam\u034f Kim",
        "Sam\ufe0f Kim",
        "\u115fSam Kim",
    ],
)
def test_spellings_that_nobody_can_tell_apart_are_one_contact(app: App, spelling: str) -> None:
    app.call(add_contact, name="Sam Kim")
    added = app.call(add_contact, name=spelling)
    assert (added.name, added.already) == ("Sam Kim", True)
    assert app.call(contact_names) == ("Sam Kim",)


def test_a_name_is_kept_as_it_was_typed(app: App) -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f"
    app.call(add_contact, name=family)
    assert app.call(contact_names) == (family,)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("  ", "needs a name"),
        ("\u3164\u2800\ufe0f", "needs a name"),
        ("x" * 81, "longer than 80"),
        ("Sam\nKim", "one line"),
        ("Sam\x1b[31m", "one line"),
        ("Sam\N{LINE SEPARATOR}Kim", "one line"),
    ],
)
def test_a_name_that_is_none_adds_nobody(app: App, name: str, says: str) -> None:
    with pytest.raises(NotUnderstood, match=says):
        app.call(add_contact, name=name)
    assert app.call(contact_names) == ()


def test_a_renamed_contact_keeps_what_is_promised(app: App) -> None:
    app.call(log_urge)
    app.call(start_cool_down, length="30d")
    assert app.call(rename_contact, name="ex", to=" Sam ").name == "Sam"
    assert app.call(check, contact="Sam").reason == "cool-down"
    # Another spelling of its own name.
    assert app.call(rename_contact, name="Sam", to="SAM").name == "SAM"


def test_a_former_name_still_means_the_same_contact(app: App) -> None:
    app.call(start_cool_down, length="30d")
    app.call(rename_contact, name="Ex", to="Zed")
    assert app.call(check, contact="ex").held
    added = app.call(add_contact, name="Ex")
    assert (added.name, added.already) == ("Zed", True)
    app.call(add_contact, name="Kim")
    with pytest.raises(Refused, match='"Zed", has or had that name'):
        app.call(rename_contact, name="Kim", to="Ex")
    # Back, and forth again.
    for name, to in (("Zed", "Ex"), ("Ex", "Zed")):
        assert app.call(rename_contact, name=name, to=to).name == to
    assert app.call(contact_names) == ("Zed", "Kim")


def test_a_new_name_has_to_be_a_name(app: App) -> None:
    app.call(add_contact, name="Kim")
    with pytest.raises(NotUnderstood):
        app.call(rename_contact, name="Kim", to="")
    assert app.call(contact_names) == ("Kim",)


@pytest.mark.parametrize(
    ("typed", "guess", "way_out"),
    [
        ("Robbin", "Robin O", "the same command with 'Robin O'"),
        ("Zebedee", None, "holdfast contact add Zebedee"),
    ],
)
def test_an_unknown_name_suggests_the_nearest_one(
    app: App, typed: str, guess: str | None, way_out: str
) -> None:
    for name in ("Sam", "Robin O"):
        app.call(add_contact, name=name)
    with pytest.raises(UnknownContact, match=f'no contact called "{typed}"') as unknown:
        app.call(check, contact=typed)
    error = unknown.value
    assert (error.default, error.way_out, error.choices) == (guess, way_out, ("Sam", "Robin O"))


def test_with_several_contacts_one_has_to_be_named(app: App) -> None:
    for name in ("Sam", "Kim O'Hara"):
        app.call(add_contact, name=name)
    with pytest.raises(NeedsAnswer) as question:
        app.call(start_cool_down, length="3d")
    assert (question.value.way_out or "").endswith("""one of: Sam, 'Kim O'"'"'Hara'""")
    assert naming("Sam", several=True) == " --contact Sam"
    assert naming("Sam", several=False) == ""


def test_a_name_that_nobody_has_or_had_is_a_strangers(app: App) -> None:
    assert not app.call(is_stranger, name="Kim")  # the first name makes the first contact
    app.call(add_contact, name="Sam")
    app.call(rename_contact, name="Sam", to="Samuel")
    assert app.call(is_stranger, name="Kim")
    assert not app.call(is_stranger, name="sam")
    assert app.call(name_meant, contact="sam") == "Samuel"
