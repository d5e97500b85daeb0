"""The ride itself: time passes, keys are pressed, and each answer is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from holdfast.errors import HoldfastError, Refused
from holdfast.urges import use_cases as urges
from holdfast.urges.ride import (
    Ride,
    ToDo,
    advance,
    asks_later,
    begin,
    leave,
    not_saved,
    press,
    saved,
)
from holdfast.urges.surf import ask_here

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.cli.keys import Keys
    from holdfast.urges.answers import UrgeSettled
    from holdfast.urges.surf import RideAnswer

FRAME_SECONDS = 0.2


class Riding:
    """A ride and its urge; `elapsed` returns how long it has gone on."""

    def __init__(
        self,
        app: App,
        begun: RideAnswer,
        elapsed: Callable[[], timedelta],
        *,
        is_new: bool = False,
    ) -> None:
        self.app = app
        self.begun = begun
        self.ride = begin(
            is_open=begun.urge.outcome == "open",
            asks_at_start=begun.asks_at_start,
            is_new=is_new,
            asks_later=asks_later(timedelta(seconds=one) for one in begun.planned_seconds),
        )
        self.elsewhere: Refused | None = None
        """What another command did with the urge meanwhile."""
        self.settled: UrgeSettled | None = None
        """The urge after it was let go."""
        self._elapsed = elapsed
        self._trouble: dict[int | None, HoldfastError] = {}

    @property
    def trouble(self) -> HoldfastError | None:
        """The error that keeps an answer from being saved, if there is one."""
        return next(iter(self._trouble.values()), None)

    def pass_time(self) -> None:
        """Move the ride on to now; before a question, keep the desktop from asking the same."""
        self.ride, soon = advance(self.ride, self._elapsed())
        if soon:
            # If that can't be saved, the same is asked twice: no reason to end a ride.
            with suppress(HoldfastError):
                self.app.call(ask_here, urge=self.begun.urge.id)

    def press(self, key: str) -> None:
        """Take a key, and save what it answers before anything else happens."""
        self.ride, to_do = press(self.ride, key)
        if to_do is None:
            return
        try:
            self._save(to_do)
        except Refused as error:
            self.elsewhere = error
            self.leave()
        except HoldfastError as error:
            self._trouble[to_do.question] = error
            self.ride = not_saved(self.ride)
        else:
            self._trouble.pop(to_do.question, None)
            self.ride = saved(self.ride, to_do)

    def leave(self) -> None:
        """Leave."""
        self.ride = leave(self.ride)

    def _save(self, to_do: ToDo) -> None:
        number = self.begun.urge.id
        if to_do.strength is None:
            self.settled = self.app.call(urges.let_go, urge=number)
        else:
            self.app.call(urges.rate_urge, urge=number, intensity=to_do.strength)


def ride_on_screen(
    riding: Riding, keys: Keys, draw: Callable[[Ride], None], told_to_end: list[int]
) -> None:
    """Draw and take keys until the ride is over, or the terminal is closed."""
    while not (riding.ride.ended or told_to_end):
        riding.pass_time()
        draw(riding.ride)
        try:
            pressed_now = keys(FRAME_SECONDS)
        except EOFError:
            riding.leave()
        else:
            for key in pressed_now:
                riding.press(key)
