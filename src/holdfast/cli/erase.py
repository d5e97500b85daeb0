"""`holdfast erase`: everything goes."""

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, pass_app, yes_option
from holdfast.cli.saying import say, say_json, say_warning
from holdfast.errors import HoldfastError
from holdfast.services.forgetting import ask_to_erase, refuse_written_since


class NotErased(HoldfastError):
    """Something that Holdfast had written is still there."""


@click.command(short_help="Erase everything; waits while something is held.")
@click.option("--reason", metavar="TEXT", help="Why, in a few words.")
@yes_option
@as_json
@pass_app
def erase(app: App, reason: str | None, yes: bool, as_json: bool) -> None:
    """Erase everything that is written down here, for good.

    While something is held it has to wait as a change: until its delay is over, and you confirm.

    Example: holdfast erase
    """
    asked = call_asking(app, ask_to_erase, reason=reason, sure=yes)
    if asked.now:
        erase_now(app, asked.request)
    if as_json:
        say_json(asked.change)
        return
    if asked.change:
        from holdfast.rendering.changes import asked_lines

        for line in asked_lines(asked.change, app.zone()):
            say(line)


def erase_now(app: App, allowed_by: str) -> None:
    """End the daemon and remove all that Holdfast has written, and say so on stderr.

    Refused if something was written down after that was allowed: it has waited for nothing.
    """
    from holdfast.cli.daemon import remove_from_login, stop_if_running

    ended = stop_if_running(app)  # which may take a while
    app.door = None
    try:
        app.call(refuse_written_since, request=allowed_by)
    except HoldfastError:
        if ended:
            say_warning("The daemon was ended for that. To start it: holdfast daemon start")
        raise
    left = app.erase()
    remove_from_login(app, err=True)
    if left:
        places = ", ".join(map(str, left))
        said = f"This could not be removed: {places}. All else is gone."
        raise NotErased(said, f"ls -l {left[0]}")
    say("Everything that was written down here is gone.", err=True)
