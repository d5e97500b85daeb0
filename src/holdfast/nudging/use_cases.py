"""Nudges as a person meets them: what was nudged and why, the inbox, snoozing, a test."""

from datetime import datetime, timedelta

from holdfast.clock.length import parse_length
from holdfast.errors import NotUnderstood
from holdfast.ledger.ports import Ports
from holdfast.ledger.work import Work, reading, write, writing
from holdfast.nudging.model import Nudge, NudgeState
from holdfast.value import dataclass, replace

LONGEST_SNOOZE = timedelta(days=30)


@dataclass(frozen=True)
class NudgeAnswer:
    """A nudge, why it was planned, and what became of it."""

    id: int
    key: str
    kind: str
    due_at: datetime
    state: NudgeState
    handed_over_at: datetime | None
    title: str | None
    body: str | None
    why: str
    detail: str | None


@dataclass(frozen=True)
class SnoozeAnswer:
    """Until when all nudges wait; None if they do not."""

    until: datetime | None


@reading
def list_nudges(work: Work, *, limit: int | None = None) -> tuple[NudgeAnswer, ...]:
    """Return the nudges, newest first."""
    return tuple(nudge_answer(nudge) for nudge in work.stores.nudges.listed(limit))


@reading
def inbox(work: Work) -> tuple[NudgeAnswer, ...]:
    """Return the nudges that could not be shown and still fit; the one to show is the last."""
    if not work.stores.nudges.inbox(work.now):
        return ()
    # Each command at a terminal asks, and mostly the inbox is empty.
    from holdfast.nudging.planning import waiting
    from holdfast.nudging.texts import words_for

    answers = []
    for nudge in waiting(work):
        _, title, body = words_for(work, nudge)
        answers.append(replace(nudge_answer(nudge), title=title, body=body))
    return tuple(answers)


@writing
def mark_read(work: Work, *, nudge_ids: tuple[int, ...]) -> int:
    """Take the last of these nudges, which was shown at a terminal, out of the inbox.

    The others that the person's own logging started go too; those that come by themselves wait for
    their turn. Return how many were taken out.
    """
    nudges, shown = work.stores.nudges, nudge_ids[-1:]
    asked = {one.id for one in nudges.inbox(work.now) if one.follows_logging}
    older = [one for one in nudge_ids[:-1] if one in asked]
    for one in older:
        nudges.settle(one, "suppressed", "a newer nudge came at the same time", work.now)
    for one in shown:
        nudges.settle(one, "handed-over", "shown at a terminal", work.now)
    return len(older) + len(shown)


@reading
def snoozed(work: Work) -> SnoozeAnswer:
    """Return until when all nudges wait, if they do."""
    from holdfast.nudging.planning import snoozed_until

    return SnoozeAnswer(snoozed_until(work))


@writing
def snooze_nudges(work: Work, *, length: str | None) -> SnoozeAnswer:
    """Let all nudges wait for a length of running time from now; without one, end that."""
    lasts = parse_length(length) if length is not None else timedelta()
    if lasts > LONGEST_SNOOZE:
        raise NotUnderstood(
            f"Nudges can be paused for up to {LONGEST_SNOOZE.days} days.",
            "holdfast nudges off KIND",
        )
    work.stores.nudges.snooze(work.now, work.mark.ran, lasts)
    return SnoozeAnswer(work.now + lasts if lasts else None)


def show_test_nudge(ports: Ports) -> NudgeAnswer:
    """Show one notification now, and return what happened; once for each call."""
    from holdfast.nudging.handing_over import LEASE, claim, show

    key = f"test:{ports.call_id}"
    with write(ports) as work:
        nudges = work.stores.nudges
        nudges.plan(Nudge(key, "test", work.now, work.now + LEASE, "you asked for one"))
        nudge = nudges.get(key)
        claimed = claim(work, nudge)
        if claimed is None:
            return nudge_answer(nudge)
    result = show(ports, claimed)
    with write(ports) as work:
        became: NudgeState = "handed-over" if result.ok else "failed"
        work.stores.nudges.settle(nudge.id, became, result.detail, work.now)
        return nudge_answer(work.stores.nudges.get(key))


def nudge_answer(nudge: Nudge) -> NudgeAnswer:
    """Return a nudge as an answer."""
    return NudgeAnswer(
        id=nudge.id,
        key=nudge.key,
        kind=nudge.kind,
        due_at=nudge.due_at,
        state=nudge.state,
        handed_over_at=nudge.handed_over_at,
        title=nudge.title,
        body=nudge.body,
        why=nudge.why,
        detail=nudge.detail,
    )
