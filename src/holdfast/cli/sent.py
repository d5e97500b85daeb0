"""`holdfast sent`: contact that was made."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import URGE, as_json, contact_option, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.services import events


@click.command(short_help="Write down that you did contact them.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--alone", is_flag=True, help="It belongs to no urge.")
@click.option("--at", metavar="WHEN", help="When it was.")
@click.option("--channel", metavar="WORD", help="How.")
@click.option("--note", metavar="TEXT", help="What was happening, in your words.")
@contact_option
@as_json
@pass_app
def sent(app: App, /, urge: int | None, as_json: bool, **how: Any) -> None:
    """Write down that you did contact them. Without URGE: the newest that is open.

    Example: holdfast sent --at "20m ago"
    """
    made = call_asking(app, events.sent, urge=urge, **how)
    if as_json:
        say_json(made)
        return
    from holdfast.rendering.holds import hold_line
    from holdfast.rendering.words import moment, visible

    name, at = visible(made.event.contact), moment(made.event.at, app.zone())
    if made.already:
        say(f"That was written down before: you contacted {name}, {at}.")
        return
    about = f", about urge {made.urge.id}" if made.urge else ""
    say(f"Written down: you contacted {name}, {at}{about}.")
    if made.event.slip:
        say("It was held then, so it counts as a slip. Nothing starts over; all you kept counts.")
    if not made.urge and not how["alone"]:
        say("It stands by itself: no urge from before then was open.")
    if made.urge:
        say(f"A mistake? holdfast amend {made.urge.id} --outcome open")
    say(hold_line(made.event.contact, made.hold, app.zone()), bold=True)
