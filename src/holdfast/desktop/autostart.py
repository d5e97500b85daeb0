"""Starting the daemon at login: by systemd's user manager, else by the desktop."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from holdfast.desktop.folders import base_folder
from holdfast.desktop.login_files import (
    DEFAULT,
    GRAPHICAL,
    Start,
    entry_text,
    said_in,
    unit_text,
)
from holdfast.desktop.systemctl import Outcome, manager_answers, systemctl
from holdfast.errors import HoldfastError, Refused, unusable
from holdfast.ledger.files import write_private

UNIT = "holdfast.service"
Kind = Literal["unit", "entry"]


class NotInstalled(HoldfastError):
    """The daemon could not be made to start at login."""


@dataclass(frozen=True)
class AtLogin:
    """A file of ours that starts the daemon of a home at login."""

    kind: Kind
    path: Path
    text: str
    home: str
    python: str

    @property
    def target(self) -> str | None:
        """The systemd target that starts it; None for a desktop entry."""
        return next((one for one in (GRAPHICAL, DEFAULT) if f"WantedBy={one}\n" in self.text), None)

    @property
    def runs(self) -> bool:
        """Whether its Python is still there."""
        return Path(self.python).exists()


@dataclass(frozen=True)
class Installed:
    """What was written, and what of ours was there before."""

    now: AtLogin
    before: AtLogin | None
    removed: Path | None
    """The file of the other kind, which would have started the daemon a second time."""

    @property
    def is_new(self) -> bool:
        """Whether anything changed."""
        return self.before is None or self.before.text != self.now.text


def path_of(kind: Kind, environment: Mapping[str, str]) -> Path:
    """Return where the file of a kind belongs."""
    config = Path(base_folder(environment, "XDG_CONFIG_HOME", "~/.config"))
    if kind == "unit":
        return config / "systemd" / "user" / UNIT
    return config / "autostart" / "holdfast.desktop"


def at_login(home: str, environment: Mapping[str, str]) -> AtLogin | None:
    """Return what starts this home's daemon at login, the unit first."""
    return next(iter(_all_of(home, environment)), None)


def has_session(environment: Mapping[str, str]) -> bool:
    """Return whether there is a desktop or a user manager that could start a daemon at login."""
    shown = ("XDG_CURRENT_DESKTOP", "DISPLAY", "WAYLAND_DISPLAY")
    return any(map(environment.get, shown)) or manager_answers()


def may_not_read_entries(environment: Mapping[str, str]) -> str | None:
    """Return the desktop's name if it isn't known to start what is in the autostart folder."""
    said = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION")
    names = next(filter(None, map(environment.get, said)), "").split(":")
    if any(name.casefold() in _READ_ENTRIES for name in names):
        return None
    screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return names[0] or ("This desktop" if screen else None)


_READ_ENTRIES = frozenset(
    {
        *("budgie", "cinnamon", "cosmic", "dde", "deepin", "enlightenment", "gnome"),
        *("gnome-classic", "kde", "lxde", "lxqt", "mate", "pantheon", "plasma", "ukui", "unity"),
        *("x-cinnamon", "xfce"),
    }
)


def install(start: Start, environment: Mapping[str, str]) -> Installed:
    """Make a home's daemon start at each login; doing it again changes nothing.

    Raise Refused if a file there is another home's or not ours, NotInstalled if systemd fails.
    """
    unit, entry = _ours("unit", environment), _ours("entry", environment)
    for one in (unit, entry):
        if one and one.home != start.home:
            raise _another_home(one)
    if manager_answers():
        now = _install_unit(start, unit, path_of("unit", environment))
        return Installed(now, unit, _remove(entry.path) if entry else None)
    if unit:
        return Installed(unit, unit, None)  # an entry too would start a second daemon
    path = path_of("entry", environment)
    _must_be_free(path, entry)
    now = AtLogin("entry", path, entry_text(start), start.home, start.python)
    if not entry or entry.text != now.text:
        write_private(path, now.text)
    return Installed(now, entry, None)


def uninstall(home: str, environment: Mapping[str, str]) -> list[AtLogin]:
    """Stop starting a home's daemon at login; return what was removed."""
    found = _all_of(home, environment)
    for one in found:
        if one.kind == "unit":
            systemctl("disable", UNIT)
            _forget_unit(one.path)
        else:
            _remove(one.path)
    return found


def others(home: str, environment: Mapping[str, str]) -> list[Path]:
    """Return the files under our names that are not this home's."""
    paths = (path_of(kind, environment) for kind in _KINDS)
    ours = {one.path for one in _all_of(home, environment)}
    return [path for path in paths if os.path.lexists(path) and path not in ours]


def start_unit(home: str, environment: Mapping[str, str]) -> Outcome | None:
    """Start a home's daemon by its unit; None if it has none, or systemd can't be asked."""
    if not _has_unit(home, environment) or not manager_answers():
        return None
    systemctl("reset-failed", UNIT)  # else a unit that failed too often isn't started
    return systemctl("start", UNIT)


def stop_unit(home: str, environment: Mapping[str, str]) -> None:
    """Tell systemd not to restart a home's daemon until the next login."""
    if _has_unit(home, environment):
        systemctl("stop", UNIT)


_KINDS: tuple[Kind, Kind] = ("unit", "entry")


def _all_of(home: str, environment: Mapping[str, str]) -> list[AtLogin]:
    ours = (_ours(kind, environment) for kind in _KINDS)
    return [one for one in ours if one and one.home == home]


def _has_unit(home: str, environment: Mapping[str, str]) -> bool:
    return any(one.kind == "unit" for one in _all_of(home, environment))


def _install_unit(start: Start, before: AtLogin | None, path: Path) -> AtLogin:
    _must_be_free(path, before)
    texts = {target: unit_text(start, target) for target in (GRAPHICAL, DEFAULT)}
    if before and before.text in texts.values() and systemctl("is-enabled", UNIT).ok:
        return before
    # Some desktops never start the graphical target; every login starts the default one.
    target = GRAPHICAL if systemctl("is-active", GRAPHICAL).ok else DEFAULT
    if before:
        systemctl("disable", UNIT)  # by the [Install] section that it had
    write_private(path, texts[target])
    for words in (("daemon-reload",), ("enable", UNIT)):
        if not (done := systemctl(*words)).ok:
            _forget_unit(path)
            said = done.said.splitlines()[-1:] or ["no reason given"]
            raise NotInstalled(
                f"systemd refused it ({said[0].rstrip('.')}). Reminders don't start at login.",
                "holdfast daemon start, after each login",
            )
    return AtLogin("unit", path, texts[target], start.home, start.python)


def _forget_unit(path: Path) -> None:
    _remove(path)
    systemctl("daemon-reload")


def _ours(kind: Kind, environment: Mapping[str, str]) -> AtLogin | None:
    path = path_of(kind, environment)
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unusable(path, error) from error
    home = said_in(text, "Home")
    return AtLogin(kind, path, text, home, said_in(text, "Python") or "") if home else None


def _must_be_free(path: Path, ours: AtLogin | None) -> None:
    if ours is None and os.path.lexists(path):
        raise Refused(
            f"{path} belongs to something else. It was not changed.",
            "move that file to another place, then holdfast daemon install",
        )


def _another_home(found: AtLogin) -> Refused:
    return Refused(
        f"Reminders of another folder start at login: {found.home}. Only one folder can.",
        f"HOLDFAST_HOME={shlex.quote(found.home)} holdfast daemon uninstall",
    )


def _remove(path: Path) -> Path:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
    return path
