"""`holdfast log`: save the message that you want to send, and hold it.

The prompt comes first: what is needed only afterwards is imported while the person types.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from holdfast.app import App
from holdfast.cli.asking import ask_yes, call_asking
from holdfast.cli.line import Interrupted, ask, at_terminal, ending_later, read_draft
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.options import as_json, contact_option, pass_app
from holdfast.cli.saying import say, say_warning
from holdfast.decoding import text_of
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.urges.model import check_kind, clean_triggers, clean_word, parse_intensity

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.urges.answers import Logged


@click.command(short_help="Write the message here.")
@click.argument("words", nargs=-1)
@click.option("-e", "--editor", is_flag=True, help="Write in $EDITOR.")
@click.option("--no-draft", is_flag=True, help="Log the urge without a message.")
@click.option(
    "--kind",
    metavar="message|lookup",
    default="message",
    help="lookup: you want to look them up, or drive by.",
)
@click.option("--intensity", metavar="0-10", help="How strong it is.")
@click.option("--channel", metavar="WORD", help="How you would have sent it.")
@click.option(
    "--trigger", "triggers", multiple=True, metavar="WORD", help="What set it off. Can be repeated."
)
@click.option("--at", "felt", metavar="WHEN", help="When it was, such as 20m ago.")
@contact_option
@as_json
@pass_app
def log(
    app: App,
    /,
    words: tuple[str, ...],
    editor: bool,
    no_draft: bool,
    as_json: bool,
    **urge: Any,
) -> None:
    """Save the message you want to send, and hold it. Nothing is ever sent.

    At a terminal it asks for the message; or send it through a pipe.

    Example: holdfast log --trigger song
    """
    to_look = urge["kind"] == "lookup"
    no_draft = no_draft or to_look
    if bool(words) + editor + no_draft > 1:
        raise NotUnderstood(
            "Only one of these is possible: words, -e, --no-draft or --kind lookup.",
            "holdfast log",
        )
    asks = at_terminal() and (to_look or not (words or editor or no_draft))
    entry = _Entry(urge)
    if words:
        say_warning(
            "Words on the command line stay in your shell's history. Next time, type holdfast log "
            "alone: it asks for them."
        )
        entry.draft = " ".join(words)
    elif not (asks or editor or no_draft):
        entry.draft = _read_pipe()
    if not (asks or editor or no_draft or (entry.draft and entry.draft.strip())):
        raise NotUnderstood(
            "There is no message: the input is empty.",
            "holdfast log --no-draft, to log an urge without one",
        )
    with ending_later() as told_to_end:
        try:
            logged = _compose_and_save(app, entry, told_to_end, editor=editor, asks=asks)
        except Exception as error:
            gone = bool(told_to_end) or ((asks or editor) and not at_terminal())
            _give_back(app, entry, error, as_json=as_json, gone=gone)
            raise
    if logged:
        from holdfast.cli.logged import say_logged

        with suppress(OSError):  # it is saved, even if that can't be printed
            offer = at_terminal() and not told_to_end
            say_logged(app, logged, as_json=as_json, offer=offer, no_draft=no_draft)
    if told_to_end:
        sys.exit(EXIT_INTERRUPTED)


class _Entry:
    """An urge while it is typed, and the file in which an editor has its draft."""

    def __init__(self, urge: dict[str, Any]) -> None:
        self.urge = urge
        self.draft: str | None = None
        self.file: Path | None = None
        self.is_cut_off = False
        """Whether the editor was ended before the person ended it."""


def _compose_and_save(
    app: App, entry: _Entry, told_to_end: list[int], *, editor: bool, asks: bool
) -> Logged | None:
    """Compose an urge and save it. After Ctrl-C, save what was typed if wanted."""
    try:
        _compose(app, entry, editor=editor, asks=asks)
        logged: Logged | None = _log(app, entry, guess=not at_terminal())
    except Interrupted as interrupted:
        told_to_end.append(signal.SIGINT)  # so that the exit code is 130
        logged = _log_if_wanted(app, entry, interrupted)
    if entry.file:
        from holdfast.cli.editing import remove_draft_file, remove_what_was_saved

        (remove_what_was_saved if entry.is_cut_off else remove_draft_file)(entry.file)
    return logged


def _compose(app: App, entry: _Entry, *, editor: bool, asks: bool) -> None:
    """Ask a person for the draft and the strength; options that can't be read fail first.

    Raise Interrupted on Ctrl-C, at any point.
    """
    _read_options(app, entry.urge)
    if not (editor or asks):
        return
    app.check_home()
    if entry.urge["contact"] is not None and at_terminal():
        entry.urge["contact"] = _know(app, entry.urge["contact"])
    _warn_of_left_drafts(app)
    try:
        if editor:
            entry.draft = _edit(app, entry)
        elif entry.urge["kind"] == "message":
            entry.draft = _ask_message(app)
    except Interrupted as interrupted:
        entry.draft = interrupted.typed  # what is typed at a later question is no message
        entry.is_cut_off = True
        raise
    if entry.urge["intensity"] is None and at_terminal():
        entry.urge["intensity"] = _ask_strength()


def _know(app: App, name: str) -> str:
    """Return who is meant by a name; offer to add a new one before anybody types a message."""
    from holdfast.contacts.use_cases import add_contact, is_stranger, name_meant
    from holdfast.words import visible

    if not app.call(is_stranger, name=name):
        return name
    question = f'There is no contact called "{visible(name)}". Add that name?'
    if ask_yes(question, default=False):
        return app.call(add_contact, name=name).name
    return call_asking(app, name_meant, contact=name)


def _edit(app: App, entry: _Entry) -> str:
    from holdfast.cli.editing import StillOpen, edit_draft, new_draft_file

    entry.file = new_draft_file(app)
    try:
        written = edit_draft(app, entry.file)
    except StillOpen as may_be:
        if not at_terminal():
            raise
        say(may_be.message, err=True)
        raise click.exceptions.Exit(0) from None
    if not written.strip():
        # The empty file stays: an editor that went to the background may still save there.
        say("Nothing was saved. Without a message: holdfast log --no-draft", err=True)
        raise click.exceptions.Exit(0)
    return written


def _ask_message(app: App) -> str:
    say("What do you want to write? It stays here and is never sent.", err=True)
    say("When you're done, type . on its own line or press Ctrl-D.", err=True)
    # Not a daemon thread: Python can crash if one still imports when it ends.
    return read_draft(Thread(target=_load_quietly, args=(app,)).start)


def _log_if_wanted(app: App, entry: _Entry, interrupted: Interrupted) -> Logged | None:
    """Offer to keep what was typed before Ctrl-C; if nobody can be asked, keep it."""
    say("", err=True)
    if entry.draft and entry.draft.strip() and (interrupted.told_to_end or _wants_to_keep()):
        return _log(app, entry, guess=True, asks=False)
    say("Nothing was saved.", err=True)
    return None


def _warn_of_left_drafts(app: App) -> None:
    from holdfast.cli.editing import left_behind, say_left

    for file in left_behind(app.folders.home):
        say_left(file)


def _read_options(app: App, urge: dict[str, Any]) -> None:
    """Refuse options that can't be read before anybody types a message, not after."""
    check_kind(urge["kind"])
    if urge["intensity"] is not None:
        urge["intensity"] = parse_intensity(urge["intensity"])
    if urge["channel"] is not None:
        clean_word(urge["channel"], "--channel")
    if urge["triggers"]:
        clean_triggers(urge["triggers"])
    if urge["felt"]:
        from holdfast.clock.when import parse_past
        from holdfast.ledger.work import time_now

        parse_past(urge["felt"], now=app.call(time_now), zone=app.zone())


def _load_quietly(app: App) -> None:
    with suppress(ImportError):  # saving raises it again, and gives the draft back
        import holdfast.urges.use_cases  # noqa: F401 - saving needs it

        app.load()


def _ask_strength() -> int | None:
    while True:
        try:
            typed = ask("How strong is it, 0 to 10? (Enter to skip) ").strip()
            return parse_intensity(typed) if typed else None
        except EOFError:
            say("", err=True)
            return None
        except HoldfastError:
            say("Please give a number from 0 to 10.", err=True)


def _wants_to_keep() -> bool:
    """Ask whether to keep what was typed; another Ctrl-C keeps it, which loses nothing."""
    try:
        return ask_yes("Keep what you typed?", default=True, when_gone=True)
    except Interrupted:
        say("", err=True)
        return True


def _log(app: App, entry: _Entry, *, guess: bool, asks: bool = True) -> Logged:
    from holdfast.urges.use_cases import log_urge

    call = call_asking if asks else App.call
    return call(app, log_urge, draft=entry.draft, guess_contact=guess, **entry.urge)


def _give_back(app: App, entry: _Entry, error: Exception, *, as_json: bool, gone: bool) -> None:
    """Give back a draft that could not be saved; to a script, within the error.

    If nobody may be there to read it, put it into a file, too.
    """
    if not (entry.draft and entry.draft.strip()):
        return
    if as_json and isinstance(error, HoldfastError):
        error.draft = entry.draft
        return
    if gone and entry.file is None:
        from holdfast.cli.editing import new_draft_file

        with suppress(HoldfastError, OSError):
            file = new_draft_file(app)
            file.write_text(entry.draft, encoding="utf-8", errors="surrogateescape")
            entry.file = file
    from holdfast.words import visible_lines

    say("This couldn't be saved. Here it is back:", err=True)
    with suppress(OSError):
        click.echo(f"\n{visible_lines(entry.draft)}\n", err=True)
    if entry.file:
        say(f"It's also in {entry.file}", err=True)


def _read_pipe() -> str | None:
    if sys.stdin is None:
        return None
    return text_of(sys.stdin.buffer.read()).rstrip("\n") or None
