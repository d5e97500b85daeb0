"""Through the door a use case answers as in the command's own process: values, errors, warnings."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from conftest import Commands
from doors import Asked, a_door
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import Folders, find_folders
from holdfast.door import answering, client, protocol
from holdfast.errors import HoldfastError, NeedsAnswer, NotFound, NotUnderstood, StorageError
from holdfast.services import urges
from holdfast.services.choosing import UnknownContact
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.nudging import claim_due
from holdfast.services.status import status
from holdfast.services.work import trusted_now
from waiting import wait_until


@pytest.fixture
def door() -> Asked:
    return Asked()


@pytest.fixture
def person(app: App, door: Asked) -> App:
    """A command's app, that asks at the door first."""
    theirs = App(app.folders, clock=app.clock, notifier=app._notifier)
    theirs.door = door
    return theirs


def told_by(person: App, name: str = "Nobody") -> HoldfastError:
    with pytest.raises(HoldfastError) as raised:
        person.call(urges.log_urge, contact=name)
    return raised.value


def test_a_value_is_the_same_as_in_the_own_process(person: App, app: App, door: Asked) -> None:
    with a_door(app):
        logged = person.call(urges.log_urge, draft="I miss you", triggers=("song", "rain"))
        assert door.answered == ["log_urge"]
        assert person.call(urges.show_urge) == app.call(urges.show_urge)
        assert person.call(trusted_now) == app.call(trusted_now)
        # Whether the daemon runs is all that the clock of this test knows nothing of.
        assert person.call(status) == app.call(status)
    assert logged.urge == app.call(urges.list_urges)[0]


def test_without_a_daemon_it_is_done_here(person: App, app: App, door: Asked) -> None:
    person.call(urges.log_urge)
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(urges.list_urges)) == 1


def test_an_error_comes_through_with_all_that_it_knows(person: App, app: App, door: Asked) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Robin")
    with a_door(app):
        through = told_by(person, "Same")
        with pytest.raises(NeedsAnswer) as question:
            person.call(urges.log_urge)
        with pytest.raises(NotUnderstood) as wrong:
            person.call(urges.log_urge, contact="Sam", felt="soon")
        with pytest.raises(NotFound):
            person.call(urges.show_urge, urge=99)
    person.door = None
    here = told_by(person, "Same")
    assert isinstance(through, UnknownContact)
    assert (type(through), vars(through), str(through)) == (type(here), vars(here), str(here))
    assert question.value.choices == ("Sam", "Robin")
    assert (question.value.argument, question.value.exit_code) == ("contact", 2)
    assert wrong.value.exit_code == 2
    assert door.answered == ["log_urge", "log_urge", "log_urge", "show_urge"]


@pytest.mark.parametrize(
    "kind", [("os", "error"), ("holdfast.services.urges", "log_urge"), ("holdfast.errors", "No")]
)
def test_an_error_of_an_unknown_kind_is_met_here_instead(
    app: App, kind: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = answering.Answer(
        msgspec.Raw(b"null"), answering.Failure(kind, {"message": "?"}), "", None, False
    )
    monkeypatch.setattr(client, "_said", lambda *_: msgspec.json.encode(strange))
    assert client.ask(app.folders, "a request", trusted_now, {}) is None


@pytest.mark.parametrize(
    "use_case",
    [claim_due, urges.find_urge, os.getcwd, HoldfastError],
    ids=lambda one: one.__name__,
)
def test_what_is_no_use_case_is_not_asked_for(folders: Folders, app: App, use_case: object) -> None:
    with a_door(app):
        assert client.ask(folders, "a request", use_case, {}) is None  # type: ignore[arg-type] # meant


@pytest.mark.parametrize(
    "name",
    [
        "os.getcwd",
        "holdfast.app.App",
        "holdfast.services.nudging.claim_due",
        "holdfast.services.work.write",
        "holdfast.services.work.os",
        "holdfast.services.urges",
        "",
    ],
)
def test_nothing_but_a_use_case_can_be_reached(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with a_door(app):
        monkeypatch.setattr(protocol, "name_of", lambda _: name)
        person.call(trusted_now)
    assert door.answered == []


def test_arguments_that_do_not_fit_are_met_here(person: App, app: App, door: Asked) -> None:
    with a_door(app):
        with pytest.raises(TypeError):
            person.call(urges.log_urge, nonsense=1)  # type: ignore[call-arg] # meant
        with pytest.raises(ValueError, match="many"):
            person.call(urges.list_urges, limit="many")  # type: ignore[arg-type] # meant
        with pytest.raises(UnicodeError):
            person.call(urges.log_urge, draft="\udc80")
    assert door.answered == []


@pytest.mark.parametrize("other", ["version", "home", "config"])
def test_what_is_meant_for_another_is_done_here_and_once(
    app: App, door: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    theirs = App(app.folders, clock=app.clock, notifier=app._notifier)
    if other == "version":
        monkeypatch.setattr(answering, "__version__", "0.0.1")
    if other == "home":
        theirs = App(find_folders({"HOLDFAST_HOME": str(tmp_path / "other")}))
        # Two homes whose short names are the same meet at one door.
        monkeypatch.setattr(protocol, "_PRIME", 1)
    if other == "config":
        theirs = App(
            find_folders({"HOLDFAST_HOME": str(app.folders.home)}, str(tmp_path / "c.toml"))
        )
    person = App(app.folders, clock=app.clock)
    person.door = door
    with a_door(theirs) as opened:
        person.call(urges.log_urge, draft="I miss you")
        assert opened.changes == []
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(urges.list_urges)) == 1


def test_a_config_that_changes_counts_from_the_next_request(
    person: App, app: App, door: Asked
) -> None:
    with a_door(app):
        before = person.call(urges.log_urge).urge
        app.folders.config.write_text('[cooldown]\npause = "2h"\n')
        after = person.call(urges.log_urge).urge
    assert before.hold.remaining_seconds == timedelta(hours=24).total_seconds()
    assert after.id == 2
    assert app.call(urges.show_urge, urge=2).urge.hold.remaining_seconds == 7200
    assert door.answered == ["log_urge", "log_urge"]


def test_a_config_that_can_not_be_used_is_said_once_and_as_alone(person: App, app: App) -> None:
    app.folders.home.mkdir()
    app.folders.config.write_text("[cooldown\n")
    said: list[str] = []
    person.warn = said.append
    with a_door(App(app.folders, clock=app.clock)):
        person.call(trusted_now)
        assert said == []  # alone, it would not have looked
        person.call(urges.log_urge)
        person.call(urges.log_urge)
        person.zone()
    alone: list[str] = []
    app.warn = alone.append
    app.call(urges.log_urge)
    assert said == alone
    assert "The defaults are used" in said[0]


def test_the_moment_is_said_in_the_zone_that_the_config_names(person: App, app: App) -> None:
    with a_door(app):
        person.call(urges.log_urge, felt="2026-07-01 18:00")
        assert str(app.call(urges.show_urge).urge.felt_at) == "2026-07-01 16:00:00+00:00"
        app.folders.config.write_text('[person]\ntime_zone = "Asia/Tokyo"\n')
        person.call(urges.log_urge, felt="2026-07-01 18:00")
        assert str(app.call(urges.show_urge, urge=2).urge.felt_at) == "2026-07-01 09:00:00+00:00"
        assert str(person.zone()) == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("zone", "hour", "by"),
    [("Asia/Tokyo", "09", 1), ("JST-9", "09", 0), ("Europe/Berlin", "16", 1)],
)
def test_a_moment_is_meant_where_the_client_is(
    app: App, monkeypatch: pytest.MonkeyPatch, zone: str, hour: str, by: int
) -> None:
    monkeypatch.setenv("TZ", zone)
    line = client._line(app.folders, "one", urges.log_urge, {"felt": "2026-07-01 18:00"})
    monkeypatch.setenv("TZ", "Europe/Berlin")
    with a_door(app):
        said = client._said(app.folders, line)
    # A zone without a name the daemon can't know: the command does that itself.
    assert bool(said.strip()) == bool(by)
    if by:
        assert f"2026-07-01T{hour}:00:00Z".encode() in said


def test_a_program_that_was_upgraded_ends_the_daemon_and_the_command_does_it(
    person: App, app: App, door: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "__init__.py"
    program.write_text("one")
    monkeypatch.setattr(answering, "PROGRAM", program)
    with a_door(app) as opened:
        person.call(urges.log_urge)
        assert not opened.outdated.is_set()
        program.write_text("another")
        person.call(urges.log_urge)
        assert opened.outdated.is_set()
    assert (door.asked, door.answered) == (["log_urge"] * 2, ["log_urge"])
    assert len(app.call(urges.list_urges)) == 2


def test_a_ledger_of_a_newer_program_ends_the_daemon(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.call(urges.log_urge)
    with a_door(app) as opened:
        monkeypatch.setattr("holdfast.storage.tables.SCHEMA", 1)
        with pytest.raises(StorageError):
            person.call(status)
        assert opened.outdated.is_set()
    assert door.answered == []


def test_what_the_disk_refuses_the_daemon_the_command_does(
    person: App, app: App, door: Asked
) -> None:
    class Full:
        """A ledger on a full disk."""

        def reading(self) -> None:
            raise StorageError("The disk is full.")

        writing = reading

    daemons = App(app.folders, clock=app.clock, ledger=Full())  # type: ignore[arg-type] # a fake
    with a_door(daemons) as opened:
        person.call(urges.log_urge, draft="I miss you")
        assert opened.changes == []
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(urges.list_urges)) == 1


def test_a_clock_that_jumps_during_a_request_earns_nothing(
    person: App, app: App, clock: FakeClock, door: Asked
) -> None:
    first = app.call(urges.log_urge)
    read = clock.read

    def jump_first() -> object:
        clock.read = read  # type: ignore[method-assign] # once
        clock.set(days=400)
        return read()

    with a_door(app):
        clock.read = jump_first  # type: ignore[method-assign, assignment] # while it is answered
        again = person.call(urges.log_urge)
    assert door.answered == ["log_urge"]
    assert again.urge.logged_at == first.urge.logged_at
    assert again.hold.held


def test_only_what_writes_wakes_the_tick(person: App, app: App) -> None:
    with a_door(app) as opened:
        person.call(list_contacts)
        assert opened.changes == []
        person.call(add_contact, name="Sam")
        told_by(person)
        wait_until(lambda: opened.changes, "the wake")
    assert opened.changes == ["changed"]


def test_nothing_of_a_request_is_logged(
    person: App, app: App, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("zwieback")

    caplog.set_level(logging.DEBUG)
    with a_door(app):
        person.call(urges.log_urge, draft="zwieback", contact="Zwieback")
        monkeypatch.setattr("holdfast.door.answering._types", break_down)
        person.call(urges.log_urge, draft="zwieback")
        # Whoever asked may have given up before: a busy computer answers late.
        wait_until(lambda: "a request failed: RuntimeError" in caplog.text, "a line in the log")
    assert "zwieback" not in caplog.text.lower()


def test_with_holdfast_debug_a_command_stays_in_its_own_process(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from holdfast.door.opening import open_door

    open_door(app)
    assert app.door is not None
    alone = App(app.folders)
    monkeypatch.setenv("HOLDFAST_DEBUG", "1")
    open_door(alone)
    assert alone.door is None


def test_a_command_says_the_same_either_way(app: App, door: Asked) -> None:
    with a_door(app):
        through = Commands(app, door)("log", "--contact", "Sam", "--intensity", "5")
    said = "Written down as urge 1, without a message.\nHeld: nothing goes to Sam until "
    assert through.out.startswith(said)
    assert door.answered == ["log_urge"]
