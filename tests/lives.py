"""A home with two weeks of entries, for tests that look back."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from conftest import Commands
from fakes import EVENING, FakeClock
from holdfast.daemon.tick import tick
from holdfast.desktop.folders import Folders

# The draft of every urge in such a home; no command may show its mark.
DRAFT = "zwieback, I still miss you"
MARK = "zwieback"

LIVED = timedelta(days=9)

_FILES: dict[Path, bytes] = {}


def live(holdfast: Commands, clock: FakeClock) -> None:
    """Make two weeks about Sam, with nudges and a report.

    Urge 1 was let go, 2 sent (a slip), 3 retracted, and 4 is open.
    The commands run once in a process; later calls copy the files that they made.
    """
    home = holdfast.app.folders.home
    clock.moment = EVENING
    if _FILES:
        clock.up += LIVED
    else:
        _live(holdfast, clock)
        files = (path for path in home.rglob("*") if path.is_file())
        _FILES.update({path.relative_to(home): path.read_bytes() for path in files})
        return
    for path, content in _FILES.items():
        (home / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / path).write_bytes(content)


def _live(holdfast: Commands, clock: FakeClock) -> None:
    clock.moment = EVENING - LIVED
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("cooldown", "start", "30d", "--why", "They asked for room")
    strong = ("--intensity", "8", "--channel", "sms", "--trigger", "song", "--trigger", "alone")
    holdfast.ok("log", *strong, typed=DRAFT)
    clock.forward(minutes=10)
    holdfast.ok("rate", "5")
    holdfast.ok("let-go")
    clock.forward(hours=20)
    holdfast.ok("log", typed=DRAFT)
    holdfast.ok("sent", "--channel", "phone", "--note", "They picked up")
    holdfast.ok("log", "--no-draft")
    holdfast.ok("retract", "3")
    clock.forward_to(EVENING - timedelta(minutes=5))
    holdfast.app.call(tick, run=None)
    holdfast.ok("log", "--intensity", "6", "--trigger", "song", typed=DRAFT)
    holdfast.ok("amend", "4", "--channel", "mail")
    clock.forward_to(EVENING)
    holdfast.app.call(tick, run=None)


def kept_draft(folders: Folders) -> str | None:
    """Return the newest draft, which no command shows."""
    with closing(sqlite3.connect(folders.database)) as database:
        row = database.execute("select text from drafts order by urge_id desc").fetchone()
    return row[0] if row else None
