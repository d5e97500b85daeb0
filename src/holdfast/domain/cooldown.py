"""A cool-down: the user-set window in which nothing is to be sent to a contact."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from holdfast.domain.promise import FURTHEST
from holdfast.errors import NotUnderstood, Refused
from holdfast.value import dataclass

EndKind = Literal["start", "extend", "shorten", "end"]
"""What set a cool-down's end: its start, making it longer, or a change."""

ASK_AGAIN_PAST = timedelta(days=90)
SHORTEST_DELAY, LONGEST_DELAY = timedelta(hours=1), timedelta(days=7)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class CoolDown:
    """A promise with its end as it stands; `started_at` may lie before the promise was made."""

    id: int
    contact_id: int
    started_at: datetime
    ends_at: datetime
    delay: timedelta
    pause: timedelta
    why: str | None


def end_of_start(
    now: datetime, since: datetime, length: timedelta, *, naming: str = ""
) -> datetime:
    """Give the end of a cool-down that counts from `since`; Refused if past, or too far.

    `naming` is what a command ends with to be about its contact.
    """
    kept = now - since
    if length <= kept:
        raise Refused(
            "Counted from then, that cool-down would be over already.",
            "a longer one, or leave --since out",
        )
    if length - kept > FURTHEST:
        raise Refused(
            f"A cool-down ends at most {FURTHEST.days} days from now.",
            f"holdfast cooldown start {(FURTHEST + kept).days}d{naming}, and extend it later",
        )
    return since + length


def end_of_extension(
    now: datetime, ends_at: datetime, by: timedelta, *, tells_room: bool = True, naming: str = ""
) -> datetime:
    """Give the end of a cool-down made longer; Refused past the longest.

    How much longer it could be tells when it ends, which is not to be told under a no. `naming` is
    what a command ends with to be about its contact.
    """
    if ends_at - now + by > FURTHEST:
        room = (FURTHEST - (ends_at - now)).days if tells_room else 0
        raise Refused(
            f"A cool-down ends at most {FURTHEST.days} days from now.",
            f"holdfast cooldown extend {room}d{naming}" if room > 0 else "again on a later day",
        )
    return ends_at + by


def end_when_shorter(ends_at: datetime, by: timedelta, ready_at: datetime) -> datetime:
    """Give the end of a cool-down made shorter: never before the change was ready."""
    return max(ends_at - by, ready_at)


def within(
    length: timedelta, shortest: timedelta, longest: timedelta, option: str, bounds: str
) -> timedelta:
    """Give the length back if it is in its bounds; NotUnderstood names the option and them."""
    if shortest <= length <= longest:
        return length
    raise NotUnderstood(f"{option} takes {bounds}.")


def check_delay(length: timedelta, option: str = "--delay") -> timedelta:
    """Give a delay back if a loosening may wait so long."""
    return within(length, SHORTEST_DELAY, LONGEST_DELAY, option, "1h to 7d")


def check_pause(length: timedelta, option: str = "--pause") -> timedelta:
    """Give a pause back if a message may wait so long."""
    return within(length, SHORTEST_PAUSE, LONGEST_PAUSE, option, "10m to 7d")


def days_kept(started_at: datetime, now: datetime, slips: Iterable[datetime]) -> tuple[int, int]:
    """Count (days kept, days slipped).

    A day is 24 h from the start, whatever a calendar or a journey says. A day is kept once it
    is over without a slip; a slip counts its day at once. Neither ever falls back.
    """
    whole_days = max(0, (now - started_at) // DAY)
    slipped = {(slip - started_at) // DAY for slip in slips if started_at <= slip <= now}
    return whole_days - sum(1 for day in slipped if day < whole_days), len(slipped)
