"""What a person wrote, in the ledger: deleted when somebody is forgotten."""

from sqlalchemy import Column, ColumnElement, Connection, Table, or_, select, true

from holdfast.ledger import tables as t
from holdfast.ledger.database import ERASED


class TextStore:
    """Finds the columns that tables.py marks as private, in every table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def delete_about(self, contact_id: int) -> None:
        """Delete every text about a contact, and those that may be about anybody."""
        self._connection.info[ERASED] = True
        for table in t.metadata.tables.values():
            for column in table.c:
                if column.info.get("private"):
                    self._delete(table, column, _may_be_about(contact_id, table))

    def _delete(self, table: Table, column: Column[str], about: ColumnElement[bool]) -> None:
        if column.nullable:
            self._connection.execute(table.update().where(about).values({column: None}))
        else:
            self._connection.execute(table.delete().where(about))


def _may_be_about(contact_id: int, table: Table) -> ColumnElement[bool]:
    if "contact_id" in table.c:
        whose: Column[int] = table.c.contact_id
        about = or_(whose == contact_id, whose.is_(None))
        if "urge_id" not in table.c:
            return about
    elif "urge_id" in table.c:
        about = table.c.urge_id.is_(None)
    else:
        return true()
    # An urge that was moved to another contact was about them once.
    a = t.amendments.c
    theirs = select(t.urges.c.id).where(t.urges.c.contact_id == contact_id)
    were_theirs = select(a.urge_id).where(a.field == "contact_id", a.before == str(contact_id))
    urge: Column[int] = table.c.urge_id
    return or_(about, urge.in_(theirs), urge.in_(were_theirs))
