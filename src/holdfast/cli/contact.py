"""`holdfast contact`: the people who are being given space."""

import click

from holdfast.app import App
from holdfast.cli.options import CONTACT, as_json, pass_app
from holdfast.cli.saying import say, say_all, say_json
from holdfast.services import contacts


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
    say(f"{visible(added.name)} is here. To set a cool-down: holdfast cooldown start 30d")


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
        say_all(contact_lines(one, app.zone()))
    if not found:
        say("Nobody yet. To add somebody: holdfast contact add NAME")


@contact.command("rename", short_help="Give somebody another alias.")
@click.argument("name", type=CONTACT)
@click.argument("to")
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
