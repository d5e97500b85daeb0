"""Where a home's files are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "holdfast.db"
EDITED_PREFIX = ".draft-"
"""The beginning of the names of the folders in which an editor has a draft."""

_SANDBOXES = ("snap", ".var/app")


class Folders:
    """The places of one home, which need not exist.

    Kept as text: a command that the daemon answers saves the 2 ms of importing `pathlib`.
    """

    def __init__(
        self, home: str, config: str, state: str, *, config_is_theirs: bool = False
    ) -> None:
        self.home_text = home
        self.config_text = config
        self.state_text = state
        self.config_is_theirs = config_is_theirs
        """Whether the person chose the config file: then Holdfast never removes it."""

    @property
    def home(self) -> Path:
        """The folder of the ledger, its copies and the reports."""
        return _path(self.home_text)

    @property
    def config(self) -> Path:
        """The config file."""
        return _path(self.config_text)

    @property
    def state(self) -> Path:
        """The folder of the daemon's files."""
        return _path(self.state_text)

    @property
    def database(self) -> Path:
        """The ledger."""
        return self.home / DATABASE

    @property
    def backups(self) -> Path:
        """Copies of the ledger."""
        return self.home / "backups"

    @property
    def reports(self) -> Path:
        """Weekly reports."""
        return self.home / "reports"

    @property
    def log(self) -> Path:
        """The daemon's log."""
        return self.state / "daemon.log"

    @property
    def lock(self) -> Path:
        """The daemon's lock."""
        return self.state / "daemon.lock"

    @property
    def door(self) -> str:
        """The daemon's socket."""
        return f"{self.state_text}/daemon.sock"

    @property
    def written(self) -> tuple[Path, ...]:
        """Everything that Holdfast writes."""
        database = (self.home / f"{self.database.name}{end}" for end in ("", "-journal"))
        # From a first run that was killed.
        begun = self.home.glob(f".{self.database.name}.*")
        logs = (self.state / f"{self.log.name}{end}" for end in ("", ".1", ".2"))
        # From an editor or a daemon that was killed.
        left_behind = (*self.home.glob(f"{EDITED_PREFIX}*"), _path(self.door))
        config = () if self.config_is_theirs else (self.config,)
        return (*database, *begun, *left_behind, self.backups, self.reports, *logs, *config)

    def has(self, path: Path) -> bool:
        """Return whether a path is one of Holdfast's own files, or in one of its folders."""
        try:
            real = path.resolve()
        except (OSError, RuntimeError):  # a link to itself
            return False
        for own in (*self.written, self.config, self.lock):
            if real.is_relative_to(own.resolve()):
                return True
            if real.exists() and own.exists() and real.samefile(own):
                return True
        return False


def find_folders(environment: Mapping[str, str], config: str | None = None) -> Folders:
    """Return the places of the home in HOLDFAST_HOME, else the platform's folders.

    `config` is another config file.
    """
    if chosen := environment.get("HOLDFAST_HOME"):
        home = os.path.expanduser(chosen)
        if not os.path.isabs(home):  # else it works in a folder that was deleted, too
            home = os.path.join(os.getcwd(), home)
        home = _spelled_one_way(home)
        default = f"{home}/config.toml"
        return Folders(home, config or default, home, config_is_theirs=bool(config))
    if sys.platform == "linux" and "ANDROID_ROOT" not in environment:
        # The same as platformdirs (a test compares them), but 4 ms faster.
        return Folders(
            _xdg(environment, "XDG_DATA_HOME", "~/.local/share"),
            config or f"{_xdg(environment, 'XDG_CONFIG_HOME', '~/.config')}/config.toml",
            _xdg(environment, "XDG_STATE_HOME", "~/.local/state"),
            config_is_theirs=bool(config),
        )
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("holdfast", appauthor=False)
    default = os.path.join(dirs.user_config_dir, "config.toml")
    return Folders(
        dirs.user_data_dir, config or default, dirs.user_state_dir, config_is_theirs=bool(config)
    )


def _xdg(environment: Mapping[str, str], name: str, default: str) -> str:
    return f"{base_folder(environment, name, default)}/holdfast"


def base_folder(environment: Mapping[str, str], name: str, default: str) -> str:
    """Return an XDG base folder.

    A relative path in the environment does not count, and neither does the folder of a sandboxed
    program: its terminal hands that on to every command.
    """
    said = environment.get(name, "").strip()
    # In a snap, HOME is a folder of the snap's own.
    person = environment.get("SNAP_REAL_HOME") or os.path.expanduser("~")
    if os.path.isabs(said) and not _is_sandbox(said, person):
        return said
    return os.path.join(person, default.removeprefix("~/"))


def usual_databases(environment: Mapping[str, str]) -> list[str]:
    """Return where this user's ledger may be if no variable names another place."""
    people = [os.path.expanduser("~")]
    if not environment.get("HOLDFAST_HOME"):  # HOME may be as wrong as the others
        import pwd

        # Under sudo: the user who called it.
        number = environment.get("SUDO_UID", "") if os.geteuid() == 0 else ""
        with suppress(KeyError):  # a user without an entry, as in a container
            people.append(pwd.getpwuid(int(number) if number.isdigit() else os.getuid()).pw_dir)
    return [f"{person}/.local/share/holdfast/{DATABASE}" for person in people]


def _is_sandbox(folder: str, person: str) -> bool:
    """Return whether a folder is one that snap or flatpak gives a program."""
    folder = _spelled_one_way(folder)
    people = (person, os.path.realpath(person))  # a home behind a link has two names
    return folder.startswith(tuple(f"{home}/{of}/" for home in people for of in _SANDBOXES))


def _spelled_one_way(path: str) -> str:
    # Keep “..”: after a symlink it is not the folder before.
    return path.rstrip("/") or "/" if ".." in path.split("/") else os.path.normpath(path)


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)
