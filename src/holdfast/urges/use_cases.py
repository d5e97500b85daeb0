"""Urges: logging one, rating it, letting it go, finding it again."""

from datetime import timedelta

from holdfast.clock.when import parse_past, parse_when
from holdfast.contacts.choosing import (
    choose_contact,
    choose_or_make_contact,
    known_contacts,
    several_known,
)
from holdfast.contacts.model import Contact
from holdfast.errors import NeedsAnswer, NotUnderstood, Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.promises.holds import hold_of_contact, is_promised
from holdfast.promises.model import CoolDown
from holdfast.urges.answers import (
    Amendment,
    Logged,
    UrgeAnswer,
    UrgeSettled,
    UrgeStory,
    find_urge,
    settled,
    urge_answer,
    urge_answers,
)
from holdfast.urges.model import (
    Outcome,
    Pause,
    Search,
    Urge,
    check_draft,
    check_intensity,
    check_kind,
    clean_triggers,
    clean_word,
)


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
    kind: str = "message",
    guess_contact: bool = False,
) -> Logged:
    """Save an urge and hold it; on an empty ledger, make its contact.

    An urge to look them up has no draft: what was seen is nobody's business.
    `felt` is a WHEN. `guess_contact`: of several contacts use one under a promise, else
    the last one logged to.
    """
    draft = check_draft(draft)
    if draft is not None and kind == "lookup":
        raise NotUnderstood(
            "An urge to look has no message.", "holdfast log --kind lookup --no-draft"
        )
    who, made, guessed = _contact_to_log_to(work, contact, guess=guess_contact)
    cooldown = work.stores.cooldowns.running(who.id, work.mark)
    urge = work.stores.urges.add(
        Urge(
            id=0,
            contact_id=who.id,
            contact=who.name,
            felt_at=work.now if felt is None else parse_past(felt, now=work.now, zone=work.zone),
            logged_at=work.now,
            pauses=(Pause(work.stamp, pause_of(work, cooldown)),),
            channel=None if channel is None else clean_word(channel, "--channel"),
            intensity=check_intensity(intensity),
            triggers=clean_triggers(triggers),
            has_draft=draft is not None,
            ratings=(),
            outcome="open",
            outcome_at=None,
            slip=False,
            retracted_at=None,
            kind=check_kind(kind),
        ),
        draft,
    )
    return Logged(
        urge=urge_answer(work, urge),
        hold=hold_of_contact(work, who.id),
        why=cooldown.why if cooldown else None,
        made_contact=made,
        guessed_contact=guessed,
        cooldown_runs=cooldown is not None,
        several_contacts=several_known(work),
        at_night=felt is None and work.settings.sleep.contains(work.now, work.zone),
        has_logistics=work.stores.events.has_logistics(who.id),
    )


def pause_of(work: Work, cooldown: CoolDown | None) -> timedelta:
    """Return how long a message waits: the cool-down's pause, or the setting's if none runs."""
    return cooldown.pause if cooldown else work.settings.pause


@writing
def rate_urge(
    work: Work, *, intensity: int, urge: int | None = None, at: str | None = None
) -> UrgeSettled:
    """Save how strong an urge is now, or was at a WHEN after it was felt."""
    found = find_urge(work, urge)
    _refuse_retracted(found)
    check_intensity(intensity)
    was_at = parse_past(at, now=work.now, zone=work.zone) if at else work.now
    if was_at < found.felt_at:
        raise NotUnderstood(
            f"Urge {found.id} was felt later, {work.local(found.felt_at)}: "
            f'"{at or "now"}" is {work.local(was_at)}.',
            f"holdfast amend {found.id} --at WHEN, to correct when it was felt",
        )
    work.stores.urges.rate(found.id, intensity, was_at)
    return settled(work, found.id)


@writing
def let_go(work: Work, *, urge: int | None = None, erase: bool = False) -> UrgeSettled:
    """Close an urge without sending; its pause still runs out.

    With `erase` the draft's text is deleted, and the count stays.
    """
    found = find_urge(work, urge)
    erased = erase and found.has_draft
    if erase:
        # Any outcome: deleting a text needs no reason.
        work.stores.drafts.erase(found.id)
    elif found.outcome == "sent":
        raise Refused(
            f"Urge {found.id} is noted as sent.",
            f"holdfast amend {found.id} --outcome open, if that was a mistake",
        )
    else:
        _refuse_retracted(found)
    already = found.outcome != "open" or found.retracted_at is not None
    if not already:
        work.stores.urges.close(found.id, "let-go", work.now)
    return settled(work, found.id, already=already and not erased, erased=erased)


@reading
def list_urges(
    work: Work,
    *,
    since: str | None = None,
    until: str | None = None,
    outcome: Outcome | None = None,
    trigger: str | None = None,
    contact: str | None = None,
    search: str | None = None,
    retracted: bool = False,
    after: int | None = None,
    limit: int | None = None,
) -> tuple[UrgeAnswer, ...]:
    """Return urges, newest first; `since` and `until` are WHENs. Without a limit: all of them.

    `search` finds a text in triggers, channels, notes, and the drafts that nothing holds.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    urges = work.stores.urges.listed(
        since=parse_when(since, now=work.now, zone=work.zone) if since else None,
        until=parse_when(until, now=work.now, zone=work.zone) if until else None,
        outcome=outcome,
        trigger=clean_word(trigger, "--trigger") if trigger else None,
        contact_id=chosen.id if chosen else None,
        search=_search(work, search) if search is not None else None,
        retracted=retracted,
        after=after,
        limit=limit,
    )
    return urge_answers(work, urges)


def _search(work: Work, text: str) -> Search:
    if not text.strip():
        raise NotUnderstood("--search needs a text.", "holdfast list --search song")
    everybody = (contact.id for contact in work.stores.contacts.all())
    free = tuple(one for one in everybody if not is_promised(work, one))
    return Search(text.strip(), free, work.mark)


@reading
def show_urge(work: Work, *, urge: int | None = None) -> UrgeStory:
    """Return one urge with its story; never its draft."""
    found = find_urge(work, urge)
    return UrgeStory(
        urge=urge_answer(work, found),
        hold=hold_of_contact(work, found.contact_id),
        amendments=_amendments(work, found.id),
        reviews=work.stores.drafts.reviews(found.id),
        note=work.stores.events.note_about(found.id),
        comparisons=work.stores.urges.compared(found.id),
    )


def _amendments(work: Work, urge_id: int) -> tuple[Amendment, ...]:
    names = {str(contact.id): contact.name for contact in work.stores.contacts.all()}
    return tuple(
        Amendment(at, "contact", names[before], names[after])
        if field == "contact_id"
        else Amendment(at, field, before, after)
        for at, field, before, after in work.stores.urges.amendments(urge_id)
        if field not in {"outcome_at", "retracted_at"}
    )


def _contact_to_log_to(work: Work, name: str | None, *, guess: bool) -> tuple[Contact, bool, bool]:
    try:
        contact, made = choose_or_make_contact(work, name)
    except NeedsAnswer as question:
        if name is not None:
            raise
        known, last = known_contacts(work), work.stores.contacts.last_logged_to()
        if guess:
            likely = [one for one in known if is_promised(work, one.id)] or list(known)
            return last if last in likely else likely[-1], False, True
        question.default = last.name if last in known else None
        raise
    return contact, made, False


def _refuse_retracted(urge: Urge) -> None:
    if urge.retracted_at is not None:
        raise Refused(f"Urge {urge.id} was retracted.", f"holdfast amend {urge.id} --outcome open")
