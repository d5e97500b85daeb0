"""`holdfast log`: the heart of it.

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
from holdfast.cli.asking import (
    Interrupted,
    ask,
    ask_yes,
    at_terminal,
    call_asking,
    ending_later,
    read_draft,
)
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.options import as_json, contact_option, pass_app
from holdfast.cli.saying import say, say_command, say_json, say_warning, text_of
from holdfast.domain.urge import clean_triggers, clean_word, parse_intensity
from holdfast.errors import HoldfastError, NotUnderstood

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.services.urge_answers import Logged


@click.command(short_help="Write down the message that you want to send, and hold it.")
@click.argument("words", nargs=-1)
@click.option("-e", "--editor", is_flag=True, help="Write in $EDITOR.")
@click.option("--no-draft", is_flag=True, help="Log the urge without a message.")
@click.option("--intensity", metavar="0-10", help="How strong it is.")
@click.option("--channel", metavar="WORD", help="How you would have sent it.")
@click.option(
    "--trigger", "triggers", multiple=True, metavar="WORD", help="What set it off; again for more."
)
@click.option("--at", "felt", metavar="WHEN", help="When it was, such as “20m ago”.")
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
    """Write down the message that you want to send, and hold it.

    At a terminal it asks; from a pipe it takes what comes. Nothing is ever sent.

    Example: holdfast log --trigger song
    """
    if bool(words) + editor + no_draft > 1:
        raise NotUnderstood(
            "Say the message in one way: at the prompt, with -e, or not at all with --no-draft.",
            "holdfast log",
        )
    asks = at_terminal() and not (words or editor or no_draft)
    entry = _Entry(urge)
    if words:
        say_warning(
            "Words on the command line stay in your shell's history. Next time: holdfast log, "
            "then type."
        )
        entry.draft = " ".join(words)
    elif not (asks or editor or no_draft):
        entry.draft = _read_pipe()
    with ending_later() as told_to_end:
        try:
            logged = _write_down(app, entry, told_to_end, editor=editor, asks=asks)
        except Exception as error:
            gone = bool(told_to_end) or ((asks or editor) and not at_terminal())
            _give_back(app, entry, error, as_json=as_json, gone=gone)
            raise
    if logged:
        with suppress(OSError):  # it is written down, whatever becomes of saying so
            offer = at_terminal() and not told_to_end
            _say(app, logged, as_json=as_json, offer=offer, no_draft=no_draft)
    if told_to_end:
        sys.exit(EXIT_INTERRUPTED)


class _Entry:
    """What is being written down, and the file in which an editor has its draft."""

    def __init__(self, urge: dict[str, Any]) -> None:
        self.urge = urge
        self.draft: str | None = None
        self.file: Path | None = None
        self.is_cut_off = False
        """Whether the editor was ended before the person ended it."""


def _write_down(
    app: App, entry: _Entry, told_to_end: list[int], *, editor: bool, asks: bool
) -> Logged | None:
    """Compose an urge and write it down; what was typed before a Ctrl-C, if it is wanted."""
    try:
        _compose(app, entry, editor=editor, asks=asks)
        logged: Logged | None = _keep(app, entry, guess=not at_terminal())
    except Interrupted as interrupted:
        told_to_end.append(signal.SIGINT)
        logged = _keep_if_wanted(app, entry, interrupted)
    if entry.file:
        from holdfast.cli.editing import remove_draft_file, remove_what_was_saved

        (remove_what_was_saved if entry.is_cut_off else remove_draft_file)(entry.file)
    return logged


def _compose(app: App, entry: _Entry, *, editor: bool, asks: bool) -> None:
    """Get the draft and the strength from a person; what can't be read of the options comes first.

    Interrupted on Ctrl-C, at any point.
    """
    _read_options(app, entry.urge)
    if not (editor or asks):
        return
    _say_what_was_left_behind(app)
    try:
        entry.draft = _edit(app, entry) if editor else _ask_message(app)
    except Interrupted as interrupted:
        entry.draft = interrupted.typed  # what stands at a later question is no message
        entry.is_cut_off = True
        raise
    if entry.urge["intensity"] is None and at_terminal():
        entry.urge["intensity"] = _ask_strength()


def _edit(app: App, entry: _Entry) -> str:
    from holdfast.cli.editing import edit_draft, new_draft_file, remove_draft_file

    entry.file = new_draft_file(app)
    written = edit_draft(entry.file)
    if not written.strip():
        remove_draft_file(entry.file)
        say("Nothing was written down. Without a message: holdfast log --no-draft", err=True)
        raise click.exceptions.Exit(0)
    return written


def _ask_message(app: App) -> str:
    say("What do you want to write? It stays here and is never sent.", err=True)
    say("A line with a single dot, or Ctrl-D on an empty one, ends it.", err=True)
    # No daemon thread: Python can crash over one that still imports when all is answered.
    return read_draft(Thread(target=_load_quietly, args=(app,)).start)


def _keep_if_wanted(app: App, entry: _Entry, interrupted: Interrupted) -> Logged | None:
    """Offer to keep what was typed before Ctrl-C; whoever can't be asked keeps it."""
    say("", err=True)
    if entry.draft and entry.draft.strip() and (interrupted.told_to_end or _wants_to_keep()):
        from holdfast.services.choosing import UnknownContact

        try:
            return _keep(app, entry, guess=True, asks=False)
        except UnknownContact as unknown:
            say_warning(unknown.message)
            entry.urge["contact"] = None
            return _keep(app, entry, guess=True, asks=False)
    say("Nothing was written down.", err=True)
    return None


def _say_what_was_left_behind(app: App) -> None:
    from holdfast.cli.editing import explain_left, left_behind

    for file in left_behind(app.folders.home):
        says, command = explain_left(file)
        say_warning(says)
        say_command(command, err=True)


def _read_options(app: App, urge: dict[str, Any]) -> None:
    """Say what can't be read before anybody types a message, not after."""
    if urge["intensity"] is not None:
        urge["intensity"] = parse_intensity(urge["intensity"])
    if urge["channel"] is not None:
        clean_word(urge["channel"], "--channel")
    if urge["triggers"]:
        clean_triggers(urge["triggers"])
    if urge["felt"]:
        from holdfast.domain.when import parse_past
        from holdfast.services.work import trusted_now

        parse_past(urge["felt"], now=app.call(trusted_now), zone=app.zone())


def _load_quietly(app: App) -> None:
    with suppress(ImportError):  # said when the urge is written down, with the draft given back
        import holdfast.services.urges  # noqa: F401 - what writing it down will need

        app.load()


def _ask_strength() -> int | None:
    while True:
        try:
            said = ask("How strong is it, 0 to 10? (Enter: skip) ").strip()
            return parse_intensity(said) if said else None
        except EOFError:
            say("", err=True)
            return None
        except HoldfastError as error:
            say(error.message, err=True)


def _wants_to_keep() -> bool:
    """Ask whether what was typed is to be kept; another Ctrl-C keeps it, for it loses nothing."""
    try:
        return ask_yes("Keep what you typed, and hold it?", default=True, when_gone=True)
    except Interrupted:
        say("", err=True)
        return True


def _keep(app: App, entry: _Entry, *, guess: bool, asks: bool = True) -> Logged:
    from holdfast.services.urges import log_urge

    call = call_asking if asks else App.call
    return call(app, log_urge, draft=entry.draft, guess_contact=guess, **entry.urge)


def _give_back(app: App, entry: _Entry, error: Exception, *, as_json: bool, gone: bool) -> None:
    """Hand a draft that could not be written down back; to a script, within the error.

    Where nobody may be there to read it any more, it is put into a file, too.
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
    say("This could not be written down. Here it is back:", err=True)
    with suppress(OSError):
        click.echo(f"\n{entry.draft}\n", err=True)
    if entry.file:
        say(f"It stands in {entry.file}, too.", err=True)


def _say(app: App, logged: Logged, *, as_json: bool, offer: bool, no_draft: bool) -> None:
    if as_json:
        say_json(logged)
        return
    from holdfast.rendering.holds import hold_line
    from holdfast.rendering.words import visible

    urge = logged.urge
    name = visible(urge.contact)
    nothing_said = "" if urge.has_draft or no_draft else ", without a message"
    say(f"Written down as urge {urge.id}{nothing_said}.")
    if logged.guessed_contact:
        say(f"It stands under {name}. For another one: --contact NAME")
    say(hold_line(urge.contact, logged.hold, app.zone()), bold=True)
    if logged.why:
        say(f"Your reason: {visible(logged.why)}")
    if logged.made_contact:
        from shlex import quote

        rename = f"holdfast contact rename {quote(name)} NAME"
        say(f"They are called {name} here. Another name: {rename}")
    if not (logged.cooldown_runs or logged.hold.reason == "boundary"):
        from holdfast.domain.contact import naming

        whom = naming(name, several=logged.several_contacts)
        say(f"To hold everything for longer: holdfast cooldown start 30d{whom}")
    if not offer:
        say(f"To let it go: holdfast let-go {urge.id}")
        return
    try:
        wants = ask_yes("Let it go?", default=True)
    except Interrupted:
        say("", err=True)
        say(f"It stays open, and held. To let it go: holdfast let-go {urge.id}")
        sys.exit(EXIT_INTERRUPTED)
    if wants:
        from holdfast.services.urges import let_go

        app.call(let_go, urge=urge.id)
        say("Let go.")
    else:
        say(f"It stays open, and held. To let it go later: holdfast let-go {urge.id}")


def _read_pipe() -> str | None:
    if sys.stdin is None:
        return None
    return text_of(sys.stdin.buffer.read()).rstrip("\n") or None
