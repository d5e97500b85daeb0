"""Holdfast in the desktop's menu: by its entry there, GNOME and KDE know its notifications, too."""

import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from holdfast.desktop.folders import base_folder
from holdfast.desktop.login_files import Start, launcher_text, said_in
from holdfast.errors import unusable
from holdfast.ledger.files import write_private


def add(start: Start, environment: Mapping[str, str]) -> Path | None:
    """Write the entry and its icon; return the entry if it is new.

    An entry there that is another home's, or not ours, stays as it is.
    """
    entry, icon = _files(environment)
    is_new = not os.path.lexists(entry)
    if is_new or _is_ours(entry, start.home):
        text = launcher_text(start, str(icon))
        picture = files("holdfast") / "content" / "holdfast.svg"
        write_private(icon, picture.read_text(encoding="utf-8"))
        write_private(entry, text)
    return entry if is_new else None


def remove(home: str, environment: Mapping[str, str]) -> Path | None:
    """Remove this home's entry and the icon; return the entry if there was one."""
    entry, icon = _files(environment)
    if not _is_ours(entry, home):
        return None
    for path in (entry, icon):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unusable(path, error) from error
    return entry


def _files(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Return where the entry and its icon belong."""
    data = Path(base_folder(environment, "XDG_DATA_HOME", "~/.local/share"))
    icons = data / "icons" / "hicolor" / "scalable" / "apps"
    return data / "applications" / "holdfast.desktop", icons / "holdfast.svg"


def _is_ours(entry: Path, home: str) -> bool:
    try:
        return said_in(entry.read_text(encoding="utf-8", errors="replace"), "Home") == home
    except OSError:
        return False
