"""Where things are kept."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EDITED_PREFIX = ".draft-"
"""How the folders begin in which an editor has a draft."""


@dataclass(frozen=True)
class Folders:
    """The places of one home; none of them need exist."""

    home: Path
    config: Path
    state: Path

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
    def written(self) -> tuple[Path, ...]:
        """All that Holdfast writes."""
        database = (self.home / f"{self.database.name}{end}" for end in ("", "-journal"))
        logs = (self.state / f"{self.log.name}{end}" for end in ("", ".1", ".2"))
        left_by_editors = self.home.glob(f"{EDITED_PREFIX}*")
        return (*database, *left_by_editors, self.backups, self.reports, *logs, self.config)


def find_folders(environment: Mapping[str, str], config: Path | None = None) -> Folders:
    """Give the home that HOLDFAST_HOME names, else the platform's own folders.

    `config` overrides the place of the config file.
    """
    if chosen := environment.get("HOLDFAST_HOME"):
        home = Path(chosen)
        with suppress(RuntimeError):  # “~nosuch” is nobody's home, and then a name like any other
            home = home.expanduser()
        home = home.absolute()
        return Folders(home, config or home / "config.toml", home)
    from platformdirs import PlatformDirs  # 20 ms that a chosen home need not pay

    dirs = PlatformDirs("holdfast", appauthor=False)
    return Folders(
        dirs.user_data_path,
        config or dirs.user_config_path / "config.toml",
        dirs.user_state_path,
    )
