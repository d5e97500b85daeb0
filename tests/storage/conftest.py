"""What the tests of the storage share."""

import shutil
from pathlib import Path

import pytest

from holdfast.desktop.folders import Folders
from holdfast.storage.ledger import SqlLedger
from storage.ledger_file import LedgerFile


@pytest.fixture
def ledger_file(folders: Folders) -> LedgerFile:
    """The test's database file, which the first writer makes."""
    return LedgerFile(folders.database)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    with SqlLedger(home / "holdfast.db", home / "backups").writing():
        return home / "holdfast.db"


@pytest.fixture
def made_before(folders: Folders, empty_database: Path) -> None:
    """Put an empty database into the home, for tests that are not about first runs."""
    folders.home.mkdir()
    shutil.copy(empty_database, folders.database)
