"""The tables. Instants are microseconds since the epoch (UTC), lengths are microseconds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

SCHEMA = 7
"""The number of the newest migration, as `PRAGMA user_version` holds it."""

APPLICATION_ID = 0x486F6C64
"""“Hold”: how a file says that it is a Holdfast database (`PRAGMA application_id`)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# A STRICT table in SQLite knows no BIGINT; its INTEGER has 64 bits.
_Int64 = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since the epoch."""

    impl = _Int64
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Length(TypeDecorator[timedelta]):
    """A timedelta, stored as microseconds."""

    impl = _Int64
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:  # noqa: ANN401, ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else timedelta(microseconds=value)


metadata = MetaData()


def _table(name: str, *columns: Any) -> Table:  # noqa: ANN401 - columns, constraints and indexes
    return Table(name, metadata, *columns, sqlite_strict=True)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _contact(*, nullable: bool = False) -> Column[int]:
    return Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=nullable)


def _urge(*, nullable: bool = False) -> Column[int]:
    return Column("urge_id", Integer, ForeignKey("urges.id"), nullable=nullable)


contacts = _table(
    "contacts",
    _id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("added_at", Instant, nullable=False),
    Column("forgotten_at", Instant),
    # What is left of forgotten names: enough to tell that one is said again.
    Column("forgotten_names", Text),
)

# What a contact was called before: whoever asks about that name still means them.
former_names = _table(
    "former_names",
    Column("name_key", Text, primary_key=True),
    _contact(),
)

cooldowns = _table(
    "cooldowns",
    _id(),
    _contact(),
    Column("started_at", Instant, nullable=False),
    Column("delay", Length, nullable=False),
    Column("pause", Length, nullable=False),
    Column("why", Text),
    Index("cooldowns_of_contact", "contact_id"),
)

# The history of the promises: a row each time a cool-down's end or a boundary was set, none ever
# changed but to say that it was taken back. What held at a past moment can be told from it. In
# one table, because `undo` takes the newest back, whichever it was.
promises = _table(
    "promises",
    _id(),
    _contact(),
    Column("kind", Text, nullable=False),
    Column("cooldown_id", Integer, ForeignKey("cooldowns.id")),
    Column("set_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("undone_at", Instant),
    # What a change loosened is never taken back.
    Column("tightens", Integer, nullable=False),
    Column("set_ran", Length, nullable=False, server_default="0"),
    # In which boot, where the clock was not known to be right.
    Column("set_boot", Text),
    # Whether a date was said, not a length: no correction of the clock moves that.
    Column("is_date", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "CASE WHEN cooldown_id IS NULL THEN kind IN ('open', 'space', 'stop', 'order') "
        "ELSE kind IN ('start', 'extend', 'shorten', 'end') AND ends_at IS NOT NULL END",
        name="kind_known",
    ),
    Index(
        "promises_of_cooldowns",
        "contact_id",
        "cooldown_id",
        "id",
        sqlite_where=text("cooldown_id IS NOT NULL"),
    ),
    Index("promises_of_boundaries", "contact_id", "id", sqlite_where=text("cooldown_id IS NULL")),
)

changes = _table(
    "changes",
    _id(),
    Column("kind", Text, nullable=False),
    _contact(nullable=True),
    Column("cooldown_id", Integer, ForeignKey("cooldowns.id")),
    Column("asked_at", Instant, nullable=False),
    Column("delay", Length, nullable=False),
    Column("asked_ran", Length),
    Column("reason", Text),
    Column("by", Length),
    Column("boundary", Text),
    Column("boundary_until", Instant),
    Column("boundary_is_date", Integer, nullable=False, server_default="0"),
    Column("confirmed_at", Instant),
    Column("cancelled_at", Instant),
    # What tightened the promise meanwhile: should that be taken back, this stands again.
    Column("cancelled_by", Integer, ForeignKey("promises.id")),
    CheckConstraint("kind IN ('end', 'shorten', 'boundary', 'clock', 'erase')", name="kind_known"),
    Index("changes_by_kind", "kind", "contact_id", "id"),
    Index(
        "changes_unsettled",
        "contact_id",
        sqlite_where=text("confirmed_at IS NULL AND cancelled_at IS NULL"),
    ),
)

urges = _table(
    "urges",
    _id(),
    _contact(),
    Column("felt_at", Instant, nullable=False),
    Column("logged_at", Instant, nullable=False),
    Column("pause_ends_at", Instant, nullable=False),
    Column("channel", Text),
    Column("intensity", Integer),
    Column("outcome", Text, nullable=False),
    Column("outcome_at", Instant),
    Column("retracted_at", Instant),
    Column("logged_ran", Length, nullable=False, server_default="0"),
    Column("logged_boot", Text),
    CheckConstraint("outcome IN ('open', 'let-go', 'sent')", name="outcome_known"),
    CheckConstraint("intensity BETWEEN 0 AND 10", name="intensity_on_scale"),
    Index("urges_by_pause", "contact_id", "pause_ends_at"),
    Index("urges_by_felt", "felt_at"),
    Index("urges_of_contact_by_felt", "contact_id", "felt_at"),
    Index("urges_by_logged", "logged_at"),
    Index("urges_by_outcome", "outcome", "felt_at"),
    Index(
        "urges_open",
        "contact_id",
        sqlite_where=text("outcome = 'open' AND retracted_at IS NULL"),
    ),
    Index("urges_retracted", "felt_at", sqlite_where=text("retracted_at IS NOT NULL")),
    Index("urges_by_outcome_at", "outcome_at", sqlite_where=text("outcome_at IS NOT NULL")),
)

# Apart from the urges, so that nothing that lists them ever touches a draft.
drafts = _table(
    "drafts",
    Column("urge_id", Integer, ForeignKey("urges.id"), primary_key=True),
    Column("text", Text, nullable=False),
)

# Pauses that began later than with the urge's logging: its draft was looked at, and is kept.
pauses = _table(
    "pauses",
    _id(),
    _urge(),
    Column("set_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Index("pauses_of_urge", "urge_id", "ends_at"),
    Index("pauses_by_end", "ends_at"),
)

# Each time a draft was looked at again: what was answered, and what was decided.
reviews = _table(
    "reviews",
    _id(),
    _urge(),
    Column("at", Instant, nullable=False),
    Column("decision", Text, nullable=False),
    Column("calm", Integer),
    Column("wanted", Text),
    Column("glad", Integer),
    CheckConstraint("decision IN ('let-go', 'keep', 'myself')", name="decision_known"),
    Index("reviews_of_urge", "urge_id"),
)

triggers = _table(
    "triggers",
    Column("urge_id", Integer, ForeignKey("urges.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("word", Text, nullable=False),
    Index("triggers_by_word", "word", "urge_id"),
)

ratings = _table(
    "ratings",
    _id(),
    _urge(),
    Column("at", Instant, nullable=False),
    Column("intensity", Integer, nullable=False),
    CheckConstraint("intensity BETWEEN 0 AND 10", name="intensity_on_scale"),
    Index("ratings_of_urge", "urge_id"),
    Index("ratings_by_at", "at"),
)

amendments = _table(
    "amendments",
    _id(),
    _urge(),
    Column("at", Instant, nullable=False),
    Column("field", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index("amendments_of_urge", "urge_id"),
)

events = _table(
    "events",
    _id(),
    Column("kind", Text, nullable=False),
    _contact(),
    Column("at", Instant, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("channel", Text),
    Column("slip", Integer, nullable=False),
    _urge(nullable=True),
    Column("retracted_at", Instant),
    Column("note", Text),
    CheckConstraint("kind IN ('sent', 'heard', 'logistics')", name="kind_known"),
    Index("events_by_at", "at"),
    Index("events_by_noted", "noted_at"),
    Index("events_of_contact_by_at", "contact_id", "at"),
    Index("events_of_urge", "urge_id"),
)

nudges = _table(
    "nudges",
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    _urge(nullable=True),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("claimed_until", Instant),
    Column("handed_over_at", Instant),
    Column("read_at", Instant),
    Column("text_id", Text),
    Column("title", Text),
    Column("body", Text),
    Column("why", Text, nullable=False),
    Column("detail", Text),
    # How often it could not be shown.
    Column("tries", Integer, nullable=False, server_default="0"),
    CheckConstraint(
        "state IN ('planned', 'handed-over', 'failed', 'suppressed', 'expired')",
        name="state_known",
    ),
    Index("nudges_by_state", "state", "due_at"),
    Index("nudges_of_urge", "urge_id"),
    Index(
        "nudges_waiting",
        "expires_at",
        sqlite_where=text("state = 'failed' AND read_at IS NULL"),
    ),
    Index("nudges_by_text", "text_id", "claimed_until"),
    Index("nudges_by_kind", "kind", "handed_over_at"),
)

# One row a time that all nudges were told to wait; the newest one counts.
snoozes = _table(
    "snoozes",
    _id(),
    Column("set_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

reports = _table(
    "reports",
    _id(),
    Column("week", Text, nullable=False),
    # Made anew beside the one before, where the week was amended since.
    Column("version", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    # The week where the person was then, and a digest of what was written down of it.
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("digest", Text),
    UniqueConstraint("week", "version"),
)

daemon_runs = _table(
    "daemon_runs",
    _id(),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("daemon_runs_by_seen", "seen_at"),
)

# One row: what the next trusted moment follows from.
mark = _table(
    "mark",
    _id(),
    Column("trusted", Instant, nullable=False),
    Column("wall", Instant, nullable=False),
    Column("since_boot", Length),
    Column("boot_id", Text),
    Column("awake", Length),
    Column("ran", Length, nullable=False, server_default="0"),
    Column("unsure_after", Instant),
    Column("uncounted", Length, nullable=False, server_default="0"),
    Column("ahead_after", Instant),
)

clock_jumps = _table(
    "clock_jumps",
    _id(),
    Column("at", Instant, nullable=False),
    Column("by", Length, nullable=False),
    Index("clock_jumps_by_at", "at"),
)

requests = _table(
    "requests",
    Column("id", Text, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Index("requests_by_made", "made_at"),
)
