"""The daemon's lock: one holder a home, known by the kernel; the others can see who it is."""

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
from holdfast.services.ports import DaemonState

HOLD_IT = """
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    return folder / "daemon.lock"


@contextmanager
def a_process(program: str, path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a program on the lock until the block ends; it has said its first word by then."""
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


def test_nobody_runs_where_no_lock_was_ever_taken(path: Path) -> None:
    assert daemon_state(path) == NOT_RUNNING
    assert not path.exists()  # asking makes nothing


def test_the_others_see_who_holds_it_since_when_and_when_it_ticked_last(path: Path) -> None:
    lock = DaemonLock(path)
    assert lock.acquire(EVENING) is None
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, EVENING)
    later = EVENING + timedelta(seconds=5, microseconds=123_456)
    lock.ticked(later)
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, later)
    lock.release()
    assert daemon_state(path) == NOT_RUNNING


def test_only_its_owner_may_read_it(path: Path) -> None:
    lock = DaemonLock(path)
    lock.acquire(EVENING)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lock.release()


def test_a_second_one_is_refused_with_the_first_ones_process(path: Path) -> None:
    with a_process(HOLD_IT, path) as holder:
        with pytest.raises(AlreadyRunning, match=f"process {holder.pid}") as refused:
            DaemonLock(path).acquire(EVENING)
        assert refused.value.pid == holder.pid
        # The refusal has taken nothing away.
        assert daemon_state(path).pid == holder.pid


def test_two_locks_in_one_process_are_two_all_the_same(path: Path) -> None:
    first = DaemonLock(path)
    first.acquire(EVENING)
    with pytest.raises(AlreadyRunning):
        DaemonLock(path).acquire(EVENING)
    first.release()


def test_a_lock_whose_holder_was_killed_is_free_and_says_when_it_ticked_last(path: Path) -> None:
    with a_process(HOLD_IT, path) as holder:
        holder.kill()
        holder.wait()
        assert path.exists()
        assert daemon_state(path) == NOT_RUNNING
    lock = DaemonLock(path)
    assert lock.acquire(EVENING + timedelta(hours=1)) == EVENING
    assert daemon_state(path).pid == os.getpid()
    lock.release()


def test_after_a_release_it_can_be_taken_again_and_again(path: Path) -> None:
    lock = DaemonLock(path)
    for _ in range(3):
        lock.acquire(EVENING)
        lock.release()
    lock.release()  # giving back what one has not is no error
    assert daemon_state(path) == NOT_RUNNING


def test_of_many_at_once_one_gets_it(path: Path) -> None:
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


def test_asking_never_takes_it_from_one_that_starts(path: Path) -> None:
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(a_process(ASK_AGAIN_AND_AGAIN, path))
        for _ in range(50):
            lock = DaemonLock(path)
            lock.acquire(EVENING)
            assert daemon_state(path).running
            lock.release()


def test_two_who_ask_at_once_never_take_each_other_for_a_daemon(path: Path) -> None:
    path.touch()
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(a_process(ASK_AGAIN_AND_AGAIN, path))
        assert {daemon_state(path).running for _ in range(5000)} == {False}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"12", b"null", b'{"pid": "me"}', b'{"pid": 12}', b"\xff\xfe\x00", b"x" * 9],
)
def test_a_lock_file_with_anything_in_it_is_no_obstacle(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert daemon_state(path) == NOT_RUNNING
    lock = DaemonLock(path)
    assert lock.acquire(EVENING) is None
    assert daemon_state(path) == DaemonState(True, os.getpid(), EVENING, EVENING)
    lock.release()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "me", "since": 3}'])
def test_a_held_lock_with_anything_in_it_is_held_all_the_same(path: Path, content: str) -> None:
    lock = DaemonLock(path)
    lock.acquire(EVENING)
    path.write_text(content)
    assert daemon_state(path) == DaemonState(True, None, None, None)
    with pytest.raises(AlreadyRunning, match="another process"):
        DaemonLock(path).acquire(EVENING)
    lock.release()


def test_a_lock_file_that_was_removed_ends_nobody(path: Path) -> None:
    lock = DaemonLock(path)
    lock.acquire(EVENING)
    path.unlink()
    lock.ticked(EVENING)
    lock.release()
    assert daemon_state(path) == NOT_RUNNING


def test_a_lock_stands_as_long_as_its_file_is_the_one_that_was_taken(path: Path) -> None:
    lock = DaemonLock(path)
    assert not lock.stands()
    lock.acquire(EVENING)
    assert lock.stands()
    path.unlink()
    assert not lock.stands()
    path.touch()  # another one's, in its place
    assert not lock.stands()
    lock.release()
    assert not lock.stands()


HOLD_THE_FOLDER = """
import sys
from pathlib import Path
from holdfast.desktop.lock import lock_folder
print(lock_folder(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
LEAVES_A_CHILD = """
import subprocess
print(subprocess.Popen(["sleep", "60"]).pid, flush=True)
"""


def test_a_folder_is_its_processs_until_that_dies_however_it_dies(tmp_path: Path) -> None:
    with a_process(HOLD_THE_FOLDER, tmp_path) as holder:
        assert not lock_folder(tmp_path)
        holder.kill()
        holder.wait()
    assert lock_folder(tmp_path)


def test_a_child_that_the_editor_leaves_running_does_not_keep_the_folder(tmp_path: Path) -> None:
    leaves = HOLD_THE_FOLDER.replace("sys.stdin.read()", LEAVES_A_CHILD)
    with a_process(leaves, tmp_path) as holder:
        assert holder.stdout
        child = int(holder.stdout.readline())
        holder.wait(timeout=30)
        assert lock_folder(tmp_path)
        os.kill(child, signal.SIGKILL)
