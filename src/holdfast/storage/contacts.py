"""The contacts in the ledger."""

from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from holdfast.domain.contact import Contact
from holdfast.storage import tables as t
from holdfast.storage.database import inserted_id

_C = t.contacts.c
_CONTACT = select(_C.id, _C.name, _C.added_at, _C.forgotten_at, _C.forgotten_names)
_ALL = _CONTACT.order_by(_C.id)
_WITH_KEY = _CONTACT.where(_C.name_key == bindparam("key"))
_F = t.former_names.c
_KEYS: tuple[BindParameter[str], ...] = (bindparam("key"), bindparam("older"))
_IS_CALLED = or_(
    _C.name_key.in_(_KEYS), _C.id.in_(select(_F.contact_id).where(_F.name_key.in_(_KEYS)))
).label("is_called")
_CALLED = (
    _CONTACT.add_columns(_IS_CALLED)
    .where(or_(_IS_CALLED, _C.forgotten_names.is_not(None)))
    .order_by(_C.id)
)


class SqlContacts:
    """Carries out the port `Contacts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, name: str, key: str, now: datetime) -> Contact:
        """Write a contact down."""
        result = self._connection.execute(
            t.contacts.insert().values(name=name, name_key=key, added_at=now)
        )
        return Contact(inserted_id(result), name, now)

    def rename(self, contact_id: int, name: str, key: str) -> None:
        """Give a contact another name; the one before still means them, and it is not forgotten."""
        f, c = t.former_names, t.contacts
        before = select(c.c.name_key, c.c.id).where(c.c.id == contact_id)
        self._connection.execute(
            f.insert().prefix_with("OR REPLACE").from_select(["name_key", "contact_id"], before)
        )
        self._connection.execute(f.delete().where(f.c.name_key == key))
        self._connection.execute(
            c.update()
            .where(c.c.id == contact_id)
            .values(name=name, name_key=key, forgotten_at=None)
        )

    def all(self) -> tuple[Contact, ...]:
        """Give all contacts, in the order in which they were added."""
        return tuple(Contact(*row) for row in self._connection.execute(_ALL))

    def with_key(self, key: str) -> Contact | None:
        """Find a contact by what all spellings of its name, or of a former one, have in common."""
        row = self._connection.execute(_WITH_KEY, {"key": key}).first()
        if row is None:
            f = t.former_names.c
            was = select(f.contact_id).where(f.name_key == key).scalar_subquery()
            row = self._connection.execute(_CONTACT.where(t.contacts.c.id == was)).first()
        return Contact(*row) if row else None

    def called(self, key: str, older: str) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
        """Find by either key who is or was called so; gives beside them who else was forgotten."""
        keys = {"key": key, "older": older}
        rows = self._connection.execute(_CALLED, keys).all()
        found = [(Contact(*columns), is_called) for *columns, is_called in rows]
        return (
            tuple(contact for contact, is_called in found if is_called),
            tuple(contact for contact, is_called in found if not is_called),
        )

    def forget(self, contact_id: int, name: str, key: str, trace: str, now: datetime) -> None:
        """Take a contact's name, and every text that was written about them.

        What is promised, felt and counted stays. Answers that were kept for a day name people,
        so they go, too. `trace` is what is left of their names.
        """
        of_theirs = select(t.urges.c.id).where(t.urges.c.contact_id == contact_id)
        self._connection.execute(t.drafts.delete().where(t.drafts.c.urge_id.in_(of_theirs)))
        self._connection.execute(
            t.reviews.update().where(t.reviews.c.urge_id.in_(of_theirs)).values(wanted=None)
        )
        # Words that named them, or gave the person's own reason back; of an urge that was moved to
        # another contact, too.
        n, a = t.nudges.c, t.amendments.c
        once_theirs = select(a.urge_id).where(a.field == "contact_id", a.before == str(contact_id))
        may_name_them = or_(n.urge_id.in_(of_theirs), n.urge_id.in_(once_theirs))
        self._connection.execute(
            t.nudges.update().where(may_name_them).values(title=None, body=None)
        )
        for table, column in ((t.events, "note"), (t.cooldowns, "why")):
            self._connection.execute(
                table.update().where(table.c.contact_id == contact_id).values({column: None})
            )
        # Why everything was to be erased, or another time to count, may name them, too.
        x = t.changes.c
        theirs = or_(x.contact_id == contact_id, x.contact_id.is_(None))
        self._connection.execute(t.changes.update().where(theirs).values(reason=None))
        self._connection.execute(t.requests.delete())
        self._connection.execute(
            t.former_names.delete().where(t.former_names.c.contact_id == contact_id)
        )
        self._connection.execute(
            t.contacts.update()
            .where(_C.id == contact_id)
            .values(name=name, name_key=key, forgotten_at=now, forgotten_names=trace)
        )

    def keys(self, contact_id: int) -> tuple[str, ...]:
        """Give what a contact is known by: its name's key, and those of its former names."""
        former = select(t.former_names.c.name_key).where(t.former_names.c.contact_id == contact_id)
        found = select(_C.name_key).where(_C.id == contact_id).union_all(former)
        return tuple(self._connection.execute(found).scalars())

    def last_logged_to(self) -> Contact | None:
        """Give the contact of the urge that was logged last."""
        newest = (
            select(t.urges.c.contact_id).order_by(t.urges.c.id.desc()).limit(1).scalar_subquery()
        )
        row = self._connection.execute(_CONTACT.where(t.contacts.c.id == newest)).first()
        return Contact(*row) if row else None
