"""What the tests of the ledger share."""

import pytest

from holdfast.desktop.folders import Folders
from ledger.ledger_file import LedgerFile


@pytest.fixture
def ledger_file(folders: Folders) -> LedgerFile:
    """The test's database file, which the first writer makes."""
    return LedgerFile(folders.database)
