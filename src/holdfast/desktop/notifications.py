"""Desktop notifications, through plyer in a child with a time limit.

A child, because plyer on Linux blocks for more than a minute when a notification server hangs.
Plyer also returns normally when nothing was shown, so the child first asks whether a server
answers (notify_child.py).
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Lock

from holdfast.ledger.ports import Shown

TIME_LIMIT_SECONDS = 10


class DesktopNotifier:
    """Shows notifications on the desktop."""

    def __init__(self, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        self._time_limit = time_limit
        self._child: subprocess.Popen[str] | None = None
        self._lock = Lock()
        self._closed = False

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:
        """Show one notification; return whether it was shown, or why not, within the limit."""
        with self._lock:
            if self._closed:
                return Shown(ok=False, detail="reminders were being turned off")
            try:
                child = self._child = subprocess.Popen(
                    # -P: import nothing from the current folder.
                    [sys.executable, "-P", "-m", "holdfast.desktop.notify_child"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    start_new_session=True,
                )
            except OSError as error:
                return Shown(ok=False, detail=f"no helper process could be started: {error}")
        try:
            said, _ = child.communicate(
                json.dumps({"title": title, "body": body, "tag": tag, "gentle": gentle}),
                timeout=self._time_limit,
            )
        except subprocess.TimeoutExpired:
            seconds = f"{self._time_limit:g}"
            return Shown(ok=False, detail=f"the desktop did not answer within {seconds} s")
        finally:
            self._child = None
            _kill(child)
            with child:
                pass  # closes its pipes and waits for its end
        if not said:
            _kill_group(child)  # it died: notify-send may still run
        return _understood(said)

    def close(self) -> None:
        """End the notification that is being shown, and show no more."""
        with self._lock:
            self._closed = True
            child = self._child
        if child:
            # Don't wait: the thread that shows it does.
            _kill(child)


def _kill(child: "subprocess.Popen[str]") -> None:
    if child.poll() is None:
        _kill_group(child)


def _kill_group(child: "subprocess.Popen[str]") -> None:
    # Its whole group: notify-send is a child of the child.
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def _understood(said: str) -> Shown:
    try:
        answer = json.loads(said)
        return Shown(ok=bool(answer["ok"]), detail=str(answer["detail"]))
    except (ValueError, KeyError, TypeError):
        return Shown(ok=False, detail="the notification helper ended without an answer")
