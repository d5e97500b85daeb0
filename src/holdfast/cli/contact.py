"""`holdfast contact`: the people who are being given space."""

from shlex import quote
from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import CONTACT, as_json, pass_app, yes_option
from holdfast.cli.promises import say_asked, say_hold
from holdfast.cli.saying import say, say_all, say_command, say_json
from holdfast.contacts import use_cases as contacts
from holdfast.data.use_cases import forget_contact
from holdfast.overview.contact import list_contacts, show_contact
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.model import BoundaryKind


@click.group(short_help="Who you don't write to.")
def contact() -> None:
    """Name the people who are being given space. An alias will do.

    Example: holdfast contact add Sam
    """


@contact.command("add", short_help="Add somebody.")
@click.argument("name")
@as_json
@pass_app
def add(app: App, name: str, as_json: bool) -> None:
    """Add somebody who is to be given space.

    Example: holdfast contact add Sam
    """
    added = app.call(contacts.add_contact, name=name)
    if as_json:
        say_json(app.call(show_contact, contact=added.name))
        return
    from holdfast.words import visible

    if added.already:
        say(f"{visible(added.name)} is here already.")
        return
    say(f"{visible(added.name)} is here. To set a cool-down:")
    say_command(f"holdfast cooldown start 30d --contact {quote(visible(added.name))}")


@contact.command("list", short_help="List them, newest first.")
@as_json
@pass_app
def list_(app: App, as_json: bool) -> None:
    """List the contacts, newest first, with what holds.

    Example: holdfast contact list
    """
    found = app.call(list_contacts)
    if as_json:
        say_json(found)
        return
    from holdfast.overview.words import contact_lines

    for one in found:
        say_all(contact_lines(one, app.here(), several=len(found) > 1))
    if not found:
        say("Nobody yet. To add somebody: holdfast contact add NAME")


@contact.command("boundary", short_help="Write down what they said about contact.")
@click.argument("name", type=CONTACT)
@click.argument("boundary", type=click.Choice(["open", "space", "stop", "order"]))
@click.option("--until", metavar="DATE", help="With space: until when they asked for it.")
@click.option("--reason", metavar="TEXT", help="For a looser one: why, in a few words.")
@as_json
@pass_app
def boundary(app: App, /, name: str, boundary: BoundaryKind, as_json: bool, **how: Any) -> None:
    """Write down what they said about contact; a stricter one counts at once.

    space: they asked for space, perhaps until a date. stop: they told you to stop, or blocked you.
    order: a court order. open: nothing. A looser one waits for 7 days.

    Example: holdfast contact boundary Ex space --until 2026-12-24
    """
    answer = call_asking(app, set_boundary, contact=name, boundary=boundary, **how)
    if as_json:
        say_json(answer.request or app.call(show_contact, contact=answer.contact))
        return
    if answer.request:
        say_asked(app, answer.request)
        if answer.hold.boundary == "order":
            say("It changes what Holdfast holds. The order itself it does not change.")
        return
    if answer.already:
        say("That stands already.")
    say_hold(app, answer.contact, answer.hold)
    if answer.cancelled_requests:
        from holdfast.promises.words import cancelled_line

        say(cancelled_line(answer.cancelled_requests))
    if not answer.already:
        say("A slip of the finger? For 10 minutes: holdfast undo")


@contact.command("forget", short_help="Delete a name and every text about them.")
@click.argument("name", type=CONTACT)
@click.option("--reason", metavar="TEXT", help="While something is on hold: why, in a few words.")
@yes_option
@as_json
@pass_app
def forget(app: App, name: str, reason: str | None, yes: bool, as_json: bool) -> None:
    """Delete every text about somebody at once, for good. What was counted stays.

    Their name and what is promised go with the texts if nothing is on hold. Else that waits as a
    request, because the name is needed for the hold.

    Example: holdfast contact forget Ex
    """
    gone = call_asking(app, forget_contact, contact=name, sure=yes, reason=reason)
    if as_json:
        say_json(gone)
        return
    from holdfast.words import visible

    if gone.contact is None or gone.request is None:
        say("The name and the texts are deleted. What was counted stays.")
    else:
        say(f"The texts are deleted. {visible(gone.contact)} is on hold, so the rest waits.")
        say_asked(app, gone.request)
    if any(app.folders.backups.glob("*")):
        say(f"Copies that were made before upgrades still hold them: {app.folders.backups}")
    _name_left_drafts(app)


def _name_left_drafts(app: App) -> None:
    """Name the drafts that were never saved. Nobody knows who they are about, so they stay."""
    from holdfast.cli.editing import left_behind, remove

    for file in left_behind(app.folders.home):
        say(f"A message that was never written down is still there: {file}")
        say("If it is about them, this removes it:")
        say_command(remove(file))


@contact.command("rename", short_help="Give somebody another alias.")
@click.argument("name", type=CONTACT)
@click.argument("to", metavar="NEW_NAME")
@as_json
@pass_app
def rename(app: App, name: str, to: str, as_json: bool) -> None:
    """Give somebody another alias; all that was logged moves with it.

    Example: holdfast contact rename Ex Sam
    """
    renamed = app.call(contacts.rename_contact, name=name, to=to)
    if as_json:
        say_json(app.call(show_contact, contact=renamed.name))
        return
    from holdfast.words import visible

    say(f"They are called {visible(renamed.name)} now.")
