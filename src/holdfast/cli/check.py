"""`holdfast check`: the verdict, for scripts."""

import click

from holdfast.app import App
from holdfast.cli.options import as_json, contact_option
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say_json
from holdfast.errors import HoldfastError
from holdfast.promises.holds import check as check_hold

EXIT_HELD, EXIT_CANNOT_TELL = 10, 1


@click.command(short_help="For scripts: on hold?")
@contact_option
@as_json
@click.pass_context
def check(ctx: click.Context, contact: str | None, as_json: bool) -> None:
    """Say whether contact is held now: exit 0 not held, 10 held, 1 can't tell (treat it as held).

    Example: holdfast check --contact Sam
    """
    app: App = ctx.obj
    try:
        verdict = app.call(check_hold, contact=contact)
    except HoldfastError as error:
        # Any trouble is “can't tell”, so that a script never takes it for “not held”.
        raise CannotTell(error.message, error.way_out) from error
    if as_json:
        say_json(verdict)
    else:
        say_hold(app, verdict.contact, verdict)
    ctx.exit(EXIT_HELD if verdict.held else 0)


class CannotTell(HoldfastError):
    """`check` has no verdict."""

    exit_code = EXIT_CANNOT_TELL
