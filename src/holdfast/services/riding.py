"""Riding an urge out: what the ride is about, and what it says."""

from datetime import timedelta

from holdfast.domain.nudge import Nudge
from holdfast.domain.ride import JUST_SAID, asks_at_start, curves_before, words_for
from holdfast.domain.urge import Urge
from holdfast.errors import Refused
from holdfast.services.nudge_words import reason_of, tags_of
from holdfast.services.nudging import episode_of
from holdfast.services.urge_answers import UrgeAnswer
from holdfast.services.urges import answer_urge, find_urge
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass

LOOK_BACK_URGES = 20
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class RideWords:
    """A word now and then."""

    title: str
    body: str


@dataclass(frozen=True)
class RideAnswer:
    """An urge to be ridden out.

    `planned_seconds` says in how long the desktop would ask. `words` come in this order and then
    anew; `before` holds how former urges went, newest first.
    """

    urge: UrgeAnswer
    asks_at_start: bool
    planned_seconds: tuple[int, ...]
    words: tuple[RideWords, ...]
    before: tuple[tuple[int, ...], ...]


@reading
def begin_ride(work: Work, *, urge: int | None = None) -> RideAnswer:
    """Give what a ride needs to know of an urge; without a number, of the newest that is open."""
    found = find_urge(work, urge)
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", "holdfast surf, or holdfast log")
    former = work.book.urges.listed(
        since=None,
        until=None,
        outcome=None,
        trigger=None,
        contact_id=None,
        retracted=False,
        with_ratings=True,
        limit=LOOK_BACK_URGES,
    )
    return RideAnswer(
        urge=answer_urge(work, found),
        asks_at_start=asks_at_start(found, work.now),
        planned_seconds=tuple(
            (nudge.due_at - work.now) // SECOND for nudge in _open_check_ins(work, found)
        ),
        words=_words(work, found),
        before=curves_before(former, found),
    )


@writing
def ask_here(work: Work, *, urge: int) -> int:
    """Take over the check-ins about an urge that the desktop would ask at this moment.

    Gives how many: the ride asks them itself.
    """
    soon = work.now + JUST_SAID
    taken = [one for one in _open_check_ins(work, find_urge(work, urge)) if one.due_at <= soon]
    for nudge in taken:
        work.book.nudges.settle(nudge.id, "handed-over", "asked in holdfast surf", work.now)
    return len(taken)


def _open_check_ins(work: Work, urge: Urge) -> list[Nudge]:
    about = [one.id for one in episode_of(work, urge)]
    return [
        nudge
        for nudge in work.book.nudges.of_urges(about)
        if nudge.kind == "check-in" and nudge.state in {"planned", "failed"}
    ]


def _words(work: Work, urge: Urge) -> tuple[RideWords, ...]:
    """Give the words of a ride; the person's own reason comes second, where there is one."""
    tags = tags_of(work, [urge.contact_id], urge)
    words = [RideWords(one.title, one.body) for one in words_for(work.ports.texts(), tags, urge)]
    if reason := reason_of(work, [urge.contact_id]):
        words.insert(1, RideWords("Your reason:", reason))
    return tuple(words)
