"""Starting the daemon in the background, and ending it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from holdfast.desktop.folders import find_folders
from holdfast.desktop.lock import daemon_state

READY = "ready"
LOOK_EVERY_SECONDS = 0.02


def start_daemon(config: Path, environment: Mapping[str, str]) -> str:
    """Start a daemon that outlives this process; return READY, or what it printed when it failed.

    If this is interrupted before the daemon is ready, the daemon is killed.
    """
    environment = dict(environment)
    environment.pop("NOTIFY_SOCKET", None)  # its service manager waits for another process
    if environment.get("HOLDFAST_HOME"):
        # A relative path must mean the same from the daemon's folder.
        environment["HOLDFAST_HOME"] = str(find_folders(environment).home)
    child = None
    try:
        with _interrupts_held_back():
            child = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-m", "holdfast", "--config", str(config.absolute())),
                    *("daemon", "run", "--quiet"),
                ],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/" if os.name == "posix" else None,
                start_new_session=True,
            )
        return _outcome(child)
    except BaseException:
        if child:
            child.kill()
            child.wait()
        raise


def stop_daemon(lock: Path, *, within_seconds: float) -> bool:
    """Tell the daemon to end; return whether it has ended within that time."""
    state = daemon_state(lock)
    if not state.running or not state.pid:
        return not state.running
    with suppress(ProcessLookupError):
        os.kill(state.pid, signal.SIGTERM)
    give_up_at = time.monotonic() + within_seconds
    while (now := daemon_state(lock)).running and now.pid == state.pid:
        if time.monotonic() > give_up_at:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True


def _outcome(child: "subprocess.Popen[str]") -> str:
    if child.stdout is None:
        return ""
    with child.stdout as said:
        words = ""
        for line in said:
            if line.strip() == READY:
                # The daemon goes on by itself: tell Popen not to wait for it.
                child.returncode = 0
                return READY
            words += line
    child.wait()
    return words


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Delay Ctrl-C: in the middle of starting a child, its pid would be lost."""
    held_back: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: held_back.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held_back:
            signal.raise_signal(signal.SIGINT)
