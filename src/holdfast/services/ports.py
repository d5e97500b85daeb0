"""What the use cases need of the world: the ledger (book.py), the clock, the notifier and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from holdfast.value import dataclass

if TYPE_CHECKING:
    # Named only in signatures: a command imports no more words than it uses.
    from holdfast.domain.keeping import NewReport
    from holdfast.domain.mark import Reading
    from holdfast.domain.nudge import NudgeText
    from holdfast.domain.settings import Settings
    from holdfast.services.book import Ledger


class Clock(Protocol):
    """The machine's clocks, read inside the ledger's transaction."""

    def read(self) -> Reading: ...
    def synchronised(self) -> bool:
        """Say whether the kernel holds the wall's time to be right."""


@dataclass(frozen=True)
class Shown:
    """What became of showing a notification; `detail` says so in plain words."""

    ok: bool
    detail: str


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:
        """Show a notification, in the place of one with the same tag where the desktop can.

        A `gentle` one wakes no screen, where the desktop knows the difference.
        """


class Shelf(Protocol):
    """Where finished reports are put."""

    def put(self, new: NewReport) -> str:
        """Write a report down; gives where."""

    def clear(self) -> None:
        """Remove all that stand there."""


@dataclass(frozen=True)
class DaemonState:
    """Whether the daemon runs, as the lock says."""

    running: bool
    pid: int | None
    since: datetime | None
    last_tick_at: datetime | None


@dataclass(frozen=True)
class Ports:
    """All of them, wired once in app.py; `request` is the id of the request being answered."""

    ledger: Ledger
    clock: Clock
    notifier: Notifier
    shelf: Shelf
    daemon: Callable[[], DaemonState]
    settings: Callable[[], Settings]
    zone: Callable[[], tzinfo]
    texts: Callable[[], Sequence[NudgeText]]
    request: str
