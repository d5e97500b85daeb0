"""Which words a nudge has: of those that fit the moment, the ones shown longest ago."""

from collections.abc import Mapping, Sequence

from holdfast.contacts.choosing import known_contacts
from holdfast.ledger.work import Work
from holdfast.nudging.model import Nudge, NudgeText, choose_text
from holdfast.words import visible

NIGHT_ENDS, NIGHT_BEGINS = 6, 22
"""Hours of local time."""


def words_for(work: Work, nudge: Nudge) -> tuple[NudgeText, str, str]:
    """Choose the words of a nudge. Return them with the title and the body as they are shown.

    A nudge that was tried before keeps its words if they still fit: it may have been seen.
    """
    contacts = [one for one in known_contacts(work) if nudge.contact_id in {None, one.id}]
    facts = facts_of(work, [one.id for one in contacts], nudge.urge_id)
    texts = [text for text in work.ports.texts() if text.kind == nudge.kind]
    tried = [text for text in texts if text.title == nudge.title and text.fits(facts)]
    if tried:
        text = tried[0]
    else:
        last_shown = work.stores.nudges.last_shown([text.id for text in texts])
        text = choose_text(texts, last_shown, facts)
    body = text.body
    if text.named and not work.settings.discreet and len(contacts) == 1:
        body = text.named.replace("{contact}", visible(contacts[0].name))
        body = body.replace("{reason}", visible(facts.get("reason", "")))
    return text, text.title, body


def facts_of(work: Work, contact_ids: Sequence[int], urge_id: int | None) -> Mapping[str, str]:
    """Return the tags that are true of a moment, each with the words that it fills in.

    content/nudges.toml says which texts need which tags.
    """
    hour = work.now.astimezone(work.zone).hour
    facts = {} if NIGHT_ENDS <= hour < NIGHT_BEGINS else {"night": ""}
    for offer in work.ports.offers():
        facts |= offer.facts(work, contact_ids, urge_id)
    return facts
