"""`holdfast nudges`: the reminders that came, and why; pausing them, and turning kinds off."""

import click

from holdfast.app import App
from holdfast.cli.options import as_json, limit_option, pass_app
from holdfast.cli.saying import say, say_all, say_json
from holdfast.cli.table import Column, say_table
from holdfast.errors import HoldfastError
from holdfast.nudging import use_cases

LISTED = 10
KINDS = {
    "patience": "patience",
    "check-in": "check_ins",
    "risky-hours": "risky_hours",
    "reflection": "reflection",
    "request": "requests",
    "report": "weekly_report",
}
"""The kinds that can be switched off → their names in the config file."""

COLUMNS = (
    Column("When", dim=True),
    Column("Kind"),
    Column("Result", wraps=True),
    Column("Why", wraps=True),
    Column("Text", wraps=True),
)

kind_argument = click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS)))


class NotShown(HoldfastError):
    """The desktop showed nothing."""


@click.group(short_help="List past nudges.", invoke_without_command=True)
@limit_option(LISTED)
@as_json
@click.pass_context
def nudges(ctx: click.Context, limit: int | None, as_json: bool) -> None:
    """List nudges, newest first: what came, what didn't, and why. A nudge is one reminder.

    Example: holdfast nudges
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    found = app.call(use_cases.list_nudges, limit=limit or (None if as_json else LISTED))
    if as_json:
        say_json(found)
        return
    from holdfast.nudging.words import nudge_row

    _say_snoozed(app, app.call(use_cases.snoozed))
    say_table(COLUMNS, [nudge_row(nudge, app.here()) for nudge in found])
    if not found:
        say("No nudges yet. To see one: holdfast nudges test")


@nudges.command(short_help="Show a test nudge now.")
@as_json
@pass_app
def test(app: App, as_json: bool) -> None:
    """Show a notification now, and print what happened.

    Example: holdfast nudges test
    """
    shown = app.call(use_cases.show_test_nudge)
    if as_json:
        say_json(shown)
    elif shown.state == "handed-over":
        say(f"A test nudge was {shown.detail}.")
        say('If you saw nothing, check "Do Not Disturb" in your desktop\'s settings.')
    if shown.state != "handed-over":
        raise NotShown(
            f"The desktop can't show notifications: {shown.detail}. Until it can, your next "
            "command in a terminal shows the nudge."
        )


@nudges.command(short_help="Pause all nudges.")
@click.argument("length", metavar="LENGTH")
@as_json
@pass_app
def snooze(app: App, length: str, as_json: bool) -> None:
    """Pause all nudges for a while. With "off" as the LENGTH, end the pause.

    Example: holdfast nudges snooze 3h
    """
    ends = length.strip().lower() == "off"
    answer = app.call(use_cases.snooze_nudges, length=None if ends else length)
    if as_json:
        say_json(answer)
    elif answer.until is None:
        say("Nudges are back on.")
    else:
        _say_snoozed(app, answer)


def _say_snoozed(app: App, answer: use_cases.SnoozeAnswer) -> None:
    if answer.until is None:
        return
    from holdfast.words import moment

    say(f"Nudges are paused until {moment(answer.until, app.here())}.")
    say("To turn nudges back on: holdfast nudges snooze off")


@nudges.command(short_help="Turn one kind off.")
@kind_argument
@pass_app
def off(app: App, kind: str) -> None:
    """Turn one kind of nudge off, in the config file.

    Example: holdfast nudges off risky-hours
    """
    _switch(app, kind, on=False)


@nudges.command(short_help="Turn one kind on.")
@kind_argument
@pass_app
def on(app: App, kind: str) -> None:
    """Turn one kind of nudge on, in the config file.

    Example: holdfast nudges on reflection
    """
    _switch(app, kind, on=True)


def _switch(app: App, kind: str, *, on: bool) -> None:
    from holdfast.config import say_setting, set_config

    name, state = KINDS[kind], "on" if on else "off"
    app.explain_settings()  # a wrong file can't be changed
    if say_setting("nudges", name, app.settings()) == str(on).lower():
        say(f"{kind.capitalize()} nudges are {state} already.")
        return
    set_config(app.folders.config, "nudges", name, on)
    say(f"{kind.capitalize()} nudges are now {state}.")
    say(f"To undo that: holdfast nudges {'off' if on else 'on'} {kind}")


def say_inbox(app: App) -> None:
    """Print the newest nudge that the desktop could not show, and drop the older ones."""
    waiting = app.call(use_cases.inbox)
    if not waiting:
        return
    from holdfast.nudging.words import inbox_lines

    say_all(inbox_lines(waiting[-1]), err=True)
    app.call(use_cases.mark_read, nudge_ids=tuple(nudge.id for nudge in waiting))
