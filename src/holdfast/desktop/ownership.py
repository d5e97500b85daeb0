"""Whose the home and its files are: only the user's own are used, and nobody else may write there.

Every command looks, so it costs a few calls of the system and imports nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from stat import S_IMODE, S_ISDIR, S_ISLNK

from holdfast.desktop.folders import DATABASE, Folders, usual_databases
from holdfast.errors import (
    StorageError,
    belongs_to,
    name_of_user,
    os_trouble,
    quoted,
    unusable,
)

FOR_OTHERS, WRITABLE_BY_OTHERS = 0o077, 0o022


def check_home(folders: Folders, warn: Callable[[str], None]) -> None:
    """Refuse a home that is another user's or that others can write to; close it to readers."""
    if os.name != "posix":
        return
    for folder in dict.fromkeys((folders.home_text, folders.state_text)):
        if not _is_there(folder):
            _check_above(folder)
        elif _mode_of(folder) & FOR_OTHERS:
            _close_folder(folder, folders, warn)
    database = f"{folders.home_text}/{DATABASE}"
    if _is_there(database) and _mode_of(database) & FOR_OTHERS:
        _close(database, warn)


def unusable_files(folders: Folders) -> Iterator[tuple[str, str]]:
    """Yield a sentence and a way out for each file or folder that this user can't use."""
    if os.name != "posix":
        return
    tops = tuple(dict.fromkeys((folders.home_text, folders.state_text)))
    for place in (folders.config_text, *tops):
        yield from _trouble_with(place)
    for own in _private(folders):
        # Inside a private folder modes don't matter.
        seen = any(own.startswith(f"{top}/") and _is_open(top) for top in tops)
        yield from _trouble_with(own, seen_by_others=seen)
        for folder, inside, files in os.walk(own):
            for name in (*inside, *files):
                yield from _trouble_with(f"{folder}/{name}")


def another_ledger(folders: Folders, environment: Mapping[str, str]) -> str | None:
    """Return the ledger in the usual place, if this home has none and that place has one."""
    if os.name != "posix" or os.path.lexists(f"{folders.home_text}/{DATABASE}"):
        return None
    return next(filter(os.path.lexists, usual_databases(environment)), None)


def _is_there(place: str) -> bool:
    try:
        os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unusable(place, error) from None
    return True


def _check_above(folder: str) -> None:
    """Refuse to let root make a folder inside of what is another user's."""
    if os.geteuid() != 0:
        return
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        with suppress(OSError):
            if owner := os.stat(folder).st_uid:
                raise _not_for_root(folder, owner)
            return


def _mode_of(place: str) -> int:
    """Return the mode of a file or folder, which must be this user's, and so must a link to it."""
    try:
        link = os.lstat(place)
        found = os.stat(place) if S_ISLNK(link.st_mode) else link
    except FileNotFoundError:
        raise _lost_link(place) from None
    except OSError as error:
        raise unusable(place, error) from None
    me = os.geteuid()
    for owner in (link.st_uid, found.st_uid):
        if owner != me:
            raise _not_for_root(place, owner) if me == 0 else _not_ours(place, owner)
    return found.st_mode


def _is_open(folder: str) -> bool:
    with suppress(OSError):
        return bool(os.stat(folder).st_mode & FOR_OTHERS)
    return False


def _close(place: str, warn: Callable[[str], None]) -> None:
    """Close a file or folder to others, and say so; refuse it if others could write there."""
    mode = _mode_of(place)
    if mode & WRITABLE_BY_OTHERS:
        raise _open_to_others(place)
    with suppress(OSError):  # a file system without modes
        os.chmod(place, S_IMODE(mode) & ~FOR_OTHERS)
        if mode & FOR_OTHERS and not _mode_of(place) & FOR_OTHERS:
            warn(f"Other users could read {place}. Now only you can.")


def _close_folder(folder: str, folders: Folders, warn: Callable[[str], None]) -> None:
    """Close a home to others; one with other things in it, which may need its mode, only inside."""
    own = _private(folders)
    try:
        found = set(os.listdir(folder))
        if not found:
            os.chmod(folder, 0o700)
            return
    except OSError as error:
        raise unusable(folder, error) from None
    if found <= {os.path.basename(place) for place in (*own, folders.config_text)}:
        _close(folder, warn if DATABASE in found else lambda _: None)
        return
    if _mode_of(folder) & WRITABLE_BY_OTHERS:
        raise _open_to_others(folder)
    for place in filter(os.path.lexists, own):
        _close(place, warn)


def _private(folders: Folders) -> tuple[str, ...]:
    """Return what Holdfast writes, but for the config: that has nothing private in it."""
    return tuple(str(one) for one in (*folders.written, folders.lock) if one != folders.config)


def _trouble_with(place: str, *, seen_by_others: bool = False) -> Iterator[tuple[str, str]]:
    try:
        found = os.lstat(place)
    except FileNotFoundError:
        return
    except OSError as error:
        yield os_trouble(place, error)
        return
    way_in = os.R_OK | os.W_OK | (os.X_OK if S_ISDIR(found.st_mode) else 0)
    if found.st_uid != os.geteuid():
        yield belongs_to(place, found.st_uid)
    elif S_ISLNK(found.st_mode) and not os.path.exists(place):
        yield f"{place} is a link to something that isn't there.", f"ls -l {quoted(place)}"
    elif not os.access(place, way_in):
        yield f"You can't read and write {place}.", f"chmod u+rwX {quoted(place)}"
    elif seen_by_others and found.st_mode & FOR_OTHERS and not S_ISLNK(found.st_mode):
        yield f"Other users may read {place}.", f"chmod go-rwx {quoted(place)}"


def _lost_link(place: str) -> StorageError:
    return StorageError(
        f"{place} is a link to something that isn't there now.", f"ls -l {quoted(place)}"
    )


def _not_ours(place: str, owner: int) -> StorageError:
    return StorageError(*belongs_to(place, owner))


def _not_for_root(place: str, owner: int) -> StorageError:
    who = name_of_user(owner)
    return StorageError(
        f"{place} belongs to {who}, and you are root. Files that root makes there lock {who} out.",
        f"the same without sudo, as {who}",
    )


def _open_to_others(place: str) -> StorageError:
    return StorageError(
        f"Other users can write to {place}, so what is in it can't be trusted.",
        f"chmod go-w {quoted(place)}",
    )
