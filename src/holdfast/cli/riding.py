"""The ride itself: time passes, keys are pressed, and each is written down as it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from holdfast.cli.asking import ask
from holdfast.cli.saying import say
from holdfast.domain.ride import (
    LEAVE,
    LET_GO,
    STRENGTHS,
    Ride,
    ToDo,
    asks_later,
    begin,
    left,
    not_written,
    passed,
    pressed,
    written,
)
from holdfast.errors import HoldfastError, Refused
from holdfast.services import urges
from holdfast.services.riding import ask_here

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.cli.keys import Keys
    from holdfast.services.riding import RideAnswer
    from holdfast.services.urge_answers import UrgeSettled

FRAME_SECONDS = 0.2
QUESTION = "How strong is it now, 0 to 10?"
_WORDS = {
    "10": "t",
    "let": LET_GO,
    "let go": LET_GO,
    "let it go": LET_GO,
    "let-go": LET_GO,
    "leave": LEAVE,
    "quit": LEAVE,
}


class Riding:
    """A ride with what it is about; `elapsed` says how long it has gone on."""

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
        """What became of the urge by another command meanwhile."""
        self.settled: UrgeSettled | None = None
        """The urge after it was let go."""
        self._elapsed = elapsed
        self._trouble: dict[int | None, HoldfastError] = {}

    @property
    def trouble(self) -> HoldfastError | None:
        """What kept something from being written down, and still does."""
        return next(iter(self._trouble.values()), None)

    def pass_time(self) -> None:
        """Let the ride be where it is now."""
        self.ride, soon = passed(self.ride, self._elapsed())
        if soon:
            about_to_ask(self)

    def press(self, key: str) -> None:
        """Take a key; what it asks for is written down before anything else happens."""
        self.ride, to_do = pressed(self.ride, key)
        if to_do is None:
            return
        try:
            self._write_down(to_do)
        except Refused as error:
            self.elsewhere = error
            self.leave()
        except HoldfastError as error:
            self._trouble[to_do.question] = error
            self.ride = not_written(self.ride)
        else:
            self._trouble.pop(to_do.question, None)
            self.ride = written(self.ride, to_do)

    def leave(self) -> None:
        """Leave."""
        self.ride = left(self.ride)

    def _write_down(self, to_do: ToDo) -> None:
        number = self.begun.urge.id
        if to_do.strength is None:
            self.settled = self.app.call(urges.let_go, urge=number)
        else:
            self.app.call(urges.rate_urge, urge=number, intensity=to_do.strength)


def about_to_ask(riding: Riding) -> None:
    """At a question, ten seconds before it: the ride asks it, so the desktop need not, too."""
    # If that can't be written down, the same is asked twice: no reason to end a ride.
    with suppress(HoldfastError):
        riding.app.call(ask_here, urge=riding.begun.urge.id)


def ride_on_screen(
    riding: Riding, keys: Keys, draw: Callable[[Ride], None], told_to_end: list[int]
) -> None:
    """Draw and take keys until the ride is over; a terminal that is closed ends it, too."""
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


def ride_by_lines(riding: Riding) -> None:
    """Ride where nothing can be drawn: line by line, at the person's own pace.

    Interrupted on Ctrl-C.
    """
    from itertools import cycle

    from holdfast.rendering.nudges import nudge_words
    from holdfast.rendering.surf import gone, title

    say(f"{title(riding.ride, riding.begun)}. In for four, out for six, slowly.", err=True)
    words = cycle(riding.begun.words)
    while not riding.ride.ended:
        riding.pass_time()
        if gone(riding.ride):
            say(gone(riding.ride), err=True)
        if word := next(words, None):
            say(nudge_words(word), err=True)
        try:
            key = _ask_for_key(riding.ride)
        except EOFError:
            say("", err=True)
            riding.leave()
        else:
            _press_and_say(riding, key)


def _ask_for_key(ride: Ride) -> str:
    """Ask for a line until it is one that means something, or is empty."""
    asks = ride.question is not None
    known = {"", LEAVE, *([LET_GO] if ride.is_open else []), *(STRENGTHS if asks else [])}
    choices = "l: let it go, q: leave" if ride.is_open else "q: leave"
    question = f"{QUESTION} (Enter: skip, {choices}) " if asks else f"Enter goes on ({choices}) "
    while True:
        typed = ask(question, unfinished_counts=False).strip().lower()
        key = _WORDS.get(typed, typed)
        if key in known:
            return key
        say(f"Please say {'0 to 10, ' if asks else ''}Enter, or one of the letters.", err=True)


def _press_and_say(riding: Riding, key: str) -> None:
    from holdfast.rendering.surf import UNWRITTEN, noted

    rated = riding.ride.rated
    riding.press(key)
    if riding.ride.unwritten:
        say(UNWRITTEN, err=True)
    elif riding.ride.rated != rated:
        say(noted(riding.ride, riding.begun), err=True)
