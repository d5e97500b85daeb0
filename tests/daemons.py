"""Daemons as real processes, and what can be observed of them."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import Processes
from holdfast.desktop.folders import Folders
from waiting import wait_until

# The program itself, with a tick that a test can wait for.
_FAST = """
import os, sys
from datetime import timedelta
import holdfast.daemon.log, holdfast.daemon.process, holdfast.nudging.handing_over
holdfast.daemon.process.TICK_EVERY_SECONDS = 0.1
holdfast.daemon.log.LARGEST_BYTES = int(os.environ.get("TEST_LARGEST_BYTES", "262144"))
if lease := os.environ.get("TEST_LEASE_SECONDS"):
    holdfast.nudging.handing_over.LEASE = timedelta(seconds=float(lease))
from holdfast.__main__ import run
sys.argv[0] = "holdfast"
run()
"""


@dataclass
class RunningDaemon:
    """A daemon in the foreground of a process of its own."""

    child: "subprocess.Popen[str]"
    first_line: str

    @property
    def pid(self) -> int:
        return self.child.pid

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send it a signal and wait; return its exit code and the rest of its output."""
        self.child.send_signal(number)
        rest, _ = self.child.communicate(timeout=30)
        return self.child.returncode, rest


@contextmanager
def a_daemon(
    process: Processes,
    *,
    fast: bool = True,
    ready: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Iterator[RunningDaemon]:
    """Run `holdfast daemon run` during the block; it ends with the block.

    With `ready`, wait until it has the lock and ticks.
    """
    program = ["-c", _FAST] if fast else ["-m", "holdfast"]
    with subprocess.Popen(
        [sys.executable, *program, "daemon", "run"],
        env={**process.environment, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            assert child.stdout
            first_line = child.stdout.readline().strip() if ready else ""
            yield RunningDaemon(child, first_line)
        finally:
            if child.poll() is None:
                child.kill()


def log_of(folders: Folders) -> str:
    """Return the daemon's log so far."""
    return folders.log.read_text(encoding="utf-8") if folders.log.exists() else ""


def wait_for_log(folders: Folders, words: str, times: int = 1) -> str:
    """Wait until the log has these words that many times; return the log."""
    wait_until(lambda: log_of(folders).count(words) >= times, f"{words!r} in the log")
    return log_of(folders)


def nudges_of(process: Processes) -> list[dict[str, Any]]:
    """Return the nudges as a script gets them, newest first."""
    said = process("nudges", "--json")
    assert said.returncode == 0, said.stderr
    nudges: list[dict[str, Any]] = json.loads(said.stdout)
    return nudges


def query(folders: Folders, sql: str) -> list[Any]:
    """Return rows of the ledger, read from outside; none if there is no ledger yet."""
    if not folders.database.exists():
        return []
    # Not mode=ro: after a daemon was killed, the next reader has to roll its journal back.
    with closing(sqlite3.connect(f"{folders.database.as_uri()}?mode=rw", uri=True)) as ledger:
        return ledger.execute(sql).fetchall()


def wait_for_state(folders: Folders, key: str, *states: str) -> str:
    """Wait until a nudge is in one of these states; return the state."""

    def now() -> str | None:
        # The key comes from the test.
        found = query(folders, f"SELECT state FROM nudges WHERE key = '{key}'")  # noqa: S608
        return next((state for (state,) in found if state in states), None)

    state = wait_until(now, f"{key} {' or '.join(states)}")
    assert state
    return state


def is_gone(pid: int) -> bool:
    """Return whether a process has ended, even if nobody has waited for it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
