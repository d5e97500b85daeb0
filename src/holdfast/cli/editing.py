"""Opening the person's editor, on a file that nobody else can read and that does not stay."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from holdfast.app import App
from holdfast.cli.asking import Interrupted
from holdfast.cli.saying import text_of
from holdfast.errors import HoldfastError, unusable

_PREFIX = ".draft-"


class EditorFailed(HoldfastError):
    """The editor could not be started, or ended with an error."""


def edit_draft(app: App) -> str:
    """Give what was written in the editor; Interrupted, with what was saved, if it is cut off.

    In a folder of its own inside the home, because an editor leaves copies beside its file; the
    folder goes with them. If the editor fails, what was written stays, and its place is said.
    """
    home = app.folders.home
    try:
        app.make_folder(home)
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=home))
    except OSError as error:
        raise unusable(home, error) from None
    file = folder / "draft.txt"
    file.touch(mode=0o600)
    try:
        with _outliving_the_terminal() as gone:
            open_editor(file)
        text = text_of(file.read_bytes())
    except EditorFailed as failed:
        if gone and file.exists():
            # It was cut off: what had been saved by then is what there is.
            text = text_of(file.read_bytes()).rstrip("\n")
            shutil.rmtree(folder, ignore_errors=True)
            raise Interrupted(text, told_to_end=set(gone) != {signal.SIGINT}) from None
        if not file.exists() or not file.read_bytes().strip():
            shutil.rmtree(folder, ignore_errors=True)
            raise
        raise EditorFailed(
            f"{failed.message} What you wrote is in {file}",
            f"holdfast log < {file} && rm -r {folder}",
        ) from None
    shutil.rmtree(folder, ignore_errors=True)
    return text.rstrip("\n")


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
    """Give the drafts of editors whose command was killed with them."""
    drafts = [file for file in home.glob(f"{_PREFIX}*-*/draft.txt") if file.stat().st_size]
    return [file for file in drafts if not _is_alive(file.parent.name)]


def _is_alive(folder: str) -> bool:
    if os.name != "posix":
        return True  # there the same call would end it
    number = folder.removeprefix(_PREFIX).partition("-")[0]
    try:
        os.kill(int(number), 0)
    except (OSError, ValueError):
        return False
    return True


def open_editor(file: Path) -> None:
    """Open a file in $VISUAL, $EDITOR or what the system has; EditorFailed if that fails."""
    try:
        click.edit(filename=str(file), env=dict(os.environ))
    except click.ClickException:
        named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        which = f"The editor “{named}”" if named else "An editor"
        raise EditorFailed(
            f"{which} could not be started, or ended with an error.",
            "EDITOR=nano holdfast log -e, or holdfast log",
        ) from None
