"""Nudging: see how things stand, claim the one nudge that is due, hand it over, note what came."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from holdfast.domain.episode import EPISODE_REACH, beginnings, episodes
from holdfast.domain.nudge import ASKED, UNASKED, Nudge, NudgeState
from holdfast.domain.nudging import Planning, is_of_the_moment, judge, plan_nudges
from holdfast.domain.risky_hours import LOOKED_BACK
from holdfast.domain.situation import (
    ANSWERED_WITHIN,
    IGNORED_IN_A_ROW,
    SILENT_AFTER_LET_GO,
    Deadline,
    Situation,
    Unasked,
    waits,
)
from holdfast.domain.urge import Urge
from holdfast.errors import StorageError
from holdfast.services.changes import change_answer
from holdfast.services.nudge_words import words_for
from holdfast.services.ports import Ports, Shown
from holdfast.services.reports import next_report_at
from holdfast.services.work import Work, reading, write
from holdfast.value import dataclass, replace

LEASE = timedelta(minutes=1)
"""A claim is somebody else's again after this: far longer than showing one may take."""
SETTLE_TRIES = 4
LOOK_BACK = timedelta(days=7)
MOST_MOMENTS = 1000
"""So many urges at most are looked at for risky hours: enough to tell, and quick."""
MOST_UNASKED = 12
"""More than three days can have."""
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
SINCE_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Claimed:
    """A nudge that this process is to show now."""

    id: int
    title: str
    body: str
    gentle: bool
    """Whether nothing of the person's started it: it is to be even less in the way."""


@dataclass(frozen=True)
class HandedOver:
    """What became of the nudges that were due."""

    shown: int = 0
    failed: int = 0
    put_aside: int = 0
    next_at: datetime | None = None
    """When the next one is due, if one is planned."""


def hand_over_due(ports: Ports, *, here_since: datetime = SINCE_EVER) -> HandedOver:
    """Plan what there is to say, and show what is due; each once, whatever restarts.

    `here_since` is since when the machine is awake and this daemon ticks. Nothing is written when
    nothing is to be done. The desktop is called between two transactions, never inside one.
    """
    anything, next_at = look(ports, here_since=here_since)
    if not anything:
        return HandedOver(next_at=next_at)
    claimed, put_aside, next_at = claim_due(ports, here_since=here_since)
    if claimed is None:
        return HandedOver(put_aside=put_aside, next_at=next_at)
    result = show(ports, claimed)
    next_at = _settle(ports, claimed, result)
    return HandedOver(int(result.ok), int(not result.ok), put_aside, next_at)


def show(ports: Ports, claimed: Claimed) -> Shown:
    """Hand a nudge to the desktop; shown again, it takes the place of the first."""
    tag = f"holdfast-{claimed.id}"
    try:
        return ports.notifier.show(claimed.title, claimed.body, tag=tag, gentle=claimed.gentle)
    except Exception as error:  # noqa: BLE001 - unsettled, it would be shown again every minute
        return Shown(ok=False, detail=f"showing it failed: {type(error).__name__}")


@reading
def look(work: Work, *, here_since: datetime) -> tuple[bool, datetime | None]:
    """Say whether there is anything to write down or to show, and when to look again."""
    planning = _planning(work, here_since)
    anything = bool(planning.new or planning.aside or planning.show)
    return anything, _next_at(work, planning)


def claim_due(
    ports: Ports, *, here_since: datetime = SINCE_EVER
) -> tuple[Claimed | None, int, datetime | None]:
    """Plan, put aside what does not fit any more, and claim the one that is to be shown.

    Gives that one, how many were put aside, and when to look again.
    """
    with write(ports) as work:
        nudges = work.book.nudges
        planning = _planning(work, here_since)
        for plan in planning.new:
            nudges.plan(plan)
        for key, aside in planning.aside.items():
            nudges.settle(nudges.get(key).id, aside.state, aside.why, work.now)
        claimed = _claim(work, nudges.get(planning.show.key)) if planning.show else None
        return claimed, len(planning.aside), _next_at(work, planning)


def waiting(work: Work) -> tuple[Nudge, ...]:
    """Give the inbox: without what has been let go, sent, rated or decided since, and in its turn.

    Quiet hours, caps and a snooze hold at a terminal, too.
    """
    kept = work.book.nudges.inbox(work.now)
    situation = _with_history(work, _situation_of(work, SINCE_EVER, kept, ()))
    return tuple(
        nudge
        for nudge in kept
        if judge(nudge, situation, kept) is None and waits(nudge.kind, situation, work.now) is None
    )


def episode_of(work: Work, urge: Urge) -> tuple[Urge, ...]:
    """Give the urges of an urge's episode, itself among them."""
    (group,) = _episodes_of(work, (urge,))
    return group


def _situation_of(
    work: Work, here_since: datetime, due: tuple[Nudge, ...], new_urges: tuple[Urge, ...]
) -> Situation:
    """Gather how things stand, for what is due and what was logged; without what was before."""
    book, now, settings = work.book, work.now, work.settings
    asked_about = {nudge.urge_id for nudge in due if nudge.kind in ASKED}
    about = [urge for urge_id in asked_about if urge_id and (urge := book.urges.get(urge_id))]
    groups = tuple(_episodes_of(work, (*about, *new_urges)))
    felt = book.urges.felt_since(now - LOOKED_BACK, MOST_MOMENTS)
    return Situation(
        now=now,
        zone=work.zone,
        settings=settings,
        here_since=here_since,
        asked={
            urge.id: book.nudges.asked_about([one.id for one in group])
            for group in groups
            for urge in group
            if urge.id in asked_about
        },
        waiting=due,
        new_urges=new_urges,
        episodes=groups,
        deadlines=tuple(_deadlines(work)),
        began=beginnings(felt) if settings.nudge_risky_hours else (),
    )


def _with_history(work: Work, situation: Situation) -> Situation:
    """Add what was shown, answered and let go before, and whether nudges are snoozed."""
    nudges = work.book.nudges
    shown = nudges.handed_over((*ASKED, *UNASKED), MOST_UNASKED)
    unasked = [(at, read_at) for kind, at, read_at in shown if kind in UNASKED]
    return replace(
        situation,
        shown_at=next((at for _, at, _ in shown), None),
        patience_at=next((at for kind, at, _ in shown if kind == "patience"), None),
        unasked=tuple(_with_answers(work, unasked)),
        let_go_at=work.book.urges.last_let_go(work.now - SILENT_AFTER_LET_GO),
        snoozed=nudges.last_snooze(),
    )


def _planning(work: Work, here_since: datetime) -> Planning:
    due = work.book.nudges.due(work.now)
    situation = _situation_of(work, here_since, due, _new_urges(work))
    written = _Written(work)
    planning = plan_nudges(situation, written)
    if not due and not planning.new:
        return planning  # what was shown before makes no difference
    return plan_nudges(_with_history(work, situation), written)


class _Written:
    """The keys of all nudges that were ever written down."""

    def __init__(self, work: Work) -> None:
        self._nudges = work.book.nudges

    def __contains__(self, key: object) -> bool:
        return self._nudges.is_written(str(key))


def _new_urges(work: Work) -> tuple[Urge, ...]:
    if not (work.settings.nudge_patience or work.settings.nudge_check_ins):
        return ()
    logged = work.book.urges.logged_since(work.now - LOOK_BACK)
    moments = [urge for urge in logged if is_of_the_moment(urge)]
    planned = work.book.nudges.planned_urges([urge.id for urge in moments])
    return tuple(urge for urge in moments if urge.id not in planned)


def _episodes_of(work: Work, urges: Iterable[Urge]) -> Iterator[tuple[Urge, ...]]:
    """Give the episodes of urges, looking around each stretch of them once.

    Stretches are so far apart that none sees what another one does.
    """
    ids = {urge.id for urge in urges}
    stretches: list[tuple[datetime, datetime]] = []
    for felt in sorted(urge.felt_at for urge in urges):
        if stretches and felt - stretches[-1][1] <= 2 * EPISODE_REACH:
            stretches[-1] = (stretches[-1][0], felt)
        else:
            stretches.append((felt, felt))
    for first, last in stretches:
        near = work.book.urges.felt_between(first - EPISODE_REACH, last + EPISODE_REACH)
        for group in episodes(near):
            if not ids.isdisjoint(urge.id for urge in group):
                yield group


def _deadlines(work: Work) -> Iterator[Deadline]:
    for change in work.book.changes.all_unsettled():
        answer = change_answer(work, change)
        if answer.state in {"waiting", "ready"}:
            yield Deadline(answer.id, answer.ready_at, answer.lapses_at)


def _with_answers(
    work: Work, unasked: Iterable[tuple[datetime, datetime | None]]
) -> Iterator[Unasked]:
    """Say of the newest unasked nudges whether each was answered; of older ones nobody asks."""
    judged = 0
    for at, read_at in unasked:
        answered = False
        if at + ANSWERED_WITHIN <= work.now and judged < IGNORED_IN_A_ROW:
            judged += 1
            was_read = read_at is not None and read_at <= at + ANSWERED_WITHIN
            answered = was_read or work.book.nudges.is_answered(at, at + ANSWERED_WITHIN)
        yield Unasked(at, answered)


def _next_at(work: Work, planning: Planning) -> datetime | None:
    moments = (planning.next_at, work.book.nudges.next_due_at(work.now), next_report_at(work))
    return min((moment for moment in moments if moment is not None), default=None)


def _claim(work: Work, nudge: Nudge) -> Claimed | None:
    text, title, body = words_for(work, nudge)
    if not work.book.nudges.claim(nudge.id, text, body, work.now, LEASE):
        return None
    return Claimed(nudge.id, title, body, gentle=nudge.kind in UNASKED)


def _settle(ports: Ports, claimed: Claimed, result: Shown) -> datetime | None:
    """Write down what became of a nudge that was shown; gives when the next one is due.

    The rest that may be due by then shows at the next look: what is written now brings one.

    A ledger that somebody locks is waited for again and again: forgetting what was shown would
    show it twice.
    """
    tries = 0
    while True:
        tries += 1
        try:
            with write(ports) as work:
                nudges = work.book.nudges
                if result.ok:
                    nudges.settle(claimed.id, "handed-over", result.detail, work.now)
                else:
                    at = work.now + retry_after(nudges.tries(claimed.id))
                    nudges.try_again(claimed.id, result.detail, at)
                return nudges.next_due_at(work.now)
        except StorageError:
            if tries == SETTLE_TRIES:
                raise


def retry_after(tries: int) -> timedelta:
    """Give how long to wait after a desktop showed nothing: longer each time."""
    return min(FIRST_RETRY * (1 << min(tries, 10)), LONGEST_RETRY)


def became(result: Shown) -> NudgeState:
    """Say what a nudge became of which nobody tries again."""
    return "handed-over" if result.ok else "failed"
