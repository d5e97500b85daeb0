"""`holdfast contact`: the people who are being given space."""

from shlex import quote
from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import CONTACT, as_json, pass_app, yes_option
from holdfast.cli.saying import say, say_all, say_command, say_json
from holdfast.domain.boundary import BoundaryKind
from holdfast.services import contacts
from holdfast.services.boundaries import set_boundary
from holdfast.services.forgetting import forget_contact


@click.group(short_help="The people who are being given space.")
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
        say_json(added)
        return
    from holdfast.rendering.words import visible

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
    found = app.call(contacts.list_contacts)
    if as_json:
        say_json(found)
        return
    from holdfast.rendering.status import contact_lines

    for one in found:
        say_all(contact_lines(one, app.zone(), several=len(found) > 1))
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
        say_json(answer.change or answer.contact)
        return
    from holdfast.rendering.changes import asked_lines, cancelled_line
    from holdfast.rendering.holds import hold_line

    if answer.change:
        say_all(asked_lines(answer.change, app.zone()))
        if answer.contact.hold.boundary == "order":
            say("It changes what Holdfast holds. The order itself it does not change.")
        return
    if answer.already:
        say("That stands already.")
    say(hold_line(answer.contact.name, answer.contact.hold, app.zone()), bold=True)
    if answer.cancelled_changes:
        say(cancelled_line(answer.cancelled_changes))
    if not answer.already:
        say("A slip of the finger? For 10 minutes: holdfast undo")


@contact.command("forget", short_help="Take a name and every text about them.")
@click.argument("name", type=CONTACT)
@yes_option
@as_json
@pass_app
def forget(app: App, name: str, yes: bool, as_json: bool) -> None:
    """Take somebody's name and every text about them, for good. Counts and promises stay.

    Example: holdfast contact forget Ex
    """
    gone = call_asking(app, forget_contact, name=name, sure=yes)
    if as_json:
        say_json(gone)
        return
    from holdfast.rendering.holds import hold_line

    say("The name and the texts are gone. The counts stay.")
    if gone.hold.held:
        say(f"What is held is held until its end, under “{gone.name}”.")
        say(hold_line(gone.name, gone.hold, app.zone()), bold=True)
    if any(app.folders.backups.glob("*")):
        say(f"Copies that were made before upgrades still hold them: {app.folders.backups}")
    _say_what_was_left_behind(app)


def _say_what_was_left_behind(app: App) -> None:
    """Name the drafts that stand in no ledger: whose they are isn't known, so they stay."""
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
        say_json(renamed)
        return
    from holdfast.rendering.words import visible

    say(f"They are called {visible(renamed.name)} now.")
