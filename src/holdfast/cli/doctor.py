"""`holdfast doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say_all, say_command, say_json
from holdfast.errors import StorageError
from holdfast.ledger.work import can_write
from holdfast.overview.doctor import explain_clock

if TYPE_CHECKING:
    from holdfast.overview.doctor_words import Check

MOST_FILES = 5


@click.group(short_help="Find and fix problems.", invoke_without_command=True)
@as_json
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check the clock, the database and files left by an editor. Exit 1 if something is wrong.

    Example: holdfast doctor
    """
    if ctx.invoked_subcommand is None:
        _examine_all(ctx.obj, as_json=as_json)


@doctor.command(short_help="Check the computer's clock.")
@as_json
@pass_app
def clock(app: App, as_json: bool) -> None:
    """Compare the computer's clock with the time Holdfast trusts. If they differ, exit 1.

    Example: holdfast doctor clock
    """
    check, lines = _look_at_clock(app)
    _say_found([check], lines, as_json=as_json)


def _examine_all(app: App, *, as_json: bool) -> None:
    home = _look_at_files(app)
    check, lines = _look_at_clock(app)
    lines[:0] = [home.says, *([f"Try: {home.way_out}"] if home.way_out else [])]
    database, drafts = _look_at_database(app), _look_for_drafts(app)
    lines.append(database.says)
    if database.way_out:
        lines.append(f"Try: {database.way_out}")
    lines.append(drafts.says)
    _say_found([home, check, database, drafts], lines, drafts.way_out, as_json=as_json)


def _say_found(
    checks: list[Check], lines: list[str], to_copy: str | None = None, *, as_json: bool
) -> None:
    if as_json:
        say_json(checks)
    else:
        say_all(lines)
        if to_copy:
            say_command(to_copy)
    if not all(check.ok for check in checks):
        sys.exit(1)


def _look_at_clock(app: App) -> tuple[Check, list[str]]:
    from holdfast.overview.doctor_words import clock_check, clock_lines

    explained = app.call(explain_clock)
    check = clock_check(explained, app.here())
    return check, clock_lines(explained, check, app.here())


def _look_at_files(app: App) -> Check:
    from itertools import islice

    from holdfast.desktop.ownership import unusable_files
    from holdfast.overview.doctor_words import Check

    says = [f"Your data is in {app.folders.home_text}."]
    found = list(islice(unusable_files(app.folders), MOST_FILES))
    says += [trouble for trouble, _ in found]
    return Check("home", not found, " ".join(says), found[0][1] if found else None)


def _look_at_database(app: App) -> Check:
    from holdfast.overview.doctor_words import Check

    try:
        app.call(can_write)
    except StorageError as error:
        return Check("database", False, error.message, error.way_out)
    return Check("database", True, "The database can be written to.", None)


def _look_for_drafts(app: App) -> Check:
    from holdfast.cli.editing import explain_left, left_behind
    from holdfast.overview.doctor_words import Check

    found = left_behind(app.folders.home)
    if not found:
        return Check("drafts", True, "No text was left behind by an editor.", None)
    return Check("drafts", False, *explain_left(found[0]))
