"""Urges that are logged already: correcting one, taking it back."""

from holdfast.clock.when import parse_past
from holdfast.contacts.choosing import choose_contact
from holdfast.errors import NotUnderstood, Refused
from holdfast.ledger.work import Work, writing
from holdfast.urges.answers import UrgeSettled, find_urge, settled, urge_answer
from holdfast.urges.model import (
    Outcome,
    Pause,
    Urge,
    check_intensity,
    clean_triggers,
    clean_word,
)
from holdfast.urges.use_cases import pause_of


@writing
def amend_urge(
    work: Work,
    *,
    urge: int,
    contact: str | None = None,
    channel: str | None = None,
    intensity: int | None = None,
    triggers: tuple[str, ...] = (),
    felt: str | None = None,
    outcome: Outcome | None = None,
) -> UrgeSettled:
    """Correct an urge; what it said before is kept.

    Moved to another contact, it takes its pause and its contact event along. Setting the outcome
    back to open takes back the contact event, and a retraction.
    """
    found = find_urge(work, urge)
    changes: dict[str, object] = {}
    to = found.contact_id if contact is None else _other_contact(work, found, contact)
    if contact is not None:
        changes["contact_id"] = to
    if channel is not None:
        changes["channel"] = clean_word(channel, "--channel")
    if intensity is not None:
        changes["intensity"] = check_intensity(intensity)
    if triggers:
        changes["triggers"] = clean_triggers(triggers)
    if felt is not None:
        changes["felt_at"] = parse_past(felt, now=work.now, zone=work.zone)
    if not changes and outcome is None:
        raise NotUnderstood(
            "Nothing to correct was given: --contact, --channel, --intensity, --trigger, --at or "
            "--outcome.",
            f"holdfast amend {urge} --intensity NUMBER",
        )
    changed = {field: after for field, after in changes.items() if after != getattr(found, field)}
    work.stores.urges.amend(found.id, changed, work.now)
    if to != found.contact_id:
        _move(work, found, to)
    reopened = outcome is not None and _set_back(work, found, outcome)
    return settled(work, found.id, already=not (changed or reopened))


@writing
def retract_urge(work: Work, *, urge: int) -> UrgeSettled:
    """Take a mistaken entry, and its contact event, out of the counts.

    The row stays, and its pause runs on.
    """
    found = find_urge(work, urge)
    if found.retracted_at is None:
        work.stores.urges.retract(found.id, work.now)
        work.stores.events.retract_about(found.id, work.now)
    return settled(work, found.id, already=found.retracted_at is not None)


def _other_contact(work: Work, urge: Urge, name: str) -> int:
    """Return the contact that an urge is moved to.

    A typo is corrected at once. Later, moving would open the hold on its first contact, so it is
    refused while that lasts.
    """
    chosen = choose_contact(work, name)
    if chosen.id == urge.contact_id or urge.can_be_undone(work.mark):
        return chosen.id
    if urge_answer(work, urge).hold.held:
        raise Refused(
            f"Urge {urge.id} can't be moved to {chosen.name} while it's on hold for "
            f"{urge.contact}. Moving is possible for 10 minutes after logging.",
            f"holdfast retract {urge.id}",
        )
    return chosen.id


def _move(work: Work, urge: Urge, to: int) -> None:
    """Move an urge's contact event to another contact; give it their pause if that is longer."""
    work.stores.events.move_about(urge.id, to)
    length = pause_of(work, work.stores.cooldowns.running(to, work.mark))
    pause = Pause(urge.pauses[0].began, length)
    if pause.left(work.mark) > urge.pause_left(work.mark):
        work.stores.urges.add_pause(urge.id, pause)


def _set_back(work: Work, urge: Urge, outcome: Outcome) -> bool:
    """Set an urge back to open, if it was not; return whether anything changed."""
    if outcome != "open":
        command = "let-go" if outcome == "let-go" else "sent"
        raise Refused(
            "An outcome can only be set back to open.",
            f"holdfast {command} {urge.id}",
        )
    if urge.retracted_at is not None:
        work.stores.urges.amend(urge.id, {"retracted_at": None}, work.now)
    if urge.outcome != "open":
        reopen(work, urge.id)
        work.stores.events.retract_about(urge.id, work.now)
    return urge.retracted_at is not None or urge.outcome != "open"


def reopen(work: Work, urge_id: int) -> None:
    """Open an urge again; what became of it before is kept."""
    work.stores.urges.amend(urge_id, {"outcome": "open", "outcome_at": None}, work.now)
