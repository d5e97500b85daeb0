"""Riding an urge out: what a ride needs to know, and what it asks instead of the desktop."""

from datetime import timedelta

from holdfast.errors import NotFound, Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.nudging.model import Nudge
from holdfast.nudging.texts import facts_of
from holdfast.urges.answers import UrgeAnswer, find_urge, urge_answer
from holdfast.urges.events import AN_HOUR
from holdfast.urges.model import Urge
from holdfast.urges.nudges import episode_of
from holdfast.urges.ride import JUST_SAID, asks_at_start, curves_before, words_for
from holdfast.value import dataclass

LOOK_BACK_URGES = 20
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class RideWords:
    """One text of a ride."""

    title: str
    body: str


@dataclass(frozen=True)
class RideAnswer:
    """An urge to be ridden out.

    `planned_seconds`: in how long the desktop would ask. `words` come in this order, again and
    again. `before` is how former urges went, newest first.
    """

    urge: UrgeAnswer
    asks_at_start: bool
    planned_seconds: tuple[int, ...]
    words: tuple[RideWords, ...]
    before: tuple[tuple[int, ...], ...]


@reading
def begin_ride(work: Work, *, urge: int | None = None) -> RideAnswer:
    """Return what a ride needs to know of an urge.

    Without a number it is the newest open one, if that was felt in the last hour.
    """
    found = find_urge(work, urge)
    if urge is None and work.now - found.felt_at > AN_HOUR:
        raise NotFound("No urge is open from the last hour.", "holdfast surf URGE")
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", "holdfast surf")
    former = work.stores.urges.listed(with_ratings=True, limit=LOOK_BACK_URGES)
    return RideAnswer(
        urge=urge_answer(work, found),
        asks_at_start=asks_at_start(found, work.now),
        planned_seconds=tuple(
            (nudge.due_at - work.now) // SECOND for nudge in _open_check_ins(work, found)
        ),
        words=_words(work, found),
        before=curves_before(former, found),
    )


@writing
def ask_here(work: Work, *, urge: int) -> int:
    """Take over the check-ins about an urge that the desktop would ask now; return how many."""
    soon = work.now + JUST_SAID
    taken = [one for one in _open_check_ins(work, find_urge(work, urge)) if one.due_at <= soon]
    for nudge in taken:
        work.stores.nudges.settle(nudge.id, "handed-over", "asked in holdfast surf", work.now)
    return len(taken)


def _open_check_ins(work: Work, urge: Urge) -> list[Nudge]:
    about = [one.id for one in episode_of(work, urge)]
    return [
        nudge
        for nudge in work.stores.nudges.of_urges(about)
        if nudge.kind == "check-in" and nudge.state in {"planned", "failed"}
    ]


def _words(work: Work, urge: Urge) -> tuple[RideWords, ...]:
    """Return the words of a ride; the person's own reason comes second, if there is one."""
    facts = facts_of(work, [urge.contact_id], urge.id)
    texts = words_for(work.ports.texts(), frozenset(facts), urge)
    words = [RideWords(one.title, one.body) for one in texts]
    if reason := facts.get("reason"):
        words.insert(1, RideWords("Your reason:", reason))
    return tuple(words)
