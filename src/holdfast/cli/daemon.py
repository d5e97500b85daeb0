"""`holdfast daemon`: the background process that nudges."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_command, say_json, say_warning
from holdfast.errors import HoldfastError

if TYPE_CHECKING:
    from holdfast.desktop.autostart import Installed
    from holdfast.desktop.login_files import Start

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
    from holdfast.desktop.background import start_daemon as start_in_background

    def next_one() -> None:
        # No service manager starts the next one: this one was started in the background.
        if quiet:
            start_in_background(app.folders.config, os.environ)

    said = READY if quiet else f"The daemon runs (process {os.getpid()}). Ctrl-C ends it."
    if code := run_daemon(app, lambda: click.echo(said), next_one=next_one):
        say("A newer Holdfast is there: this one has ended, for it to be started.", err=True)
        sys.exit(code)


@daemon.command(short_help="Start it in the background.")
@pass_app
def start(app: App) -> None:
    """Start it in the background; returns when it is ready.

    Example: holdfast daemon start
    """
    _start_unless_running(app)


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
    app.explain_settings()  # a wrong config must not stop a daemon that runs
    stop_if_running(app)
    start_daemon(app)


@daemon.command(short_help="Does it run?")
@as_json
@pass_app
def status(app: App, as_json: bool) -> None:
    """Return whether it runs, since when, and when it last looked.

    Example: holdfast daemon status
    """
    state = app.daemon()
    if as_json:
        say_json(state)
        return
    if state.running:
        from holdfast.words import moment

        since = f" since {moment(state.since, app.here())}" if state.since else ""
        say(f"The daemon runs (process {state.pid}){since}.")
        if state.last_tick_at:
            say(f"It last looked {moment(state.last_tick_at, app.here())}.")
    else:
        say("The daemon is not running. To start it: holdfast daemon start")
    _say_login(app)


@daemon.command(short_help="Start it at each login, and now.")
@pass_app
def install(app: App) -> None:
    """Have it start at each login: by systemd, else by the desktop. It starts now, too.

    Example: holdfast daemon install
    """
    install_daemon(app)


@daemon.command(short_help="Start it at login no more, and stop it.")
@pass_app
def uninstall(app: App) -> None:
    """Take back what `install` wrote, and stop the daemon. What is held stays held.

    Example: holdfast daemon uninstall
    """
    from holdfast.desktop.autostart import at_login, others

    left = others(app.folders.home_text, os.environ)
    if at_login(app.folders.home_text, os.environ) is None:
        say("Nothing starts this home's daemon at login.")
    else:
        stop_if_running(app)
        remove_from_login(app)
        say("What is held stays held. To start the daemon by hand: holdfast daemon start")
    for path in left:
        say_warning(f"{path} is there, and not this home's: it was left as it is.")


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


def _start_unless_running(app: App) -> None:
    if (pid := app.daemon().pid) is not None:
        say(f"The daemon runs already (process {pid}).")
    else:
        start_daemon(app)


def install_daemon(app: App) -> None:
    """Make the daemon start at each login, and start it now; raise Refused or NotInstalled."""
    from holdfast.desktop.autostart import NotInstalled, install
    from holdfast.desktop.login_files import start_for

    if not sys.platform.startswith("linux"):
        raise NotInstalled(
            "Only on Linux can it be made to start at login from here.",
            "in the system's own settings, make this start at login: holdfast daemon start",
        )
    app.explain_settings()  # don't install a daemon that can't run
    start = start_for(app.folders, os.environ)
    installed = install(start, os.environ)
    _say_installed(installed, start)
    if installed.is_new and installed.now.kind == "unit":
        stop_if_running(app)  # from now on systemd runs it
    _start_unless_running(app)


def _say_installed(installed: Installed, start: Start) -> None:
    from holdfast.desktop.autostart import has_session, may_not_read_entries
    from holdfast.desktop.login_files import DEFAULT, own_line

    now, before = installed.now, installed.before
    by = "systemd" if now.kind == "unit" else "the desktop"
    desktop = may_not_read_entries(os.environ) if now.kind == "entry" else None
    if desktop:
        file, line = own_line(start, desktop)
        say(f"{desktop} may not start what is in {now.path}.")
        say(f"To start the daemon at each login, add this line to {file}:")
        say_command(line)
    elif installed.is_new:
        say(f"From now on the daemon starts at each login, by {by}.")
        say(f"Written: {now.path}")
    else:
        say(f"The daemon starts at each login already, by {by}: {now.path}")
    if before and before.python != now.python:
        say(f"Until now that was with another Python: {before.python}")
    if now.kind == "entry" and not has_session(os.environ):
        say("No desktop is seen from here: a login without one, such as this, does not start it.")
    if installed.is_new and now.target == DEFAULT:
        say(
            "No graphical-session.target is active here, which some desktops never start: it "
            "comes with the login itself."
        )
    if installed.removed:
        say(f"Removed, for it would have started it twice: {installed.removed}")
    say("To undo it: holdfast daemon uninstall")


def remove_from_login(app: App, *, err: bool = False) -> None:
    """Stop starting this home's daemon at login, and print what was removed."""
    from holdfast.desktop.autostart import uninstall

    for one in uninstall(app.folders.home_text, os.environ):
        say(f"The daemon starts at login no more. Removed: {one.path}", err=err)


def _say_login(app: App) -> None:
    from holdfast.desktop.autostart import at_login, may_not_read_entries

    if (found := at_login(app.folders.home_text, os.environ)) is None:
        return
    by = "systemd" if found.kind == "unit" else "the desktop"
    if found.kind == "entry" and (desktop := may_not_read_entries(os.environ)):
        say(f"{desktop} may not start it at login: holdfast daemon install says how")
    else:
        say(f"It starts at each login, by {by}: {found.path}")
    if not found.runs:
        say_warning(
            f"Its Python is gone: {found.python}. To set it up anew: holdfast daemon install"
        )


def start_daemon(app: App, environment: Mapping[str, str] = os.environ) -> None:
    """Start the daemon and print that; raise NotStarted with what it printed."""
    from holdfast.desktop.autostart import start_unit
    from holdfast.desktop.background import READY
    from holdfast.desktop.background import start_daemon as start_in_background

    by_unit = start_unit(app.folders.home_text, environment)
    if by_unit and not by_unit.ok:
        app.explain_settings()  # the usual cause, which systemd does not name
        raise NotStarted(
            "systemd could not start the daemon.", "holdfast daemon run, which says why"
        )
    said = READY if by_unit else start_in_background(app.folders.config, environment)
    if said == READY:
        say(f"The daemon runs (process {app.daemon().pid}).")
        return
    if (pid := app.daemon().pid) is not None:  # another start was faster
        say(f"The daemon runs already (process {pid}).")
        return
    said = said.partition("Error: ")[2] or said  # a note may come before it
    message, _, way_out = said.strip().partition("\nTry: ")
    raise NotStarted(message or "The daemon ended at once.", way_out or "holdfast daemon run")


def stop_if_running(app: App) -> bool:
    """Stop the daemon; return whether it ran, or raise NotStopped."""
    from holdfast.desktop.autostart import stop_unit
    from holdfast.desktop.background import stop_daemon

    ran = bool(app.daemon().running)
    ended = stop_daemon(app.folders.lock, within_seconds=STOP_WITHIN_SECONDS)
    # In any case: systemd may be about to start the next one.
    stop_unit(app.folders.home_text, os.environ)
    if not ended and app.daemon().running:
        raise NotStopped(
            f"The daemon did not end within {STOP_WITHIN_SECONDS} s.",
            f"kill -9 {app.daemon().pid}; nothing is lost by that",
        )
    return ran
