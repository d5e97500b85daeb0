"""`holdfast daemon install` and `uninstall`: at each login, by systemd or the desktop."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cli.conftest import Opens
from conftest import Commands, Processes
from daemons import is_gone
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from login import FakeSystemctl, entry_file, no_systemd, systemctl, unit_file
from processes import processes_of
from waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.measured]

__all__ = ["no_systemd", "systemctl"]

UNSEEN = "There is no desktop in this session. Reminders start at logins with a desktop.\n"
UNDO = "To undo that: holdfast daemon uninstall\n"


@pytest.fixture
def starts(systemctl: FakeSystemctl, folders: Folders) -> FakeSystemctl:
    """A systemctl that starts the daemon when it is told to."""
    folders.home.mkdir()
    folders.lock.touch()
    systemctl.does(
        "start",
        f"{sys.executable} -m holdfast daemon run >/dev/null 2>&1 &\n"
        f'while ! grep -q pid "{folders.lock}"; do sleep 0.02; done',
    )
    return systemctl


def menu_file() -> Path:
    return Path(os.environ["HOME"]) / ".local" / "share" / "applications" / "holdfast.desktop"


def in_menu() -> str:
    return f'In the desktop\'s menu: Holdfast, "Write it here instead". New file: {menu_file()}\n'


def test_install_writes_enables_and_starts_a_systemd_unit_and_uninstall_removes_it(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    said = process("daemon", "install")
    assert (said.returncode, said.stderr) == (0, "")
    pid = daemon_state(folders.lock).pid
    assert said.stdout == (
        "From now on reminders start at each login, through systemd.\n"
        f"New file: {unit_file()}\n"
        "This desktop doesn't use graphical-session.target. Reminders start with the login "
        "itself.\n"
        f"{UNDO}Reminders are on (process {pid}).\n{in_menu()}"
    )
    told = ["daemon-reload", "enable", "stop", "reset-failed", "start"]
    assert [words.split()[0] for words in starts.told] == told
    unit = unit_file().read_text()
    assert f"ExecStart=:{sys.executable} -P -m holdfast daemon run\n" in unit
    assert f"Environment=HOLDFAST_HOME={folders.home}\n" in unit
    assert stat.S_IMODE(unit_file().stat().st_mode) == 0o600
    assert not entry_file().exists()

    starts.forget()
    again = process("daemon", "install")
    assert (again.returncode, starts.told, unit_file().read_text()) == (0, [], unit)
    assert again.stdout == (
        f"Reminders start at each login already, through systemd: {unit_file()}\n"
        f"{UNDO}Reminders are on already (process {pid}).\n"
    )

    assert process("daemon", "uninstall").stdout == (
        f"Reminders no longer start at login. Removed: {unit_file()}\n"
        f"No longer in the desktop's menu. Removed: {menu_file()}\n"
        "What is on hold stays on hold. To turn reminders on: holdfast daemon start\n"
    )
    assert starts.told == ["stop holdfast.service", "disable holdfast.service", "daemon-reload"]
    assert not unit_file().exists()
    assert pid
    wait_until(lambda: is_gone(pid), "the end of the daemon")
    again = process("daemon", "uninstall")
    assert (again.returncode, again.stdout) == (0, "Reminders didn't start at login.\n")


def test_without_systemd_the_desktop_starts_the_daemon(
    process: Processes, folders: Folders, no_systemd: FakeSystemctl
) -> None:
    said = process("daemon", "install")
    pid = daemon_state(folders.lock).pid
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        "From now on reminders start at each login, through the desktop.\n"
        f"New file: {entry_file()}\n{UNSEEN}{UNDO}Reminders are on (process {pid}).\n"
        f"{in_menu()}"
    )
    command = f"env HOLDFAST_HOME={folders.home} {sys.executable} -P -m holdfast daemon restart"
    assert f"\nExec={command}\n" in entry_file().read_text()
    at_a_desktop = process("daemon", "install", XDG_CURRENT_DESKTOP="XFCE")
    assert at_a_desktop.stdout == (
        f"Reminders start at each login already, through the desktop: {entry_file()}\n"
        f"{UNDO}Reminders are on already (process {pid}).\n"
    )
    assert no_systemd.told == []
    assert process("daemon", "uninstall").returncode == 0
    assert not entry_file().exists()


def test_a_window_manager_is_not_said_to_start_the_daemon(
    process: Processes, no_systemd: FakeSystemctl
) -> None:
    said = process("daemon", "install", XDG_CURRENT_DESKTOP="i3")
    assert (said.returncode, said.stderr) == (0, "")
    assert f"i3 may not start what is in {entry_file()}.\n" in said.stdout
    assert "add this line to ~/.config/i3/config:\nexec --no-startup-id env " in said.stdout
    assert "starts at each login" not in said.stdout
    status = process("daemon", "status", XDG_CURRENT_DESKTOP="i3").stdout
    assert "starts at each login" not in status
    assert "holdfast daemon install" in status
    assert no_systemd.told == []


def test_the_unit_replaces_an_old_desktop_entry_so_that_one_daemon_starts(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    starts.fails("show")
    assert process("daemon", "install").returncode == 0
    starts.works("show")
    said = process("daemon", "install")
    assert f"Removed, because reminders would have started twice: {entry_file()}\n" in said.stdout
    assert unit_file().exists()
    assert not entry_file().exists()
    assert len(processes_of(folders.home)) == 1


@pytest.mark.parametrize("kind", ["unit", "entry"])
@pytest.mark.parametrize("content", ["[Unit]\nDescription=mine\n", None])
def test_a_file_that_holdfast_did_not_write_is_left_as_it_is(
    process: Processes, systemctl: FakeSystemctl, kind: str, content: str | None
) -> None:
    path = unit_file() if kind == "unit" else entry_file()
    if kind == "entry":
        systemctl.fails("show")
    path.parent.mkdir(parents=True)
    if content is None:
        path.symlink_to("/dev/null")  # systemd calls that masked
    else:
        path.write_text(content)
    said = process("daemon", "install")
    assert (said.returncode, said.stdout) == (1, "")
    assert f"{path} belongs to something else. It was not changed.\n" in said.stderr
    undone = process("daemon", "uninstall")
    assert undone.stdout == "Reminders didn't start at login.\n"
    assert f"Note: {path} belongs to something else. It was not changed" in undone.stderr
    assert path.is_symlink() if content is None else path.read_text() == content
    assert systemctl.told == []


def test_another_homes_daemon_keeps_its_place_at_login(
    process: Processes, starts: FakeSystemctl, tmp_path: Path
) -> None:
    assert process("daemon", "install").returncode == 0
    before = unit_file().read_text()
    other = str(tmp_path / "an other")
    said = process("daemon", "install", HOLDFAST_HOME=other)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        f"Error: Reminders of another folder start at login: {process.folders.home}. Only one "
        "folder can.\n"
        f"Try: HOLDFAST_HOME={process.folders.home} holdfast daemon uninstall\n"
    )
    assert process("daemon", "uninstall", HOLDFAST_HOME=other).returncode == 0
    assert process("erase", "--yes", HOLDFAST_HOME=other).returncode == 0
    assert process("daemon", "status", HOLDFAST_HOME=other).stdout.count("login") == 0
    assert unit_file().read_text() == before
    # Starting and stopping the other home's daemon doesn't ask systemd.
    starts.forget()
    assert process("daemon", "start", HOLDFAST_HOME=other).returncode == 0
    assert process("daemon", "stop", HOLDFAST_HOME=other).returncode == 0
    assert starts.asked == []


@pytest.mark.usefixtures("starts")
def test_installing_with_another_python_replaces_the_old_one(
    process: Processes, folders: Folders
) -> None:
    assert process("daemon", "install").returncode == 0
    pid = daemon_state(folders.lock).pid
    unit_file().write_text(unit_file().read_text().replace(sys.executable, "/old/bin/python"))
    status = process("daemon", "status")
    assert "Reminders can't start at login: /old/bin/python is gone." in status.stderr
    said = process("daemon", "install")
    assert "The Python used before: /old/bin/python\n" in said.stdout
    assert f"ExecStart=:{sys.executable} " in unit_file().read_text()
    # The daemon was restarted with the new Python.
    assert daemon_state(folders.lock).pid != pid


@pytest.mark.parametrize("word", ["daemon-reload", "enable"])
def test_install_leaves_nothing_when_systemd_refuses_the_unit(
    process: Processes, systemctl: FakeSystemctl, word: str
) -> None:
    systemctl.fails(word, "Failed to do it: Access denied.")
    said = process("daemon", "install")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "Error: systemd refused it (Failed to do it: Access denied). Reminders don't start at "
        "login.\nTry: holdfast daemon start, after each login\n"
    )
    assert not unit_file().exists()


def test_start_stop_and_status_go_by_the_unit(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    starts.forget()
    assert process("daemon", "stop").stdout.startswith("Reminders are off.")
    assert starts.told == ["stop holdfast.service"]
    # It is not running, but systemd may be about to start it again.
    assert process("daemon", "stop").stdout == "Reminders were off already.\n"
    assert starts.told == ["stop holdfast.service"] * 2
    starts.forget()
    assert "Reminders are on (process " in process("daemon", "start").stdout
    assert starts.told == ["reset-failed holdfast.service", "start holdfast.service"]
    status = process("daemon", "status")
    assert status.stdout.endswith(
        f"Reminders start at each login, through systemd: {unit_file()}\n"
    )
    # Where systemd does not answer, it starts and stops all the same.
    starts.fails("show")
    starts.forget()
    assert "Reminders are on (process " in process("daemon", "restart").stdout
    assert "start holdfast.service" not in starts.told
    assert daemon_state(folders.lock).running


@pytest.mark.usefixtures("starts")
def test_erase_removes_the_unit_too(process: Processes, folders: Folders) -> None:
    assert process("daemon", "install").returncode == 0
    erased = process("erase", "--yes")
    assert erased.returncode == 0
    assert erased.stderr == (
        f"Reminders no longer start at login. Removed: {unit_file()}\n"
        f"No longer in the desktop's menu. Removed: {menu_file()}\n"
        "Everything Holdfast had saved is deleted.\n"
    )
    assert not unit_file().exists()
    assert not daemon_state(folders.lock).running


def test_on_other_systems_install_explains_what_to_do_by_hand(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    said = holdfast("daemon", "install")
    assert (said.code, said.out) == (1, "")
    assert "programs that start at login: holdfast daemon start" in said.err


NOW_AND_AT_LOGIN = "Turn on reminders now and at each login? [Y/n] "
INIT = ("init", "--contact", "Sam", "--length", "none", "--sleep", "22:00-08:00")


def test_init_offers_to_start_the_daemon_at_each_login(
    terminal: Opens, starts: FakeSystemctl
) -> None:
    init = terminal(*INIT)
    init.answer(NOW_AND_AT_LOGIN, "")
    assert init.end() == 0
    assert "From now on reminders start at each login, through systemd." in init.seen
    assert starts.told[-1] == "start holdfast.service"


def test_init_without_a_desktop_starts_the_daemon_now_and_says_so(process: Processes) -> None:
    said = process(*INIT, "--daemon")
    assert said.returncode == 0
    assert "Reminders are on (process " in said.stdout
    assert said.stderr == (
        "Note: Reminders start now, but not at login: this is not a desktop session. "
        "On a desktop: holdfast daemon install\n"
    )
    assert not entry_file().exists()
