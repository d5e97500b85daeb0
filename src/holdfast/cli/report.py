"""`holdfast report`: looking back."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, must_agree, say_typed
from holdfast.cli.line import ask, at_terminal
from holdfast.cli.options import WEEK, as_json, contact_option, pass_app, yes_option
from holdfast.cli.saying import say, say_all, say_json, shows_unicode, terminal_width
from holdfast.errors import HoldfastError, NeedsAnswer, NotUnderstood, os_trouble
from holdfast.ledger.files import replace_file, write_private
from holdfast.report.model import WeeklyReport
from holdfast.report.use_cases import (
    asks_for_next_week,
    keep_page,
    list_reports,
    report_looked_at,
    urges_of_week,
    want_next_week,
    weekly_report,
    whole_time,
)
from holdfast.report.whole_time.model import WholeTime

if TYPE_CHECKING:
    from rich.console import Console

Form = Literal["text", "html", "md", "json", "csv"]

_BY_ENDING: dict[str, Form] = {
    "": "text",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".json": "json",
    ".csv": "csv",
}
FOR_NOW = "for-now.html"
"""The page of an unfinished week or of one contact; the next one replaces it."""


class NotShown(HoldfastError):
    """The page is there, but no program shows it."""


class NotWritten(HoldfastError):
    """The report could not be written into its file."""


@click.command(short_help="Look back on a week.")
@click.option(
    "--week",
    metavar="WEEK",
    type=WEEK,
    help="Such as 2026-W47, or last.  [default: this week so far]",
)
@click.option("--all", "everything", is_flag=True, help="The whole time instead of a week.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "md", "json", "csv"]),
    metavar="FORM",
    help="text, html, md, json or csv (one row per urge).",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save the report in this file.",
)
@click.option("--share", "to_share", is_flag=True, help="To show somebody: no names, no triggers.")
@click.option("--open", "to_open", is_flag=True, help="Show it in your browser.")
@click.option("--list", "to_list", is_flag=True, help="List the pages of past weeks.")
@contact_option
@yes_option
@as_json
@pass_app
def report(
    app: App,
    week: str | None,
    everything: bool,
    form: Form | None,
    output: Path | None,
    to_share: bool,
    to_open: bool,
    to_list: bool,
    contact: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Look back on a week: this one so far, or another.

    Example: holdfast report --week last
    """
    if to_list:
        _list_pages(app, as_json=as_json)
        return
    if everything and week is not None:
        raise click.UsageError("--all shows the whole time. Leave --week out.")
    if output and app.folders.has(output):
        raise NotWritten(f"{output} belongs to Holdfast. Nothing was changed.", "another file")
    form = "json" if as_json else form or _form_of(output)
    if output:
        _check_free(output, sure=yes)
    _refuse_together(form, everything=everything, to_share=to_share, to_open=to_open)
    if to_open:
        _open(app, output, everything=everything, shared=to_share, week=week, contact=contact)
    elif form == "csv":
        from holdfast.report.csv import urges_csv

        _put(output, urges_csv(call_asking(app, urges_of_week, week=week, contact=contact)))
    else:
        made = _make(app, everything=everything, shared=to_share, week=week, contact=contact)
        if form == "text" and not output and sys.stdout.isatty():
            _show(app, made, asks=at_terminal() and not to_share)
        else:
            _put(output, _rendered(made, form, to_file=output is not None))


def _refuse_together(form: Form, *, everything: bool, to_share: bool, to_open: bool) -> None:
    if to_share and (everything or form == "csv"):
        raise click.UsageError("--share is for a week, and can't be csv.")
    if everything and form in {"md", "csv"}:
        raise click.UsageError(f"--all can't be {form}. Choose text, html or json.")
    if to_open and form not in {"text", "html"}:
        raise click.UsageError("--open shows a page. Leave --format out.")


def _make(
    app: App, *, everything: bool, shared: bool, week: str | None, contact: str | None
) -> WeeklyReport | WholeTime:
    if everything:
        return call_asking(app, whole_time, contact=contact)
    made = call_asking(app, weekly_report, week=week, contact=contact)
    if not shared:
        return made
    from holdfast.report.share import to_share

    return to_share(made)


def _put(output: Path | None, text: str) -> None:
    """Print a report, or write it into the file that was asked for."""
    if output:
        _write(output, text)
        say(f"Saved in {output}.", err=True)
    else:
        click.echo(text, nl=False)


def _form_of(output: Path | None) -> Form:
    """Return the format for a file's name; text if there is none."""
    if output is None:
        return "text"
    ending = output.suffix.lower()
    if ending not in _BY_ENDING:
        raise NotUnderstood(
            f"I can't write a report as {ending}. Use .txt, .html, .md, .json or .csv.",
            "another file name, or --format text",
        )
    return _BY_ENDING[ending]


def _show(app: App, made: WeeklyReport | WholeTime, *, asks: bool) -> None:
    """Print a report at a terminal, in colours; after a week ask for one thing for the next."""
    in_unicode = shows_unicode(sys.stdout.encoding, os.environ)
    if isinstance(made, WholeTime):
        from holdfast.report.whole_time.terminal import print_whole_time

        print_whole_time(made, _console(), in_unicode=in_unicode)
        return
    from holdfast.report.terminal import print_report

    print_report(made, _console(), in_unicode=in_unicode)
    if made.finished:
        _note_looked_at(app, made.week)
    if asks:
        _offer_closing(app)
        if app.call(asks_for_next_week, week=made.week):
            _ask_for_next_week(app, made.week)


def _offer_closing(app: App) -> None:
    from holdfast.overview.closing import offer_closing
    from holdfast.overview.words import closing_lines

    for name in app.call(offer_closing):
        say("")
        say_all(closing_lines(name))


def _ask_for_next_week(app: App, week: str) -> None:
    """Ask for one thing for the next week; Enter skips it, and it isn't asked again."""
    say("")
    try:
        said = ask("One thing for next week? (Enter to skip) ")
    except EOFError:
        say("", err=True)
        return
    try:
        app.call(want_next_week, week=week, text=said)
    except HoldfastError:
        say_typed(said)
        raise


def _console() -> "Console":
    from rich.console import Console

    plain = bool(os.environ.get("NO_COLOR"))  # bold would be left, else
    return Console(width=terminal_width(), color_system=None if plain else "auto")


def _open(
    app: App,
    output: Path | None,
    *,
    everything: bool,
    shared: bool,
    week: str | None,
    contact: str | None,
) -> None:
    """Open the page that is kept of a finished week; else make one for now."""
    kept = None
    if output is None and contact is None and not (everything or shared):
        kept = app.call(keep_page, week=week or "this")
    if kept and kept.path.endswith(".html"):  # a text if no page could be drawn
        page = Path(kept.path)
        _note_looked_at(app, kept.week)
    else:
        made = _make(app, everything=everything, shared=shared, week=week, contact=contact)
        page = output or app.folders.reports / FOR_NOW
        write = _write if output else write_private
        write(page, _rendered(made, "html", to_file=True))
    _hand_over(page)


def _hand_over(page: Path) -> None:
    """Open a page in the browser, and say where it is."""
    from holdfast.desktop.viewer import show

    if trouble := show(page, os.environ):
        raise NotShown(f"The page is made, but {trouble}: {page}", f"open it yourself: {page}")
    # Nobody here knows whether a person sees it.
    say(f"Handed to your browser: {page}")


def _note_looked_at(app: App, week: str) -> None:
    # A report that was looked at needs no nudge; if that can't be saved, the nudge comes.
    with suppress(HoldfastError):
        app.call(report_looked_at, week=week)


def _rendered(made: WeeklyReport | WholeTime, form: Form, *, to_file: bool) -> str:
    """Return a report in a format, whose renderer is imported only then."""
    if form == "json":
        from holdfast.cli.json import json_document

        return json_document(made) + "\n"
    # A file is as wide as a page.
    width = 80 if to_file else terminal_width()
    in_unicode = to_file or shows_unicode(sys.stdout.encoding, os.environ)
    if isinstance(made, WholeTime):
        if form == "html":
            from holdfast.report.whole_time.page import render_whole_time

            return render_whole_time(made)
        from holdfast.report.whole_time.terminal import whole_time_text

        return whole_time_text(made, width, in_unicode=in_unicode)
    if form == "html":
        from holdfast.report.page import render_page

        return render_page(made)
    if form == "md":
        from holdfast.report.markdown import report_markdown

        return report_markdown(made)
    from holdfast.report.terminal import report_text

    return report_text(made, width, in_unicode=in_unicode)


def _check_free(output: Path, *, sure: bool) -> None:
    """Ask before a file that is not empty is overwritten; a pipe or a device is not asked about."""
    try:
        if sure or not output.is_file() or not output.stat().st_size:
            return
    except OSError as error:
        raise NotWritten(*os_trouble(output, error)) from None
    question = f"{output} exists already. Replace it?"
    if not at_terminal():
        raise NeedsAnswer(question, argument="yes", way_out="--yes, or another file")
    must_agree(question)


def _write(output: Path, text: str) -> None:
    """Write a file, the old one or the new one in whole; into a pipe or a device, directly."""
    try:
        if output.exists() and not output.is_file():
            output.write_text(text, encoding="utf-8")
        else:
            replace_file(output, text)
    except OSError as error:
        raise NotWritten(*os_trouble(output, error)) from None


def _list_pages(app: App, *, as_json: bool) -> None:
    found = app.call(list_reports)
    if as_json:
        say_json(found)
        return
    if not found:
        say("No pages yet. Holdfast makes one when a week is over, if reminders are on.")
        say("This week so far: holdfast report")
        return
    from holdfast.cli.table import Column, say_table
    from holdfast.report.words import page_row

    columns = Column("Week"), Column("Days", dim=True), Column("Page", wraps=True)
    say_table(columns, [page_row(one, app.here()) for one in found])
