"""Saves what people answer by the buttons of a nudge."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from holdfast.app import App
from holdfast.desktop.asking import Asking
from holdfast.errors import HoldfastError, StorageError
from holdfast.urges.nudge_answers import answer_nudge, left_on_screen, still_asked

TRIES = 2
"""A locked ledger is waited for half a minute each time."""
_SAY_IT = {"let-go": "holdfast let-go", "later": "holdfast surf", "leave": "holdfast requests"}


class Buttons:
    """Asks on the desktop, and saves each answer once."""

    def __init__(self, app: App, changed: Callable[[], object]) -> None:
        self._app, self._changed = app, changed
        self._asking = app.asker = Asking(self._pressed)

    def close_left(self) -> None:
        """Close what the daemon before this one left on the screen."""
        with suppress(HoldfastError):
            self._asking.close_left(self._app.call(left_on_screen))

    def withdraw_answered(self) -> None:
        """Close what was answered elsewhere, by a command for example."""
        if on_screen := self._asking.visible():
            asked: Iterable[int] = self._app.call(still_asked, nudges=on_screen)
            self._asking.withdraw(set(on_screen) - set(asked))

    def _pressed(self, nudge: int, answer: str) -> None:
        """Save an answer; if that is impossible for a minute, say so."""
        # One call id for a nudge: two buttons, or two daemons, save one answer.
        ports = self._app.ports(f"nudge:{nudge}")
        for _ in range(TRIES):
            with suppress(StorageError):
                answer_nudge(ports, nudge=nudge, answer=answer)
                self._changed()
                return
        ports.notifier().show(
            "That wasn't saved",
            f"You can still say it: {_SAY_IT.get(answer, 'holdfast rate')}",
            tag=f"holdfast-unsaved-{nudge}",
            gentle=False,
        )
