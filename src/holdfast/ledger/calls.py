"""The answers of calls, so that a call that is repeated is carried out once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, text

from holdfast.ledger import tables as t

_C = t.calls.c
_DELETE_OLD = t.calls.delete().where(
    or_(_C.made_at < bindparam("oldest"), _C.made_at > bindparam("newest"))
)
KEPT_FOR = timedelta(days=1)
"""A call is repeated within seconds or never. Answers have names in them: delete them soon."""


class Calls:
    """Loads and saves the answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer(self, call_id: str, kind: Callable[[], type[Any]]) -> tuple[object] | None:
        """Return the answer of an earlier call in a tuple, or None; `kind` returns its type."""
        found = select(_C.answer).where(_C.id == call_id)
        given = self._connection.execute(found).scalar()
        if given is None:
            return None
        import msgspec

        return (msgspec.json.decode(given, type=kind()),)

    def newest(self) -> str | None:
        """Return the id of the call that was saved last."""
        found = select(_C.id).order_by(text("rowid DESC")).limit(1)
        return self._connection.execute(found).scalar()

    def save(self, call_id: str, answer: object, now: datetime) -> None:
        """Save an answer, and delete old ones."""
        # An answer from the future was saved while the clock was ahead.
        self._connection.execute(_DELETE_OLD, {"oldest": now - KEPT_FOR, "newest": now + KEPT_FOR})
        import msgspec  # 8 ms, which a command that only reads saves

        given = msgspec.json.encode(answer).decode()
        self._connection.execute(t.calls.insert().values(id=call_id, made_at=now, answer=given))
