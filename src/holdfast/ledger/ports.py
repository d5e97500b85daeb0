"""What the use cases get from outside: the ledger, the clock, the notifier and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from holdfast.value import dataclass

if TYPE_CHECKING:
    from holdfast.clock.model import Clock
    from holdfast.ledger.ledger import Ledger
    from holdfast.nudging.model import NudgeText, Offer
    from holdfast.report.shelf import Shelf
    from holdfast.settings import Settings


@dataclass(frozen=True)
class Shown:
    """Whether a notification was shown; `detail` explains it in plain words.

    One with buttons has a number, `shown_as`, of the bus and the server `shown_by`.
    """

    ok: bool
    detail: str
    shown_as: int | None = None
    shown_by: str | None = None


@dataclass(frozen=True)
class Left:
    """A notification that another daemon may have left on the screen."""

    shown_as: int
    shown_by: str


class CannotAsk(Exception):
    """No notification was sent: the server offers no buttons, or can't be reached."""


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:
        """Show a notification; it replaces the one with the same tag, if the desktop can do that.

        A `gentle` one doesn't wake the screen, if the desktop can do that.
        """


class Asker(Protocol):
    """The desktop's notifications with buttons."""

    def ask(
        self, nudge: int, title: str, body: str, buttons: Sequence[tuple[str, str]], *, gentle: bool
    ) -> Shown:
        """Show a notification with buttons, each an answer and its label; or raise CannotAsk."""

    def visible(self) -> tuple[int, ...]:
        """Return the nudges on the screen."""

    def withdraw(self, nudges: Iterable[int]) -> None:
        """Close notifications that were answered elsewhere."""

    def close_left(self, left: Sequence[Left]) -> None:
        """Close what another daemon left on the screen."""

    def close(self) -> None:
        """Close everything, and ask nothing any more."""


@dataclass(frozen=True)
class DaemonState:
    """Whether the daemon runs, read from its lock; None if the lock can't be read."""

    running: bool | None
    pid: int | None
    since: datetime | None
    last_tick_at: datetime | None


@dataclass(frozen=True)
class Ports:
    """All ports, wired once in app.py; `call_id` is the id of this call."""

    ledger: Ledger
    clock: Clock
    notifier: Callable[[], Notifier]
    shelf: Shelf
    daemon: Callable[[], DaemonState]
    settings: Callable[[], Settings]
    zone: Callable[[], tzinfo]
    texts: Callable[[], Sequence[NudgeText]]
    offers: Callable[[], Sequence[Offer]]
    call_id: str
    asker: Asker | None = None
    """Only the daemon has one."""
