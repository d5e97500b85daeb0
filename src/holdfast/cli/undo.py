"""`holdfast undo`: undoing the last tightening."""

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
    "boundary": "what they said",
    "mine": "your own no",
}


@click.command(short_help="Undo a recent promise.")
@contact_option
@yes_option
@as_json
@pass_app
def undo(app: App, contact: str | None, yes: bool, as_json: bool) -> None:
    """Undo the last thing you made stricter, within 10 minutes. It's back to how it was before.

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
    say(f"Taken back: {_WHAT[undone.kind]}.")
    if undone.restored_requests:
        from holdfast.promises.words import restored_line

        say(restored_line(undone.restored_requests))
    say_hold(app, undone.contact, undone.hold)
