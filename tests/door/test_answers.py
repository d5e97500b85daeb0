"""Through the door a use case answers as in the command's own process."""

import logging
import os
from pathlib import Path

import pytest

from conftest import Commands
from doors import Asked, a_door
from holdfast.app import App
from holdfast.contacts.choosing import UnknownContact
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.desktop.folders import find_folders
from holdfast.door import answering, client, protocol
from holdfast.door.opening import open_door
from holdfast.errors import NeedsAnswer, NewerLedger, StorageError
from holdfast.ledger.work import time_now
from holdfast.overview.status import status
from holdfast.urges.use_cases import list_urges, log_urge, show_urge
from waiting import wait_until


def test_a_value_is_the_same_as_in_the_own_process(person: App, app: App, door: Asked) -> None:
    with a_door(app):
        logged = person.call(log_urge, draft="I miss you", triggers=("song", "rain"))
        assert person.call(show_urge) == app.call(show_urge)
        assert person.call(status) == app.call(status)
    assert logged.urge == app.call(list_urges)[0]
    assert door.answered == ["log_urge", "show_urge", "status"]


def test_without_a_daemon_the_command_does_it(person: App, app: App, door: Asked) -> None:
    person.call(log_urge)
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(list_urges)) == 1


def test_an_error_comes_through_with_everything_it_knows(
    person: App, app: App, door: Asked
) -> None:
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Robin")
    errors = []
    with a_door(app):
        for one in (person, app):
            with pytest.raises(UnknownContact) as unknown:
                one.call(log_urge, contact="Same")
            errors.append((type(unknown.value), vars(unknown.value), str(unknown.value)))
        with pytest.raises(NeedsAnswer) as question:
            person.call(log_urge)
    assert errors[0] == errors[1]
    assert question.value.choices == ("Sam", "Robin")
    assert (question.value.argument, question.value.exit_code) == ("contact", 2)
    assert door.answered == ["log_urge", "log_urge"]


@pytest.mark.parametrize(
    "name",
    [
        "os.getcwd",
        "holdfast.app.App",
        "holdfast.nudging.handing_over.claim_due",
        "holdfast.ledger.work.write",
        "holdfast.urges.use_cases",
        "",
    ],
)
def test_only_a_use_case_can_be_reached(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert client.ask(app.folders, "a call", os.getcwd, {}) is None
    with a_door(app):
        monkeypatch.setattr(protocol, "name_of", lambda _: name)
        person.call(time_now)
    assert door.answered == []


def test_arguments_that_do_not_fit_are_an_error_of_the_command(
    person: App, app: App, door: Asked
) -> None:
    with a_door(app):
        with pytest.raises(TypeError):
            person.call(log_urge, nonsense=1)  # type: ignore[call-arg] # meant
        with pytest.raises(UnicodeError):
            person.call(log_urge, draft="\udc80")
    assert door.answered == []


@pytest.mark.parametrize("other", ["version", "home", "config", "unknown zone", "empty zone"])
def test_a_command_of_another_version_home_config_or_zone_does_it_itself_once(
    person: App,
    app: App,
    door: Asked,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    other: str,
) -> None:
    theirs = app.folders
    if other == "version":
        monkeypatch.setattr(answering, "__version__", "0.0.1")
    if other == "home":
        theirs = find_folders({"HOLDFAST_HOME": str(tmp_path / "other")})
        theirs.state_text = app.folders.state_text
    if other == "config":
        theirs = find_folders({"HOLDFAST_HOME": str(app.folders.home)}, str(tmp_path / "c.toml"))
    if other.endswith("zone"):
        line = client._line
        monkeypatch.setenv("TZ", "" if other == "empty zone" else "Europe/Berlin")
        monkeypatch.setattr(
            client, "_line", lambda *how: line(*how).replace(b"Europe/Berlin", b"JST-9")
        )
    with a_door(App(theirs, clock=app.clock)) as opened:
        person.call(log_urge, felt="20m ago")
        assert opened.changes == []
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(list_urges)) == 1


def test_a_changed_config_counts_from_the_next_call(person: App, app: App, door: Asked) -> None:
    with a_door(app):
        assert person.call(log_urge).urge.hold.remaining_seconds == 24 * 3600
        app.folders.config.write_text('[cooldown]\npause = "2h"\n')
        assert person.call(log_urge).urge.hold.remaining_seconds == 2 * 3600
    assert door.answered == ["log_urge", "log_urge"]


def test_a_config_that_cannot_be_used_is_a_warning_once_as_without_a_daemon(
    person: App, app: App
) -> None:
    app.folders.home.mkdir()
    app.folders.config.write_text("[cooldown\n")
    warned: list[str] = []
    person.warn = warned.append
    with a_door(App(app.folders, clock=app.clock)):
        person.call(log_urge)
        person.call(log_urge)
    alone: list[str] = []
    app.warn = alone.append
    app.call(log_urge)
    assert warned == alone
    assert "uses the defaults" in warned[0]


def test_a_moment_is_read_in_the_configs_zone_or_else_in_the_commands(
    person: App, app: App, door: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    felt = []
    with a_door(app):
        for zone, config in (("Asia/Tokyo", ""), ("Asia/Tokyo", "America/New_York")):
            monkeypatch.setenv("TZ", zone)
            line = client._line(app.folders, config, log_urge, {"felt": "2026-07-01 18:00"})
            monkeypatch.setenv("TZ", "Europe/Berlin")
            if config:
                app.folders.config.write_text(f'[person]\ntime_zone = "{config}"\n')
            assert client._said(app.folders, line).strip()
            felt.append(f"{app.call(show_urge).urge.felt_at:%H:%M}")
        assert str(person.call(time_now)) == str(app.call(time_now))
        assert str(person.zone()) == "America/New_York"
    assert felt == ["09:00", "22:00"]
    assert door.answered == ["time_now"]


def test_an_upgraded_program_ends_the_daemon_and_the_command_does_it(
    person: App, app: App, door: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "__init__.py"
    program.write_text("one")
    monkeypatch.setattr(answering, "PROGRAM", program)
    with a_door(app) as opened:
        person.call(log_urge)
        assert not opened.outdated.is_set()
        program.write_text("another")
        person.call(log_urge)
        assert opened.outdated.is_set()
    assert (door.asked, door.answered) == (["log_urge"] * 2, ["log_urge"])
    assert len(app.call(list_urges)) == 2


@pytest.mark.parametrize("error", [NewerLedger, StorageError])
def test_what_the_ledger_refuses_the_daemon_the_command_does_itself(
    person: App, app: App, door: Asked, error: type[StorageError]
) -> None:
    class Refusing:
        """A ledger that can't be used by the daemon."""

        def reading(self) -> None:
            raise error("No.")

        writing = reading

    daemons = App(app.folders, clock=app.clock)
    with a_door(daemons) as opened:
        daemons._ledger = Refusing()  # type: ignore[assignment] # a fake
        person.call(log_urge, draft="I miss you")
        assert opened.changes == []
        # The daemon ends if another program has upgraded the ledger.
        assert opened.outdated.is_set() == (error is NewerLedger)
    assert (door.asked, door.answered) == (["log_urge"], [])
    assert len(app.call(list_urges)) == 1


def test_only_a_call_that_writes_wakes_the_tick(person: App, app: App) -> None:
    with a_door(app) as opened:
        person.call(contact_names)
        assert opened.changes == []
        person.call(add_contact, name="Sam")
        with pytest.raises(UnknownContact):
            person.call(log_urge, contact="Nobody")
        wait_until(lambda: opened.changes, "the wake")
    assert opened.changes == ["changed"]


def test_no_text_of_a_call_is_logged(
    person: App, app: App, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("zwieback")

    caplog.set_level(logging.DEBUG)
    with a_door(app):
        person.call(log_urge, draft="zwieback", contact="Zwieback")
        monkeypatch.setattr("holdfast.door.answering._types", break_down)
        person.call(log_urge, draft="zwieback")
        wait_until(lambda: "a call failed: RuntimeError" in caplog.text, "a line in the log")
    assert "zwieback" not in caplog.text.lower()


def test_with_holdfast_debug_a_command_stays_in_its_own_process(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_door(app)
    assert app.door is not None
    alone = App(app.folders)
    monkeypatch.setenv("HOLDFAST_DEBUG", "1")
    open_door(alone)
    assert alone.door is None


def test_a_command_prints_the_same_with_a_daemon(app: App, door: Asked) -> None:
    with a_door(app):
        through = Commands(app, door)(
            "log", "--no-draft", "--contact", "Sam", "--intensity", "5"
        ).out
    app.folders.database.unlink()
    assert through == Commands(app)("log", "--no-draft", "--contact", "Sam", "--intensity", "5").out
    assert door.answered == ["log_urge"]
