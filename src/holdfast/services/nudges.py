"""Nudges: planning what is due, claiming it, handing it over, and the inbox."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from holdfast.domain.episode import EPISODE_REACH, episodes
from holdfast.domain.nudge import (
    REPORT_STALE_AFTER,
    Nudge,
    NudgeKind,
    NudgePlan,
    NudgeState,
    PutAside,
    choose_text,
    is_of_the_moment,
    judge,
    only_newest,
    plan_for_urge,
)
from holdfast.domain.urge import Urge
from holdfast.domain.value import dataclass
from holdfast.errors import StorageError
from holdfast.services.ports import Ports, Shown
from holdfast.services.reports import report_due_at
from holdfast.services.work import Work, reading, write, writing

LEASE = timedelta(minutes=1)
"""A claim is somebody else's again after this: far longer than showing one may take."""
SETTLE_TRIES = 4
LOOK_BACK = timedelta(days=7)


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
class Claimed:
    """A nudge that this process is to show now."""

    id: int
    title: str
    body: str


@dataclass(frozen=True)
class HandedOver:
    """What became of the nudges that were due."""

    shown: int = 0
    failed: int = 0
    put_aside: int = 0
    next_at: datetime | None = None
    """When the next one is due, if one is planned."""


@reading
def list_nudges(work: Work, *, limit: int | None = None) -> tuple[NudgeAnswer, ...]:
    """List the nudges, newest first."""
    return tuple(nudge_answer(nudge) for nudge in work.book.nudges.listed(limit))


@reading
def inbox(work: Work) -> tuple[NudgeAnswer, ...]:
    """Give the nudges that could not be shown and still fit, oldest first."""
    return tuple(nudge_answer(nudge) for nudge in waiting(work))


@writing
def mark_read(work: Work, *, nudge_ids: tuple[int, ...]) -> int:
    """Take nudges out of the inbox once a person has been shown them."""
    work.book.nudges.read_inbox(nudge_ids, work.now)
    return len(nudge_ids)


def hand_over_due(ports: Ports) -> HandedOver:
    """Plan what the logging started, and show what is due; each once, whatever restarts.

    Nothing is written when nothing is to be done. The desktop is called between two
    transactions, never inside one.
    """
    due, next_at = look(ports)
    if not due:
        return HandedOver(next_at=next_at)
    claimed, put_aside, next_at = claim_due(ports)
    results = [(nudge, ports.notifier.show(nudge.title, nudge.body)) for nudge in claimed]
    if results:
        next_at = _settle(ports, results)
    shown = sum(result.ok for _, result in results)
    return HandedOver(shown, len(results) - shown, put_aside, next_at)


def _settle(ports: Ports, results: Sequence[tuple[Claimed, Shown]]) -> datetime | None:
    """Write down what became of nudges that were shown; gives when the next one is due.

    A ledger that somebody locks is waited for again and again: forgetting what was shown would
    show it twice.
    """
    tries = 0
    while True:
        tries += 1
        try:
            with write(ports) as work:
                for nudge, result in results:
                    work.book.nudges.settle(nudge.id, _became(result), result.detail, work.now)
                return work.book.nudges.next_due_at(work.now)
        except StorageError:
            if tries == SETTLE_TRIES:
                raise


def show_test_nudge(ports: Ports) -> NudgeAnswer:
    """Show one notification now, and say what happened; once for each request."""
    key = f"test:{ports.request}"
    with write(ports) as work:
        now, nudges = work.now, work.book.nudges
        nudges.plan(NudgePlan(key, "test", None, now, now + LEASE, "you asked for one"))
        nudge = nudges.get(key)
        text = choose_text([text for text in ports.texts() if text.kind == "test"], {})
        if not nudges.claim(nudge.id, text, text.body, now, LEASE):
            return nudge_answer(nudge)
    result = ports.notifier.show(text.title, text.body)
    with write(ports) as work:
        work.book.nudges.settle(nudge.id, _became(result), result.detail, work.now)
        return nudge_answer(work.book.nudges.get(key))


@reading
def look(work: Work) -> tuple[bool, datetime | None]:
    """Say whether there is a nudge to plan or to show, and when the next one is due."""
    due = bool(_new_plans(work)) or any(
        _may_be_shown(work, nudge) for nudge in work.book.nudges.due(work.now)
    )
    return due, work.book.nudges.next_due_at(work.now)


def claim_due(ports: Ports) -> tuple[tuple[Claimed, ...], int, datetime | None]:
    """Plan, put aside what does not fit any more, and claim what is to be shown.

    Gives the claimed nudges, how many were put aside, and when the next one is due.
    """
    with write(ports) as work:
        book = work.book
        for plan in _new_plans(work):
            book.nudges.plan(plan)
        fitting: list[Nudge] = []
        put_aside = 0
        for nudge in book.nudges.due(work.now):
            if not _may_be_shown(work, nudge):
                continue
            if aside := _put_aside(work, nudge):
                book.nudges.settle(nudge.id, aside.state, aside.why, work.now)
                put_aside += 1
            else:
                fitting.append(nudge)
        of_reports = [nudge for nudge in fitting if nudge.kind == "report"]
        others = [nudge for nudge in fitting if nudge.kind != "report"]
        claimed = []
        for group in (others, of_reports):
            newest, older = only_newest(group)
            for nudge in older:
                book.nudges.settle(
                    nudge.id, "suppressed", "a newer nudge came at the same moment", work.now
                )
            put_aside += len(older)
            if newest and (taken := _claim(work, newest)):
                claimed.append(taken)
        return tuple(claimed), put_aside, book.nudges.next_due_at(work.now)


def waiting(work: Work) -> tuple[Nudge, ...]:
    """Give the inbox, without what has been let go, sent or rated since."""
    return tuple(
        nudge for nudge in work.book.nudges.inbox(work.now) if _put_aside(work, nudge) is None
    )


def report_plan(work: Work, week: str) -> NudgePlan:
    """Plan the nudge that announces a report."""
    due = report_due_at(work, week)
    return NudgePlan(
        key=f"report:{week}",
        kind="report",
        urge_id=None,
        due_at=due,
        expires_at=due + REPORT_STALE_AFTER,
        why=f"the report of {week} was made",
    )


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


def _became(result: Shown) -> NudgeState:
    return "handed-over" if result.ok else "failed"


def _new_plans(work: Work) -> list[NudgePlan]:
    wanted = work.settings
    logged = work.book.urges.logged_since(work.now - LOOK_BACK)
    moments = [urge for urge in logged if is_of_the_moment(urge)]
    planned = work.book.nudges.planned_urges([urge.id for urge in moments])
    new = [urge for urge in moments if urge.id not in planned]
    if not new or not (wanted.nudge_patience or wanted.nudge_check_ins):
        return []
    felt = [urge.felt_at for urge in new]
    near = work.book.urges.felt_between(min(felt) - EPISODE_REACH, max(felt) + EPISODE_REACH)
    felt_then = [urge for urge in near if is_of_the_moment(urge)]
    first_ones = {min(urge.id for urge in episode) for episode in episodes(felt_then)}
    return [
        plan
        for urge in new
        for plan in plan_for_urge(
            urge,
            starts_episode=urge.id in first_ones,
            patience=wanted.nudge_patience,
            check_ins=wanted.nudge_check_ins,
        )
    ]


def _episode_of(work: Work, urge: Urge) -> Sequence[Urge]:
    near = work.book.urges.felt_between(urge.felt_at - EPISODE_REACH, urge.felt_at + EPISODE_REACH)
    return next(group for group in episodes(near) if any(one.id == urge.id for one in group))


def _may_be_shown(work: Work, nudge: Nudge) -> bool:
    """Say whether its hour is one; a report is not announced to somebody asleep."""
    asleep = work.settings.sleep.contains(work.now, work.zone)
    return nudge.kind != "report" or not asleep or work.now >= nudge.expires_at


def _put_aside(work: Work, nudge: Nudge) -> PutAside | None:
    if not _is_wanted(work, nudge.kind):
        return PutAside("suppressed", "it had been switched off by then")
    urge = work.book.urges.get(nudge.urge_id) if nudge.urge_id else None
    if urge and not is_of_the_moment(urge):
        return PutAside("suppressed", "by what was corrected, it was about an earlier moment")
    if urge is None:
        return judge(nudge, work.now, (), asked=0)
    about: Sequence[Urge] = (urge,) if nudge.kind == "patience" else _episode_of(work, urge)
    return judge(nudge, work.now, about, asked=_asked(work, about))


def _is_wanted(work: Work, kind: NudgeKind) -> bool:
    wanted = {
        "patience": work.settings.nudge_patience,
        "check-in": work.settings.nudge_check_ins,
        "report": work.settings.nudge_weekly_report,
    }
    return wanted.get(kind, True)


def _asked(work: Work, urges: Iterable[Urge]) -> int:
    return work.book.nudges.asked_about([urge.id for urge in urges])


def _claim(work: Work, nudge: Nudge) -> Claimed | None:
    if nudge.title is not None and nudge.body is not None:
        # A process that was killed may have shown it: not in other words, as if it were a new one.
        words = None
        title, body = nudge.title, nudge.body
    else:
        texts = [text for text in work.ports.texts() if text.kind == nudge.kind]
        last_shown = work.book.nudges.last_shown([text.id for text in texts])
        words = choose_text(texts, last_shown)
        title, body = words.title, words.body.replace("{week}", nudge.key.removeprefix("report:"))
    if not work.book.nudges.claim(nudge.id, words, body, work.now, LEASE):
        return None
    return Claimed(nudge.id, title, body)
