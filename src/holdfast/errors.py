"""What can go wrong: a sentence for a person, and a way out if there is one."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


_LONGEST_SHOWN = 200
_FULL = ("The disk is full: {place} can't be written.", "free some space first")
_NO_FOLDER = ("{place} can't be used: a file is where a folder should be.", "ls -ld {quoted}")
_TOO_MANY = ("Too many files are open.", "close some programs first")
_OF_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: ("{place} is on a disk that can only be read.", "findmnt -T {quoted}"),
    errno.ENOENT: ("{place} isn't there, or its folder isn't.", "ls -ld {quoted}"),
    errno.EIO: ("The disk can't read or write {place}.", "dmesg | tail, which may say why"),
    errno.ENAMETOOLONG: ("This name is too long: {place}", "a shorter name"),
    errno.EISDIR: ("{place} can't be used: it's a folder, not a file.", "ls -ld {quoted}"),
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ELOOP: ("{place} can't be used: it's a link.", "ls -l {quoted}"),
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
}
"""What an error of the system means, and the way out. None of them leads to another, empty home."""


class HoldfastError(Exception):
    """An error that a person is told in one sentence.

    `message` is that sentence, `way_out` completes "Try: …", `exit_code` is the process's.
    """

    exit_code = 1
    way_out_is_to_copy = False
    """Whether the way out is one command, printed on a line of its own."""

    def __init__(self, message: str, way_out: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out
        self.draft: str | None = None
        """The message that a script sent, given back with the error."""


class Refused(HoldfastError):
    """The request was understood, and the answer is no."""


class NotFound(HoldfastError):
    """There is no such urge, request or contact."""


class NotUnderstood(HoldfastError):
    """The input could not be read; the sentence gives an example of what can."""

    exit_code = 2


class NeedsAnswer(HoldfastError):
    """One more argument is needed: a terminal asks for it, a script gets the option's name.

    `argument` is its name in the use case, `choices` are the answers, `default` is what Enter
    means. Without choices it is a yes or no, or with `in_words` any text.
    """

    exit_code = 2

    def __init__(
        self,
        question: str,
        *,
        argument: str,
        way_out: str,
        choices: tuple[str, ...] = (),
        default: str | None = None,
        in_words: bool = False,
    ) -> None:
        super().__init__(question, way_out)
        self.argument = argument
        self.choices = choices
        self.default = default
        self.in_words = in_words


class ConfigError(HoldfastError):
    """The config file can't be used; the sentence names the file, the key and what it may be."""


class StorageError(HoldfastError):
    """The database could not be read or written; nothing was changed."""

    in_commit = False
    """Whether it failed in the commit: then it may have been saved all the same."""


class LedgerLocked(StorageError):
    """Another program kept the database locked for too long."""


class NewerLedger(StorageError):
    """A newer Holdfast has upgraded the database."""


class NotDrawn(HoldfastError):
    """A report could not be drawn as a page; there is still its text."""


def unusable(path: Path | str, error: OSError) -> StorageError:
    """Return an error for a file or folder that the system refused."""
    return StorageError(*os_trouble(path, error))


def os_trouble(path: Path | str, error: OSError) -> tuple[str, str]:
    """Return the sentence and the way out for an error of the system."""
    named = error.filename
    place = os.fsdecode(named) if isinstance(named, (str, bytes)) and named else str(path)
    if error.errno in {errno.EACCES, errno.EPERM} and (found := _of_somebody_else(place)):
        return belongs_to(*found)
    shown = place if len(place) <= _LONGEST_SHOWN else f"{place[:_LONGEST_SHOWN]}…"
    reason = error.strerror or type(error).__name__
    usual = ("{place} can't be used: {reason}.", "ls -ld {quoted}")
    says, way_out = _OF_ERRNO.get(error.errno or 0, usual)
    told = {"place": shown, "quoted": quoted(shown), "reason": reason}
    return says.format(**told), way_out.format(**told)


def belongs_to(place: str, owner: int) -> tuple[str, str]:
    """Return the sentence and the way out for what belongs to another user."""
    says = f"{place} belongs to {name_of_user(owner)}, not to you."
    mine = name_of_user(os.geteuid())
    return says, f"if it should be yours: sudo chown -R {mine}: {quoted(place)}"


def name_of_user(number: int) -> str:
    """Return a user's name, else the number."""
    import pwd  # there is none on Windows

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def quoted(place: Path | str) -> str:
    """Return a path as a shell needs it."""
    from shlex import quote

    return quote(str(place))


def _of_somebody_else(place: str) -> tuple[str, int] | None:
    """Return what keeps a path from its user: the path, or a folder above it, and its owner."""
    if os.name != "posix":
        return None
    while True:
        with suppress(OSError):
            owner = os.lstat(place).st_uid
            return (place, owner) if owner != os.geteuid() else None
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above


class AlreadyRunning(HoldfastError):
    """Another daemon has the lock; `pid` is its process, if it could be read."""

    def __init__(self, pid: int | None) -> None:
        which = f" (process {pid})" if pid else ""
        super().__init__(f"Reminders are on already{which}.", "holdfast daemon status")
        self.pid = pid
