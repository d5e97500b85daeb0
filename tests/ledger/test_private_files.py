"""Everything that Holdfast writes can be read by its owner only, whatever the umask is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Commands, Processes
from fakes import EVENING
from holdfast.app import App
from holdfast.config import set_config
from holdfast.desktop.folders import Folders
from holdfast.ledger.files import write_private
from holdfast.ledger.migrating import back_up
from holdfast.urges.use_cases import log_urge

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes")


@pytest.fixture(autouse=True)
def _loose_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):04o}"


def _modes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): _mode(path) for path in folder.rglob("*")}


def test_the_home_the_database_and_its_journal_are_private(app: App, folders: Folders) -> None:
    app.call(log_urge, draft="I miss you")
    assert _mode(folders.home) == "0700"
    with app._open_ledger().writing() as stores:
        stores.contacts.add("Robin", "robin", EVENING)
        assert _modes(folders.home) == {"holdfast.db": "0600", "holdfast.db-journal": "0600"}


def test_config_reports_and_backups_are_private(app: App, folders: Folders) -> None:
    app.call(log_urge, draft="I miss you")
    set_config(app.folders.config, "person", "sleep", "21:00-07:00")
    write_private(folders.reports / "2026-W47.txt", "urges: 3\n")
    back_up(folders.database, folders.backups, 8)
    assert _modes(folders.home) == {
        "holdfast.db": "0600",
        "config.toml": "0600",
        "reports": "0700",
        "reports/2026-W47.txt": "0600",
        "backups": "0700",
        "backups/before-upgrade-of-8-1.db": "0600",
    }


def test_the_daemons_lock_log_and_socket_are_private(process: Processes, folders: Folders) -> None:
    started = process("daemon", "start")
    assert started.returncode == 0, started.stderr
    assert _mode(folders.home) == "0700"
    modes = _modes(folders.home)
    assert {"daemon.lock", "daemon.log", "daemon.sock"} <= modes.keys()
    assert set(modes.values()) == {"0600"}


def test_writing_a_file_makes_it_private_and_keeps_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "mine" / "config.toml", tmp_path / "config.toml"
    file.parent.mkdir(mode=0o755)
    file.touch(mode=0o644)
    link.symlink_to(file)
    write_private(link, "new")
    assert (file.read_text(encoding="utf-8"), _mode(file)) == ("new", "0600")
    assert link.is_symlink()


def test_an_empty_home_becomes_private_with_its_first_file(
    holdfast: Commands, folders: Folders
) -> None:
    folders.home.mkdir(mode=0o755)
    holdfast.ok("log", "--no-draft")
    assert _mode(folders.home) == "0700"


def test_a_home_with_other_files_in_it_keeps_its_modes(
    holdfast: Commands, folders: Folders
) -> None:
    folders.home.mkdir(mode=0o755)
    folders.home.joinpath("letter.txt").touch(mode=0o644)
    holdfast.ok("log", "--no-draft")
    assert _mode(folders.home) == "0755"
    assert _modes(folders.home) == {"letter.txt": "0644", "holdfast.db": "0600"}


def test_a_home_and_a_database_that_were_opened_to_readers_are_closed(
    holdfast: Commands, folders: Folders
) -> None:
    holdfast.ok("log", "--no-draft")
    folders.home.chmod(0o750)
    folders.database.chmod(0o640)
    holdfast.ok("status")
    assert (_mode(folders.home), _mode(folders.database)) == ("0700", "0600")
