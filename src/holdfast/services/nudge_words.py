"""Which words a nudge says: those that fit the moment, and of them the ones shown longest ago."""

from collections.abc import Iterable, Iterator

from holdfast.domain.contact import Contact
from holdfast.domain.nudge import Nudge, NudgeText, choose_text
from holdfast.services.choosing import known_contacts
from holdfast.services.work import Work

LONGEST_REASON = 200
THEIR_NO = frozenset({"stop", "order"})
# From which hour on, where the person is.
HOURS = ((22, "night"), (17, "evening"), (11, "day"), (6, "morning"), (0, "night"))


def words_for(work: Work, nudge: Nudge) -> tuple[NudgeText, str, str]:
    """Choose the words of a nudge; gives them with the title and the body as they are shown."""
    contacts = _contacts(work, nudge)
    reason = _reason(work, contacts)
    tags = frozenset(_tags(work, nudge, contacts, reason))
    texts = [text for text in work.ports.texts() if text.kind == nudge.kind]
    last_shown = work.book.nudges.last_shown([text.id for text in texts])
    text = choose_text(texts, last_shown, tags)
    body = text.body
    if text.named and not work.settings.discreet and len(contacts) == 1:
        body = text.named.replace("{contact}", contacts[0].name).replace("{reason}", reason or "")
    return text, text.title, body.replace("{week}", nudge.key.removeprefix("report:"))


def _contacts(work: Work, nudge: Nudge) -> tuple[Contact, ...]:
    """Give whom a nudge is about; one that is about no urge is about everybody."""
    known = known_contacts(work)
    urge = work.book.urges.get(nudge.urge_id) if nudge.urge_id else None
    return tuple(one for one in known if urge is None or one.id == urge.contact_id)


def _reason(work: Work, contacts: Iterable[Contact]) -> str | None:
    """Give the person's own reason, where there is one cool-down that it can be of."""
    standing = [work.book.cooldowns.standing(contact.id, work.now) for contact in contacts]
    reasons = [one.why.strip() for one in standing if one and one.why and one.why.strip()]
    if len(reasons) != 1:
        return None
    words = "".join(c for c in " ".join(reasons[0].split()) if c.isprintable())
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"


def _tags(
    work: Work, nudge: Nudge, contacts: Iterable[Contact], reason: str | None
) -> Iterator[str]:
    """Give what is true of the moment; content/nudges.toml says which words need what."""
    hour = work.now.astimezone(work.zone).hour
    time_of_day = next(name for since, name in HOURS if hour >= since)
    yield time_of_day
    if time_of_day in {"evening", "night"}:
        yield "dark"
    said = {work.book.boundaries.standing(contact.id, work.now).kind for contact in contacts}
    yield from said
    # Under a no there is nothing to wait for: no words may sound as if there were.
    yield "their-no" if said & THEIR_NO else "not-their-no"
    if any(work.book.cooldowns.standing(contact.id, work.now) for contact in contacts):
        yield "cool-down"
    if reason:
        yield "reason"
    if nudge.kind == "change":
        yield nudge.key.partition(":")[0]
