"""Writers that are killed, and many at once: what was acknowledged is there."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conftest import Processes
from holdfast.app import App
from holdfast.services.urges import list_urges, log_urge
from storage.ledger_file import LedgerFile

# Logs urges without end, and says the number of each once it is acknowledged. Draft and triggers
# make every urge several rows on several pages: half of one would be seen.
WRITER = """
import os
from holdfast.app import app_for
from holdfast.services.urges import log_urge

app = app_for(os.environ)
for number in range({count}):
    draft = f"{{os.getpid()}}-{{number}} " + "x" * 9_000
    logged = app.call(log_urge, draft=draft, intensity=5, triggers=("one", "two", "three"))
    os.write(1, f"{{logged.urge.id}} {{os.getpid()}}-{{number}}\\n".encode())
"""
ENDLESS = 1_000_000_000


def _writer(process: Processes, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER.format(count=count)],
        env=process.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _acknowledged(said: str) -> dict[int, str]:
    """Give what each urge that was acknowledged has in its draft; a cut line is none."""
    lines = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): mark for number, mark in map(str.split, lines)}


def _written(ledger_file: LedgerFile) -> dict[int, str]:
    return {number: text.split()[0] for number, text in ledger_file.rows("SELECT * FROM drafts")}


def _no_urge_is_half(ledger_file: LedgerFile) -> bool:
    whole = """
        SELECT count(*) FROM urges
        WHERE (SELECT count(*) FROM drafts WHERE urge_id = urges.id) != 1
           OR (SELECT count(*) FROM triggers WHERE urge_id = urges.id) != 3
           OR (SELECT length(text) FROM drafts WHERE urge_id = urges.id) < 9000
    """
    return bool(ledger_file.one(whole) == 0)


def _kill_after_some(process: Processes, some: int, moment: float) -> dict[int, str]:
    """Kill a writer a moment after it acknowledged some; gives all that it acknowledged."""
    writer = _writer(process, ENDLESS)
    assert writer.stdout
    first = "".join(writer.stdout.readline() for _ in range(some))
    # No clock is read and nothing is waited for: the moment itself is the example.
    kill = threading.Timer(moment, writer.send_signal, [signal.SIGKILL])
    kill.start()
    rest, trouble = writer.communicate(timeout=60)
    kill.join()
    assert writer.returncode == -signal.SIGKILL, trouble
    return _acknowledged(first + rest)


def _killed_writers_lose_nothing(
    app: App, process: Processes, ledger_file: LedgerFile, times: int
) -> None:
    app.call(log_urge, draft=f"first {'x' * 9_000}", triggers=("one", "two", "three"))
    acknowledged: dict[int, str] = {1: "first"}
    for _ in range(times):
        acknowledged |= _kill_after_some(process, random.randint(1, 3), random.uniform(0, 0.02))
        # The next reader is the one that rolls a half-written urge back.
        app.call(list_urges, limit=1)
        assert ledger_file.is_sound()
        written = _written(ledger_file)
        assert acknowledged.items() <= written.items()
        assert _no_urge_is_half(ledger_file)
    # At each kill one urge may have been written and not said: never more.
    assert len(_written(ledger_file)) - len(acknowledged) <= times


def test_a_killed_writer_loses_no_acknowledged_urge(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    _killed_writers_lose_nothing(app, process, ledger_file, times=6)


@pytest.mark.soak
def test_a_writer_killed_hundreds_of_times_loses_no_acknowledged_urge(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    _killed_writers_lose_nothing(app, process, ledger_file, times=200)


def test_a_writer_killed_in_the_middle_of_its_first_run_leaves_a_home_that_works(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    # It stops where the tables stand and nothing is committed, and is killed there.
    stops = WRITER.format(count=1).replace(
        "app = app_for",
        "from holdfast.storage import migrating\n"
        "really_run = migrating.run_migrations\n"
        "def run_and_stop(connection):\n"
        "    really_run(connection)\n"
        "    os.write(1, b'in the middle\\n')\n"
        "    os.read(0, 1)\n"
        "migrating.run_migrations = run_and_stop\n"
        "app = app_for",
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", stops],
        env=process.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"in the middle\n"
        writer.kill()
    assert ledger_file.path.exists()
    assert app.call(log_urge, draft="I miss you").urge.id == 1
    assert ledger_file.is_sound()


def test_a_writer_killed_before_its_commit_leaves_nothing_of_its_urge(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, draft="the first one")
    stops = """
import os
from holdfast.app import app_for
from holdfast.storage.ledger import SqlLedger

app = app_for(os.environ)
with app._open_ledger().writing() as book:
    connection = book._connection
    # So much that SQLite must write it into the file before the commit.
    connection.exec_driver_sql("PRAGMA cache_size = 5")
    connection.exec_driver_sql("UPDATE drafts SET text = ?", ("y" * 3_000_000,))
    connection.exec_driver_sql("DELETE FROM drafts")
    os.write(1, b"in the middle\\n")
    os.read(0, 1)
"""
    writer = subprocess.Popen(
        [sys.executable, "-c", stops],
        env=process.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"in the middle\n"
        writer.kill()
    journal = ledger_file.path.with_name("holdfast.db-journal")
    assert journal.exists()
    (urge,) = app.call(list_urges)
    assert urge.has_draft
    assert not journal.exists()
    assert ledger_file.rows("SELECT text FROM drafts") == [("the first one",)]
    assert ledger_file.is_sound()


def _all_at_once_lose_nothing(
    process: Processes, ledger_file: LedgerFile, writers: int, each: int
) -> None:
    running = [_writer(process, each) for _ in range(writers)]
    acknowledged: dict[int, str] = {}
    for one in running:
        said, trouble = one.communicate(timeout=300)
        assert one.returncode == 0, trouble
        mine = _acknowledged(said)
        assert len(mine) == each
        assert not mine.keys() & acknowledged.keys()
        acknowledged |= mine
    assert _written(ledger_file) == acknowledged
    assert _no_urge_is_half(ledger_file)
    assert ledger_file.one("SELECT count(*) FROM contacts") == 1
    assert ledger_file.is_sound()


def test_eight_writers_at_once_lose_nothing(process: Processes, ledger_file: LedgerFile) -> None:
    _all_at_once_lose_nothing(process, ledger_file, writers=8, each=4)


@pytest.mark.soak
def test_eight_writers_for_a_minute_lose_nothing(
    process: Processes, ledger_file: LedgerFile
) -> None:
    _all_at_once_lose_nothing(process, ledger_file, writers=8, each=500)


def test_readers_among_writers_see_whole_urges(
    app: App, process: Processes, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, draft="x", triggers=("one", "two", "three"))
    running = [_writer(process, 4) for _ in range(2)]
    seen = 0
    while any(one.poll() is None for one in running):
        urges = app.call(list_urges)
        assert len(urges) >= seen
        seen = len(urges)
        for urge in urges:
            assert urge.has_draft
            assert urge.triggers == ("one", "two", "three")
    for one in running:
        _, trouble = one.communicate(timeout=60)
        assert one.returncode == 0, trouble
    assert len(app.call(list_urges)) == 9
    assert ledger_file.is_sound()


def test_a_home_reached_over_a_link_is_the_same_home(
    app: App, process: Processes, tmp_path: Path, ledger_file: LedgerFile
) -> None:
    app.call(log_urge)
    link = tmp_path / "link"
    link.symlink_to(ledger_file.path.parent)
    assert process("log", "--no-draft", HOLDFAST_HOME=str(link)).returncode == 0
    assert len(app.call(list_urges)) == 2
