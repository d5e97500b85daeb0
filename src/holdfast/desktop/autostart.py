"""Starting the daemon at login: by systemd's user manager, else by the desktop itself."""

import os
import shlex
from collections.abc import Callable, Mapping
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
from holdfast.errors import HoldfastError, Refused

UNIT = "holdfast.service"
Kind = Literal["unit", "entry"]
Write = Callable[[Path, str], None]


class NotInstalled(HoldfastError):
    """The daemon could not be made to start at login."""


@dataclass(frozen=True)
class AtLogin:
    """A file of ours that starts a daemon at login, and for which home."""

    kind: Kind
    path: Path
    text: str
    home: str
    python: str

    @property
    def target(self) -> str | None:
        """What of systemd's wants it; None for an entry."""
        return next((one for one in (GRAPHICAL, DEFAULT) if f"WantedBy={one}\n" in self.text), None)

    @property
    def runs(self) -> bool:
        """Whether the Python that it starts is still there."""
        return Path(self.python).exists()


@dataclass(frozen=True)
class Installed:
    """What was written; `before` is what of ours stood there, the same or another."""

    now: AtLogin
    before: AtLogin | None
    removed: Path | None
    """The other kind, which would have started it a second time."""
    theirs: Path | None
    """Somebody else's file of the same name in the other place."""

    @property
    def is_new(self) -> bool:
        """Whether anything is other than before."""
        return self.before is None or self.before.text != self.now.text


def path_of(kind: Kind, environment: Mapping[str, str]) -> Path:
    """Give where the file of a kind belongs."""
    config = Path(base_folder(environment, "XDG_CONFIG_HOME", "~/.config"))
    return config / "systemd" / "user" / UNIT if kind == "unit" else config / _ENTRY


_ENTRY = Path("autostart", "holdfast.desktop")


def at_login(home: str, environment: Mapping[str, str]) -> AtLogin | None:
    """Give what starts this home's daemon at login, the unit first."""
    both = (_ours("unit", environment), _ours("entry", environment))
    return next((one for one in both if one and one.home == home), None)


def has_session(environment: Mapping[str, str]) -> bool:
    """Say whether anything is seen from here that could start a daemon at login."""
    shown = ("XDG_CURRENT_DESKTOP", "DISPLAY", "WAYLAND_DISPLAY")
    return any(map(environment.get, shown)) or manager_answers()


def install(start: Start, environment: Mapping[str, str], write: Write) -> Installed:
    """Have a home's daemon start at each login; doing it again changes nothing.

    Refused if what stands there is another home's or not ours. NotInstalled gives systemd's words.
    """
    ours = [one for kind in _KINDS if (one := _ours(kind, environment))]
    for one in ours:
        if one.home != start.home:
            raise _another_home(one)
    unit = next((one for one in ours if one.kind == "unit"), None)
    entry = next((one for one in ours if one.kind == "entry"), None)
    if manager_answers():
        now = _install_unit(start, unit, path_of("unit", environment), write)
        removed = _remove(entry.path) if entry else None
        return Installed(now, unit, removed, _theirs("entry", environment))
    if unit:
        # Its home is right; an entry beside it would start a second one where systemd answers.
        now = _unit_of_now(start, unit)
        if now.text != unit.text:
            write(now.path, now.text)
        return Installed(now, unit, None, _theirs("entry", environment))
    path = path_of("entry", environment)
    _must_be_free(path, entry)
    now = AtLogin("entry", path, entry_text(start), start.home, start.python)
    if not entry or entry.text != now.text:
        write(path, now.text)
    return Installed(now, entry, None, _theirs("unit", environment))


def uninstall(home: str, environment: Mapping[str, str]) -> list[AtLogin]:
    """Have a home's daemon start at login no more; gives what was removed."""
    found = [one for kind in _KINDS if (one := _ours(kind, environment)) and one.home == home]
    for one in found:
        if one.kind == "unit":
            systemctl("disable", UNIT)
            _forget_unit(one.path)
        else:
            _remove(one.path)
    return found


def others(home: str, environment: Mapping[str, str]) -> list[Path]:
    """Give what is there under our names and not this home's."""
    paths = (path_of(kind, environment) for kind in _KINDS)
    ours = {one.path for kind in _KINDS if (one := _ours(kind, environment)) and one.home == home}
    return [path for path in paths if os.path.lexists(path) and path not in ours]


def start_unit(home: str, environment: Mapping[str, str]) -> Outcome | None:
    """Start a home's daemon by its unit; None where it has none, or systemd can't be asked."""
    if not _has_unit(home, environment) or not manager_answers():
        return None
    systemctl("reset-failed", UNIT)  # one that ended too often is to be started all the same
    return systemctl("start", UNIT)


def stop_unit(home: str, environment: Mapping[str, str]) -> None:
    """Have systemd start a home's daemon no more by itself, until the next login."""
    if _has_unit(home, environment):
        systemctl("stop", UNIT)


_KINDS: tuple[Kind, Kind] = ("unit", "entry")


def _has_unit(home: str, environment: Mapping[str, str]) -> bool:
    found = _ours("unit", environment)
    return found is not None and found.home == home


def _install_unit(start: Start, before: AtLogin | None, path: Path, write: Write) -> AtLogin:
    _must_be_free(path, before)
    texts = {target: unit_text(start, target) for target in (GRAPHICAL, DEFAULT)}
    if before and before.text in texts.values() and systemctl("is-enabled", UNIT).ok:
        return before
    # Some desktops never start the one; the other comes with every login.
    target = GRAPHICAL if systemctl("is-active", GRAPHICAL).ok else DEFAULT
    if before:
        systemctl("disable", UNIT)  # by what it said before
    write(path, texts[target])
    for words in (("daemon-reload",), ("enable", UNIT)):
        if not (done := systemctl(*words)).ok:
            _forget_unit(path)
            said = done.said.splitlines()[-1:] or ["it said nothing"]
            raise NotInstalled(
                f"systemd did not take it ({said[0].rstrip('.')}). Nothing starts at login.",
                "holdfast daemon start, each time",
            )
    return AtLogin("unit", path, texts[target], start.home, start.python)


def _unit_of_now(start: Start, before: AtLogin) -> AtLogin:
    """Give a unit that is enabled already as it is to be now, which systemd reads at a login."""
    text = unit_text(start, before.target or DEFAULT)
    return AtLogin("unit", before.path, text, start.home, start.python)


def _forget_unit(path: Path) -> None:
    _remove(path)
    # Where systemd could not be asked, what enabled it is still there.
    for wants in path.parent.glob("*.wants"):
        if (wants / UNIT).is_symlink():
            _remove(wants / UNIT)
    systemctl("daemon-reload")


def _ours(kind: Kind, environment: Mapping[str, str]) -> AtLogin | None:
    path = path_of(kind, environment)
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    home = said_in(text, "Home")
    return AtLogin(kind, path, text, home, said_in(text, "Python") or "") if home else None


def _theirs(kind: Kind, environment: Mapping[str, str]) -> Path | None:
    path = path_of(kind, environment)
    return path if os.path.lexists(path) and not _ours(kind, environment) else None


def _must_be_free(path: Path, ours: AtLogin | None) -> None:
    if ours is None and os.path.lexists(path):
        raise Refused(
            f"{path} is there, and not Holdfast's: it was left as it is.",
            "move it away, then holdfast daemon install",
        )


def _another_home(found: AtLogin) -> Refused:
    return Refused(
        f"The daemon of another home starts at login: {found.home}. Only one can.",
        f"HOLDFAST_HOME={shlex.quote(found.home)} holdfast daemon uninstall",
    )


def _remove(path: Path) -> Path:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(f"{path} can't be removed: {reason}.", f"ls -ld {path.parent}") from error
    return path
