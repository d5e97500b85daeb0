"""`holdfast report` and `holdfast reports`: looking back."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, contact_option, pass_app
from holdfast.cli.saying import say, say_json, terminal_width
from holdfast.errors import HoldfastError
from holdfast.services.reports import list_reports, weekly_report


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class NotWritten(HoldfastError):
    """The report could not be written where it was to go."""


@click.command(short_help="Look back on a week.")
@click.option(
    "--week", metavar="WEEK", help="Such as 2026-W47, or last.  [default: this one so far]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person, or for a script.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there.",
)
@contact_option
@as_json
@pass_app
def report(
    app: App,
    week: str | None,
    form: Literal["text", "json"],
    output: Path | None,
    contact: str | None,
    as_json: bool,
) -> None:
    """Look back on a week: this one so far, or another.

    Example: holdfast report --week last
    """
    made = call_asking(app, weekly_report, week=week, contact=contact)
    if as_json or form == "json":
        from holdfast.rendering.json import as_json as document

        text = document(made) + "\n"
    elif output or not sys.stdout.isatty():
        from holdfast.rendering.report import report_text

        text = report_text(made) if output else report_text(made, terminal_width())
    else:
        from rich.console import Console

        from holdfast.rendering.report import print_report

        plain = bool(os.environ.get("NO_COLOR"))  # bold would be left, else
        console = Console(width=terminal_width(), color_system=None if plain else "auto")
        print_report(made, console)
        if made.finished:
            from holdfast.services.nudges import report_looked_at

            # Whoever looks at it needs no nudge about it; that it can't be noted is no trouble.
            with suppress(HoldfastError):
                app.call(report_looked_at, week=made.week)
        return
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        # Where the person says, as it is there: it may be a pipe, a link or a folder of others.
        with open(output, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
    except OSError as error:
        raise NotWritten(f"{output} can't be written: {error.strerror}.", "another file") from None
    say(f"Written to {output}.", err=True)


@click.command(short_help="The weeks that are kept.")
@as_json
@pass_app
def reports(app: App, as_json: bool) -> None:
    """List the weekly reports that the daemon made and kept.

    Example: holdfast reports
    """
    found = app.call(list_reports)
    if as_json:
        say_json(found)
        return
    for one in found:
        click.echo(f"{one.week}  {one.path}")
    if not found:
        say("None yet. The daemon makes one when a week is over. This week so far: holdfast report")
