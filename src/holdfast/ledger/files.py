"""Private files and folders, which only their owner may read; and whether a file changed."""

import errno
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from holdfast.errors import unusable

NO_FILE = "no file"
_LONGEST_NAME = 60
"""In characters, for a name that is longer than the file's own."""


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may open.

    An empty folder that exists already is closed to others too. A folder with other things in it
    keeps its mode.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if os.name == "posix" and found.st_uid == os.getuid() and not any(folder.iterdir()):
        folder.chmod(stat.S_IMODE(found.st_mode) & ~0o077)


def make_private_file(path: Path) -> None:
    """Make a new, empty file that only its owner may read, and its folder."""
    make_private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def write_private(path: Path, text: str) -> None:
    """Write a private file, and its folder if there is none."""
    try:
        if os.name == "posix" and path.is_symlink() and path.lstat().st_uid != os.geteuid():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        make_private_folder(Path(os.path.realpath(path)).parent)
        replace_file(path, text)
    except OSError as error:
        raise unusable(path, error) from error


def replace_file(path: Path, text: str) -> None:
    """Write a private file. After a crash or on a full disk the old file or the new one is there.

    Its folder must exist.
    """
    # Dotfile managers make links: write the file behind the link.
    path = Path(os.path.realpath(path))
    if path.is_symlink():  # to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    new = path.with_name(f".{path.name[:_LONGEST_NAME]}.new")
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(
            os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        error.filename = str(path)  # not the name that only this function knows
        raise


def file_version(path: Path) -> object:
    """Return a value that changes when a file does."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return NO_FILE
    except OSError as error:
        return error.errno
    return found.st_mtime_ns, found.st_size, found.st_ino


def remove_all(paths: Iterable[Path]) -> list[Path]:
    """Remove files and folders; return those that could not be removed."""
    left = []
    for path in paths:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left
