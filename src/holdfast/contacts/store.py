"""The contacts in the ledger."""

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from holdfast.contacts.model import Contact, name_key
from holdfast.ledger import tables as t
from holdfast.ledger.database import inserted_id

_C, _F = t.contacts.c, t.former_names.c
_CONTACT = select(_C.id, _C.name, _C.added_at, _C.forgotten_at)
_ALL = _CONTACT.order_by(_C.id)


class ContactStore:
    """Loads and saves contacts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, name: str, key: str, at: datetime) -> Contact:
        """Save a new contact; return it with its number."""
        result = self._connection.execute(
            t.contacts.insert().values(name=name, name_key=key, added_at=at)
        )
        return Contact(inserted_id(result), name, at)

    def rename(self, contact_id: int, name: str, key: str) -> None:
        """Save another name; the one before still means them."""
        f, before = t.former_names, select(_C.name_key, _C.id).where(_C.id == contact_id)
        self._connection.execute(
            f.insert().prefix_with("OR REPLACE").from_select(["name_key", "contact_id"], before)
        )
        self._connection.execute(f.delete().where(_F.name_key == key))
        self._connection.execute(
            t.contacts.update().where(_C.id == contact_id).values(name=name, name_key=key)
        )

    def all(self) -> tuple[Contact, ...]:
        """Return all contacts, forgotten ones too, in the order in which they were added."""
        return tuple(Contact(*row) for row in self._connection.execute(_ALL))

    def get(self, contact_id: int) -> Contact:
        """Return a contact by its number, a forgotten one too."""
        return Contact(*self._connection.execute(_CONTACT.where(_C.id == contact_id)).one())

    def with_key(self, key: str) -> Contact | None:
        """Return the contact that has, or else had, a name with this key."""
        had = select(_F.contact_id).where(_F.name_key == key)
        found = _CONTACT.where(or_(_C.name_key == key, _C.id.in_(had)))
        row = self._connection.execute(found.order_by(_C.name_key != key)).first()
        return Contact(*row) if row else None

    def was_offered_closing(self, contact_id: int) -> bool:
        """Return whether closing the chapter of a contact was offered."""
        found = select(_C.closing_offered_at).where(_C.id == contact_id)
        return self._connection.execute(found).scalar() is not None

    def offer_closing(self, contact_id: int, at: datetime) -> None:
        """Save that closing the chapter of a contact was offered."""
        offered = t.contacts.update().where(_C.id == contact_id)
        self._connection.execute(offered.values(closing_offered_at=at))

    def began_at(self) -> datetime | None:
        """Return when the first contact was added; None: the ledger is empty."""
        return self._connection.execute(select(func.min(_C.added_at))).scalar()

    def last_logged_to(self) -> Contact | None:
        """Return the contact of the urge that was logged last."""
        newest = (
            select(t.urges.c.contact_id).order_by(t.urges.c.id.desc()).limit(1).scalar_subquery()
        )
        row = self._connection.execute(_CONTACT.where(_C.id == newest)).first()
        return Contact(*row) if row else None

    def forget(self, contact_id: int, at: datetime) -> None:
        """Delete a contact's name, and those they had; what was counted stays, under a number."""
        called = f"Forgotten {contact_id}"
        self._connection.execute(t.former_names.delete().where(_F.contact_id == contact_id))
        self._connection.execute(
            t.contacts.update()
            .where(_C.id == contact_id)
            .values(name=called, name_key=f"\0{name_key(called)}", forgotten_at=at)
        )
