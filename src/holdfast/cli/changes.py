"""`holdfast changes`: what is waiting to be loosened."""

import click

from holdfast.app import App
from holdfast.cli.options import CHANGE, as_json, pass_app
from holdfast.cli.saying import say, say_all, say_json, say_warning
from holdfast.errors import HoldfastError
from holdfast.services import changes as use_cases
from holdfast.services.confirming import confirm_change


@click.group(short_help="What is waiting to be loosened.", invoke_without_command=True)
@as_json
@click.pass_context
def changes(ctx: click.Context, as_json: bool) -> None:
    """List what you asked to loosen, newest first, and where each stands.

    Example: holdfast changes
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    found = app.call(use_cases.list_changes)
    if as_json:
        say_json(found)
        return
    from holdfast.rendering.changes import change_lines

    for change in found:
        say_all(change_lines(change, app.zone()))
    if not found:
        say("None: nothing is waiting to be loosened.")


@changes.command(short_help="Call one off, at once.")
@click.argument("change", type=CHANGE)
@as_json
@pass_app
def cancel(app: App, change: int, as_json: bool) -> None:
    """Call a loosening off, at once. What it was about holds on.

    Example: holdfast changes cancel 1
    """
    cancelled = app.call(use_cases.cancel_change, change=change)
    if as_json:
        say_json(cancelled)
    elif cancelled.already:
        say(f"Change {change} was cancelled before.")
    else:
        say(f"Change {change} is cancelled. What it was about holds on.")


@changes.command(short_help="Confirm one whose delay is over.")
@click.argument("change", type=CHANGE)
@as_json
@pass_app
def confirm(app: App, change: int, as_json: bool) -> None:
    """Confirm a loosening, within a day after its delay is over. Nothing shortens the delay.

    Example: holdfast changes confirm 1
    """
    ended = _is_ready_to_erase(app, change) and _end_daemon(app)
    try:
        confirmed = app.call(confirm_change, change=change)
        if confirmed.change.kind == "erase":
            from holdfast.cli.erase import erase_now

            erase_now(app, confirmed.request)
    except HoldfastError:
        if ended:
            say_warning("The daemon was ended for that. To start it: holdfast daemon start")
        raise
    if as_json:
        say_json(confirmed.change)
        return
    from holdfast.rendering.changes import what_changes
    from holdfast.rendering.holds import hold_line

    if confirmed.change.kind == "erase":
        return
    was = "was confirmed before" if confirmed.change.already else "is confirmed"
    say(f"Change {change} {was}: {what_changes(confirmed.change, app.zone())}.")
    if confirmed.hold:
        said = hold_line(confirmed.change.contact or "", confirmed.hold, app.zone())
        say(said, bold=True)


def _is_ready_to_erase(app: App, change: int) -> bool:
    known = app.call(use_cases.list_changes)
    return any((one.id, one.kind, one.state) == (change, "erase", "ready") for one in known)


def _end_daemon(app: App) -> bool:
    """End the daemon before erasing is confirmed: one that does not end leaves all as it is."""
    from holdfast.cli.daemon import stop_if_running

    return stop_if_running(app)
