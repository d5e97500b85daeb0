"""The daemon's log: rotated, private, and without a word of what anybody wrote."""

import logging
import os
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_BYTES = 256 * 1024
KEPT_FILES = 2


def open_log(path: Path) -> None:
    """Send the program's log to its file, which only the owner may read."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    handler = RotatingFileHandler(
        path, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("holdfast")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    # APScheduler would log exceptions with their values.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL + 1)


def where(error: BaseException) -> str:
    """Return the kind of an error and its place, but not its text, which may hold private words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    return f"{type(error).__name__}{cause}{place}"


def tail(path: Path, lines: int) -> list[str]:
    """Return the log's last lines; none when there is no log."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except (FileNotFoundError, NotADirectoryError):
        return []
