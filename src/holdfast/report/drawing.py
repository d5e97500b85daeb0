"""Drawing a page in a child that ends: charts and templates are needed once a week."""

import subprocess
import sys

from holdfast.errors import NotDrawn
from holdfast.report.model import WeeklyReport

TIME_LIMIT_SECONDS = 60
COULD_NOT = 3
"""The exit code with which the child says on stdout why there is no page."""


def in_child(report: WeeklyReport) -> str:
    """Return the page of a report. NotDrawn says why there is none."""
    import msgspec

    try:
        done = subprocess.run(
            # -P: import nothing from the current folder.
            [sys.executable, "-P", "-m", "holdfast.report.page_child", str(COULD_NOT)],
            input=msgspec.json.encode(report).decode(),
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
    if done.returncode:
        raise NotDrawn(f"The page could not be drawn: its process ended with {done.returncode}.")
    return done.stdout
