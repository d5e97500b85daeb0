"""What several commands print about holds, requests and new contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.cli.saying import say, say_all

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.promises.holds import CheckAnswer, CheckedAll
    from holdfast.promises.model import Hold
    from holdfast.promises.requests import RequestAnswer


FORGOTTEN = "The name and the texts are deleted. The counts stay."


def if_not_safe(app: App) -> str:
    """Return what a person can do at once if waiting would put them in danger."""
    from holdfast.words import visible

    folder = visible(app.folders.home_text)
    return (
        f"If somebody may read this and you are not safe: delete the folder {folder} yourself. "
        "That needs no permission."
    )


def say_hold(
    app: App,
    contact: str,
    hold: Hold | CheckAnswer | CheckedAll,
    *,
    pause_of: str = "every message",
    named: bool = False,
) -> None:
    """Print a contact's hold, with their name if `named`."""
    from holdfast.promises.words import hold_line

    say(hold_line(contact, hold, app.here(), pause_of=pause_of, named=named), bold=True)


def say_asked(app: App, request: RequestAnswer) -> None:
    """Print what happens now that something was asked for."""
    from holdfast.promises.words import asked_lines

    say_all(asked_lines(request, app.here()))


def say_undo() -> None:
    """Print how to undo what was just made stricter."""
    say("Typed that by mistake? You have 10 minutes: holdfast undo")


def say_new_name(name: str) -> None:
    """Print what a contact is called that was made without a name."""
    from shlex import quote

    rename = f"holdfast contact rename {quote(name)} NAME"
    say(f'I\'ve called them "{name}". To change that: {rename}')
