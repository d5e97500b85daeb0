"""`holdfast daemon`: the background process that nudges."""

import os
from collections.abc import Mapping

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.errors import HoldfastError

STOP_WITHIN_SECONDS = 5
LOG_LINES = 40


class NotStarted(HoldfastError):
    """The daemon could not be started."""


class NotStopped(HoldfastError):
    """The daemon did not end."""


@click.group(short_help="The background process that nudges you.")
def daemon() -> None:
    """Start and stop the background process that nudges you and makes the weekly report.

    Holding needs no daemon: what is held is held without one.

    Example: holdfast daemon start
    """


@daemon.command(short_help="Run it here, in the foreground.")
@click.option("--quiet", is_flag=True, hidden=True)
@pass_app
def run(app: App, quiet: bool) -> None:
    """Run it in the foreground, as a service manager does. Ctrl-C ends it.

    Example: holdfast daemon run
    """
    from holdfast.daemon.process import run_daemon
    from holdfast.desktop.background import READY

    said = READY if quiet else f"The daemon runs (process {os.getpid()}). Ctrl-C ends it."
    run_daemon(app, lambda: click.echo(said))


@daemon.command(short_help="Start it in the background.")
@pass_app
def start(app: App) -> None:
    """Start it in the background; returns when it is ready.

    Example: holdfast daemon start
    """
    if (pid := app.daemon().pid) is not None:
        say(f"The daemon runs already (process {pid}).")
        return
    start_daemon(app)


@daemon.command(short_help="Stop it.")
@pass_app
def stop(app: App) -> None:
    """Stop it; returns when it is gone. What is held stays held.

    Example: holdfast daemon stop
    """
    if stop_if_running(app):
        say("The daemon has stopped. What is held stays held.")
    else:
        say("The daemon is not running.")


@daemon.command(short_help="Stop it and start it again.")
@pass_app
def restart(app: App) -> None:
    """Stop it, if it runs, and start it again.

    Example: holdfast daemon restart
    """
    app.explain_settings()  # a config that can't be used must not end a daemon that runs
    stop_if_running(app)
    start_daemon(app)


@daemon.command(short_help="Does it run?")
@as_json
@pass_app
def status(app: App, as_json: bool) -> None:
    """Say whether it runs, since when, and when it last looked.

    Example: holdfast daemon status
    """
    state = app.daemon()
    if as_json:
        say_json(state)
        return
    if not state.running:
        say("The daemon is not running. To start it: holdfast daemon start")
        return
    from holdfast.rendering.words import moment

    since = f" since {moment(state.since, app.zone())}" if state.since else ""
    say(f"The daemon runs (process {state.pid}){since}.")
    if state.last_tick_at:
        say(f"It last looked {moment(state.last_tick_at, app.zone())}.")


@daemon.command(short_help="What it wrote into its log.")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=1),
    default=LOG_LINES,
    show_default=True,
    help="So many at the most.",
)
@pass_app
def log(app: App, lines: int) -> None:
    """Show the end of its log, which holds no names and nothing that you wrote.

    Example: holdfast daemon log
    """
    from holdfast.daemon.log import tail

    found = tail(app.folders.log, lines)
    for line in found:
        click.echo(line)
    if not found:
        say("There is no log yet.", err=True)


def start_daemon(app: App, environment: Mapping[str, str] = os.environ) -> None:
    """Start the daemon and say so; NotStarted gives its own words."""
    from holdfast.desktop.background import READY
    from holdfast.desktop.background import start_daemon as start_in_background

    said = start_in_background(app.folders.config, environment)
    if said == READY:
        say(f"The daemon runs (process {app.daemon().pid}).")
        return
    if (pid := app.daemon().pid) is not None:  # another start was faster
        say(f"The daemon runs already (process {pid}).")
        return
    message, _, way_out = said.strip().removeprefix("Error: ").partition("\nTry: ")
    raise NotStarted(message or "The daemon ended at once.", way_out or "holdfast daemon run")


def stop_if_running(app: App) -> bool:
    """Stop the daemon if it runs, and say whether it did; NotStopped if it does not end."""
    if not app.daemon().running:
        return False
    from holdfast.desktop.background import stop_daemon

    if not stop_daemon(app.folders.lock, within_seconds=STOP_WITHIN_SECONDS):
        raise NotStopped(
            f"The daemon did not end within {STOP_WITHIN_SECONDS} s.",
            f"kill -9 {app.daemon().pid}; nothing is lost by that",
        )
    return True
