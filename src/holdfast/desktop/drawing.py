"""Drawing a page in a child that ends: charts and templates are needed once a week."""

import signal
import subprocess
import sys

from holdfast.errors import HoldfastError, NotDrawn

TIME_LIMIT_SECONDS = 60
COULD_NOT = 3
"""The exit code with which the child says on stdout why there is no page."""
_FROM_OUTSIDE = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


def in_child(report: str) -> str:
    """Give the page of a report, which is told in JSON. NotDrawn, with why, if none can come.

    A child that was told to end, as when the machine goes down, says nothing about that; one that
    a library crashes, or that the memory doesn't suffice for, would the next time, too.
    """
    try:
        done = subprocess.run(
            # -P: whatever lies in the current folder is not to be imported.
            [sys.executable, "-P", "-m", "holdfast.rendering.page_child", str(COULD_NOT)],
            input=report,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(f"The page was not drawn within {TIME_LIMIT_SECONDS} s.") from None
    except OSError as error:
        raise NotDrawn(f"The page could not be drawn: {error.strerror}.") from None
    if done.returncode == COULD_NOT:
        raise NotDrawn(done.stdout)
    if -done.returncode in _FROM_OUTSIDE:
        raise HoldfastError("The page was not drawn: its process was ended.")
    if done.returncode:
        raise NotDrawn(f"The page could not be drawn: its process ended with {done.returncode}.")
    return done.stdout
