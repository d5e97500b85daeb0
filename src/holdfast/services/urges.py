"""Urges: logging one, rating it, letting it go, correcting it, finding it again."""

from datetime import timedelta

from holdfast.domain.contact import Contact
from holdfast.domain.mark import NOTHING
from holdfast.domain.promise import UNDO_WITHIN
from holdfast.domain.urge import (
    Outcome,
    Urge,
    check_intensity,
    clean_triggers,
    clean_word,
)
from holdfast.domain.when import parse_past, parse_when
from holdfast.errors import NeedsAnswer, NotFound, NotUnderstood, Refused
from holdfast.services.choosing import (
    choose_contact,
    choose_or_make_contact,
    known_contacts,
    several_known,
)
from holdfast.services.holds import hold_of_contact, hold_of_urge, own_hold, promised_to_each
from holdfast.services.urge_answers import (
    Amendment,
    Logged,
    UrgeAnswer,
    UrgeSettled,
    UrgeStory,
    urge_answer,
)
from holdfast.services.work import Work, reading, writing
from holdfast.value import replace


@writing
def log_urge(
    work: Work,
    *,
    draft: str | None = None,
    contact: str | None = None,
    channel: str | None = None,
    intensity: int | None = None,
    triggers: tuple[str, ...] = (),
    felt: str | None = None,
    guess_contact: bool = False,
) -> Logged:
    """Write an urge down and hold it; without a contact to go to, one is made.

    `felt` is a WHEN. With `guess_contact`, several contacts and none named, it goes to the one
    that was logged to last, instead of asking.
    """
    whom, made, guessed = _contact_to_log_to(work, contact, guess=guess_contact)
    cooldown = work.book.cooldowns.standing(whom.id, work.now)
    own_pause = cooldown.pause if cooldown else work.settings.pause
    pause = max(own_pause, _pause_at_least(work, whom.id))
    urge = work.book.urges.add(
        Urge(
            id=0,
            contact_id=whom.id,
            contact=whom.name,
            felt_at=parse_past(felt, now=work.now, zone=work.zone) if felt else work.now,
            logged_at=work.now,
            pause_ends_at=work.now + pause,
            channel=clean_word(channel, "--channel") if channel else None,
            intensity=check_intensity(intensity),
            triggers=clean_triggers(triggers),
            has_draft=bool(draft and draft.strip()),
            ratings=(),
            outcome="open",
            outcome_at=None,
            slip=False,
            retracted_at=None,
        ),
        draft if draft and draft.strip() else None,
        work.written,
    )
    return Logged(
        urge=answer_urge(work, urge),
        hold=hold_of_contact(work, whom.id),
        why=cooldown.why if cooldown else None,
        made_contact=made,
        guessed_contact=guessed,
        cooldown_runs=cooldown is not None,
        several_contacts=several_known(work),
    )


def _pause_at_least(work: Work, contact_id: int) -> timedelta:
    """Give the pause of a contact's cool-down; where the clock may be ahead, of one that is over.

    It may only seem to be.
    """
    may_stand = work.book.cooldowns.standing(contact_id, work.mark.earliest)
    return may_stand.pause if may_stand else NOTHING


@writing
def rate_urge(
    work: Work, *, intensity: int, urge: int | None = None, at: str | None = None
) -> UrgeSettled:
    """Write down how strong an urge is now, or was at a WHEN after it was felt."""
    found = find_urge(work, urge)
    _refuse_retracted(found)
    check_intensity(intensity)
    was_at = parse_past(at, now=work.now, zone=work.zone) if at else work.now
    if was_at < found.felt_at:
        raise NotUnderstood(
            f"Urge {found.id} was felt later than that, at {work.local(found.felt_at)}: "
            f"“{at or 'now'}” is {work.local(was_at)}.",
            f"holdfast amend {found.id} --at WHEN, if that is wrong",
        )
    work.book.urges.rate(found.id, intensity, was_at)
    return _settled(work, found.id)


@writing
def let_go(work: Work, *, urge: int | None = None, erase: bool = False) -> UrgeSettled:
    """Close an urge without sending; its pause runs out as it would have.

    With `erase` the draft's text goes, and the count stays.
    """
    found = find_urge(work, urge)
    erased = erase and found.has_draft
    if erase:
        # Whatever became of the urge: who wants a text gone is not to be asked why.
        work.book.drafts.erase(found.id)
    elif found.outcome == "sent":
        raise Refused(
            f"Urge {found.id} was sent, by what you said.",
            f"holdfast amend {found.id} --outcome open, if that was a mistake",
        )
    else:
        _refuse_retracted(found)
    already = found.outcome != "open" or found.retracted_at is not None
    if not already:
        work.book.urges.close(found.id, "let-go", work.now)
    return replace(_settled(work, found.id, already=already and not erased), erased=erased)


@writing
def retract_urge(work: Work, *, urge: int) -> UrgeSettled:
    """Take a mistaken entry out of the counts; the row stays, and its pause runs on.

    The contact made that belongs to it goes along.
    """
    found = find_urge(work, urge)
    if found.retracted_at is None:
        work.book.urges.retract(found.id, work.now)
        work.book.events.retract_about(found.id, work.now)
    return _settled(work, found.id, already=found.retracted_at is not None)


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
    """Correct an urge; the row stays, with what it said before.

    Another contact takes along the urge's pause, or gives it a longer one, and the contact made.
    The outcome can be set back to open, which takes back the contact made, and that it was
    retracted.
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
            "Say what to correct: --contact, --channel, --intensity, --trigger, --at or --outcome.",
            f"holdfast amend {urge} --intensity 6",
        )
    changed = {field: after for field, after in changes.items() if after != getattr(found, field)}
    work.book.urges.amend(found.id, changed, work.now)
    if to != found.contact_id:
        _move(work, found, to)
    reopened = outcome is not None and _reopen(work, found, outcome)
    return _settled(work, found.id, already=not (changed or reopened))


@reading
def list_urges(
    work: Work,
    *,
    since: str | None = None,
    until: str | None = None,
    outcome: Outcome | None = None,
    trigger: str | None = None,
    contact: str | None = None,
    retracted: bool = False,
    limit: int | None = None,
) -> tuple[UrgeAnswer, ...]:
    """List urges, newest first; `since` and `until` are WHENs. Without a limit: all of them."""
    chosen = choose_contact(work, contact) if contact is not None else None
    urges = work.book.urges.listed(
        since=parse_when(since, now=work.now, zone=work.zone) if since else None,
        until=parse_when(until, now=work.now, zone=work.zone) if until else None,
        outcome=outcome,
        trigger=clean_word(trigger, "--trigger") if trigger else None,
        contact_id=chosen.id if chosen else None,
        retracted=retracted,
        limit=limit,
    )
    promised = promised_to_each(work, {urge.contact_id for urge in urges})
    return tuple(
        urge_answer(urge, own_hold(work, urge, promised[urge.contact_id])) for urge in urges
    )


@reading
def show_urge(work: Work, *, urge: int | None = None) -> UrgeStory:
    """Show one urge with its story; never its draft."""
    found = find_urge(work, urge)
    return UrgeStory(
        urge=answer_urge(work, found),
        hold=hold_of_contact(work, found.contact_id),
        amendments=_amendments(work, found.id),
        reviews=work.book.drafts.reviews(found.id),
        note=work.book.events.note_about(found.id),
    )


def _amendments(work: Work, urge_id: int) -> tuple[Amendment, ...]:
    names = {str(contact.id): contact.name for contact in work.book.contacts.all()}
    return tuple(
        Amendment(at, "contact", names[before], names[after])
        if field == "contact_id"
        else Amendment(at, field, before, after)
        for at, field, before, after in work.book.urges.amendments(urge_id)
        if field not in {"outcome_at", "pause_ends_at", "retracted_at"}
    )


def answer_urge(work: Work, urge: Urge) -> UrgeAnswer:
    """Give an urge as it is answered, with its hold."""
    return urge_answer(urge, hold_of_urge(work, urge))


def find_urge(work: Work, urge_id: int | None) -> Urge:
    """Find an urge by its number; without one, the newest that is open."""
    if urge_id is None:
        found = work.book.urges.newest_open(work.now)
        if found is None:
            raise NotFound("No urge is open.", "holdfast list, or holdfast log")
        return found
    found = work.book.urges.get(urge_id)
    if found is None:
        raise NotFound(f"There is no urge {urge_id}.", "holdfast list")
    return found


def _contact_to_log_to(work: Work, name: str | None, *, guess: bool) -> tuple[Contact, bool, bool]:
    try:
        contact, made = choose_or_make_contact(work, name)
    except NeedsAnswer as question:
        if name is not None:
            raise
        known, last = known_contacts(work), work.book.contacts.last_logged_to()
        likely = last if last in known else None
        if guess:
            return likely or known[-1], False, True
        question.default = likely.name if likely else None
        raise
    return contact, made, False


def _settled(work: Work, urge_id: int, *, already: bool = False) -> UrgeSettled:
    urge = find_urge(work, urge_id)
    return UrgeSettled(
        urge=answer_urge(work, urge), hold=hold_of_contact(work, urge.contact_id), already=already
    )


def _refuse_retracted(urge: Urge) -> None:
    if urge.retracted_at is not None:
        raise Refused(f"Urge {urge.id} was retracted.", "holdfast log, to write it down anew")


def _other_contact(work: Work, urge: Urge, name: str) -> int:
    """Choose the contact that an urge is moved to: its pause goes along.

    A slip of the finger is corrected at once. Later that would open a hold, so it has to wait; and
    where the clock may be wrong, it may be held.
    """
    chosen = choose_contact(work, name)
    corrects_at_once = work.book.urges.written(urge.id).is_within(UNDO_WITHIN, work.mark)
    may_be_held = work.mark.unsure_after or hold_of_urge(work, urge).held
    if chosen.id != urge.contact_id and not corrects_at_once and may_be_held:
        is_held = "is" if hold_of_urge(work, urge).held else "may be"
        raise Refused(
            f"Urge {urge.id} {is_held} held for {urge.contact}, so it can't be moved to "
            f"{chosen.name} now: that is possible for 10 minutes after logging, and when nothing "
            "holds it and the network has set the clock.",
            f"holdfast let-go {urge.id}, or holdfast retract {urge.id}",
        )
    return chosen.id


def _move(work: Work, urge: Urge, to: int) -> None:
    """Take along what belongs to an urge, and give it their pause if that is the longer one.

    As one of its own, begun now: a later time that was asked for before is not to skip it.
    """
    work.book.events.move_about(urge.id, to)
    if (ends_at := urge.logged_at + _pause_at_least(work, to)) > urge.pause_ends_at:
        work.book.urges.keep_longer(urge.id, ends_at, work.now)


def _reopen(work: Work, urge: Urge, outcome: Outcome) -> bool:
    if outcome != "open":
        command = "let-go" if outcome == "let-go" else "sent"
        raise Refused(
            "An outcome is corrected back to open; anything else is said anew.",
            f"holdfast {command} {urge.id}",
        )
    if urge.retracted_at is not None:
        work.book.urges.amend(urge.id, {"retracted_at": None}, work.now)
    if urge.outcome == "open":
        return urge.retracted_at is not None
    work.book.urges.amend(urge.id, {"outcome": "open", "outcome_at": None}, work.now)
    work.book.events.retract_about(urge.id, work.now)
    return True
