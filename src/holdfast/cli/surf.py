"""`holdfast surf`: ride it out with me."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.line import at_terminal, ending_later
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.options import URGE, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.ride import Riding, ride_on_screen
from holdfast.cli.saying import say, shows_unicode
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.urges.surf import begin_ride
from holdfast.urges.use_cases import log_urge

if TYPE_CHECKING:
    from holdfast.urges.ride import Ride
    from holdfast.urges.surf import RideAnswer

STILL_HELD = "What's on hold stays on hold."
_NO_SCREEN = frozenset({"", "dumb", "unknown"})


@click.command(short_help="Ride an urge out.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@pass_app
def surf(app: App, urge: int | None) -> None:
    """Ride an urge out: a slow breath, a word now and then, and how strong it is.

    It asks at the start, at 10 and at 30 minutes, if you like. Leave whenever you want to.
    Without URGE: the newest open urge of the last hour, else a new one.

    Example: holdfast surf
    """
    if not at_terminal():
        raise NotUnderstood("Riding it out needs a terminal.", "holdfast rate")
    if not _can_draw():
        raise Refused("This terminal can't draw a screen.", "holdfast rate")
    begun, is_new = _begin(app, urge)
    from holdfast.clock.stopwatch import Stopwatch

    riding = Riding(app, begun, Stopwatch(app.clock).elapsed, is_new=is_new)
    with ending_later() as told_to_end, _warning_later(app):
        _ride_on_screen(riding, told_to_end)
    with suppress(OSError):  # it is saved, even if that can't be printed
        _say_how_it_went(riding)
    if riding.trouble:
        raise riding.trouble
    if told_to_end:
        sys.exit(EXIT_INTERRUPTED)


def _begin(app: App, urge: int | None) -> tuple[RideAnswer, bool]:
    """Begin with the urge that is meant; if none is open, log one. Return whether it is new."""
    try:
        return app.call(begin_ride, urge=urge), False
    except NotFound:
        if urge is not None:
            raise
    logged = call_asking(app, log_urge)
    say(f"Saved (#{logged.urge.id}), without a message.")
    return app.call(begin_ride, urge=logged.urge.id), True


def _ride_on_screen(riding: Riding, told_to_end: list[int]) -> None:
    from holdfast.cli.keys import single_keys

    try:
        with single_keys() as keys, _screen(riding.begun) as draw:
            ride_on_screen(riding, keys, draw, told_to_end)
    except OSError:
        if at_terminal():
            raise
        riding.leave()  # the terminal was closed


@contextmanager
def _screen(begun: RideAnswer) -> Iterator[Callable[[Ride], None]]:
    """Take the whole terminal to draw on; afterwards it is as it was."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    from holdfast.urges.surf_words import surf_screen

    plain = bool(os.environ.get("NO_COLOR"))  # bold would be left, else
    console = Console(
        force_terminal=True,
        force_interactive=True,  # even if a variable of rich says otherwise
        color_system=None if plain else "auto",
        highlight=False,
    )
    in_unicode = shows_unicode(sys.stdout.encoding, os.environ)
    shown: object = None
    with Live(
        console=console,
        screen=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as live:

        def draw(ride: Ride) -> None:
            nonlocal shown
            console.size = width, height = _size_of_screen()
            lines = surf_screen(ride, begun, width=width, height=height, in_unicode=in_unicode)
            if shown != (width, height, lines):
                shown = (width, height, lines)
                texts = [Text(line.text, line.style, no_wrap=True) for line in lines]
                live.update(Group(*texts), refresh=True)

        yield draw


def _size_of_screen() -> tuple[int, int]:
    """Return the columns and lines of the terminal; a variable may be wrong."""
    try:
        width, height = os.get_terminal_size(sys.stdout.fileno())
    except OSError:  # it has just been closed
        width, height = 0, 0
    return width or 80, height or 24


@contextmanager
def _warning_later(app: App) -> Iterator[None]:
    """Hold warnings about the settings back until the ride's screen is gone."""
    warnings: list[str] = []
    warn, app.warn = app.warn, warnings.append
    try:
        yield
    finally:
        app.warn = warn
        for warning in warnings:
            warn(warning)


def _say_how_it_went(riding: Riding) -> None:
    from holdfast.urges.surf_words import noted

    number = riding.begun.urge.id
    if noted(riding.ride, riding.begun):
        say(noted(riding.ride, riding.begun))
    if settled := riding.settled:
        say(f"Let go already (#{number})." if settled.already else f"Let go (#{number}).")
        if settled.hold.held:
            say_hold(riding.app, settled.urge.contact, settled.hold)
    elif riding.elsewhere:
        say(f"{riding.elsewhere.message} {STILL_HELD}")
    elif riding.ride.is_open:
        say(f"Kept. When you're ready: holdfast let-go {number}")
    else:
        say(STILL_HELD)


def _can_draw() -> bool:
    """Return whether stdout is a terminal that knows more than lines."""
    if not sys.stdout.isatty():
        return False
    return sys.platform == "win32" or os.environ.get("TERM", "").lower() not in _NO_SCREEN
