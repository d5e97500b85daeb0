"""`holdfast undo`: taking the last tightening back."""

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, contact_option, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.services.undoing import undo as take_back

_WHAT = {
    "start": "the start of the cool-down",
    "extend": "the extension of the cool-down",
    "boundary": "the boundary",
}


@click.command(short_help="Take back what you made stricter in the last 10 minutes.")
@contact_option
@as_json
@pass_app
def undo(app: App, contact: str | None, as_json: bool) -> None:
    """Take back what you made stricter in the last 10 minutes; what stood before stands again.

    Example: holdfast undo
    """
    undone = call_asking(app, take_back, contact=contact)
    if as_json:
        say_json(undone.cooldown)
        return
    from holdfast.rendering.holds import hold_line

    say(f"Taken back: {_WHAT[undone.kind]}. What stood before stands again.")
    if undone.restored_changes:
        from holdfast.rendering.changes import restored_line

        say(restored_line(undone.restored_changes))
    say(hold_line(undone.contact, undone.hold, app.zone()), bold=True)
