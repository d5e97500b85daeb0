"""The ledger's ports, each carried out by a file of storage/."""

import pytest

from holdfast.services import book
from holdfast.storage.boundaries import SqlBoundaries
from holdfast.storage.changes import SqlChanges
from holdfast.storage.contacts import SqlContacts
from holdfast.storage.cooldowns import SqlCoolDowns
from holdfast.storage.drafts import SqlDrafts
from holdfast.storage.events import SqlEvents
from holdfast.storage.ledger import SqlBook, SqlLedger
from holdfast.storage.marks import SqlMarks
from holdfast.storage.nudges import SqlNudges
from holdfast.storage.promises import SqlPromises
from holdfast.storage.reports import SqlDaemonRuns, SqlReports
from holdfast.storage.requests import SqlRequests
from holdfast.storage.urges import SqlUrges


@pytest.mark.parametrize(
    ("port", "carried_out_by"),
    [
        (book.Contacts, SqlContacts),
        (book.Promises, SqlPromises),
        (book.CoolDowns, SqlCoolDowns),
        (book.Boundaries, SqlBoundaries),
        (book.Changes, SqlChanges),
        (book.Drafts, SqlDrafts),
        (book.Urges, SqlUrges),
        (book.Events, SqlEvents),
        (book.Nudges, SqlNudges),
        (book.Reports, SqlReports),
        (book.DaemonRuns, SqlDaemonRuns),
        (book.Requests, SqlRequests),
        (book.Marks, SqlMarks),
        (book.Ledger, SqlLedger),
    ],
)
def test_storage_carries_out_each_port_and_offers_nothing_besides(
    port: type, carried_out_by: type
) -> None:
    def public(of: type) -> set[str]:
        return {name for name in vars(of) if not name.startswith("_")}

    assert public(carried_out_by) == public(port)


def test_an_open_book_has_all_its_parts() -> None:
    parts = {name for name in vars(book.Book) if not name.startswith("_")}
    lazily = {name for name in vars(SqlBook) if not name.startswith("_")}
    assert parts - lazily == {
        "contacts",
        "promises",
        "cooldowns",
        "boundaries",
        "urges",
        "requests",
        "marks",
    }
