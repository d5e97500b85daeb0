"""`holdfast erase`: deleting everything."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, pass_app, words_option, yes_option
from holdfast.cli.promises import if_not_safe, say_asked
from holdfast.cli.saying import say, say_json, say_warning
from holdfast.data.use_cases import ask_to_erase, refuse_written_since
from holdfast.errors import HoldfastError


class NotErased(HoldfastError):
    """Something that Holdfast had written is still there."""


@click.command(short_help="Delete everything.")
@words_option("--reason", help="Why, in a few words.")
@yes_option
@as_json
@pass_app
def erase(app: App, reason: str | None, yes: bool, as_json: bool) -> None:
    """Delete everything Holdfast has saved, for good.

    If something is on hold, this becomes a request. It has to wait. Then you can confirm it.

    Example: holdfast erase
    """
    asked = call_asking(app, ask_to_erase, reason=reason, sure=yes)
    if asked.now:
        erase_now(app, asked.call_id)
    if as_json:
        say_json(asked.request or {"erased": True})
    elif asked.request:
        say_asked(app, asked.request)
        say(if_not_safe(app))


@contextmanager
def daemon_ended(app: App) -> Iterator[None]:
    """Stop the daemon before the block; if the block fails, print that it was stopped."""
    from holdfast.cli.daemon import stop_if_running

    ended = stop_if_running(app)
    try:
        yield
    except HoldfastError:
        if ended:
            say_warning(
                "Reminders were turned off for that. To turn them on: holdfast daemon start"
            )
        raise


def erase_now(app: App, allowed_by: str) -> None:
    """Stop the daemon and remove everything that Holdfast wrote.

    Raise Refused if something was saved since the call `allowed_by`: it has not waited.
    """
    from holdfast.cli.daemon import remove_from_login

    with daemon_ended(app):  # this may take a while
        app.door = None
        app.call(refuse_written_since, call_id=allowed_by)
    left = app.erase()
    remove_from_login(app, err=True)
    if left:
        places = ", ".join(map(str, left))
        said = f"These couldn't be deleted: {places}. Everything else is gone."
        raise NotErased(said, f"ls -l {left[0]}")
    say("Everything Holdfast had saved is deleted.", err=True)
