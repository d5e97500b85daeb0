"""Where things are kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EDITED_PREFIX = ".draft-"
"""How the folders begin in which an editor has a draft."""


class Folders:
    """The places of one home; none of them need exist.

    Kept as text: a command that has the daemon do its work need not pay for `pathlib`, 2 ms.
    """

    def __init__(
        self, home: str, config: str, state: str, *, config_is_theirs: bool = False
    ) -> None:
        self.home_text = home
        self.config_text = config
        self.state_text = state
        self.config_is_theirs = config_is_theirs
        """Whether it is another file than the home's own, which is not ours to remove."""

    @property
    def home(self) -> Path:
        """Where the ledger is, its copies and the reports."""
        return _path(self.home_text)

    @property
    def config(self) -> Path:
        """The config file."""
        return _path(self.config_text)

    @property
    def state(self) -> Path:
        """Where the daemon has what is its own."""
        return _path(self.state_text)

    @property
    def database(self) -> Path:
        """The ledger."""
        return self.home / "holdfast.db"

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
        """The daemon's socket, where the session has no folder for such things."""
        return f"{self.state_text}/daemon.sock"

    @property
    def written(self) -> tuple[Path, ...]:
        """All that Holdfast writes, but for a socket in the session's own folder."""
        database = (self.home / f"{self.database.name}{end}" for end in ("", "-journal"))
        logs = (self.state / f"{self.log.name}{end}" for end in ("", ".1", ".2"))
        # By an editor, and by a daemon that was killed.
        left_behind = (*self.home.glob(f"{EDITED_PREFIX}*"), _path(self.door))
        config = () if self.config_is_theirs else (self.config,)
        return (*database, *left_behind, self.backups, self.reports, *logs, *config)

    def has(self, path: Path) -> bool:
        """Say whether a path is a file of Holdfast's own, under whatever name, or in a folder."""
        try:
            real = path.resolve()
        except (OSError, RuntimeError):  # a link to itself: it is nobody's, and can't be written
            return False
        for own in (*self.written, self.config, self.lock):
            if real.is_relative_to(own.resolve()):
                return True
            if real.exists() and own.exists() and real.samefile(own):
                return True
        return False


def find_folders(environment: Mapping[str, str], config: str | None = None) -> Folders:
    """Give the home that HOLDFAST_HOME names, else the platform's own folders.

    `config` overrides the place of the config file.
    """
    if chosen := environment.get("HOLDFAST_HOME"):
        home = _spelled_one_way(os.path.join(os.getcwd(), os.path.expanduser(chosen)))
        default = f"{home}/config.toml"
        return Folders(home, config or default, home, config_is_theirs=bool(config))
    if sys.platform == "linux" and "ANDROID_ROOT" not in environment:
        # What platformdirs gives there, too (a test compares them), 4 ms sooner.
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
    """Give one of the XDG base folders; what is said of it counts only if it is absolute."""
    said = environment.get(name, "").strip()
    return said if os.path.isabs(said) else os.path.expanduser(default)


def _spelled_one_way(path: str) -> str:
    # “..” stays: behind a link to a folder, it is not the folder before.
    return path.rstrip("/") or "/" if ".." in path.split("/") else os.path.normpath(path)


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)
