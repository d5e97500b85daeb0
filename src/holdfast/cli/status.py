"""`holdfast status`: at a glance."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json, shows_unicode

if TYPE_CHECKING:
    from holdfast.overview.contact import ContactAnswer


@click.command(short_help="What's on hold and open.")
@click.option("--line", is_flag=True, help="One short line, for a prompt or a status bar.")
@as_json
@pass_app
def status(app: App, line: bool, as_json: bool) -> None:
    """Show what is on hold and for how long, what is open, and whether reminders are on.

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

        several = len(found.contacts) > 1
        for contact in found.contacts:
            say_contact(app, contact, named=several, several=several)
            say("")
        say_all(status_lines(found, app.here()))


def say_contact(app: App, contact: ContactAnswer, *, named: bool, several: bool) -> None:
    """Print a contact at a glance; `named`: with their name in the first line."""
    from holdfast.overview.words import contact_lines

    say_hold(app, contact.name, contact.hold, named=named)
    in_unicode = shows_unicode(sys.stdout.encoding, os.environ)
    for bar, text in contact_lines(contact, app.here(), several=several, in_unicode=in_unicode):
        if bar:
            say(text, label=bar, fg="cyan")
        else:
            say(text)


def _invite(app: App) -> None:
    from holdfast.words import visible

    say(f"Nothing saved yet in {visible(app.folders.home_text)}.")
    say("To write a message here instead of sending it: holdfast log")
    say("To set up who, how long and why: holdfast init")
