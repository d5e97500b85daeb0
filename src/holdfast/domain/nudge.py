"""A nudge: one desktop notification; which are due, and whether each still fits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from holdfast.domain.episode import APART
from holdfast.domain.urge import Urge
from holdfast.domain.value import dataclass

NudgeKind = Literal["patience", "check-in", "report", "test"]
NudgeState = Literal["planned", "handed-over", "failed", "suppressed", "expired"]

CHECK_IN_AFTER = (timedelta(minutes=10), timedelta(minutes=30))
CHECK_IN_STALE_AFTER = timedelta(minutes=20)
"""A check-in answers no question any more once the next one, or the moment, has passed."""
PATIENCE_STALE_AFTER = timedelta(minutes=30)
REPORT_STALE_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class NudgeText:
    """Words to show; `rests_on` names the step or the evidence that they rest on."""

    id: str
    kind: NudgeKind
    title: str
    body: str
    rests_on: str


@dataclass(frozen=True)
class NudgePlan:
    """A nudge that is to come; its key makes it one of a kind."""

    key: str
    kind: NudgeKind
    urge_id: int | None
    due_at: datetime
    expires_at: datetime
    why: str


@dataclass(frozen=True)
class Nudge:
    """A nudge and what became of it; title and body are None until its words were chosen."""

    id: int
    key: str
    kind: NudgeKind
    urge_id: int | None
    due_at: datetime
    expires_at: datetime
    state: NudgeState
    handed_over_at: datetime | None
    title: str | None
    body: str | None
    why: str
    detail: str | None


@dataclass(frozen=True)
class PutAside:
    """What becomes of a nudge that does not fit any more, and why."""

    state: Literal["suppressed", "expired"]
    why: str


def is_of_the_moment(urge: Urge) -> bool:
    """Say whether an urge was logged while it was felt; later, it is a record, not a moment."""
    return urge.logged_at - urge.felt_at < APART


def plan_for_urge(
    urge: Urge, *, starts_episode: bool, patience: bool, check_ins: bool
) -> tuple[NudgePlan, ...]:
    """Plan what one urge's logging starts.

    One that is a mere record starts nothing. An episode shares the check-ins of its first urge.
    """
    if not is_of_the_moment(urge):
        return ()
    plans = []
    if patience:
        plans.append(
            NudgePlan(
                key=f"patience:urge-{urge.id}",
                kind="patience",
                urge_id=urge.id,
                due_at=urge.logged_at,
                expires_at=urge.logged_at + PATIENCE_STALE_AFTER,
                why=f"urge {urge.id} was logged",
            )
        )
    if check_ins and starts_episode:
        for after in CHECK_IN_AFTER:
            minutes = after // timedelta(minutes=1)
            due_at = urge.felt_at + after
            if due_at >= urge.logged_at:
                plans.append(
                    NudgePlan(
                        key=f"check-in:urge-{urge.id}:{minutes}m",
                        kind="check-in",
                        urge_id=urge.id,
                        due_at=due_at,
                        expires_at=due_at + CHECK_IN_STALE_AFTER,
                        why=f"{minutes} minutes after urge {urge.id}",
                    )
                )
    return tuple(plans)


def judge(nudge: Nudge, now: datetime, episode: Sequence[Urge], *, asked: int) -> PutAside | None:
    """Say why a nudge that is due is not to be shown any more; None if it fits.

    `episode` holds the urges it is about (none: it is about no urge); `asked` counts their
    check-ins handed over so far. A rating answers the check-in before it, so more ratings than
    questions say enough.
    """
    if now >= nudge.expires_at:
        return PutAside("expired", "its moment had passed before it could be shown")
    if not episode:
        return None
    if not any(urge.outcome == "open" and urge.retracted_at is None for urge in episode):
        return PutAside("suppressed", _why_settled(episode))
    if nudge.kind == "check-in" and sum(len(urge.ratings) for urge in episode) > asked:
        return PutAside("suppressed", "it had been rated by then")
    return None


def only_newest(due: Iterable[Nudge]) -> tuple[Nudge | None, tuple[Nudge, ...]]:
    """Give the one to show of those that are due together, and the rest: never a queue."""
    in_order = sorted(due, key=lambda nudge: (nudge.due_at, nudge.id))
    if not in_order:
        return None, ()
    return in_order[-1], tuple(in_order[:-1])


def choose_text(texts: Sequence[NudgeText], last_shown: Mapping[str, datetime]) -> NudgeText:
    """Choose the words that were shown longest ago; the ones never shown come first."""
    never = [text for text in texts if text.id not in last_shown]
    return never[0] if never else min(texts, key=lambda text: last_shown[text.id])


def _why_settled(episode: Sequence[Urge]) -> str:
    outcomes = {urge.outcome for urge in episode if urge.retracted_at is None}
    if "let-go" in outcomes:
        return "it had been let go by then"
    return "it had been sent by then" if outcomes else "it had been retracted by then"
