"""`holdfast undo`: taking the last tightening back."""

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, contact_option, pass_app, yes_option
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_json
from holdfast.promises.use_cases import undo as undo_last

_WHAT = {
    "start": "the start of the cool-down",
    "extend": "the extension of the cool-down",
    "boundary": "the boundary",
}


@click.command(short_help="Take back what you made stricter in the last 10 minutes.")
@contact_option
@yes_option
@as_json
@pass_app
def undo(app: App, contact: str | None, yes: bool, as_json: bool) -> None:
    """Take back what you made stricter in the last 10 minutes; what stood before stands again.

    Example: holdfast undo
    """
    undone = call_asking(app, undo_last, contact=contact, sure=yes)
    if as_json:
        say_json(
            {
                "undone": undone.kind,
                "contact": undone.contact,
                "cooldown": undone.cooldown,
                "hold": undone.hold,
                "restored_requests": undone.restored_requests,
            }
        )
        return
    say(f"Taken back: {_WHAT[undone.kind]}. What stood before stands again.")
    if undone.restored_requests:
        from holdfast.promises.words import restored_line

        say(restored_line(undone.restored_requests))
    say_hold(app, undone.contact, undone.hold)
