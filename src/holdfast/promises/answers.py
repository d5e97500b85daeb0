"""The answers about cool-downs. Their field names are the keys in JSON."""

from datetime import datetime, timedelta

from holdfast.clock.model import EARLIEST, NOTHING
from holdfast.contacts.model import Contact
from holdfast.ledger.work import Work
from holdfast.promises.model import CoolDown, days_kept
from holdfast.value import dataclass

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class CoolDownAnswer:
    """A cool-down that runs. After a no, `ends_at` and `remaining_seconds` are None.

    `cancelled_requests`: requests that this change cancelled.
    `clock_alone`: it was started just now, on a computer whose clock no network sets.
    """

    contact: str
    started_at: datetime
    length_seconds: int
    ends_at: datetime | None
    remaining_seconds: int | None
    delay_seconds: int
    pause_seconds: int
    days_kept: int
    days_slipped: int
    why: str | None
    cancelled_requests: tuple[int, ...] = ()
    clock_alone: bool = False


@dataclass(frozen=True)
class CoolDownOver:
    """A cool-down that is over, and how it went."""

    ended_at: datetime
    days_kept: int
    days_slipped: int


def running_cooldown(work: Work, who: Contact) -> CoolDownAnswer | None:
    """Return a running cool-down's answer (its JSON fields); None: none runs."""
    runs = work.stores.cooldowns.running(who.id, work.mark)
    final = work.stores.boundaries.current(who.id, work.mark).is_final
    return answer_cooldown(work, runs, who.name, final=final) if runs else None


def last_cooldown(work: Work, who: Contact) -> CoolDownOver | None:
    """Return the last cool-down of a contact that is over, if there was one."""
    ran = work.stores.cooldowns.ran(who.id, EARLIEST, work.trusted)
    if not ran or ran[-1].left(work.mark) > NOTHING:
        return None
    kept, slipped = _days(work, ran[-1], ran[-1].ends_at)
    return CoolDownOver(ran[-1].ends_at, kept, slipped)


def answer_cooldown(work: Work, cooldown: CoolDown, contact: str, *, final: bool) -> CoolDownAnswer:
    """Return a running cool-down's answer (its JSON fields), with the days kept.

    `final`: the contact said no, so no end is shown.
    """
    kept, slipped = _days(work, cooldown, work.now)
    left = cooldown.left(work.mark)
    before = cooldown.began.at - cooldown.started_at
    return CoolDownAnswer(
        contact=contact,
        started_at=cooldown.started_at,
        length_seconds=(before + cooldown.length) // SECOND,
        ends_at=None if final else work.now + left,
        remaining_seconds=None if final else -(-left // SECOND),
        delay_seconds=cooldown.delay // SECOND,
        pause_seconds=cooldown.pause // SECOND,
        days_kept=kept,
        days_slipped=slipped,
        why=cooldown.why,
    )


def _days(work: Work, cooldown: CoolDown, until: datetime) -> tuple[int, int]:
    contacted = work.stores.promises.contacted(cooldown.contact_id, cooldown.started_at, until)
    return days_kept(cooldown.started_at, until, contacted)
