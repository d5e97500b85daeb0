"""Drafts: which are locked, and looking again at one whose hold has passed."""

from holdfast.clock.length import parse_length
from holdfast.contacts.choosing import choose_contact
from holdfast.contacts.model import Contact
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.settings import check_pause
from holdfast.urges.answers import (
    UrgeAnswer,
    UrgeSettled,
    find_urge,
    settled,
    urge_answer,
    urge_answers,
)
from holdfast.urges.model import Decision, Pause, Review
from holdfast.value import dataclass
from holdfast.words import own_words


@dataclass(frozen=True)
class OpenedDraft:
    """A draft whose hold has passed, to be looked at again."""

    urge: UrgeAnswer
    text: str
    had_own_no: bool = False
    """Whether the person once said no to this contact, for their own safety."""


@reading
def list_drafts(
    work: Work, *, contact: str | None = None, after: int | None = None, limit: int | None = None
) -> tuple[UrgeAnswer, ...]:
    """Return the open urges that have a draft, newest first, each with its hold; no text."""
    chosen = choose_contact(work, contact) if contact is not None else None
    return _open_drafts(work, chosen, after, limit)


@reading
def open_draft(work: Work, *, urge: int | None = None) -> OpenedDraft:
    """Return a draft's text after its hold; Refused says until when it is locked.

    Without a number it is the newest that is ready.
    """
    found = _ready_to_look_at(work, _newest_ready(work) if urge is None else urge)
    whose = find_urge(work, found.id).contact_id
    had_own_no = work.stores.boundaries.had_own_no(whose)
    return OpenedDraft(found, work.stores.drafts.text(found.id) or "", had_own_no)


@reading
def read_draft(work: Work, *, urge: int) -> OpenedDraft:
    """Return a draft's text, whatever became of its urge; Refused while anything holds it."""
    found = urge_answer(work, find_urge(work, urge))
    _refuse_locked(work, found)
    return OpenedDraft(found, work.stores.drafts.text(found.id) or "")


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
    left_because: str | None = None,
) -> UrgeSettled:
    """Save a review's decision: let go, kept for a LENGTH, or they write themselves.

    The last one changes nothing: a contact event is logged with `sent`.
    """
    found = _ready_to_look_at(work, urge)
    review = Review(
        work.now,
        decision,
        calm,
        own_words(wanted, "An answer"),
        glad,
        own_words(left_because, "An answer"),
    )
    if decision == "keep":
        if length is None:
            raise NotUnderstood("Keeping it needs a length, for example 3d.", "--keep 3d")
        pause = Pause(work.stamp, check_pause(parse_length(length), "--keep"))
        work.stores.urges.add_pause(found.id, pause)
    if decision == "let-go":
        work.stores.urges.close(found.id, "let-go", work.now)
    work.stores.drafts.reviewed(found.id, review)
    return settled(work, found.id)


def _open_drafts(
    work: Work, chosen: Contact | None = None, after: int | None = None, limit: int | None = None
) -> tuple[UrgeAnswer, ...]:
    urges = work.stores.urges.listed(
        outcome="open",
        contact_id=chosen.id if chosen else None,
        with_draft=True,
        after=after,
        limit=limit,
    )
    return urge_answers(work, urges)


def _newest_ready(work: Work) -> int:
    drafts = _open_drafts(work)
    for urge in drafts:
        if not urge.hold.held:
            return urge.id
    if not drafts:
        raise NotFound("No message is open.", "holdfast list")
    ends = [urge.hold.until for urge in drafts if urge.hold.until]
    next_one = f"; the next one: {work.local_end(min(ends))}" if ends else ""
    raise NotFound(f"No message is ready yet{next_one}.", "holdfast drafts")


def _ready_to_look_at(work: Work, urge_id: int) -> UrgeAnswer:
    found = urge_answer(work, find_urge(work, urge_id))
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", "holdfast drafts")
    if found.outcome != "open":
        was = "let go" if found.outcome == "let-go" else "sent"
        raise Refused(
            f"Urge {found.id} was {was}, so there is nothing left to decide.",
            f"holdfast drafts show {found.id}"
            if found.has_draft
            else f"holdfast amend {found.id} --outcome open, if that was a mistake",
        )
    _refuse_locked(work, found)
    return found


def _refuse_locked(work: Work, urge: UrgeAnswer) -> None:
    if not urge.has_draft:
        raise NotFound(f"Urge {urge.id} has no message.", "holdfast drafts")
    if urge.hold.held:
        name, until = urge.contact, urge.hold.until
        match urge.hold.boundary:
            case "mine":
                why = ": you said no, for your own safety"
            case "order":
                why = " under the order"
            case "stop":
                why = f": {name} said no"
            case _:
                why = f" until {work.local_end(until)}" if until else f": {name} asked for space"
        is_open = urge.outcome == "open"
        raise Refused(
            f"The message of urge {urge.id} is locked{why}.",
            f"holdfast {'let-go' if is_open else 'show'} {urge.id}",
        )
