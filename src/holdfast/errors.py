"""What can go wrong, each with its sentence and, where there is one, a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class HoldfastError(Exception):
    """Something a person can be told in one sentence.

    `message` is that sentence; `way_out` completes "Try: …", or is None; `exit_code` is the
    process's.
    """

    exit_code = 1
    way_out_is_to_copy = False
    """Whether the way out is one command, which stands whole on a line of its own."""

    def __init__(self, message: str, way_out: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out
        self.draft: str | None = None
        """What a script handed over, and gets back with the error."""


class Refused(HoldfastError):
    """It was understood, and the answer is no."""


class NotFound(HoldfastError):
    """There is no such urge, or nobody is here yet."""


class NotUnderstood(HoldfastError):
    """What was said could not be read; the sentence holds examples of what can."""

    exit_code = 2


class NeedsAnswer(HoldfastError):
    """One more thing has to be known: asked at a terminal, named as an option elsewhere.

    `argument` is the use case's own name for it, `choices` are the known answers (none: yes
    or no, or with `in_words` whatever they say), `default` is what Enter means.
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
    """The config file can't be used; the sentence names file, key, found and expected."""


class StorageError(HoldfastError):
    """The database could not be read or written; nothing was changed."""


class LedgerLocked(StorageError):
    """Another program keeps the database locked, for longer than was waited."""


class NewerLedger(StorageError):
    """The database is a newer program's."""


class NotDrawn(HoldfastError):
    """A report could not be made a page; its text is there all the same."""


def unusable(path: Path, error: OSError) -> StorageError:
    """Say of a file or folder what the system said of it, with a way out."""
    reason = error.strerror or type(error).__name__
    return StorageError(
        f"{error.filename or path} can't be used: {reason}.",
        "another place: HOLDFAST_HOME=DIR holdfast …",
    )


class AlreadyRunning(HoldfastError):
    """Another daemon has the lock; `pid` is its process, when it could be read."""

    def __init__(self, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"A daemon runs already for this home: {who}.", "holdfast daemon status")
        self.pid = pid
