"""`holdfast daemon`: the background process that shows reminders."""

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


@click.group(short_help="Reminders on or off.")
def daemon() -> None:
    """Turn reminders on or off. They come from a background process, the daemon.

    The daemon also makes the weekly report. Messages stay on hold without it.

    Example: holdfast daemon start
    """


@daemon.command(short_help="Run the daemon in this terminal.")
@click.option("--quiet", is_flag=True, hidden=True)
@pass_app
def run(app: App, quiet: bool) -> None:
    """Run the daemon in this terminal. Ctrl-C ends it.

    Example: holdfast daemon run
    """
    from holdfast.daemon.process import run_daemon
    from holdfast.desktop.background import READY
    from holdfast.desktop.background import start_daemon as start_in_background

    def next_one() -> None:
        # No service manager starts the next one: this one was started in the background.
        if quiet:
            start_in_background(app.folders.config, os.environ)

    said = (
        READY
        if quiet
        else f"Reminders are on (process {os.getpid()}). Press Ctrl-C to turn reminders off."
    )
    if code := run_daemon(app, lambda: click.echo(said), next_one=next_one):
        say("Holdfast was upgraded. Reminders restart now.", err=True)
        sys.exit(code)


@daemon.command(short_help="Turn reminders on.")
@pass_app
def start(app: App) -> None:
    """Turn reminders on, until you log out or restart the computer.

    Example: holdfast daemon start
    """
    _start_unless_running(app)


@daemon.command(short_help="Turn reminders off.")
@pass_app
def stop(app: App) -> None:
    """Turn reminders off. What is on hold stays on hold.

    Example: holdfast daemon stop
    """
    if stop_if_running(app):
        say("Reminders are off. What is on hold stays on hold.")
    else:
        say("Reminders were off already.")


@daemon.command(short_help="Turn reminders off and on again.")
@pass_app
def restart(app: App) -> None:
    """Turn reminders off and on again.

    Example: holdfast daemon restart
    """
    app.explain_settings()  # a wrong config must not stop a daemon that runs
    stop_if_running(app)
    start_daemon(app)


@daemon.command(short_help="Is it running?")
@as_json
@pass_app
def status(app: App, as_json: bool) -> None:
    """Show whether reminders are on, since when, and the last check.

    Example: holdfast daemon status
    """
    state = app.daemon()
    if as_json:
        say_json(state)
        return
    if state.running:
        from holdfast.words import moment

        since = f" since {moment(state.since, app.here())}" if state.since else ""
        say(f"Reminders are on{since} (process {state.pid}).")
        if state.last_tick_at:
            say(f"Last check: {moment(state.last_tick_at, app.here())}.")
    else:
        say("Reminders are off. To turn them on: holdfast daemon start")
    _say_login(app)


@daemon.command(short_help="Turn reminders on at each login.")
@pass_app
def install(app: App) -> None:
    """Turn reminders on now and at each login, through systemd or the desktop.

    Example: holdfast daemon install
    """
    install_daemon(app)


@daemon.command(short_help="Turn reminders off, at login too.")
@pass_app
def uninstall(app: App) -> None:
    """Turn reminders off, now and at login. What is on hold stays on hold.

    Example: holdfast daemon uninstall
    """
    from holdfast.desktop.autostart import at_login, others

    left = others(app.folders.home_text, os.environ)
    if at_login(app.folders.home_text, os.environ) is None:
        say("Reminders didn't start at login.")
    else:
        stop_if_running(app)
        remove_from_login(app)
        say("What is on hold stays on hold. To turn reminders on: holdfast daemon start")
    for path in left:
        say_warning(f"{path} belongs to something else. It was not changed.")


@daemon.command(short_help="Show the end of the daemon's log.")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=1),
    default=LOG_LINES,
    show_default=True,
    help="How many lines to show.",
)
@pass_app
def log(app: App, lines: int) -> None:
    """Show the end of the daemon's log. It has no names and nothing that you wrote.

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
        say(f"Reminders are on already (process {pid}).")
    else:
        start_daemon(app)


def install_daemon(app: App) -> None:
    """Make the daemon start at each login, and start it now; raise Refused or NotInstalled."""
    from holdfast.desktop.autostart import NotInstalled, install
    from holdfast.desktop.login_files import start_for

    if not sys.platform.startswith("linux"):
        raise NotInstalled(
            "Holdfast can add itself to the login only on Linux.",
            "add this to the programs that start at login: holdfast daemon start",
        )
    app.explain_settings()  # don't install a daemon that can't run
    start = start_for(app.folders, os.environ)
    installed = install(start, os.environ)
    _say_installed(installed, start)
    if installed.is_new and installed.now.kind == "unit":
        stop_if_running(app)  # from now on systemd runs it
    _start_unless_running(app)
    _add_to_menu(start)


def _add_to_menu(start: Start) -> None:
    from holdfast.desktop.launcher import add

    try:
        if path := add(start, os.environ):
            say(f'In the desktop\'s menu: Holdfast, "Write it here instead". New file: {path}')
    except HoldfastError as error:
        say_warning(f"Holdfast isn't in the desktop's menu: {error.message}")


def _say_installed(installed: Installed, start: Start) -> None:
    from holdfast.desktop.autostart import has_session, may_not_read_entries
    from holdfast.desktop.login_files import DEFAULT, own_line

    now, before = installed.now, installed.before
    by = "systemd" if now.kind == "unit" else "the desktop"
    desktop = may_not_read_entries(os.environ) if now.kind == "entry" else None
    if desktop:
        file, line = own_line(start, desktop)
        say(f"{desktop} may not start what is in {now.path}.")
        say(f"To start reminders at each login, add this line to {file}:")
        say_command(line)
    elif installed.is_new:
        say(f"From now on reminders start at each login, through {by}.")
        say(f"New file: {now.path}")
    else:
        say(f"Reminders start at each login already, through {by}: {now.path}")
    if before and before.python != now.python:
        say(f"The Python used before: {before.python}")
    if now.kind == "entry" and not has_session(os.environ):
        say("There is no desktop in this session. Reminders start at logins with a desktop.")
    if installed.is_new and now.target == DEFAULT:
        say(
            "This desktop doesn't use graphical-session.target. Reminders start with the login "
            "itself."
        )
    if installed.removed:
        say(f"Removed, because reminders would have started twice: {installed.removed}")
    say("To undo that: holdfast daemon uninstall")


def remove_from_login(app: App, *, err: bool = False) -> None:
    """Take this home out of the login and the desktop's menu, and print what was removed."""
    from holdfast.desktop.autostart import uninstall
    from holdfast.desktop.launcher import remove

    for one in uninstall(app.folders.home_text, os.environ):
        say(f"Reminders no longer start at login. Removed: {one.path}", err=err)
    if entry := remove(app.folders.home_text, os.environ):
        say(f"No longer in the desktop's menu. Removed: {entry}", err=err)


def _say_login(app: App) -> None:
    from holdfast.desktop.autostart import at_login, may_not_read_entries

    if (found := at_login(app.folders.home_text, os.environ)) is None:
        return
    by = "systemd" if found.kind == "unit" else "the desktop"
    if found.kind == "entry" and (desktop := may_not_read_entries(os.environ)):
        say(f"{desktop} may not start reminders at login. To see how: holdfast daemon install")
    else:
        say(f"Reminders start at each login, through {by}: {found.path}")
    if not found.runs:
        say_warning(
            f"Reminders can't start at login: {found.python} is gone. To repair that: "
            "holdfast daemon install"
        )


def start_daemon(app: App, environment: Mapping[str, str] = os.environ) -> None:
    """Start the daemon and print that; raise NotStarted with what it printed."""
    from holdfast.desktop.autostart import start_unit
    from holdfast.desktop.background import READY
    from holdfast.desktop.background import start_daemon as start_in_background

    by_unit = start_unit(app.folders.home_text, environment)
    if by_unit and not by_unit.ok:
        app.explain_settings()  # the usual cause, which systemd does not name
        raise NotStarted("systemd couldn't turn reminders on.", "holdfast daemon run, to see why")
    said = READY if by_unit else start_in_background(app.folders.config, environment)
    if said == READY:
        say(f"Reminders are on (process {app.daemon().pid}).")
        return
    if (pid := app.daemon().pid) is not None:  # another start was faster
        say(f"Reminders are on already (process {pid}).")
        return
    said = said.partition("Error: ")[2] or said  # a note may come before it
    message, _, way_out = said.strip().partition("\nTry: ")
    raise NotStarted(
        message or "Reminders turned off again at once.", way_out or "holdfast daemon run"
    )


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
            f"Reminders didn't turn off within {STOP_WITHIN_SECONDS} s.",
            f"kill -9 {app.daemon().pid} (nothing is lost)",
        )
    return ran
