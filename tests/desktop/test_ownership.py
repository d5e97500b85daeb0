"""Only a home that is its user's alone is used; the way out never leads to an empty home."""

import os
import pwd
import stat
from pathlib import Path

import pytest

from conftest import Commands, Said
from holdfast.desktop.folders import Folders
from holdfast.desktop.lock import DaemonLock, daemon_state
from holdfast.desktop.ownership import check_home
from holdfast.errors import StorageError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX has owners and modes")
NOBODY = 65534
needs_root = pytest.mark.skipif(
    os.name != "posix" or os.getuid() != 0, reason="needs root: only root can give a file away"
)
MESSAGE = "I miss you"


@pytest.fixture
def _with_a_ledger(holdfast: Commands) -> None:
    holdfast.ok("log", typed="the first one")


def refused(said: Said, *parts: str) -> None:
    """Check that a command was refused in a sentence that has these parts."""
    assert (said.code, said.out) == (1, "")
    assert "went wrong inside" not in said.err
    assert "HOLDFAST_HOME" not in said.err
    for part in parts:
        assert part in said.err


def as_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 4321)


@pytest.mark.usefixtures("_with_a_ledger")
@pytest.mark.parametrize("words", ["check", "status", "doctor", "config show", "daemon status"])
def test_the_home_of_another_user_is_refused_and_its_owner_named(
    holdfast: Commands, folders: Folders, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    owner = pwd.getpwuid(os.geteuid()).pw_name
    as_another_user(monkeypatch)
    refused(holdfast(*words.split()), f"{folders.home} belongs to {owner}", "sudo chown -R ")


@pytest.mark.usefixtures("_with_a_ledger")
def test_a_message_for_a_home_that_is_refused_is_given_back(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_another_user(monkeypatch)
    refused(holdfast("log", typed=MESSAGE), f"\n\n{MESSAGE}\n\n", "belongs to")


@pytest.mark.usefixtures("_with_a_ledger")
def test_help_works_whatever_is_wrong_with_the_home(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_another_user(monkeypatch)
    assert "Usage:" in holdfast.ok("check", "--help").out


@needs_root
@pytest.mark.usefixtures("_with_a_ledger")
@pytest.mark.parametrize("words", ["check", "log", "daemon start", "config show"])
def test_root_is_refused_in_the_home_of_a_user(
    holdfast: Commands, folders: Folders, words: str
) -> None:
    os.chown(folders.home, NOBODY, NOBODY)
    said = holdfast(*words.split(), typed=MESSAGE)
    refused(said, "you are root", "the same without sudo, as nobody")
    assert [path.name for path in folders.home.iterdir()] == ["holdfast.db"]


@needs_root
def test_root_makes_no_home_among_the_files_of_a_user(
    holdfast: Commands, folders: Folders, tmp_path: Path
) -> None:
    os.chown(tmp_path, NOBODY, NOBODY)
    refused(holdfast("log", typed=MESSAGE), "without sudo, as nobody", MESSAGE)
    assert not folders.home.exists()


@needs_root
@pytest.mark.usefixtures("_with_a_ledger")
def test_a_database_of_another_user_is_refused(holdfast: Commands, folders: Folders) -> None:
    os.chown(folders.database, NOBODY, NOBODY)
    refused(holdfast("check"), f"{folders.database} belongs to nobody")


@pytest.mark.usefixtures("_with_a_ledger")
@pytest.mark.parametrize("name", ["home", "database"])
def test_what_others_can_write_to_is_refused(
    holdfast: Commands, folders: Folders, name: str
) -> None:
    place: Path = getattr(folders, name)
    place.chmod(place.stat().st_mode | 0o022)
    refused(holdfast("check"), f"Other users can write to {place}", f"Try: chmod go-w {place}\n")
    place.chmod(place.stat().st_mode & ~0o022)
    assert holdfast("check").code in {0, 10}


@pytest.mark.usefixtures("_with_a_ledger")
def test_a_home_that_others_can_read_is_closed_and_that_is_said_once(
    folders: Folders,
) -> None:
    folders.home.chmod(0o755)
    folders.database.chmod(0o644)
    warned: list[str] = []
    for _ in range(2):
        check_home(folders, warned.append)
    assert warned == [
        f"Other users could read {place}. Now only you can."
        for place in (folders.home, folders.database)
    ]
    assert stat.S_IMODE(folders.home.stat().st_mode) == 0o700
    assert stat.S_IMODE(folders.database.stat().st_mode) == 0o600


@pytest.mark.usefixtures("_with_a_ledger")
def test_among_other_files_only_what_is_holdfasts_is_closed(
    holdfast: Commands, folders: Folders
) -> None:
    letter = folders.home / "letter.txt"
    letter.touch()
    folders.backups.mkdir()
    for place, mode in ((letter, 0o644), (folders.backups, 0o755), (folders.home, 0o755)):
        place.chmod(mode)
    holdfast("check")
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (folders.home, letter, folders.backups)]
    assert modes == [0o755, 0o644, 0o700]


@pytest.mark.usefixtures("_with_a_ledger")
def test_a_home_on_a_disk_that_is_not_there_is_no_empty_home(
    holdfast: Commands, folders: Folders, tmp_path: Path
) -> None:
    folders.home.rename(tmp_path / "elsewhere")
    folders.home.symlink_to(tmp_path / "a disk" / "holdfast")
    refused(holdfast("check"), f"{folders.home} is a link to something that isn't there now.")
    refused(holdfast("log", typed=MESSAGE), MESSAGE)


def test_a_lock_that_is_a_link_is_refused_and_its_target_kept(
    holdfast: Commands, folders: Folders, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sam")
    folders.home.mkdir(mode=0o700)
    folders.lock.symlink_to(letter)
    with pytest.raises(OSError, match=str(folders.lock)):
        DaemonLock(folders.lock).acquire(holdfast.app.clock.read().wall)
    assert letter.read_text() == "Dear Sam"
    refused(holdfast("daemon", "status"), f"{folders.lock} can't be used: it's a link.")


@pytest.mark.usefixtures("_with_a_ledger")
def test_a_lock_that_cannot_be_read_does_not_mean_that_no_daemon_runs(
    holdfast: Commands, folders: Folders
) -> None:
    folders.lock.mkdir()
    for words in ("daemon status", "daemon start", "daemon stop"):
        refused(holdfast(*words.split()), str(folders.lock))
    assert holdfast.ok("status", "--json").json["daemon"]["running"] is None
    assert "can't tell whether reminders are on" in holdfast.ok("status").out
    holdfast.ok("report")
    assert holdfast("check").code in {0, 10}


@needs_root
def test_a_lock_of_root_is_refused_to_a_user(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.home.mkdir()
    folders.lock.touch()
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with pytest.raises(StorageError, match="belongs to root"):
        daemon_state(folders.lock)


@pytest.mark.usefixtures("_with_a_ledger")
def test_doctor_names_the_home_and_each_file_that_cannot_be_used(
    holdfast: Commands, folders: Folders
) -> None:
    assert f"Your data is in {folders.home}.\n" in holdfast.ok("doctor").out
    folders.reports.mkdir()
    page = folders.reports / "2026-W46.html"
    page.symlink_to("/not/there")
    folders.log.symlink_to("/not/there")
    said = holdfast("doctor", "--json")
    home = next(check for check in said.json if check["check"] == "home")
    assert (said.code, home["ok"]) == (1, False)
    assert str(page) in home["says"]
    assert str(folders.log) in home["says"]


@needs_root
@pytest.mark.usefixtures("_with_a_ledger")
def test_doctor_says_how_to_get_back_a_file_of_another_user(
    holdfast: Commands, folders: Folders
) -> None:
    folders.log.touch()
    os.chown(folders.log, NOBODY, NOBODY)
    said = holdfast("doctor")
    assert said.code == 1
    assert f"{folders.log} belongs to nobody" in said.out
    assert f"sudo chown -R root: {folders.log}" in said.out
