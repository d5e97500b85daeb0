"""Has a process of its own make the page of a week: when it ends, its memory is given back."""

import subprocess
import sys
from pathlib import Path

from holdfast.errors import HoldfastError
from holdfast.ledger.ports import Ports

TIME_LIMIT_SECONDS = 120


def make_page_in_child(_ports: Ports, *, week: str, config: Path) -> None:
    """Make and keep the page of a week that is over; HoldfastError says why that failed."""
    try:
        done = subprocess.run(
            # -P: import nothing from the current folder.
            [sys.executable, "-P", "-m", "holdfast.daemon.page_child", str(config), week],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HoldfastError(f"The page was not made within {TIME_LIMIT_SECONDS} s.") from None
    except OSError as error:
        raise HoldfastError(f"The page could not be made: {error.strerror}.") from None
    if done.returncode:
        raise HoldfastError(
            f"The page could not be made: its process ended with {done.returncode}."
        )
