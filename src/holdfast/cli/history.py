"""`holdfast history`: urges, contact and promises in one timeline."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, names_needed
from holdfast.cli.options import as_json, contact_option, limit_option, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.cli.table import Column, say_table
from holdfast.overview.history import Entry
from holdfast.overview.history import history as everything

LISTED = 30
_COLUMNS = (
    Column("#", right=True),
    Column("When", dim=True),
    Column("Contact", wraps=True),
    Column("What", wraps=True),
)


@click.command(short_help="Everything, by date.")
@click.option("--since", metavar="WHEN", help="Only what happened then or later.")
@click.option("--until", metavar="WHEN", help="Only what happened before then.")
@limit_option(LISTED)
@contact_option
@as_json
@pass_app
def history(app: App, /, limit: int | None, as_json: bool, **which: Any) -> None:
    """List urges, contact and promises in one timeline, newest first. No message is printed.

    `holdfast amend` and `holdfast retract` take the number of an urge or of contact (e3).

    Example: holdfast history --since "7d ago"
    """
    most = limit or (None if as_json else LISTED + 1)
    found = call_asking(app, everything, limit=most, **which)
    if as_json:
        say_json([_document(entry) for entry in found])
        return
    shown = found if limit else found[:LISTED]
    if not shown:
        narrowed = any(which.values())
        say("Nothing fits that." if narrowed else "Nothing logged yet: holdfast log")
        return
    from holdfast.overview.history_words import history_row

    names = {_own(entry).contact for entry in shown} - {None}
    several = which["contact"] is None and names_needed(app, names)
    here = app.here()
    say_table(_COLUMNS, [history_row(entry, here, several=several) for entry in shown])
    if len(found) > len(shown):
        say(f"These are the newest {LISTED}. For more: holdfast history --limit 100")


def _own(entry: Entry) -> Any:
    """Return the urge, contact, promise or request that an entry is about."""
    return getattr(entry, entry.type)


def _document(entry: Entry) -> dict[str, Any]:
    step = {"step": entry.step} if entry.step else {}
    return {"at": entry.at, "type": entry.type, **step, **vars(_own(entry))}
