"""The tables. Instants are microseconds since the epoch (UTC), lengths are microseconds."""

from collections.abc import Callable
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
    text,
)
from sqlalchemy.types import TypeDecorator

SCHEMA = 9
"""The number of the newest migration; the file has it as `PRAGMA user_version`."""

FIRST_SCHEMA = 8
"""The number of the first migration that was released."""

APPLICATION_ID = 0x486F6C64
"""“Hold”: marks a file as a Holdfast database (`PRAGMA application_id`)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# A STRICT table in SQLite has no BIGINT; its INTEGER has 64 bits.
_Int64 = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since the epoch."""

    impl = _Int64
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return _instant  # half the time of process_result_value: a report reads 100,000 of them


def _instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(0, 0, value)


class Length(TypeDecorator[timedelta]):
    """A timedelta, stored as microseconds."""

    impl = _Int64
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:  # noqa: ANN401, ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else value * _MICROSECOND


class Flag(TypeDecorator[bool]):
    """A bool, stored as 0 or 1: a STRICT table has no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bool | None:  # noqa: ANN401, ARG002, D102 - SQLAlchemy's own signature
        return None if value is None else bool(value)


metadata = MetaData()


def _table(name: str, *columns: Any) -> Table:  # noqa: ANN401 - columns, constraints and indexes
    return Table(name, metadata, *columns, sqlite_strict=True)


def _private(name: str, *, nullable: bool = True) -> Column[str]:
    """Return a column for a text by the person, or one that may have a name in it.

    Forgetting a contact deletes these texts.
    """
    return Column(name, Text, nullable=nullable, info={"private": True})


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _contact(*, nullable: bool = False) -> Column[int]:
    return Column("contact_id", Integer, ForeignKey("contacts.id"), nullable=nullable)


def _urge(*, nullable: bool = False) -> Column[int]:
    return Column("urge_id", Integer, ForeignKey("urges.id"), nullable=nullable)


def _stamp(when: str, *, nullable: bool = False) -> tuple[Column[Any], ...]:
    """Return the columns of a clock.model.Stamp."""
    return (
        Column(f"{when}_at", Instant, nullable=nullable),
        Column(f"{when}_ran", Length, nullable=nullable),
        Column(f"{when}_sure", Flag, nullable=nullable),
        Column(f"{when}_boot", Text),
    )


contacts = _table(
    "contacts",
    _id(),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("added_at", Instant, nullable=False),
    Column("forgotten_at", Instant),
    # When closing the chapter was offered; that happens once.
    Column("closing_offered_at", Instant),
)

# Earlier names of a contact, which still mean them.
former_names = _table(
    "former_names",
    Column("name_key", Text, primary_key=True),
    _contact(),
)

cooldowns = _table(
    "cooldowns",
    _id(),
    _contact(),
    # The start of its days, which may be before the cool-down was promised.
    Column("started_at", Instant, nullable=False),
    *_stamp("began"),
    Column("delay", Length, nullable=False),
    Column("pause", Length, nullable=False),
    _private("why"),
    Index("cooldowns_of_contact", "contact_id"),
)

# The history of the promises: one row each time a cool-down's length or a boundary was set. Only
# `undone_at` of a row ever changes. It is one table because `undo` takes back the newest row.
promises = _table(
    "promises",
    _id(),
    _contact(),
    # start, extend, shorten, end; or a boundary.
    Column("kind", Text, nullable=False),
    Column("cooldown_id", Integer, ForeignKey("cooldowns.id")),
    *_stamp("set"),
    # How long it holds: a cool-down since it began, a boundary since it was set.
    Column("length", Length),
    # A boundary's date, if one was typed.
    Column("until", Instant),
    Column("tightens", Flag, nullable=False),
    Column("undone_at", Instant),
    Index(
        "promises_of_cooldowns",
        "contact_id",
        "cooldown_id",
        "id",
        sqlite_where=text("cooldown_id IS NOT NULL"),
    ),
    Index("promises_of_boundaries", "contact_id", "id", sqlite_where=text("cooldown_id IS NULL")),
)

requests = _table(
    "requests",
    _id(),
    Column("kind", Text, nullable=False),
    _contact(nullable=True),
    Column("cooldown_id", Integer, ForeignKey("cooldowns.id")),
    *_stamp("asked"),
    Column("delay", Length, nullable=False),
    _private("reason"),
    Column("by", Length),
    Column("boundary", Text),
    Column("boundary_until", Instant),
    Column("boundary_length", Length),
    # The newest promise at that time: a later promise that tightens makes the request void.
    Column("last_promise_id", Integer, nullable=False),
    # When it was first found ready; from then on it can be confirmed for a day.
    *_stamp("found", nullable=True),
    Column("confirmed_at", Instant),
    Column("cancelled_at", Instant),
    Index("requests_by_kind", "kind", "contact_id", "id"),
    Index(
        "requests_unsettled",
        "contact_id",
        sqlite_where=text("confirmed_at IS NULL AND cancelled_at IS NULL"),
    ),
)

urges = _table(
    "urges",
    _id(),
    _contact(),
    Column("felt_at", Instant, nullable=False),
    # Urge.logged_at, by the person's clock; the columns `logged_*` are the stamp of its pause.
    Column("noted_at", Instant, nullable=False),
    *_stamp("logged"),
    Column("pause_ends_at", Instant, nullable=False),
    Column("channel", Text),
    Column("intensity", Integer),
    Column("outcome", Text, nullable=False),
    Column("outcome_at", Instant),
    Column("retracted_at", Instant),
    # What they wanted to do: message, or lookup.
    Column("kind", Text, nullable=False, server_default="message"),
    CheckConstraint("intensity BETWEEN 0 AND 10", name="intensity_on_scale"),
    Index("urges_by_pause", "contact_id", "pause_ends_at"),
    Index("urges_by_felt", "felt_at"),
    Index("urges_of_contact_by_felt", "contact_id", "felt_at"),
    Index("urges_by_noted", "noted_at"),
    Index("urges_by_outcome", "outcome", "felt_at"),
    # With what its condition names, so that SQLite counts open urges without reading their rows.
    Index(
        "urges_open",
        "contact_id",
        "outcome",
        "retracted_at",
        "felt_at",
        sqlite_where=text("outcome = 'open' AND retracted_at IS NULL"),
    ),
    Index("urges_retracted", "felt_at", sqlite_where=text("retracted_at IS NOT NULL")),
    Index("urges_by_outcome_at", "outcome_at", sqlite_where=text("outcome_at IS NOT NULL")),
)

# Not in `urges`, so that a list of urges never reads a draft.
drafts = _table(
    "drafts",
    Column("urge_id", Integer, ForeignKey("urges.id"), primary_key=True),
    _private("text", nullable=False),
)

# Pauses that began after the urge was logged: its draft was reviewed and kept.
pauses = _table(
    "pauses",
    _id(),
    _urge(),
    *_stamp("set"),
    Column("ends_at", Instant, nullable=False),
    Index("pauses_of_urge", "urge_id", "ends_at"),
    Index("pauses_by_end", "ends_at"),
)

# The reviews of drafts: the answers and the decision.
reviews = _table(
    "reviews",
    _id(),
    _urge(),
    Column("at", Instant, nullable=False),
    Column("decision", Text, nullable=False),
    Column("calm", Flag),
    _private("wanted"),
    Column("glad", Flag),
    _private("left_because"),
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

# An urge compared with how strong it was before. Not a rating: nobody gave a number.
comparisons = _table(
    "comparisons",
    _id(),
    _urge(),
    Column("at", Instant, nullable=False),
    # less, same, more
    Column("answer", Text, nullable=False),
    Index("comparisons_of_urge", "urge_id"),
    Index("comparisons_by_at", "at"),
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
    Column("slip", Flag, nullable=False),
    _urge(nullable=True),
    Column("retracted_at", Instant),
    _private("note"),
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
    # Running time. Until then only the process that claimed the nudge may show it.
    Column("claimed_until", Length),
    Column("handed_over_at", Instant),
    Column("read_at", Instant),
    Column("text_id", Text),
    _private("title"),
    _private("body"),
    Column("why", Text, nullable=False),
    Column("detail", Text),
    # How often showing it failed.
    Column("tries", Integer, nullable=False, server_default="0"),
    # The button that was pressed, and when.
    Column("answer", Text),
    Column("answered_at", Instant),
    # Which notification of which server it is: a new daemon closes what the last one left.
    Column("shown_as", Integer),
    Column("shown_by", Text),
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

# The newest row counts.
snoozes = _table(
    "snoozes",
    _id(),
    Column("set_at", Instant, nullable=False),
    # Running time.
    Column("set_ran", Length, nullable=False),
    Column("ends_ran", Length, nullable=False),
)

reports = _table(
    "reports",
    _id(),
    Column("week", Text, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# One thing for the week after a report; without a text it was skipped. The newest row counts.
intentions = _table(
    "intentions",
    _id(),
    Column("week", Text, nullable=False),
    Column("at", Instant, nullable=False),
    _private("text"),
    Index("intentions_of_week", "week"),
)

daemon_runs = _table(
    "daemon_runs",
    _id(),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("daemon_runs_by_seen", "seen_at"),
)

# One row, a clock.model.Mark.
mark = _table(
    "mark",
    _id(),
    Column("trusted", Instant, nullable=False),
    Column("wall", Instant, nullable=False),
    Column("up", Length, nullable=False),
    Column("boot", Text),
    Column("ran", Length, nullable=False),
    Column("sure", Flag, nullable=False),
    Column("alone", Length),
)

clock_jumps = _table(
    "clock_jumps",
    _id(),
    Column("at", Instant, nullable=False),
    Column("by", Length, nullable=False),
    Index("clock_jumps_by_at", "at"),
)

calls = _table(
    "calls",
    Column("id", Text, primary_key=True),
    Column("made_at", Instant, nullable=False),
    _private("answer", nullable=False),
    Index("calls_by_made", "made_at"),
)
