"""`holdfast daemon install` and `uninstall`: at each login, by systemd or the desktop."""

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

UNSEEN = "No desktop is seen from here: a login without one, such as this, does not start it.\n"
UNDO = "To undo it: holdfast daemon uninstall\n"


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


def test_install_writes_enables_and_starts_a_systemd_unit_and_uninstall_removes_it(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    said = process("daemon", "install")
    assert (said.returncode, said.stderr) == (0, "")
    pid = daemon_state(folders.lock).pid
    assert said.stdout == (
        "From now on the daemon starts at each login, by systemd.\n"
        f"Written: {unit_file()}\n"
        "No graphical-session.target is active here, which some desktops never start: it comes "
        "with the login itself.\n"
        f"{UNDO}The daemon runs (process {pid}).\n"
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
        f"The daemon starts at each login already, by systemd: {unit_file()}\n"
        f"{UNDO}The daemon runs already (process {pid}).\n"
    )

    assert process("daemon", "uninstall").stdout == (
        f"The daemon starts at login no more. Removed: {unit_file()}\n"
        "What is held stays held. To start the daemon by hand: holdfast daemon start\n"
    )
    assert starts.told == ["stop holdfast.service", "disable holdfast.service", "daemon-reload"]
    assert not unit_file().exists()
    assert pid
    wait_until(lambda: is_gone(pid), "the end of the daemon")
    again = process("daemon", "uninstall")
    assert (again.returncode, again.stdout) == (0, "Nothing starts this home's daemon at login.\n")


def test_without_systemd_the_desktop_starts_the_daemon(
    process: Processes, folders: Folders, no_systemd: FakeSystemctl
) -> None:
    said = process("daemon", "install")
    pid = daemon_state(folders.lock).pid
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        "From now on the daemon starts at each login, by the desktop.\n"
        f"Written: {entry_file()}\n{UNSEEN}{UNDO}The daemon runs (process {pid}).\n"
    )
    command = f"env HOLDFAST_HOME={folders.home} {sys.executable} -P -m holdfast daemon restart"
    assert f"\nExec={command}\n" in entry_file().read_text()
    at_a_desktop = process("daemon", "install", XDG_CURRENT_DESKTOP="XFCE")
    assert at_a_desktop.stdout == (
        f"The daemon starts at each login already, by the desktop: {entry_file()}\n"
        f"{UNDO}The daemon runs already (process {pid}).\n"
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
    assert f"Removed, for it would have started it twice: {entry_file()}\n" in said.stdout
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
    assert f"{path} is there, and not Holdfast's: it was left as it is.\n" in said.stderr
    undone = process("daemon", "uninstall")
    assert undone.stdout == "Nothing starts this home's daemon at login.\n"
    assert f"Note: {path} is there, and not this home's: it was left" in undone.stderr
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
        f"Error: The daemon of another home starts at login: {process.folders.home}. Only one "
        "can.\n"
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
    assert "Note: Its Python is gone: /old/bin/python." in status.stderr
    said = process("daemon", "install")
    assert "Until now that was with another Python: /old/bin/python\n" in said.stdout
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
        "Error: systemd did not take it (Failed to do it: Access denied). Nothing starts at "
        "login.\nTry: holdfast daemon start, each time\n"
    )
    assert not unit_file().exists()


def test_start_stop_and_status_go_by_the_unit(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    starts.forget()
    assert process("daemon", "stop").stdout.startswith("The daemon has stopped.")
    assert starts.told == ["stop holdfast.service"]
    # It is not running, but systemd may be about to start it again.
    assert process("daemon", "stop").stdout == "The daemon is not running.\n"
    assert starts.told == ["stop holdfast.service"] * 2
    starts.forget()
    assert "The daemon runs (process " in process("daemon", "start").stdout
    assert starts.told == ["reset-failed holdfast.service", "start holdfast.service"]
    status = process("daemon", "status")
    assert status.stdout.endswith(f"It starts at each login, by systemd: {unit_file()}\n")
    # Where systemd does not answer, it starts and stops all the same.
    starts.fails("show")
    starts.forget()
    assert "The daemon runs (process " in process("daemon", "restart").stdout
    assert "start holdfast.service" not in starts.told
    assert daemon_state(folders.lock).running


@pytest.mark.usefixtures("starts")
def test_erase_removes_the_unit_too(process: Processes, folders: Folders) -> None:
    assert process("daemon", "install").returncode == 0
    erased = process("erase", "--yes")
    assert erased.returncode == 0
    assert erased.stderr == (
        f"The daemon starts at login no more. Removed: {unit_file()}\n"
        "Everything that was written down here is gone.\n"
    )
    assert not unit_file().exists()
    assert not daemon_state(folders.lock).running


def test_on_other_systems_install_explains_what_to_do_by_hand(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    said = holdfast("daemon", "install")
    assert (said.code, said.out) == (1, "")
    assert "make this start at login: holdfast daemon start" in said.err


NOW_AND_AT_LOGIN = "Start the daemon now and at each login, which nudges you? [Y/n] "
INIT = ("init", "--contact", "Sam", "--length", "none", "--sleep", "22:00-08:00")


def test_init_offers_to_start_the_daemon_at_each_login(
    terminal: Opens, starts: FakeSystemctl
) -> None:
    init = terminal(*INIT)
    init.answer(NOW_AND_AT_LOGIN, "")
    assert init.end() == 0
    assert "From now on the daemon starts at each login, by systemd." in init.seen
    assert starts.told[-1] == "start holdfast.service"


def test_init_without_a_desktop_starts_the_daemon_now_and_says_so(process: Processes) -> None:
    said = process(*INIT, "--daemon")
    assert said.returncode == 0
    assert "The daemon runs (process " in said.stdout
    assert said.stderr == (
        "Note: There is no desktop here that could start it at login, so it starts now. "
        "For logins at one: holdfast daemon install\n"
    )
    assert not entry_file().exists()
