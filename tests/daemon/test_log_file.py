"""The daemon's log: private, bounded, and without a word of what anybody wrote."""

import sqlite3
import stat
from contextlib import closing

import pytest

from conftest import Processes
from daemons import a_daemon, log_of, wait_for_log, wait_for_state
from holdfast.desktop.folders import Folders, find_folders
from waiting import let_time_pass

PRIVATE = ("Marlene", "Traumfänger", "unsent words", "saxophone", "pigeon-post", "sekrethome")


@pytest.fixture
def folders(folders: Folders) -> Folders:
    """A home whose path has a word that is nobody's business, too."""
    return find_folders({"HOLDFAST_HOME": str(folders.home / "sekrethome")})


def test_the_log_holds_nothing_of_what_anybody_wrote_whatever_goes_wrong(
    process: Processes, folders: Folders
) -> None:
    with a_daemon(process) as daemon:
        assert process("contact", "add", "Marlene").returncode == 0
        words = ("--contact", "Marlene", "--trigger", "saxophone", "--channel", "pigeon-post")
        logged = process("log", *words, typed="unsent words, Traumfänger")
        assert logged.returncode == 0, logged.stderr
        wait_for_state(folders, "patience:urge-1", "failed")

        # The ledger is damaged while it runs, and comes back. Locked meanwhile, because a
        # process that writes would put a first page before the garbage.
        with closing(sqlite3.connect(folders.database, isolation_level=None)) as alone:
            alone.execute("BEGIN EXCLUSIVE")
            kept = folders.database.read_bytes()
            folders.database.write_bytes(b"Marlene, unsent words" * 1000)
        wait_for_log(folders, "tick failed: StorageError")
        let_time_pass(1)  # ten ticks: each would be a line in a careless log
        folders.database.write_bytes(kept)
        wait_for_log(folders, "ticking again")

        assert process("log", *words, typed="unsent words again").returncode == 0
        wait_for_state(folders, "patience:urge-2", "failed")
        assert daemon.end() == (0, "")
    log = log_of(folders)
    troubles = [line.partition(" ERROR ")[2] for line in log.splitlines() if "tick failed" in line]
    assert len(set(troubles)) == len(troubles)  # each is said once, not at each tick
    assert "nudges: 0 handed over, 1 failed" in log
    assert log.rstrip().endswith("stopped")
    for word in PRIVATE:
        assert word.casefold() not in log.casefold()
    assert stat.S_IMODE(folders.log.stat().st_mode) == 0o600


def test_the_log_is_turned_over_and_stays_private(process: Processes, folders: Folders) -> None:
    for _ in range(4):
        with a_daemon(process, environment={"TEST_LARGEST_BYTES": "100"}) as daemon:
            assert daemon.end() == (0, "")
    files = sorted(path.name for path in folders.home.glob("daemon.log*"))
    assert files == ["daemon.log", "daemon.log.1", "daemon.log.2"]
    for name in files:
        path = folders.home / name
        assert path.stat().st_size <= 100
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert log_of(folders).rstrip().endswith("stopped")


def test_without_a_daemon_so_far_there_is_no_log(process: Processes, folders: Folders) -> None:
    said = process("daemon", "log")
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "There is no log yet.\n")
    assert not folders.home.exists()


def test_of_a_long_log_the_last_lines_are_shown(process: Processes, folders: Folders) -> None:
    folders.home.mkdir(parents=True)
    folders.log.write_bytes(b"".join(b"line %d \xff\n" % number for number in range(100)))
    assert process("daemon", "log", "-n", "2").stdout.splitlines() == [
        "line 98 \ufffd",
        "line 99 \ufffd",
    ]
    assert len(process("daemon", "log").stdout.splitlines()) == 40
