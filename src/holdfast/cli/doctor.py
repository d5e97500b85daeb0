"""`holdfast doctor`: what is wrong, and what to do about it."""

import sys

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.services.clock import accept_clock, explain_clock


@click.group(short_help="What is wrong, and what to do about it.", invoke_without_command=True)
@as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look for what is wrong, and say what to do about it; exit 1 when something is.

    Example: holdfast doctor
    """
    if ctx.invoked_subcommand is None:
        _examine_clock(ctx.obj, as_json=as_json)


@doctor.group(short_help="The clock, and what of it is trusted.", invoke_without_command=True)
@as_json
@click.pass_context
def clock(ctx: click.Context, as_json: bool) -> None:
    """Say what the clock shows and what of it is trusted; exit 1 when the two are apart.

    Example: holdfast doctor clock
    """
    if ctx.invoked_subcommand is not None:
        return
    _examine_clock(ctx.obj, as_json=as_json)


def _examine_clock(app: App, *, as_json: bool) -> None:
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


@clock.command(short_help="Go by what it shows.")
@click.option("--reason", metavar="TEXT", help="Where something is held: why, in a few words.")
@as_json
@pass_app
def accept(app: App, reason: str | None, as_json: bool) -> None:
    """Go by what the clock shows: at once where nothing is held, else as a change that waits.

    Example: holdfast doctor clock accept --reason "It was behind for months"
    """
    change = call_asking(app, accept_clock, reason=reason)
    if as_json:
        say_json(change)
        return
    if change is None:
        say("The clock is as it should be: there is nothing to accept.")
    elif change.state == "confirmed":
        say("Accepted: Holdfast goes by the clock's time from now on.")
    else:
        from holdfast.rendering.changes import asked_lines

        for line in asked_lines(change, app.zone()):
            say(line)
        say("What counts is time in which the computer runs.")
