"""Where things are kept: the home that was chosen, else the platform's own folders."""

import os
import signal
import sys
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from conftest import Processes
from holdfast.desktop.autostart import path_of
from holdfast.desktop.folders import find_folders
from processes import processes_of


def test_a_chosen_home_holds_everything(tmp_path: Path) -> None:
    folders = find_folders({"HOLDFAST_HOME": str(tmp_path / "mine")})
    assert folders.config == tmp_path / "mine" / "config.toml"
    assert [
        path.relative_to(tmp_path / "mine").as_posix()
        for path in (
            folders.database,
            folders.backups,
            folders.reports,
            folders.log,
            folders.lock,
        )
    ] == ["holdfast.db", "backups", "reports", "daemon.log", "daemon.lock"]
    assert not (tmp_path / "mine").exists()  # finding makes nothing


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("~/space", "{person}/space"),
        ("~", "{person}"),
        ("relative", "{here}/relative"),
        ("a b/ü 🌊", "{here}/a b/ü 🌊"),
        ("{here}/absolute", "{here}/absolute"),
    ],
)
def test_a_home_may_be_said_in_any_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, means: str
) -> None:
    places = {"person": str(tmp_path / "person"), "here": str(tmp_path)}
    monkeypatch.setenv("HOME", places["person"])
    monkeypatch.chdir(tmp_path)
    folders = find_folders({"HOLDFAST_HOME": said.format(**places)})
    assert folders.home == Path(means.format(**places))
    assert folders.home.is_absolute()


@pytest.mark.parametrize("said", ["a/./b", "a//b", "a/b/", "a/b/.", "./a/b"])
def test_a_home_that_is_spelled_differently_is_the_same_to_what_starts_at_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    # As text, by which it knows its own unit and its door: a path would hide how it is spelled.
    assert find_folders({"HOLDFAST_HOME": said}).home_text == f"{tmp_path}/a/b"


def test_two_dots_in_a_home_are_left_to_the_system_which_follows_links() -> None:
    assert find_folders({"HOLDFAST_HOME": "/a/link/../b/"}).home_text == "/a/link/../b"


@pytest.mark.parametrize("environment", [{}, {"HOLDFAST_HOME": ""}])
@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own folders")
def test_without_a_chosen_home_the_platforms_folders_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = find_folders(environment)
    assert folders.database == tmp_path / ".local/share/holdfast/holdfast.db"
    assert folders.config == tmp_path / ".config/holdfast/config.toml"
    assert folders.lock == tmp_path / ".local/state/holdfast/daemon.lock"
    assert folders.log == tmp_path / ".local/state/holdfast/daemon.log"


@pytest.mark.parametrize("value", ["data", "./data", "~/data"])
def test_a_base_folder_that_is_not_absolute_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folders = find_folders({"XDG_DATA_HOME": value, "XDG_STATE_HOME": value})
    assert folders.home == tmp_path / ".local/share/holdfast"
    assert folders.state == tmp_path / ".local/state/holdfast"
    config = {"XDG_CONFIG_HOME": value}
    assert path_of("entry", config) == tmp_path / ".config/autostart/holdfast.desktop"


@pytest.mark.parametrize("value", [None, "", "  ", "/else/where", "/with a space/ü"])
@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own folders")
def test_they_are_those_that_platformdirs_knows(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    monkeypatch.delenv("HOLDFAST_HOME", raising=False)
    folders, known = find_folders(os.environ), PlatformDirs("holdfast", appauthor=False)
    assert folders.home == known.user_data_path
    assert folders.config.parent == known.user_config_path
    assert folders.state == known.user_state_path


@pytest.mark.parametrize("environment", [{}, {"HOLDFAST_HOME": "/somewhere"}])
def test_another_config_file_replaces_only_the_config(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    usual = find_folders(environment)
    folders = find_folders(environment, str(tmp_path / "other.toml"))
    assert folders.config == tmp_path / "other.toml"
    assert (folders.home, folders.state) == (usual.home, usual.state)
    # It is somebody's own file: erasing everything leaves it.
    assert usual.config in usual.written
    assert folders.config not in folders.written


def test_a_relative_home_is_the_same_for_a_command_and_its_daemon(
    process: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # The daemon's own folder is another one: “home” must not become “/home” there.
    assert process("daemon", "start", HOLDFAST_HOME="home").returncode == 0
    try:
        said = process("daemon", "status", HOLDFAST_HOME=str(tmp_path / "home"))
        assert "The daemon runs" in said.stdout
    finally:
        for pid in processes_of("home"):
            os.kill(pid, signal.SIGKILL)


def test_a_relative_config_file_is_the_same_for_a_command_and_its_daemon(
    process: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.toml").write_text('[nudges]\npatience = "perhaps"\n')
    said = process("--config", "other.toml", "daemon", "start")
    assert said.returncode == 1
    assert "nudges.patience" in said.stderr
