"""Writers that are killed, and many writers at once: nothing acknowledged is lost."""

import random
import signal
import subprocess
import sys
import threading

import pytest

from conftest import Processes
from holdfast.app import App
from holdfast.urges.use_cases import list_urges, log_urge
from ledger.ledger_file import LedgerFile

# Logs urges and prints the number of each after it is acknowledged. Draft and triggers make each
# urge several rows on several pages, so that half of an urge would show.
WRITER = """
import os
from holdfast.app import app_for
from holdfast.urges.use_cases import log_urge

app = app_for(os.environ)
for number in range({count}):
    draft = f"{{os.getpid()}}-{{number}} " + "x" * 9_000
    logged = app.call(log_urge, draft=draft, intensity=5, triggers=("one", "two", "three"))
    os.write(1, f"{{logged.urge.id}} {{os.getpid()}}-{{number}}\\n".encode())
"""
ENDLESS = 1_000_000_000
STOPS_IN_ITS_FIRST_RUN = """
import os
from holdfast.app import app_for
from holdfast.ledger import migrating
from holdfast.urges.use_cases import log_urge

really_run = migrating.run_migrations
def run_and_stop(connection):
    really_run(connection)
    os.write(1, b"stopped\\n")
    os.read(0, 1)
migrating.run_migrations = run_and_stop
app_for(os.environ).call(log_urge)
"""
STOPS_BEFORE_ITS_COMMIT = """
import os
from holdfast.app import app_for

with app_for(os.environ)._open_ledger().writing() as stores:
    connection = stores._connection
    # With so little memory, SQLite has to write into the file before the commit.
    connection.exec_driver_sql("PRAGMA cache_size = 5")
    connection.exec_driver_sql("UPDATE drafts SET text = ?", ("y" * 3_000_000,))
    connection.exec_driver_sql("DELETE FROM drafts")
    os.write(1, b"stopped\\n")
    os.read(0, 1)
"""


def _start(process: Processes, program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=process.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _kill_where_it_stops(process: Processes, program: str) -> None:
    with _start(process, program) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "stopped\n"
        writer.kill()


def _acknowledged(printed: str) -> dict[int, str]:
    """Return what each acknowledged urge has in its draft, without a line that was cut off."""
    lines = [line for line in printed.splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): mark for number, mark in map(str.split, lines)}


def _saved(ledger_file: LedgerFile) -> dict[int, str]:
    return {number: text.split()[0] for number, text in ledger_file.rows("SELECT * FROM drafts")}


def _no_urge_is_half(ledger_file: LedgerFile) -> bool:
    halves = """
        SELECT count(*) FROM urges
        WHERE (SELECT count(*) FROM triggers WHERE urge_id = urges.id) != 3
           OR (SELECT max(length(text)) FROM drafts WHERE urge_id = urges.id) IS NOT
              (SELECT max(length(text), 9000) FROM drafts WHERE urge_id = urges.id)
    """
    return bool(ledger_file.one(halves) == 0)


def _kill_after_some(process: Processes, some: int, seconds: float) -> dict[int, str]:
    """Kill a writer a moment after it acknowledged some urges; return all it acknowledged."""
    with _start(process, WRITER.format(count=ENDLESS)) as writer:
        assert writer.stdout
        first = "".join(writer.stdout.readline() for _ in range(some))
        kill = threading.Timer(seconds, writer.send_signal, [signal.SIGKILL])
        kill.start()
        rest, trouble = writer.communicate(timeout=60)
        kill.join()
    assert writer.returncode == -signal.SIGKILL, trouble
    return _acknowledged(first + rest)


@pytest.mark.parametrize("times", [4, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_writer_loses_no_acknowledged_urge(
    app: App, process: Processes, ledger_file: LedgerFile, times: int
) -> None:
    acknowledged: dict[int, str] = {}
    for _ in range(times):
        acknowledged |= _kill_after_some(process, random.randint(1, 3), random.uniform(0, 0.02))
        # The next reader rolls a half-written urge back.
        app.call(list_urges, limit=1)
        assert ledger_file.is_sound()
        assert acknowledged.items() <= _saved(ledger_file).items()
        assert _no_urge_is_half(ledger_file)
    # Each time, at most one urge may have been saved and not yet acknowledged.
    assert len(_saved(ledger_file)) - len(acknowledged) <= times


def test_a_first_run_that_is_killed_leaves_a_home_that_works(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    _kill_where_it_stops(process, STOPS_IN_ITS_FIRST_RUN)
    assert not ledger_file.path.exists()
    assert app.call(log_urge, draft="I miss you").urge.id == 1
    assert ledger_file.is_sound()
    assert app.erase() == []
    assert list(app.folders.home.iterdir()) == []


def test_a_writer_killed_before_its_commit_leaves_nothing_of_its_changes(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, draft="the first one")
    _kill_where_it_stops(process, STOPS_BEFORE_ITS_COMMIT)
    journal = ledger_file.path.with_name("holdfast.db-journal")
    assert journal.exists()
    (urge,) = app.call(list_urges)
    assert urge.has_draft
    assert not journal.exists()
    assert ledger_file.rows("SELECT text FROM drafts") == [("the first one",)]
    assert ledger_file.is_sound()


@pytest.mark.parametrize("each", [2, pytest.param(500, marks=pytest.mark.long)])
def test_six_writers_at_once_in_a_new_home_lose_nothing(
    process: Processes, ledger_file: LedgerFile, each: int
) -> None:
    running = [_start(process, WRITER.format(count=each)) for _ in range(6)]
    acknowledged: dict[int, str] = {}
    for one in running:
        printed, trouble = one.communicate(timeout=300)
        assert one.returncode == 0, trouble
        acknowledged |= _acknowledged(printed)
    assert len(acknowledged) == 6 * each
    assert _saved(ledger_file) == acknowledged
    assert _no_urge_is_half(ledger_file)
    assert ledger_file.one("SELECT count(*) FROM contacts") == 1
    assert ledger_file.is_sound()
    assert [path.name for path in ledger_file.path.parent.iterdir()] == ["holdfast.db"]
