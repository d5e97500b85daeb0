"""Cool-downs: starting one, making it longer, asking for its end; and undoing a tightening."""

from datetime import datetime, timedelta

from holdfast.clock.length import parse_length
from holdfast.clock.when import parse_past
from holdfast.contacts.choosing import (
    choose_contact,
    choose_or_make_contact,
    find_contact,
    make_contact,
    several_known,
)
from holdfast.contacts.model import Contact, naming
from holdfast.errors import NeedsAnswer, Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.promises.answers import CoolDownAnswer, answer_cooldown, running_cooldown
from holdfast.promises.holds import hold_of_contact
from holdfast.promises.model import (
    ASK_AGAIN_PAST,
    CoolDown,
    Hold,
    TighteningKind,
    length_since,
)
from holdfast.promises.requests import RequestAnswer, ask, cancelled_since, pending_ids
from holdfast.value import dataclass, replace
from holdfast.words import own_words

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Undone:
    """A tightening that was undone, the cool-down that runs now if one does, and the hold.

    `restored_requests` were void since that tightening, and wait again.
    """

    kind: TighteningKind
    contact: str
    cooldown: CoolDownAnswer | None
    hold: Hold
    restored_requests: tuple[int, ...]


@writing
def start_cool_down(
    work: Work,
    *,
    length: str,
    contact: str | None = None,
    delay: str | None = None,
    pause: str | None = None,
    why: str | None = None,
    since: str | None = None,
    sure: bool = False,
) -> CoolDownAnswer:
    """Promise to send nothing for a while; it holds at once.

    `length`, `delay` and `pause` are LENGTHs, `since` is a WHEN. Past 90 days it asks again
    unless `sure`. Delay and pause are saved with it, so that no later setting counts.
    """
    who, _ = choose_or_make_contact(work, contact)
    return _start(work, who, length, delay=delay, pause=pause, why=why, since=since, sure=sure)


@writing
def set_up(
    work: Work,
    *,
    name: str,
    length: str | None = None,
    delay: str | None = None,
    why: str | None = None,
    sure: bool = False,
) -> CoolDownAnswer | None:
    """Add a contact if they are not here yet, and start a first cool-down if a length is given."""
    who = find_contact(work, name) or make_contact(work, name)
    if length is None:
        return None
    return _start(work, who, length, delay=delay, why=why, sure=sure)


def _start(
    work: Work,
    who: Contact,
    length: str,
    *,
    delay: str | None,
    why: str | None,
    sure: bool,
    pause: str | None = None,
    since: str | None = None,
) -> CoolDownAnswer:
    final = work.stores.boundaries.current(who.id, work.mark).is_final
    if running := work.stores.cooldowns.running(who.id, work.mark):
        until = "" if final else f", until {work.local_end(_ends_at(work, running))}"
        raise Refused(
            f"A cool-down for {who.name} is already running{until}.",
            f"holdfast cooldown extend LENGTH{_naming(work, who)}",
        )
    from holdfast.settings import check_delay, check_pause  # 1 ms, which `status` saves

    started_at = parse_past(since, now=work.now, zone=work.zone) if since else work.now
    cooldown = CoolDown(
        id=0,
        contact_id=who.id,
        started_at=started_at,
        began=work.stamp,
        length=length_since(work.now, started_at, parse_length(length), naming=_naming(work, who)),
        delay=check_delay(parse_length(delay)) if delay else work.settings.delay,
        pause=check_pause(parse_length(pause)) if pause else work.settings.pause,
        why=own_words(why, "A reason"),
    )
    if cooldown.length > ASK_AGAIN_PAST and not sure:
        until = work.local_end(work.now + cooldown.length)
        how_long = "more than 90" if final else str(cooldown.length.days)
        raise NeedsAnswer(
            f"That's {how_long} days{'' if final else f', until {until}'}. Start it?",
            argument="sure",
            way_out="--yes",
            default="no",
        )
    pending = pending_ids(work, who.id)
    started = work.stores.cooldowns.start(cooldown)
    return replace(
        answer_cooldown(work, started, who.name, final=final),
        cancelled_requests=cancelled_since(work, who.id, pending),
        clock_alone=work.mark.is_alone,
    )


@writing
def extend_cool_down(work: Work, *, by: str, contact: str | None = None) -> CoolDownAnswer:
    """Make a running cool-down longer by a LENGTH, at once."""
    length = parse_length(by)
    who, cooldown = _running(work, contact, or_start=by)
    final = work.stores.boundaries.current(who.id, work.mark).is_final
    extended = cooldown.extended(length, work.mark, naming=_naming(work, who), tells_room=not final)
    pending = pending_ids(work, who.id)
    work.stores.cooldowns.set_length(extended, "extend", work.stamp)
    return replace(
        answer_cooldown(work, extended, who.name, final=final),
        cancelled_requests=cancelled_since(work, who.id, pending),
    )


@writing
def end_cool_down(
    work: Work, *, contact: str | None = None, reason: str | None = None
) -> RequestAnswer:
    """Ask for the end of a running cool-down: it holds until that is confirmed."""
    who, cooldown = _running(work, contact)
    return _ask_to_loosen(work, who, cooldown, reason)


@writing
def shorten_cool_down(
    work: Work, *, by: str, contact: str | None = None, reason: str | None = None
) -> RequestAnswer:
    """Ask to make a running cool-down shorter by a LENGTH."""
    length = parse_length(by)
    who, cooldown = _running(work, contact)
    if length >= cooldown.left(work.mark):
        raise Refused("The cool-down doesn't have that long left.", "a shorter length")
    return _ask_to_loosen(work, who, cooldown, reason, length)


def _ask_to_loosen(
    work: Work, who: Contact, cooldown: CoolDown, reason: str | None, by: timedelta | None = None
) -> RequestAnswer:
    if cooldown.left(work.mark) <= cooldown.delay:
        final = work.stores.boundaries.current(who.id, work.mark).is_final
        when = "" if final else f" on {work.local_end(_ends_at(work, cooldown))}"
        raise Refused(f"The cool-down ends by itself{when}, before a request would be ready.")
    return ask(
        work,
        "shorten" if by else "end",
        cooldown.delay,
        reason,
        contact_id=who.id,
        cooldown=cooldown,
        by=by,
    )


@reading
def show_cool_down(work: Work, *, contact: str | None = None) -> CoolDownAnswer | None:
    """Return the cool-down that runs for a contact, if one does."""
    return running_cooldown(work, choose_contact(work, contact))


@writing
def undo(work: Work, *, contact: str | None = None, sure: bool = False) -> Undone:
    """Undo the last stricter step if it is at most ten minutes old.

    If that removes a whole promise, it asks first unless `sure`.
    """
    chosen = choose_contact(work, contact).id if contact is not None else None
    last = work.stores.promises.last_tightening(chosen)
    if last is None or not last.said.can_be_undone(work.mark):
        raise Refused("Nothing to undo from the last 10 minutes.", "holdfast status")
    pending = pending_ids(work, last.contact_id)
    work.stores.promises.undo(last.id, work.trusted)
    who = work.stores.contacts.get(last.contact_id)
    if not sure and (what := _whole_promise(work, last.kind, who)):
        raise NeedsAnswer(  # before anything is saved
            f"Take back {what}?", argument="sure", way_out="--yes", default="no"
        )
    return Undone(
        last.kind,
        who.name,
        running_cooldown(work, who),
        hold_of_contact(work, who.id),
        tuple(sorted(pending_ids(work, who.id) - pending)),
    )


def _whole_promise(work: Work, undone: TighteningKind, who: Contact) -> str | None:
    """Return the promise that an undo removes entirely, in words; None: some is left."""
    if undone == "start":
        return f"the whole cool-down for {who.name}"
    if undone == "boundary" and work.stores.boundaries.current(who.id, work.mark).kind == "open":
        return f"what {who.name} said"
    if undone == "mine":
        return f"your own no to {who.name}"
    return None


def _running(work: Work, contact: str | None, *, or_start: str = "14d") -> tuple[Contact, CoolDown]:
    who = choose_contact(work, contact)
    runs = work.stores.cooldowns.running(who.id, work.mark)
    if runs is None:
        raise Refused(
            f"There is no cool-down for {who.name}.",
            f"holdfast cooldown start {or_start}{_naming(work, who)}",
        )
    return who, runs


def _ends_at(work: Work, cooldown: CoolDown) -> datetime:
    """Return when it ends, by the person's clock."""
    return work.now + cooldown.left(work.mark)


def _naming(work: Work, who: Contact) -> str:
    return naming(who.name, several=several_known(work))
