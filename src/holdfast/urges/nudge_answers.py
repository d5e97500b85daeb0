"""What a person answers to a nudge by a button."""

from datetime import timedelta

from holdfast.ledger.ports import Left
from holdfast.ledger.work import Work, reading, writing
from holdfast.nudging.model import Nudge
from holdfast.urges.model import Comparison, Urge
from holdfast.urges.nudges import episode_of, reminder

COMPARED: dict[str, Comparison] = {"less": "less", "same": "same", "more": "more"}
ON_SCREEN = timedelta(minutes=30)


@writing
def answer_nudge(work: Work, *, nudge: int, answer: str) -> bool:
    """Save the button that was pressed, and do what it says; the first press of a nudge counts.

    Return False if nothing was done: pressed before, or settled or forgotten meanwhile.
    """
    asked = work.stores.nudges.with_id(nudge)
    if asked is None or not work.stores.nudges.answer(nudge, answer, work.now):
        return False
    urge = work.stores.urges.get(asked.urge_id) if asked.urge_id is not None else None
    if urge is None or not _is_open(work, urge):
        return False
    if answer == "let-go":
        work.stores.urges.close(urge.id, "let-go", work.now)
    elif answer in COMPARED:
        work.stores.urges.compare(urge.id, COMPARED[answer], work.now)
    elif answer == "later":
        _remind_later(work, urge)
    return True


def _is_open(work: Work, urge: Urge) -> bool:
    is_forgotten = work.stores.contacts.get(urge.contact_id).forgotten_at is not None
    return urge.outcome == "open" and urge.retracted_at is None and not is_forgotten


def _remind_later(work: Work, urge: Urge) -> None:
    """Plan a check-in in ten minutes; it takes the place of the next one."""
    nudges, later = work.stores.nudges, reminder(urge.id, work.now)
    waiting = [one for one in _about(work, urge) if one.state == "planned"]
    for one in waiting[:1]:
        nudges.settle(one.id, "suppressed", "you asked to be reminded instead", work.now)
    nudges.plan(later)


def _about(work: Work, urge: Urge) -> list[Nudge]:
    about = [one.id for one in episode_of(work, urge)]
    return [one for one in work.stores.nudges.of_urges(about) if one.kind == "check-in"]


@reading
def still_asked(work: Work, *, nudges: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of the nudges on the screen that nothing has answered meanwhile."""
    return tuple(one for one in nudges if _is_asked(work, one))


def _is_asked(work: Work, nudge_id: int) -> bool:
    asked = work.stores.nudges.with_id(nudge_id)
    if asked is None or asked.read_at is not None:
        return False
    if asked.urge_id is None:
        offers = (offer for offer in work.ports.offers() if asked.kind in offer.kinds)
        return not any(offer.unfit(work, asked) for offer in offers)
    urge = work.stores.urges.get(asked.urge_id)
    if urge is None or not _is_open(work, urge):
        return False
    since = asked.handed_over_at
    return since is None or not any(rating.at >= since for rating in urge.ratings)


@reading
def left_on_screen(work: Work) -> tuple[Left, ...]:
    """Return what another daemon may have left on the screen."""
    left = work.stores.nudges.left_on_screen(work.now - ON_SCREEN)
    return tuple(Left(shown_as, shown_by) for shown_as, shown_by in left)
