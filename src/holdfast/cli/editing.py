"""Opening the person's editor, on a file that nobody else can read and that does not stay."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

import click

from holdfast.app import App
from holdfast.cli.asking import Interrupted
from holdfast.cli.saying import say_command, say_warning, text_of
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


def remove_what_was_saved(file: Path) -> None:
    """Remove a draft's file after its editor was cut off, and say what that left for itself.

    It may hold what was not saved yet.
    """
    if not (left := _left_beside(file)):
        remove_draft_file(file)
        return
    file.unlink(missing_ok=True)
    says, way_out = explain_left(left)
    say_warning(says)
    say_command(way_out, err=True)


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
            if left := _left_beside(file):
                raise EditorFailed(
                    f"{failed.message} What you wrote may be in {left}",
                    f"the same editor with {file}, which may bring it back",
                ) from None
            remove_draft_file(file)
            raise
        raise DraftLeft(
            f"{failed.message} What you wrote is in {file}", log_and_remove(file)
        ) from None
    return text_of(file.read_bytes()).rstrip("\n")


def log_and_remove(file: Path) -> str:
    """Say how what stands in a draft's file is written down, and the file removed.

    What its editor left for itself may be newer: it stays, and is named the next time.
    """
    removed = f"rm {quote(str(file))}" if _left_beside(file) else remove(file)
    return f"holdfast log < {quote(str(file))} && {removed}"


def explain_left(file: Path) -> tuple[str, str]:
    """Say of a file that was left behind what is in it, and the command that is next."""
    if file.name == _NAME:
        says = f"What you wrote, and what could not be written down then, is in {file}."
        return f"{says} To write it down:", log_and_remove(file)
    says = f"An editor that was cut off left {file}: with it, it may bring back what you wrote."
    return f"{says} When you don't need it any more:", remove(file)


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
    """Give what was left of drafts by those who were killed before they could write them down.

    Of each the text, or else what its editor left for itself.
    """
    drafts = [folder / _NAME for folder in home.glob(f"{EDITED_PREFIX}*")]
    left = [file if _has_size(file) else _left_beside(file) for file in drafts]
    return [file for file in left if file and lock_folder(file.parent)]


def _left_beside(file: Path) -> Path | None:
    """Give what an editor left for itself beside a draft, if it left something."""
    beside: list[Path] = []
    with suppress(OSError):  # another command may be removing it
        beside = sorted(file.parent.iterdir())
    return next((one for one in beside if one != file and _has_size(one)), None)


def _has_size(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size > 0
    except OSError:
        return False


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
