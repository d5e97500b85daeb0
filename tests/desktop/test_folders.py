"""Where things are kept: in the home that was chosen, or in the platform's own folders."""

import os
import signal
import sys
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from conftest import Processes
from holdfast.desktop.autostart import path_of
from holdfast.desktop.folders import find_folders
from holdfast.desktop.login_files import start_for
from processes import processes_of

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own folders")


def test_a_chosen_home_holds_everything(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    found = find_folders({"HOLDFAST_HOME": str(home)})
    paths = (found.config, found.database, found.backups, found.reports, found.log, found.lock)
    names = ("config.toml", "holdfast.db", "backups", "reports", "daemon.log", "daemon.lock")
    assert paths == tuple(home / name for name in names)
    assert not home.exists()  # finding makes nothing


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("~/space", "{person}/space"),
        ("~", "{person}"),
        ("relative", "{here}/relative"),
        ("a b/ü 🌊", "{here}/a b/ü 🌊"),
        ("{here}/absolute", "{here}/absolute"),
        # The same text, as what starts at login knows its home by it.
        *((spelled, "{here}/a/b") for spelled in ("a/./b", "a//b", "a/b/", "a/b/.", "./a/b")),
        # Two dots are left to the system, which follows links.
        ("/a/link/../b/", "/a/link/../b"),
    ],
)
def test_a_home_can_be_spelled_in_any_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, meant: str
) -> None:
    places = {"person": str(tmp_path / "person"), "here": str(tmp_path)}
    monkeypatch.setenv("HOME", places["person"])
    monkeypatch.chdir(tmp_path)
    folders = find_folders({"HOLDFAST_HOME": typed.format(**places)})
    assert folders.home_text == meant.format(**places)
    assert folders.home == Path(folders.home_text)


@pytest.mark.parametrize("environment", [{}, {"HOLDFAST_HOME": ""}])
@on_linux
def test_the_platforms_folders_are_used_without_a_chosen_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = find_folders(environment)
    assert folders.database == tmp_path / ".local/share/holdfast/holdfast.db"
    assert folders.config == tmp_path / ".config/holdfast/config.toml"
    assert folders.lock == tmp_path / ".local/state/holdfast/daemon.lock"
    assert folders.log == tmp_path / ".local/state/holdfast/daemon.log"


@pytest.mark.parametrize("value", ["data", "./data", "~/data"])
def test_a_base_folder_that_is_not_absolute_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = find_folders({"XDG_DATA_HOME": value, "XDG_STATE_HOME": value})
    assert folders.home == tmp_path / ".local/share/holdfast"
    assert folders.state == tmp_path / ".local/state/holdfast"
    entry = path_of("entry", {"XDG_CONFIG_HOME": value})
    assert entry == tmp_path / ".config/autostart/holdfast.desktop"


@pytest.mark.parametrize(
    "value", ["{person}/snap/code/171/.local/share", "{person}/.var/app/org.x.Y/data"]
)
@on_linux
def test_the_folders_of_a_sandboxed_program_are_not_used_in_its_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    names = ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
    inherited = dict.fromkeys(names, value.format(person=tmp_path))
    folders = find_folders(inherited)
    assert folders.home == tmp_path / ".local/share/holdfast"
    assert folders.state == tmp_path / ".local/state/holdfast"
    assert folders.config == tmp_path / ".config/holdfast/config.toml"
    assert path_of("unit", inherited) == tmp_path / ".config/systemd/user/holdfast.service"
    assert start_for(folders, inherited).environment == ()


@on_linux
def test_in_a_snap_the_persons_own_home_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "snap/code/171"))
    folders = find_folders({"SNAP_REAL_HOME": str(tmp_path)})
    assert folders.home == tmp_path / ".local/share/holdfast"


@on_linux
@pytest.mark.parametrize("words", ["check", "status", "log --no-draft"])
def test_a_home_without_a_ledger_says_so_if_the_usual_one_has_one(
    process: Processes, tmp_path: Path, words: str
) -> None:
    person = tmp_path / "person"
    mine = {"HOLDFAST_HOME": "", "HOME": str(person), "XDG_DATA_HOME": ""}
    process("log", "--no-draft", **mine)
    said = process(*words.split(), HOME=str(person))
    assert f"Note: Nothing is saved in {process.folders.home} yet." in said.stderr
    assert str(person / ".local/share/holdfast") in said.stderr
    elsewhere = {**mine, "XDG_DATA_HOME": str(tmp_path / "other")}
    assert "Nothing is saved in" in process("check", **elsewhere).stderr
    assert "Nothing is saved in" not in process("check", **mine).stderr


@pytest.mark.parametrize("value", [None, "", "  ", "/else/where", "/with a space/ü"])
@on_linux
def test_the_platforms_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("HOLDFAST_HOME")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    folders, known = find_folders(os.environ), PlatformDirs("holdfast", appauthor=False)
    assert folders.home == known.user_data_path
    assert folders.config.parent == known.user_config_path
    assert folders.state == known.user_state_path


@pytest.mark.parametrize("environment", [{}, {"HOLDFAST_HOME": "/somewhere"}])
def test_a_config_file_elsewhere_moves_nothing_else_and_is_never_erased(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    usual = find_folders(environment)
    folders = find_folders(environment, str(tmp_path / "other.toml"))
    assert folders.config == tmp_path / "other.toml"
    assert (folders.home, folders.state) == (usual.home, usual.state)
    assert usual.config in usual.written
    assert folders.config not in folders.written


@pytest.mark.slow
def test_a_relative_home_is_the_same_for_a_command_and_its_daemon(
    process: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # The daemon works in another folder: “home” must not become “/home” there.
    assert process("daemon", "start", HOLDFAST_HOME="home").returncode == 0
    try:
        status = process("daemon", "status", HOLDFAST_HOME=str(tmp_path / "home"))
        assert "Reminders are on" in status.stdout
    finally:
        for pid in processes_of("home"):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_relative_config_file_is_the_same_for_a_command_and_its_daemon(
    process: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.toml").write_text('[nudges]\npatience = "perhaps"\n')
    started = process("--config", "other.toml", "daemon", "start")
    assert started.returncode == 1
    assert "nudges.patience" in started.stderr


@on_linux
def test_the_folder_of_a_sandbox_does_not_count_below_a_home_behind_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "behind").mkdir()
    (tmp_path / "home").symlink_to("behind")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    found = find_folders({"XDG_DATA_HOME": str(tmp_path / "behind/snap/code/171/.local/share")})
    assert found.home == tmp_path / "home/.local/share/holdfast"


def test_a_command_in_a_deleted_folder_finds_its_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (deleted := tmp_path / "deleted").mkdir()
    monkeypatch.chdir(deleted)
    deleted.rmdir()
    assert find_folders({"HOLDFAST_HOME": str(tmp_path)}).home == tmp_path
