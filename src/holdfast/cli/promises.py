"""What several commands print about holds, requests and new contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.cli.saying import say, say_all

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.promises.holds import CheckAnswer
    from holdfast.promises.model import Hold
    from holdfast.promises.requests import RequestAnswer


def say_hold(
    app: App, contact: str, hold: Hold | CheckAnswer, *, pause_of: str = "a message"
) -> None:
    """Print a contact's hold."""
    from holdfast.promises.words import hold_line

    say(hold_line(contact, hold, app.here(), pause_of=pause_of), bold=True)


def say_asked(app: App, request: RequestAnswer) -> None:
    """Print what happens now that something was asked for."""
    from holdfast.promises.words import asked_lines

    say_all(asked_lines(request, app.here()))


def say_new_name(name: str) -> None:
    """Print what a contact is called that was made without a name."""
    from shlex import quote

    say(f"They are called {name} here. Another name: holdfast contact rename {quote(name)} NAME")
