"""Drafts: which are sealed, and looking again at one whose hold has passed."""

from holdfast.domain.contact import Contact
from holdfast.domain.cooldown import check_pause
from holdfast.domain.length import parse_length
from holdfast.domain.review import Decision, Review
from holdfast.domain.urge import Urge
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.services.choosing import choose_contact
from holdfast.services.holds import hold_of_contact, hold_of_urge, own_hold, promised_to_each
from holdfast.services.urge_answers import UrgeAnswer, UrgeSettled, urge_answer
from holdfast.services.urges import answer_urge, find_urge
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass


@dataclass(frozen=True)
class OpenedDraft:
    """A draft whose hold has passed, to be looked at again."""

    urge: UrgeAnswer
    text: str


@reading
def list_drafts(
    work: Work, *, contact: str | None = None, limit: int | None = None
) -> tuple[UrgeAnswer, ...]:
    """List the open urges that have a draft, newest first, each with its hold; no text."""
    chosen = choose_contact(work, contact) if contact is not None else None
    return _open_drafts(work, chosen, limit)


def _open_drafts(work: Work, chosen: Contact | None, limit: int | None) -> tuple[UrgeAnswer, ...]:
    urges = work.book.urges.listed(
        since=None,
        until=None,
        outcome="open",
        trigger=None,
        contact_id=chosen.id if chosen else None,
        retracted=False,
        with_draft=True,
        limit=limit,
    )
    promised = promised_to_each(work, {urge.contact_id for urge in urges})
    return tuple(
        urge_answer(urge, own_hold(work, urge, promised[urge.contact_id])) for urge in urges
    )


@reading
def open_draft(work: Work, *, urge: int | None = None) -> OpenedDraft:
    """Give a draft's text, once its hold has passed; Refused says until when it is sealed.

    Without a number it is the newest that is ready.
    """
    found = _ready_to_look_at(work, _newest_ready(work) if urge is None else urge)
    if work.before:
        _ready_to_look_at(work.before, found.id)
    return OpenedDraft(answer_urge(work, found), work.book.drafts.text(found.id) or "")


@writing
def settle_review(
    work: Work,
    *,
    urge: int,
    decision: Decision,
    length: str | None = None,
    calm: bool | None = None,
    wanted: str | None = None,
    glad: bool | None = None,
) -> UrgeSettled:
    """Write down what came of looking again: let go, kept for a LENGTH, or they write themselves.

    The last one is noted and nothing else: that they did is said with `sent`.
    """
    found = _ready_to_look_at(work, urge)
    review = Review(work.now, decision, calm, (wanted or "").strip() or None, glad)
    if decision == "keep":
        if length is None:
            raise NotUnderstood("Say how long to keep it, for example 3d.", "--keep 3d")
        pause = check_pause(parse_length(length), "Keeping a draft")
        work.book.urges.keep_longer(found.id, work.now + pause, work.now)
    if decision == "let-go":
        work.book.urges.close(found.id, "let-go", work.now)
    work.book.drafts.reviewed(found.id, review)
    settled = find_urge(work, found.id)
    return UrgeSettled(answer_urge(work, settled), hold_of_contact(work, settled.contact_id))


def _newest_ready(work: Work) -> int:
    for urge in _open_drafts(work, None, None):
        if not urge.hold.held:
            return urge.id
    raise NotFound("No draft is ready to be looked at again.", "holdfast drafts")


def _ready_to_look_at(work: Work, urge_id: int) -> Urge:
    found = find_urge(work, urge_id)
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", "holdfast drafts")
    if found.outcome != "open":
        was = "let go" if found.outcome == "let-go" else "sent"
        raise Refused(
            f"Urge {found.id} was {was}, so there is nothing left to decide.",
            f"holdfast amend {found.id} --outcome open, if that was a mistake",
        )
    if not found.has_draft:
        raise NotFound(f"Urge {found.id} has no draft.", "holdfast drafts")
    hold = hold_of_urge(work, found)
    if hold.held:
        endless = "for as long as the boundary stands"
        until = f"until {work.local(hold.until)}" if hold.until else endless
        raise Refused(
            f"The draft of urge {found.id} is sealed {until}.",
            f"holdfast drafts, or holdfast let-go {found.id}",
        )
    return found
