"""`holdfast check`: the verdict, for scripts."""

import click

from holdfast.app import App
from holdfast.cli.options import as_json, contact_option
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_json
from holdfast.contacts.use_cases import contact_names
from holdfast.errors import HoldfastError
from holdfast.promises.holds import CheckedAll, check_all
from holdfast.promises.holds import check as check_one

EXIT_HELD, EXIT_CANNOT_TELL = 10, 1


@click.command(short_help="For scripts: on hold?")
@contact_option
@as_json
@click.pass_context
def check(ctx: click.Context, contact: str | None, as_json: bool) -> None:
    """Check whether anything is on hold. For one person: --contact NAME.

    Exit code: 0 not on hold, 10 on hold, 1 can't tell (treat it as on hold).

    Example: holdfast check --contact Sam
    """
    app: App = ctx.obj
    try:
        verdict = app.call(check_one, contact=contact) if contact else app.call(check_all)
    except HoldfastError as error:
        # Any trouble is “can't tell”, so that a script never takes it for “not held”.
        raise CannotTell(error.message, error.way_out) from error
    if as_json:
        say_json(verdict)
    elif isinstance(verdict, CheckedAll):
        _say_all_held(app, verdict)
    else:
        say_hold(app, verdict.contact, verdict)
    ctx.exit(EXIT_HELD if verdict.held else 0)


def _say_all_held(app: App, verdict: CheckedAll) -> None:
    if verdict.contact is None:
        say("Nothing is on hold.", bold=True)
        return
    from holdfast.words import visible

    say_hold(app, verdict.contact, verdict, named=len(app.call(contact_names)) > 1)
    if others := verdict.held_contacts[1:]:
        say(f"Also on hold: {', '.join(map(visible, others))}.")


class CannotTell(HoldfastError):
    """`check` has no verdict."""

    exit_code = EXIT_CANNOT_TELL
