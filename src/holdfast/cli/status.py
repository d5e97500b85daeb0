"""`holdfast status`: at a glance."""

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_all, say_json


@click.command(short_help="Who, how long still, what is open.")
@click.option("--line", is_flag=True, help="One short line, for a prompt or a status bar.")
@as_json
@pass_app
def status(app: App, line: bool, as_json: bool) -> None:
    """Say who is being given space, how long still, and what is open.

    Example: holdfast status --line
    """
    if line and not as_json:
        from holdfast.overview.glance import glance
        from holdfast.overview.glance_words import glance_line

        click.echo(glance_line(app.call(glance)))
        return
    say_status(app, as_json=as_json)


def say_status(app: App, *, as_json: bool = False) -> None:
    """Print the status, or on an empty home an invitation; `holdfast` alone prints the same."""
    from holdfast.overview.status import status as everything

    found = app.call(everything)
    if as_json:
        say_json(found)
    elif not found.contacts:
        _invite(app)
    else:
        from holdfast.overview.words import status_lines

        say_all(status_lines(found, app.here()))


def _invite(app: App) -> None:
    from holdfast.words import visible

    say(f"Nothing is saved yet in {visible(app.folders.home_text)}.")
    say("When you want to write to them: holdfast log")
    say("To set things up first: holdfast init")
