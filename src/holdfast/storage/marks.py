"""The mark in the ledger, and the jumps of the wall's clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Text,
    and_,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.sqlite import Insert, insert

from holdfast.domain.mark import EARLIEST, LATEST, ClockJump, Mark, Reading
from holdfast.domain.promise import FURTHEST
from holdfast.storage import tables as t

_M = t.mark.c
_J = t.clock_jumps.c
_THE_ONE = 1
_MARK = select(
    _M.trusted,
    _M.wall,
    _M.since_boot,
    _M.boot_id,
    _M.awake,
    _M.ran,
    _M.unsure_after,
    _M.uncounted,
    _M.ahead_after,
).where(_M.id == _THE_ONE)
# Each says when something was written down; every command that writes leaves a request.
_WRITTEN_AT = (
    t.requests.c.made_at,
    t.contacts.c.added_at,
    t.urges.c.logged_at,
    t.promises.c.set_at,
)

# Table, when something of a row was written, and what is to be moved along with that. The ends of
# promises are not among them: see `_move_ends`.
MOVED = (
    (t.contacts, "added_at", ("added_at",)),
    (t.contacts, "forgotten_at", ("forgotten_at",)),
    (t.urges, "outcome_at", ("outcome_at",)),
    (t.urges, "retracted_at", ("retracted_at",)),
    (t.urges, "logged_at", ("felt_at", "logged_at", "pause_ends_at")),
    (t.pauses, "set_at", ("set_at", "ends_at")),
    (t.reviews, "at", ("at",)),
    (t.ratings, "at", ("at",)),
    (t.amendments, "at", ("at",)),
    (t.promises, "undone_at", ("undone_at",)),
    (t.promises, "set_at", ("set_at",)),
    (t.changes, "asked_at", ("asked_at",)),
    (t.changes, "confirmed_at", ("confirmed_at",)),
    (t.changes, "cancelled_at", ("cancelled_at",)),
    (t.events, "retracted_at", ("retracted_at",)),
    (t.events, "noted_at", ("at", "noted_at")),
    (t.nudges, "handed_over_at", ("handed_over_at",)),
    (t.nudges, "claimed_until", ("claimed_until",)),
    (t.nudges, "read_at", ("read_at",)),
    (t.snoozes, "set_at", ("set_at", "ends_at")),
    (t.daemon_runs, "began_at", ("began_at",)),
    (t.daemon_runs, "seen_at", ("seen_at",)),
    (t.requests, "made_at", ("made_at",)),
)
_Int = BigInteger()


@cache  # building it takes longer than running it
def _put_in_its_place() -> Insert:
    new = insert(t.mark)
    columns = [column.name for column in t.mark.c if column.name != "id"]
    in_place = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=["id"], set_=in_place)


def _moved(column: Column[Any], by: timedelta) -> ColumnElement[int]:
    return type_coerce(column, _Int) + by // timedelta(microseconds=1)


def _is_plausible(trusted: datetime, wall: datetime, since_boot: timedelta | None) -> bool:
    return (
        all(EARLIEST <= moment < LATEST for moment in (trusted, wall))
        and (since_boot or timedelta()) >= timedelta()
    )


class SqlMarks:
    """Carries out the port `Marks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> Mark | None:
        """Give the last mark; None if there is none, or what is there can't be one."""
        try:
            row = self._connection.execute(_MARK).first()
        except OverflowError:
            return None  # an instant past the year 9999: whoever wrote it, it is no mark
        if row is None or not _is_plausible(row.trusted, row.wall, row.since_boot):
            return None
        reading = Reading(row.wall, row.since_boot, row.boot_id, row.awake)
        return Mark(row.trusted, reading, row.ran, row.unsure_after, row.uncounted, row.ahead_after)

    def newest_written(self) -> datetime | None:
        """Give the newest instant at which a person wrote something down."""
        return self._newest(_WRITTEN_AT)

    def newest_instant(self) -> datetime | None:
        """Give the newest instant at which anything was written down."""
        return self._newest((*_WRITTEN_AT, t.daemon_runs.c.seen_at))

    def _newest(self, columns: Iterable[Column[datetime]]) -> datetime | None:
        moments = (self._connection.execute(select(func.max(at))).scalar() for at in columns)
        return max((moment for moment in moments if moment is not None), default=None)

    def keep(self, mark: Mark) -> None:
        """Write the mark down, in the place of the one before."""
        reading = mark.reading
        values = {
            "id": _THE_ONE,
            "trusted": mark.trusted,
            "wall": reading.wall,
            "since_boot": reading.since_boot,
            "boot_id": reading.boot_id,
            "awake": reading.awake,
            "ran": mark.ran,
            "unsure_after": mark.unsure_after,
            "uncounted": mark.uncounted,
            "ahead_after": mark.ahead_after,
        }
        self._connection.execute(_put_in_its_place(), values)

    def move(self, after: datetime, by: timedelta, now: datetime) -> None:
        """Move what was written at moments after this one: the clock was wrong by so much then.

        Reports that were made while it was ahead are of the wrong weeks, and to be made anew.
        """
        if by < timedelta():
            r = t.reports
            self._connection.execute(r.delete().where(r.c.made_at > after))
            self._take_back_what_was_confirmed_early(after, by)
        self._move_nudges(after, by)
        self._plan_nudges_anew(after, by, *(("report",) if by < timedelta() else ()))
        self._move_ends(after, by, now)
        for table, written_at, columns in MOVED:
            moved = {column: _moved(table.c[column], by) for column in columns}
            self._connection.execute(
                table.update().where(table.c[written_at] > after).values(**moved)
            )
        # What was said of before, while the clock was ahead, may lie there still.
        for at in (t.urges.c.felt_at, t.events.c.at):
            self._connection.execute(at.table.update().where(at > now).values({at.name: now}))

    def _take_back_what_was_confirmed_early(self, after: datetime, by: timedelta) -> None:
        """Call changes off that were confirmed only because the clock was ahead.

        One that was counted in time in which the machine ran has waited, whatever the clock said.
        """
        c = t.changes.c
        has_waited = type_coerce(c.asked_at, _Int) + type_coerce(c.delay, _Int)
        early = select(c.id, c.contact_id, c.confirmed_at).where(
            c.contact_id.is_not(None),
            c.confirmed_at > after,
            c.asked_ran.is_(None),
            c.asked_at <= after,
            _moved(c.confirmed_at, by) < has_waited,
        )
        for change in self._connection.execute(early).all():
            self._connection.execute(
                t.changes.update()
                .where(c.id == change.id)
                .values(confirmed_at=None, cancelled_at=change.confirmed_at)
            )
            self._take_back_loosenings(change.contact_id, change.confirmed_at)

    def _take_back_loosenings(self, contact_id: int, at: datetime) -> None:
        """Take back what a change loosened; what was set after it is counted from before it."""
        p = t.promises.c
        loosened = select(p.id, p.cooldown_id, p.ends_at).where(
            p.contact_id == contact_id, p.set_at == at, p.tightens == 0
        )
        for step in self._connection.execute(loosened).all():
            self._connection.execute(
                t.promises.update().where(p.id == step.id).values(undone_at=at)
            )
            if step.cooldown_id is None:
                continue
            before = self._connection.execute(
                select(p.ends_at)
                .where(p.cooldown_id == step.cooldown_id, p.id < step.id)
                .order_by(p.undone_at.is_not(None), p.id.desc())
                .limit(1)
            ).scalar_one()
            self._connection.execute(
                t.promises.update()
                .where(p.cooldown_id == step.cooldown_id, p.id > step.id, p.kind != "end")
                .values(ends_at=_moved(p.ends_at, before - step.ends_at))
            )

    def _move_nudges(self, after: datetime, by: timedelta) -> None:
        """Move what is planned along with its urge."""
        n, u = t.nudges.c, t.urges.c
        of_moved = n.urge_id.in_(select(u.id).where(u.logged_at > after))
        moved = {column: _moved(n[column], by) for column in ("due_at", "expires_at")}
        self._connection.execute(t.nudges.update().where(of_moved).values(**moved))

    def _plan_nudges_anew(self, after: datetime, by: timedelta, *others: str) -> None:
        """Let what comes by itself come again at its true moment; what was shown keeps its row.

        But not what was looked at or shown at its true moment or later.
        """
        n = t.nudges.c
        wrong = and_(n.kind.in_(("change", "risky-hours", "reflection", *others)), n.due_at > after)
        unshown = n.state.in_(("planned", "failed"))
        self._connection.execute(t.nudges.delete().where(wrong, unshown))
        true_due = type_coerce(n.due_at, _Int)
        has_come = or_(
            *(
                and_(at.is_not(None), _moved(at, by) >= true_due)
                for at in (n.read_at, n.handed_over_at)
            )
        )
        other_key = n.key + "#" + cast(n.id, Text)
        self._connection.execute(
            t.nudges.update().where(wrong, not_(has_come)).values(key=other_key)
        )

    def _move_ends(self, after: datetime, by: timedelta, now: datetime) -> None:
        """Move the ends of those cool-downs, with their starts, that were begun in that time.

        One that was only made longer or shorter in it was counted from the end before; the end
        that a change gave it was that very moment. A date that was said stays, unless its year
        can't have been meant. No end is further away than anything may be held.
        """
        p, c, x = t.promises.c, t.cooldowns.c, t.changes.c
        # What a change made of a boundary was said when the change was asked for.
        said_before = exists().where(
            p.tightens == 0,
            x.contact_id == p.contact_id,
            x.kind == "boundary",
            x.confirmed_at == p.set_at,
            x.asked_at <= after,
        )
        too_far = now + FURTHEST if by <= -FURTHEST else LATEST
        begun = select(p.cooldown_id).where(
            p.kind == "start", p.set_at > after, or_(p.is_date == 0, p.ends_at > too_far)
        )
        self._connection.execute(
            t.promises.update()
            .where(
                or_(
                    p.cooldown_id.in_(begun),
                    and_(p.kind == "end", p.set_at > after),
                    and_(
                        p.cooldown_id.is_(None),
                        p.set_at > after,
                        ~said_before,
                        or_(p.is_date == 0, p.ends_at > too_far),
                    ),
                )
            )
            .values(ends_at=_moved(p.ends_at, by))
        )
        self._connection.execute(
            t.changes.update()
            .where(x.asked_at > after, or_(x.boundary_is_date == 0, x.boundary_until > too_far))
            .values(boundary_until=_moved(x.boundary_until, by))
        )
        self._connection.execute(
            t.cooldowns.update().where(c.id.in_(begun)).values(started_at=_moved(c.started_at, by))
        )
        if by < timedelta():
            self._bring_near(after, now + FURTHEST)

    def _bring_near(self, after: datetime, furthest: datetime) -> None:
        """Let what was set at moments after this one end no later than anything may."""
        p, x = t.promises.c, t.changes.c
        self._connection.execute(
            t.promises.update()
            .where(p.set_at > after, p.ends_at > furthest)
            .values(ends_at=furthest)
        )
        self._connection.execute(
            t.changes.update()
            .where(x.asked_at > after, x.boundary_until > furthest)
            .values(boundary_until=furthest)
        )

    def jumped(self, at: datetime, by: timedelta) -> None:
        """Write down that the wall's clock jumped."""
        self._connection.execute(t.clock_jumps.insert().values(at=at, by=by))

    def jumps(self, start: datetime, end: datetime) -> tuple[ClockJump, ...]:
        """Give the jumps from `start` to before `end`, in that order."""
        rows = self._connection.execute(
            select(_J.at, _J.by).where(_J.at >= start, _J.at < end).order_by(_J.at)
        )
        return tuple(ClockJump(at, round(by.total_seconds())) for at, by in rows)
