"""Showing a page in the person's browser, and noticing if that fails."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

FAILS_WITHIN_SECONDS = 2.0
"""A launcher that fails does so at once; one that runs for longer may be the browser itself."""


def show(page: Path, environment: Mapping[str, str]) -> str | None:
    """Start the program that shows a page; return what went wrong, or None."""
    if sys.platform == "linux" and not any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    ):
        return "there is no screen here to show it on"  # a launcher would wait, or guess
    launcher = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        child = subprocess.Popen(
            [launcher, str(page)],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C here must not end the browser
        )
    except OSError as error:
        return f"{launcher} can't be started ({error.strerror})"
    try:
        code = child.wait(FAILS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        child.returncode = 0  # it goes on by itself: tell Popen not to wait for it
        return None
    return f"{launcher} failed (exit code {code})" if code else None
