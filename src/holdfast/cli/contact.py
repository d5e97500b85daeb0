"""`holdfast contact`: the people somebody wants to stop writing to."""

from shlex import quote
from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import CONTACT, as_json, pass_app, words_option, yes_option
from holdfast.cli.promises import FORGOTTEN, if_not_safe, say_asked, say_hold, say_undo
from holdfast.cli.saying import say, say_command, say_json
from holdfast.cli.table import Column, say_table
from holdfast.contacts import use_cases as contacts
from holdfast.data.use_cases import forget_contact
from holdfast.errors import NotUnderstood
from holdfast.overview.contact import list_contacts, show_contact
from holdfast.promises.boundaries import (
    PROTECTS,
    RESTRICTS,
    BoundarySet,
    set_boundary,
    set_own_no,
)

_COLUMNS = (
    Column("Name", wraps=True),
    Column("On hold", wraps=True),
    Column("Until", dim=True),
    Column("Waiting", wraps=True),
)


@click.group(short_help="Who you don't write to.")
def contact() -> None:
    """Name the people you want to stop writing to. A nickname is fine.

    Example: holdfast contact add Sam
    """


@contact.command("add", short_help="Add somebody.")
@click.argument("name")
@as_json
@pass_app
def add(app: App, name: str, as_json: bool) -> None:
    """Add somebody you want to stop writing to. A nickname is fine.

    Example: holdfast contact add Sam
    """
    added = app.call(contacts.add_contact, name=name)
    if as_json:
        say_json(app.call(show_contact, contact=added.name))
        return
    from holdfast.words import visible

    if added.already:
        say(f"You already have a contact called {visible(added.name)}.")
        return
    say(f"Added {visible(added.name)}. To start a cool-down:")
    say_command(f"holdfast cooldown start 14d --contact {quote(visible(added.name))}")


@contact.command("list", short_help="List them, newest first.")
@as_json
@pass_app
def list_(app: App, as_json: bool) -> None:
    """List your contacts, newest first, and what is on hold.

    Example: holdfast contact list
    """
    found = app.call(list_contacts)
    if as_json:
        say_json(found)
    elif not found:
        say("No contacts yet. To add one: holdfast contact add NAME")
    else:
        from holdfast.overview.words import contact_row

        say_table(_COLUMNS, [contact_row(one, app.here()) for one in found])


@contact.command("show", short_help="Show one: what is on hold, and what is open.")
@click.argument("name", type=CONTACT, required=False)
@as_json
@pass_app
def show(app: App, name: str | None, as_json: bool) -> None:
    """Show one contact: what is on hold, your cool-down, requests and open urges.

    Example: holdfast contact show Ex
    """
    shown = call_asking(app, show_contact, contact=name)
    if as_json:
        say_json(shown)
        return
    from holdfast.cli.status import say_contact

    several = len(app.call(contacts.contact_names)) > 1
    say_contact(app, shown, named=True, several=several)


@contact.command("boundary", short_help="Note what they said, or your own no.")
@click.argument("name", type=CONTACT)
@click.argument("boundary", type=click.Choice(["open", "space", "stop", "order", "mine"]))
@click.option("--until", metavar="DATE", help="Only with space: the day it ends.")
@click.option(
    "--restricts-me", "order", flag_value=RESTRICTS, help="Only with order: it restricts you."
)
@click.option(
    "--protects-me", "order", flag_value=PROTECTS, help="Only with order: it protects you."
)
@click.option("--off", is_flag=True, help="Only with mine: ask to end your own no.")
@words_option("--reason", help="For a looser boundary: why, in a few words.")
@as_json
@pass_app
def boundary(app: App, /, name: str, boundary: str, as_json: bool, **how: Any) -> None:
    """Note what they said about contact, or your own no. Something stricter counts at once.

    space: they asked for space, perhaps until a date. stop: they told you to stop, or blocked you.
    order: a court order. open: they said nothing. mine: you said no, for your own safety.

    Something looser is a request: it waits 7 days, or 24 hours to end your own no.

    Example: holdfast contact boundary Ex space --until 2026-12-24
    """
    answer = _set(app, name, boundary, **how)
    if as_json:
        say_json(answer.request or app.call(show_contact, contact=answer.contact))
        return
    if answer.request:
        say_asked(app, answer.request)
        if answer.boundary.kind == "order" and answer.request.kind == "boundary":
            say("A request doesn't change the order itself.")
        return
    from holdfast.promises import words

    if answer.already:
        say("That was already set.")
    elif not answer.protects and answer.hold.boundary != boundary:
        say(words.boundary_line(answer, app.here()))  # something else holds for longer
    say_hold(app, answer.contact, answer.hold)
    if answer.protects:
        say(words.PROTECTS)
    elif boundary == "order":
        say(words.READ_BY_OTHERS)
    if answer.cancelled_requests:
        from holdfast.promises.words import cancelled_line

        say(cancelled_line(answer.cancelled_requests))
    if not answer.already:
        say_undo()


def _set(
    app: App, name: str, boundary: str, *, off: bool, reason: str | None, **how: Any
) -> BoundarySet:
    for option, given, only_with in (
        ("--until", how["until"], "space"),
        ("--off", off, "mine"),
        ("--restricts-me or --protects-me", how["order"], "order"),
    ):
        if given and boundary != only_with:
            raise NotUnderstood(
                f"{option} only goes with {only_with}.",
                f"holdfast contact boundary NAME {only_with}",
            )
    if boundary == "mine":
        return call_asking(app, set_own_no, contact=name, off=off, reason=reason)
    kind: Any = boundary
    return call_asking(app, set_boundary, contact=name, boundary=kind, reason=reason, **how)


@contact.command("forget", short_help="Delete a name and every text about them.")
@click.argument("name", type=CONTACT)
@words_option("--reason", help="If something is on hold: why, in a few words.")
@yes_option
@as_json
@pass_app
def forget(app: App, name: str, reason: str | None, yes: bool, as_json: bool) -> None:
    """Delete every text about somebody at once, for good. The counts stay.

    If nothing is on hold, their name and promises are deleted too. If something is on hold, the
    name is still needed, so deleting it becomes a request that waits.

    Example: holdfast contact forget Ex
    """
    gone = call_asking(app, forget_contact, contact=name, sure=yes, reason=reason)
    if as_json:
        say_json(gone)
        return
    from holdfast.words import visible

    if gone.contact is None or gone.request is None:
        say(FORGOTTEN)
    else:
        say(f"The texts are deleted. Something is on hold for {visible(gone.contact)}.")
        say("So deleting the name and the promises has to wait.")
        say_asked(app, gone.request)
        say(if_not_safe(app))
    if any(app.folders.backups.glob("*")):
        say(f"Backups from before upgrades still contain those texts: {app.folders.backups}")
    _name_left_drafts(app)


def _name_left_drafts(app: App) -> None:
    """Name the drafts that were never saved. Nobody knows who they are about, so they stay."""
    from holdfast.cli.editing import left_behind, remove

    for file in left_behind(app.folders.home):
        say(f"A message that was never saved is still here: {file}")
        say("If that message is about the same person, delete it with:")
        say_command(remove(file))


@contact.command("rename", short_help="Give somebody another name.")
@click.argument("name", type=CONTACT)
@click.argument("to", metavar="NEW_NAME")
@as_json
@pass_app
def rename(app: App, name: str, to: str, as_json: bool) -> None:
    """Give somebody another name. Everything you logged goes with it.

    Example: holdfast contact rename Ex Sam
    """
    renamed = app.call(contacts.rename_contact, name=name, to=to)
    if as_json:
        say_json(app.call(show_contact, contact=renamed.name))
        return
    from holdfast.words import visible

    say(f"Renamed to {visible(renamed.name)}.")
