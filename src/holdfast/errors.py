"""What can go wrong: a sentence for a person, and a way out if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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


class LedgerLocked(StorageError):
    """Another program kept the database locked for too long."""


class NewerLedger(StorageError):
    """A newer Holdfast has upgraded the database."""


class NotDrawn(HoldfastError):
    """A report could not be drawn as a page; there is still its text."""


def unusable(path: Path, error: OSError) -> StorageError:
    """Return an error for a file or folder that the system refused."""
    reason = error.strerror or type(error).__name__
    return StorageError(
        f"Holdfast can't use {error.filename or path}: {reason}.",
        "another folder: HOLDFAST_HOME=DIR holdfast …",
    )


class AlreadyRunning(HoldfastError):
    """Another daemon has the lock; `pid` is its process, if it could be read."""

    def __init__(self, pid: int | None) -> None:
        which = f" (process {pid})" if pid else ""
        super().__init__(f"Reminders are on already{which}.", "holdfast daemon status")
        self.pid = pid
