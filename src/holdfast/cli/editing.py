"""Opening the person's editor, on a private file that is removed afterwards."""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from shlex import quote

import click

from holdfast.app import App
from holdfast.cli.line import ENDING, HANGUP, Interrupted, ask, at_terminal, handling
from holdfast.cli.saying import say_command, say_warning
from holdfast.clock.stopwatch import Stopwatch
from holdfast.decoding import text_of
from holdfast.desktop.folders import EDITED_PREFIX
from holdfast.desktop.lock import lock_folder
from holdfast.errors import HoldfastError, unusable
from holdfast.ledger.files import make_private_folder

_NAME = "draft.txt"
HOW_TO_WAIT = "an editor that waits, such as EDITOR='code --wait' or EDITOR='gedit --wait'"
AT_ONCE = timedelta(seconds=2)
"""Nobody writes and saves so fast: such an editor went to the background, or was closed."""


class EditorFailed(HoldfastError):
    """The editor could not be started, or ended with an error."""


class StillOpen(HoldfastError):
    """The editor ended at once without saving: it may have handed the file to another process."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            "Nothing is saved yet. If your editor is still open, save there: the next holdfast log "
            f"finds it in {file}",
            HOW_TO_WAIT,
        )


class DraftLeft(EditorFailed):
    """The editor failed, and the text is still in its file."""

    way_out_is_to_copy = True


def new_draft_file(app: App) -> Path:
    """Make an empty private file for a draft, and return its path.

    It is in a folder of its own inside the home, because an editor leaves copies beside its file.
    This process locks the folder, so that a later one knows that it was left behind.
    """
    app.check_home()
    home = app.folders.home
    try:
        make_private_folder(home)
        folder = Path(tempfile.mkdtemp(prefix=EDITED_PREFIX, dir=home))
        lock_folder(folder)
        file = folder / _NAME
        file.touch(mode=0o600)
    except OSError as error:
        raise unusable(home, error) from None
    return file


def remove_draft_file(file: Path) -> None:
    """Remove a draft's file and everything that an editor left beside it."""
    shutil.rmtree(file.parent, ignore_errors=True)


def remove_what_was_saved(file: Path) -> None:
    """Remove a draft's file after its editor was cut off, but keep the editor's recovery file.

    That may have text that the editor had not saved.
    """
    if not (left := _left_beside(file)):
        remove_draft_file(file)
        return
    file.unlink(missing_ok=True)
    say_left(left)


def edit_draft(app: App, file: Path) -> str:
    """Return what was written in the editor; if there is a text, the caller removes the file.

    Raise Interrupted with the saved text if the editor is cut off, EditorFailed if it fails,
    StillOpen if it may only have gone to the background.
    """
    gone: list[int] = []
    try:
        # Not SIG_IGN, which the editor would inherit.
        with handling(lambda by, _: gone.append(by), [*ENDING, *HANGUP]):
            may_be_open = open_editor(app, file, "holdfast log -e", otherwise="holdfast log")
    except Interrupted as interrupted:
        interrupted.typed = _text_in(file)
        raise
    except EditorFailed as failed:
        if gone and file.exists():
            # The editor was cut off: take what it had saved.
            raise Interrupted(_text_in(file), told_to_end=set(gone) != {signal.SIGINT}) from None
        if not _text_in(file).strip():
            if left := _left_beside(file):
                raise EditorFailed(
                    f"{failed.message} Your text may be in {left}",
                    f"opening {file} in the same editor, which may recover it",
                ) from None
            remove_draft_file(file)
            raise
        raise DraftLeft(f"{failed.message} Your text is in {file}", log_and_remove(file)) from None
    text = _text_in(file)
    if may_be_open and not text:
        raise StillOpen(file)
    return text


def _text_in(file: Path) -> str:
    return text_of(_content(file)).rstrip("\n")


def _content(file: Path) -> bytes:
    """Return what is in a file; nothing if its editor has removed it."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def log_and_remove(file: Path) -> str:
    """Return the command that logs a draft's file and removes it.

    An editor's recovery file may be newer: it stays, and the next command names it.
    """
    removed = f"rm {quote(str(file))}" if _left_beside(file) else remove(file)
    return f"holdfast log < {quote(str(file))} && {removed}"


def say_left(file: Path) -> None:
    """Print what is in a file that was left behind, and the command for it."""
    says, command = explain_left(file)
    say_warning(says)
    say_command(command, err=True)


def explain_left(file: Path) -> tuple[str, str]:
    """Return what is in a file that was left behind, and the command for it."""
    if file.name == _NAME:
        return f"A message that couldn't be saved is in {file}. To save it:", log_and_remove(file)
    says = f"Your editor was cut off and left {file}, from which it may recover your text."
    return f"{says} To delete it:", remove(file)


def remove(file: Path) -> str:
    """Return the command that removes a draft's file and everything beside it."""
    return f"rm -r {quote(str(file.parent))}"


def left_behind(home: Path) -> list[Path]:
    """Return what commands that were killed left of their drafts.

    For each: the draft, else the editor's recovery file. Of those without any text only the newest
    stays, where an editor that is still open may save one.
    """
    found: list[Path] = []
    empty: list[tuple[float, Path]] = []
    for folder in home.glob(f"{EDITED_PREFIX}*"):
        file = folder / _NAME
        left = file if _has_size(file) else _left_beside(file)
        with suppress(OSError):  # another command may be removing it
            if lock_folder(folder):
                if left:
                    found.append(left)
                else:
                    empty.append((folder.stat().st_mtime, file))
    for _, file in sorted(empty)[:-1]:
        remove_draft_file(file)
    return found


def _left_beside(file: Path) -> Path | None:
    """Return the recovery file that an editor left beside a draft, if there is one."""
    beside: list[Path] = []
    with suppress(OSError):  # another command may be removing it
        beside = sorted(file.parent.iterdir())
    return next((one for one in beside if one != file and _has_size(one)), None)


def _has_size(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size > 0
    except OSError:
        return False


def open_editor(app: App, file: Path, command: str, *, otherwise: str) -> bool:
    """Open a file in $VISUAL, $EDITOR or the system's editor; raise EditorFailed if that fails.

    The way out is the command with another editor, or `otherwise`. If the editor ends at once and
    has saved nothing, ask whether it is still open; return True if it may be.
    """
    before, watch = _content(file), Stopwatch(app.clock)
    try:
        click.edit(filename=str(file), env=dict(os.environ))
    except (click.ClickException, ValueError):  # ValueError: its name has an open quote
        named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        which = f'The editor "{named}"' if named else "An editor"
        is_another = "nano" not in (named or "") and shutil.which("nano")
        raise EditorFailed(
            f"{which} couldn't be started, or ended with an error.",
            f"EDITOR=nano {command}, or {otherwise}" if is_another else otherwise,
        ) from None
    if watch.elapsed() >= AT_ONCE or _content(file) != before:
        return False
    if at_terminal():
        with suppress(EOFError):
            ask("Is the editor still open? Press Enter when you've saved. ")
    return _content(file) == before
