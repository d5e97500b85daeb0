"""`holdfast doctor`: what is wrong, and what to do about it."""

import sys

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.services.clock import explain_clock


@click.group(short_help="What is wrong, and what to do about it.")
def doctor() -> None:
    """Look for what is wrong, and say what to do about it."""


@doctor.command(short_help="The clock, and what of it is trusted.")
@as_json
@pass_app
def clock(app: App, as_json: bool) -> None:
    """Say what the clock shows and what of it is trusted; exit 1 when the two are apart.

    Example: holdfast doctor clock
    """
    from holdfast.rendering.clock import clock_check, clock_lines

    explained = app.call(explain_clock)
    check = clock_check(explained, app.zone())
    if as_json:
        say_json([check])
    else:
        for line in clock_lines(explained, check, app.zone()):
            say(line)
    if not check.ok:
        sys.exit(1)
