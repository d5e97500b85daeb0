"""The daemon's lock: one holder for each home, and the others can see who it is."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import EVENING
from holdfast.desktop.lock import NOT_RUNNING, DaemonLock, daemon_state, lock_folder
from holdfast.errors import AlreadyRunning
from holdfast.ledger.ports import DaemonState

HOLD_LOCK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from holdfast.desktop.lock import DaemonLock
lock = DaemonLock(Path(sys.argv[1]))
lock.acquire(datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""
ASK_AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from holdfast.desktop.lock import daemon_state
print("asking", flush=True)
while True:
    daemon_state(Path(sys.argv[1]))
"""
HOLD_FOLDER = """
import sys
from pathlib import Path
from holdfast.desktop.lock import lock_folder
print(lock_folder(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
LEAVE_A_CHILD = """
import subprocess
print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "daemon.lock"


@pytest.fixture
def lock(path: Path) -> Iterator[DaemonLock]:
    """A lock that is held since the evening."""
    lock = DaemonLock(path)
    assert lock.acquire(EVENING) is None
    yield lock
    lock.release()


@contextmanager
def a_process(program: str, path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a program on the lock during the block, which begins after its first line."""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            assert child.stdout
            assert child.stdout.readline().strip()
            yield child
        finally:
            child.kill()


def test_no_daemon_runs_where_no_lock_was_ever_taken(path: Path) -> None:
    assert daemon_state(path) == NOT_RUNNING
    assert not path.exists()  # asking makes nothing


def test_a_lock_shows_its_holder_and_the_last_tick_in_a_private_file(
    path: Path, lock: DaemonLock
) -> None:
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, EVENING)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    later = EVENING + timedelta(seconds=5, microseconds=123_456)
    lock.ticked(later)
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, later)
    lock.release()
    assert daemon_state(path) == NOT_RUNNING


def test_a_second_daemon_is_refused_with_the_firsts_process_and_takes_nothing_away(
    path: Path,
) -> None:
    with a_process(HOLD_LOCK, path) as holder:
        with pytest.raises(AlreadyRunning, match=f"process {holder.pid}") as refused:
            DaemonLock(path).acquire(EVENING)
        assert refused.value.pid == daemon_state(path).pid == holder.pid


def test_a_killed_holders_lock_is_free_and_tells_its_last_tick(path: Path) -> None:
    with a_process(HOLD_LOCK, path) as holder:
        holder.kill()
        holder.wait()
    assert path.exists()
    assert daemon_state(path) == NOT_RUNNING
    lock = DaemonLock(path)
    assert lock.acquire(EVENING + timedelta(hours=1)) == EVENING
    assert daemon_state(path).pid == os.getpid()
    lock.release()


def test_a_released_lock_can_be_taken_again_and_released_twice(
    path: Path, lock: DaemonLock
) -> None:
    for _ in range(3):
        lock.release()
        lock.release()
        assert daemon_state(path) == NOT_RUNNING
        lock.acquire(EVENING)


def test_one_of_many_gets_the_lock_at_once_even_in_one_process(path: Path) -> None:
    locks = [DaemonLock(path) for _ in range(8)]

    def gets_it(lock: DaemonLock) -> bool:
        try:
            lock.acquire(EVENING)
        except AlreadyRunning:
            return False
        return True

    with ThreadPoolExecutor(len(locks)) as pool:
        assert sum(pool.map(gets_it, locks)) == 1
    assert daemon_state(path).running
    for lock in locks:
        lock.release()


def test_asking_for_the_holder_disturbs_no_starting_daemon_and_looks_like_none(
    path: Path,
) -> None:
    path.touch()
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(a_process(ASK_AGAIN_AND_AGAIN, path))
        assert {daemon_state(path).running for _ in range(2_000)} == {False}
        for _ in range(30):
            lock = DaemonLock(path)
            lock.acquire(EVENING)
            assert daemon_state(path).running
            lock.release()


CONTENTS = [b"", b"{", b"[]", b"12", b"null", b'{"pid": "me"}', b'{"pid": 12}', b"\xff\xfe\x00"]


@pytest.mark.parametrize("content", CONTENTS)
def test_a_lock_file_with_anything_in_it_can_be_taken(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert daemon_state(path) == NOT_RUNNING
    lock = DaemonLock(path)
    assert lock.acquire(EVENING) is None
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, EVENING)
    lock.release()


def test_a_held_lock_stays_held_whatever_is_written_into_its_file(
    path: Path, lock: DaemonLock
) -> None:
    assert lock.is_in_place()
    for content in CONTENTS:
        path.write_bytes(content)
        assert daemon_state(path) == DaemonState(True, None, None, None)
    with pytest.raises(AlreadyRunning, match="Reminders are on already\\."):
        DaemonLock(path).acquire(EVENING)


def test_a_lock_is_lost_when_its_file_is_removed_or_replaced(path: Path, lock: DaemonLock) -> None:
    path.unlink()
    assert not lock.is_in_place()
    lock.ticked(EVENING)
    path.touch()
    assert not lock.is_in_place()
    lock.release()
    assert not lock.is_in_place()
    assert daemon_state(path) == NOT_RUNNING


def test_a_folder_is_locked_until_its_process_ends_however_it_ends(tmp_path: Path) -> None:
    with a_process(HOLD_FOLDER, tmp_path) as holder:
        assert not lock_folder(tmp_path)
        holder.kill()
        holder.wait()
    assert lock_folder(tmp_path)


def test_a_folder_is_not_kept_locked_by_a_child_that_an_editor_leaves(tmp_path: Path) -> None:
    leaves = HOLD_FOLDER.replace("sys.stdin.read()", LEAVE_A_CHILD)
    with a_process(leaves, tmp_path) as holder:
        assert holder.stdout
        child = int(holder.stdout.readline())
        holder.wait(timeout=30)
        assert lock_folder(tmp_path)
        os.kill(child, signal.SIGKILL)
