"""Nudges as a person meets them: what was nudged and why, the inbox, snoozing, a test."""

from datetime import datetime, timedelta

from holdfast.domain.length import parse_length
from holdfast.domain.nudge import (
    ASKED,
    UNASKED,
    Nudge,
    NudgeKind,
    NudgePlan,
    NudgeState,
    choose_text,
)
from holdfast.errors import NotUnderstood
from holdfast.services.ports import Ports
from holdfast.services.work import Work, reading, write, writing
from holdfast.value import dataclass, replace

LONGEST_SNOOZE = timedelta(days=30)


@dataclass(frozen=True)
class NudgeAnswer:
    """A nudge, why it was planned, and what became of it."""

    id: int
    key: str
    kind: NudgeKind
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
    """List the nudges, newest first."""
    return tuple(nudge_answer(nudge) for nudge in work.book.nudges.listed(limit))


@reading
def inbox(work: Work) -> tuple[NudgeAnswer, ...]:
    """Give the nudges that could not be shown and still fit, in words that do.

    The one whose turn it is comes last: the newest that the person's own logging started, else
    what would come first by itself.
    """
    if not work.book.nudges.inbox(work.now):
        return ()
    # Each command at a terminal asks, and mostly there is nothing to judge.
    from holdfast.services.nudge_words import words_for
    from holdfast.services.nudging import waiting

    answers = []
    for nudge in sorted(waiting(work), key=_turn):
        _, title, body = words_for(work, nudge)
        answers.append(replace(nudge_answer(nudge), title=title, body=body))
    return tuple(answers)


@writing
def mark_read(work: Work, *, nudge_ids: tuple[int, ...]) -> int:
    """Take the last of these out of the inbox, which a person was shown at a terminal.

    So is what their logging had started before it; what comes by itself waits for its turn. Gives
    how many are out.
    """
    nudges, shown = work.book.nudges, nudge_ids[-1:]
    asked = {one.id for one in nudges.inbox(work.now) if one.kind in ASKED}
    older = [one for one in nudge_ids[:-1] if one in asked]
    for one in older:
        nudges.settle(one, "suppressed", "a newer nudge came at the same moment", work.now)
    for one in shown:
        nudges.settle(one, "handed-over", "shown at a terminal", work.now)
    return len(older) + len(shown)


def _turn(nudge: Nudge) -> tuple[int, datetime]:
    if nudge.kind in ASKED:
        return 1, nudge.due_at
    return -UNASKED.index(nudge.kind), nudge.due_at


@writing
def report_looked_at(work: Work, *, week: str) -> bool:
    """Note that a person looks at a week's report: its nudge is answered, or not needed any more.

    False if that was known, or there is no such nudge, nor will be one.
    """
    nudges, key = work.book.nudges, f"report:{week}"
    if not nudges.is_written(key):
        _plan_before_it_is_made(work, week)
    if not nudges.read_of(key, work.now):
        return False
    nudges.settle(nudges.get(key).id, "suppressed", "it had been looked at by then", work.now)
    return True


def _plan_before_it_is_made(work: Work, week: str) -> None:
    """Plan the nudge of a report that is still to be kept: whoever looks may do so before that."""
    from holdfast.domain.nudging import plan_for_report
    from holdfast.domain.week import parse_week
    from holdfast.services.reports import report_due_at

    plan = plan_for_report(week, report_due_at(work, week))
    ends_at = parse_week(week, now=work.now, zone=work.zone).ends_at(work.zone)
    began_at = work.book.began_at()
    is_over = began_at and began_at < ends_at <= work.now
    will_be_made = is_over and not work.book.reports.newest([week])
    if will_be_made and work.settings.nudge_weekly_report and work.now < plan.expires_at:
        work.book.nudges.plan(replace(plan, why=f"the report of {week} was to be made"))


@reading
def snoozed(work: Work) -> SnoozeAnswer:
    """Say until when all nudges wait, if they do."""
    last = work.book.nudges.last_snooze()
    return SnoozeAnswer(last.end if last and last.end > work.now else None)


@writing
def snooze_nudges(work: Work, *, length: str | None) -> SnoozeAnswer:
    """Let all nudges wait for so long from now; without a length they wait no more."""
    if length is None:
        work.book.nudges.snooze(work.now, work.now)
        return SnoozeAnswer(None)
    lasts = parse_length(length)
    if lasts > LONGEST_SNOOZE:
        raise NotUnderstood(
            f"Nudges can be snoozed for {LONGEST_SNOOZE.days} days at most.",
            "holdfast nudges off KIND, to switch one off for good",
        )
    work.book.nudges.snooze(work.now + lasts, work.now)
    return SnoozeAnswer(work.now + lasts)


def show_test_nudge(ports: Ports) -> NudgeAnswer:
    """Show one notification now, and say what happened; once for each request."""
    from holdfast.services.nudging import LEASE, Claimed, became, show

    key = f"test:{ports.request}"
    with write(ports) as work:
        now, nudges = work.now, work.book.nudges
        nudges.plan(NudgePlan(key, "test", None, now, now + LEASE, "you asked for one"))
        nudge = nudges.get(key)
        tests = [text for text in ports.texts() if text.kind == "test"]
        text = choose_text(tests, {}, frozenset())
        if not nudges.claim(nudge.id, text, text.body, now, LEASE):
            return nudge_answer(nudge)
    result = show(ports, Claimed(nudge.id, text.title, text.body, gentle=False))
    with write(ports) as work:
        work.book.nudges.settle(nudge.id, became(result), result.detail, work.now)
        return nudge_answer(work.book.nudges.get(key))


def nudge_answer(nudge: Nudge) -> NudgeAnswer:
    """Give a nudge as it is answered."""
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
