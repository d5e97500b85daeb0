"""`holdfast daemon install` and `uninstall`: at each login, by systemd or the desktop."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cli.conftest import Opens
from conftest import Commands, Processes
from daemons import a_daemon, is_gone
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import daemon_state
from holdfast.desktop.login_files import DEFAULT, GRAPHICAL, MARK, entry_text, start_for
from login import FakeSystemctl, entry_file, no_systemd, systemctl, unit_file
from processes import processes_of
from waiting import wait_until

# It is reached in processes alone.
pytestmark = pytest.mark.measured

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


def test_with_systemd_a_unit_is_written_enabled_and_started(
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
    assert starts.told == [
        "daemon-reload",
        "enable holdfast.service",
        "stop holdfast.service",
        "reset-failed holdfast.service",
        "start holdfast.service",
    ]
    unit = unit_file().read_text()
    assert f"ExecStart=:{sys.executable} -P -m holdfast daemon run\n" in unit
    assert f"Environment=HOLDFAST_HOME={folders.home}\n" in unit
    assert stat.S_IMODE(unit_file().stat().st_mode) == 0o600
    assert list(unit_file().parent.iterdir()) == [unit_file()]
    assert not entry_file().exists()


def test_where_the_session_has_its_target_the_daemon_comes_and_goes_with_it(
    process: Processes, starts: FakeSystemctl
) -> None:
    starts.works("is-active")
    said = process("daemon", "install")
    assert "graphical-session" not in said.stdout
    assert f"WantedBy={GRAPHICAL}\n" in unit_file().read_text()


def test_doing_it_again_changes_nothing_and_says_so(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    before, pid = unit_file().stat(), daemon_state(folders.lock).pid
    starts.forget()
    # Now from a session that has the target: what stands there is right all the same.
    starts.works("is-active")
    said = process("daemon", "install")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        f"The daemon starts at each login already, by systemd: {unit_file()}\n"
        f"{UNDO}The daemon runs already (process {pid}).\n"
    )
    assert starts.told == []
    assert unit_file().stat() == before


def test_without_systemd_the_desktop_starts_it(
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
    assert no_systemd.told == []
    again = process("daemon", "install")
    assert again.stdout == (
        f"The daemon starts at each login already, by the desktop: {entry_file()}\n"
        f"{UNSEEN}{UNDO}The daemon runs already (process {pid}).\n"
    )
    at_a_desktop = process("daemon", "install", XDG_CURRENT_DESKTOP="XFCE").stdout
    assert at_a_desktop == again.stdout.replace(UNSEEN, "")


def test_without_any_systemctl_it_is_the_desktop_too(process: Processes, tmp_path: Path) -> None:
    said = process("daemon", "install", PATH=str(tmp_path))
    assert said.returncode == 0
    assert entry_file().exists()


def test_uninstalling_removes_the_unit_and_stops_the_daemon(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    wants = unit_file().parent / f"{DEFAULT}.wants" / "holdfast.service"
    wants.parent.mkdir()
    wants.symlink_to(unit_file())  # where systemd could not be asked, it is left
    pid = daemon_state(folders.lock).pid
    starts.forget()
    said = process("daemon", "uninstall")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        f"The daemon starts at login no more. Removed: {unit_file()}\n"
        "What is held stays held. To start the daemon by hand: holdfast daemon start\n"
    )
    assert starts.told == ["stop holdfast.service", "disable holdfast.service", "daemon-reload"]
    assert not unit_file().exists()
    assert not wants.is_symlink()
    assert pid
    wait_until(lambda: is_gone(pid), "the end of the daemon")
    again = process("daemon", "uninstall")
    assert (again.returncode, again.stdout) == (0, "Nothing starts this home's daemon at login.\n")


def test_uninstalling_removes_the_entry(process: Processes, no_systemd: FakeSystemctl) -> None:
    assert process("daemon", "install").returncode == 0
    assert process("daemon", "uninstall").returncode == 0
    assert not entry_file().exists()
    assert no_systemd.told == []


def test_with_the_unit_an_entry_of_before_goes_so_that_it_starts_once(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    starts.fails("show")
    assert process("daemon", "install").returncode == 0
    starts.works("show")
    said = process("daemon", "install")
    assert f"Removed, for it would have started it twice: {entry_file()}\n" in said.stdout
    assert unit_file().exists()
    assert not entry_file().exists()
    # What ran is systemd's now.
    assert starts.told[-1] == "start holdfast.service"
    assert len(processes_of(folders.home)) == 1


def test_a_unit_of_before_is_enough_where_systemd_does_not_answer(
    process: Processes, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    starts.fails("show")
    said = process("daemon", "install")
    assert said.stdout.startswith("The daemon starts at each login already, by systemd")
    assert not entry_file().exists()


def test_a_unit_whose_python_is_gone_is_written_anew_where_systemd_does_not_answer(
    process: Processes, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    right = unit_file().read_text()
    unit_file().write_text(right.replace(sys.executable, "/nonexistent/python"))
    starts.fails("show")
    said = process("daemon", "install")
    assert said.stdout.startswith("From now on the daemon starts at each login, by systemd")
    assert "Until now that was with another Python: /nonexistent/python" in said.stdout
    assert unit_file().read_text() == right


@pytest.mark.parametrize("kind", ["unit", "entry"])
@pytest.mark.parametrize("content", ["[Unit]\nDescription=mine\n", None])
def test_a_file_that_is_not_ours_is_left_as_it_is(
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


def test_somebody_elses_entry_beside_the_unit_is_pointed_out(
    process: Processes, starts: FakeSystemctl
) -> None:
    entry_file().parent.mkdir(parents=True)
    entry_file().write_text("[Desktop Entry]\nExec=holdfast daemon start\n")
    said = process("daemon", "install")
    assert said.returncode == 0
    assert f"Note: {entry_file()} is there, too, and not Holdfast's" in said.stderr
    assert starts.told[-1] == "start holdfast.service"


def test_the_daemon_of_another_home_is_explained_and_stays(
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
    # What another home starts and stops is not this one's.
    starts.forget()
    assert process("daemon", "start", HOLDFAST_HOME=other).returncode == 0
    assert process("daemon", "stop", HOLDFAST_HOME=other).returncode == 0
    assert starts.asked == []


@pytest.mark.usefixtures("starts")
def test_another_python_takes_the_place_of_the_one_before(
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
    # It is the new one that runs.
    assert daemon_state(folders.lock).pid != pid


@pytest.mark.parametrize("word", ["daemon-reload", "enable"])
def test_what_systemd_does_not_take_is_said_and_nothing_is_left(
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


def test_a_start_that_systemd_refuses_is_said(process: Processes, systemctl: FakeSystemctl) -> None:
    systemctl.fails("start", "Job failed")
    said = process("daemon", "install")
    assert said.returncode == 1
    assert "Error: systemd could not start the daemon.\n" in said.stderr
    assert "Try: holdfast daemon run, which says why\n" in said.stderr


def test_a_start_by_systemd_says_what_is_wrong_with_the_config(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    assert process("daemon", "stop").returncode == 0
    folders.config.write_text("[nudges\n")
    starts.fails("start", "Job failed")
    said = process("daemon", "start")
    assert said.returncode == 1
    assert "it isn't TOML" in said.stderr


def test_a_config_that_can_not_be_used_is_said_before_anything_is_written(
    process: Processes, folders: Folders, systemctl: FakeSystemctl
) -> None:
    folders.home.mkdir()
    folders.config.write_text("[nudges\n")
    assert process("daemon", "install").returncode == 1
    assert not unit_file().exists()
    assert systemctl.asked == []


@pytest.mark.usefixtures("starts")
def test_a_daemon_that_ran_before_is_systemds_from_then_on(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process) as daemon:
        assert process("daemon", "install").returncode == 0
        assert daemon.child.wait(timeout=30) == 0
    assert daemon_state(folders.lock).running


def test_start_stop_and_status_go_by_the_unit(
    process: Processes, folders: Folders, starts: FakeSystemctl
) -> None:
    assert process("daemon", "install").returncode == 0
    starts.forget()
    assert process("daemon", "stop").stdout.startswith("The daemon has stopped.")
    assert starts.told == ["stop holdfast.service"]
    # Not running, and yet systemd may be about to start it anew.
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
def test_erasing_everything_takes_this_along(process: Processes, folders: Folders) -> None:
    assert process("daemon", "install").returncode == 0
    erased = process("erase", "--yes")
    assert erased.returncode == 0
    assert erased.stderr == (
        f"The daemon starts at login no more. Removed: {unit_file()}\n"
        "Everything that was written down here is gone.\n"
    )
    assert not unit_file().exists()
    assert not daemon_state(folders.lock).running


def test_elsewhere_than_on_linux_it_says_what_to_do_by_hand(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    said = holdfast("daemon", "install")
    assert (said.code, said.out) == (1, "")
    assert "make this start at login: holdfast daemon start" in said.err


NOW_AND_AT_LOGIN = "Start the daemon now and at each login, which nudges you? [Y/n] "
INIT = ("init", "--contact", "Sam", "--length", "none", "--sleep", "22:00-08:00")


def test_init_offers_now_and_at_each_login(terminal: Opens, starts: FakeSystemctl) -> None:
    init = terminal(*INIT)
    init.answer(NOW_AND_AT_LOGIN, "")
    assert init.end() == 0
    assert "From now on the daemon starts at each login, by systemd." in init.seen
    assert starts.told[-1] == "start holdfast.service"


def test_init_without_a_desktop_starts_it_now_and_says_so(process: Processes) -> None:
    said = process(*INIT, "--daemon")
    assert said.returncode == 0
    assert "The daemon runs (process " in said.stdout
    assert said.stderr == (
        "Note: There is no desktop here that could start it at login, so it starts now. "
        "For logins at one: holdfast daemon install\n"
    )
    assert not entry_file().exists()


def test_init_on_a_desktop_without_systemd_writes_the_entry(
    process: Processes, no_systemd: FakeSystemctl
) -> None:
    said = process(*INIT, "--daemon", XDG_CURRENT_DESKTOP="XFCE")
    assert (said.returncode, said.stderr) == (0, "")
    assert entry_file().read_text().startswith(MARK)
    assert no_systemd.told == []


def test_init_is_not_stopped_by_what_stands_in_the_way(
    process: Processes, systemctl: FakeSystemctl
) -> None:
    unit_file().parent.mkdir(parents=True)
    unit_file().touch()
    said = process(*INIT, "--daemon")
    assert said.returncode == 0
    assert "Note: It does not start at login: " in said.stderr
    assert "The daemon runs (process " in said.stdout
    assert systemctl.told == []


@pytest.mark.usefixtures("no_systemd")
def test_a_file_that_can_not_be_removed_is_named(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_file().parent.mkdir(parents=True)
    start = start_for(holdfast.app.folders, os.environ)
    entry_file().write_text(entry_text(start))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    said = holdfast("daemon", "uninstall")
    assert said.code == 1
    assert f"{entry_file()} can't be removed: Permission denied." in said.err
