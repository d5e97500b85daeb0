"""Opening the person's editor, on a file that nobody else can read and that does not stay."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

import click

from holdfast.app import App
from holdfast.cli.asking import Interrupted
from holdfast.cli.saying import text_of
from holdfast.desktop.folders import EDITED_PREFIX
from holdfast.desktop.lock import lock_folder
from holdfast.errors import HoldfastError, unusable

_NAME = "draft.txt"


class EditorFailed(HoldfastError):
    """The editor could not be started, or ended with an error."""


class DraftLeft(EditorFailed):
    """The editor failed, and what was written in it stands in a file."""

    way_out_is_to_copy = True


def new_draft_file(app: App) -> Path:
    """Make an empty file for a draft that nobody else can read, and give its place.

    In a folder of its own inside the home, because an editor leaves copies beside its file. It
    is this process's as long as it lives: whoever finds it later knows that it was left behind.
    """
    home = app.folders.home
    try:
        app.make_folder(home)
        folder = Path(tempfile.mkdtemp(prefix=EDITED_PREFIX, dir=home))
        lock_folder(folder)
        file = folder / _NAME
        file.touch(mode=0o600)
    except OSError as error:
        raise unusable(home, error) from None
    return file


def remove_draft_file(file: Path) -> None:
    """Remove a draft's file, with all that an editor left beside it."""
    shutil.rmtree(file.parent, ignore_errors=True)


def edit_draft(file: Path) -> str:
    """Give what was written in the editor; Interrupted, with what was saved, if it is cut off.

    The file stays until somebody removes it. If the editor fails, its place is said.
    """
    try:
        with _outliving_the_terminal() as gone:
            open_editor(file, "holdfast log -e", otherwise="holdfast log")
    except EditorFailed as failed:
        if gone and file.exists():
            # It was cut off: what had been saved by then is what there is.
            text = text_of(file.read_bytes()).rstrip("\n")
            raise Interrupted(text, told_to_end=set(gone) != {signal.SIGINT}) from None
        if not file.exists() or not file.read_bytes().strip():
            remove_draft_file(file)
            raise
        raise DraftLeft(
            f"{failed.message} What you wrote is in {file}", log_and_remove(file)
        ) from None
    return text_of(file.read_bytes()).rstrip("\n")


def log_and_remove(file: Path) -> str:
    """Say how what stands in a draft's file is written down, and the file removed."""
    return f"holdfast log < {quote(str(file))} && {remove(file)}"


def remove(file: Path) -> str:
    """Say how a draft's file is removed, with all that an editor left beside it."""
    return f"rm -r {quote(str(file.parent))}"


@contextmanager
def _outliving_the_terminal() -> Iterator[list[int]]:
    """Stay when the window is closed or Ctrl-C ends the editor; gives the signals that came."""
    came: list[int] = []
    # A handler, not “ignore”, which the editor would inherit.
    names = ("SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda by, _: came.append(by)) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def left_behind(home: Path) -> list[Path]:
    """Give the drafts of those who were killed before they could write them down."""
    drafts = [file for file in home.glob(f"{EDITED_PREFIX}*/{_NAME}") if file.stat().st_size]
    return [file for file in drafts if lock_folder(file.parent)]


def open_editor(file: Path, command: str, *, otherwise: str) -> None:
    """Open a file in $VISUAL, $EDITOR or what the system has; EditorFailed if that fails.

    The way out is the command with an editor that is there and did not fail, or what `otherwise`
    says.
    """
    try:
        click.edit(filename=str(file), env=dict(os.environ))
    except click.ClickException:
        named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        which = f"The editor “{named}”" if named else "An editor"
        is_another = "nano" not in (named or "") and shutil.which("nano")
        raise EditorFailed(
            f"{which} could not be started, or ended with an error.",
            f"EDITOR=nano {command}, or {otherwise}" if is_another else otherwise,
        ) from None
