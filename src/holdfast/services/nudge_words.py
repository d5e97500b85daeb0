"""Which words a nudge says: those that fit the moment, and of them the ones shown longest ago."""

from collections.abc import Sequence

from holdfast.domain.contact import Contact
from holdfast.domain.nudge import Nudge, NudgeText, choose_text
from holdfast.domain.urge import Urge
from holdfast.services.choosing import known_contacts
from holdfast.services.work import Work

LONGEST_REASON = 200
THEIR_NO = frozenset({"stop", "order"})
# From which hour on, where the person is.
HOURS = ((22, "night"), (17, "evening"), (11, "day"), (6, "morning"), (0, "night"))


def words_for(work: Work, nudge: Nudge) -> tuple[NudgeText, str, str]:
    """Choose the words of a nudge; gives them with the title and the body as they are shown.

    Those that it was tried with stay, as long as they fit: it may have been shown, and is not to
    look like a new one.
    """
    urge = work.book.urges.get(nudge.urge_id) if nudge.urge_id else None
    contacts = tuple(
        one for one in known_contacts(work) if urge is None or one.id == urge.contact_id
    )
    contact_ids = [contact.id for contact in contacts]
    tags = tags_of(work, contact_ids, urge)
    if nudge.kind == "change":
        tags |= {nudge.key.partition(":")[0]}
    texts = [text for text in work.ports.texts() if text.kind == nudge.kind]
    tried = [text for text in texts if text.title == nudge.title and tags.issuperset(text.only)]
    if tried:
        text = tried[0]
    else:
        last_shown = work.book.nudges.last_shown([text.id for text in texts])
        text = choose_text(texts, last_shown, tags)
    body = text.body
    if text.named and not work.settings.discreet and _may_be_named(contacts):
        reason = reason_of(work, contact_ids) or ""
        body = text.named.replace("{contact}", contacts[0].name).replace("{reason}", reason)
    return text, text.title, body.replace("{week}", nudge.key.removeprefix("report:"))


def _may_be_named(contacts: Sequence[Contact]) -> bool:
    """Say whether a nudge may say whom it is about: not who was forgotten."""
    return len(contacts) == 1 and contacts[0].forgotten_at is None


def tags_of(work: Work, contact_ids: Sequence[int], urge: Urge | None) -> frozenset[str]:
    """Give what is true of the moment; content/nudges.toml says which words need what."""
    hour = work.now.astimezone(work.zone).hour
    tags = {next(name for since, name in HOURS if hour >= since)}
    said: set[str] = {work.book.boundaries.standing(one, work.now).kind for one in contact_ids}
    # Under a no there is nothing to wait for: no words may sound as if there were.
    tags |= said | {"their-no" if said & THEIR_NO else "not-their-no"}
    if any(work.book.cooldowns.standing(one, work.now) for one in contact_ids):
        tags.add("cool-down")
    if reason_of(work, contact_ids):
        tags.add("reason")
    if urge and urge.has_draft:
        tags.add("draft")
    return frozenset(tags)


def reason_of(work: Work, contact_ids: Sequence[int]) -> str | None:
    """Give the person's own reason as one line, where there is one cool-down that it can be of."""
    standing = [work.book.cooldowns.standing(one, work.now) for one in contact_ids]
    reasons = [one.why.strip() for one in standing if one and one.why and one.why.strip()]
    if len(reasons) != 1:
        return None
    words = "".join(c for c in " ".join(reasons[0].split()) if c.isprintable())
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"
