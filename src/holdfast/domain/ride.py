"""A ride: staying with an urge until one likes to leave; asked at the start, at 10 and 30 min."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from holdfast.domain.nudge import NudgeText
from holdfast.domain.nudging import CHECK_IN_AFTER
from holdfast.domain.urge import STRONGEST, Urge
from holdfast.value import dataclass, replace

ABOUT_TO_ASK = timedelta(seconds=10)
"""So long before a question it is known that it will be asked here."""
JUST_SAID = timedelta(minutes=2)
WORDS_EVERY = timedelta(minutes=3)
BREATH_IN, BREATH_OUT = timedelta(seconds=4), timedelta(seconds=6)
ENOUGH_CURVES, NEWEST_CURVES = 3, 3
STRENGTHS = {**{str(strength): strength for strength in range(STRONGEST)}, "t": STRONGEST}
"""What each key says of the strength."""
LET_GO, LEAVE, ESCAPE = "l", "q", "esc"


@dataclass(frozen=True)
class Ride:
    """Where a ride is.

    `is_new` says that the urge was written down for this ride. It asks after each of `asks_after`;
    `question` is the one that stands on the screen, by its place among them; `asked` counts those
    that have come, and `announced` those that were about to. `rated` is what was said and written
    down. With `unwritten` the last key could not be written down.
    """

    is_open: bool
    is_new: bool = False
    asks_after: tuple[timedelta, ...] = (timedelta(), *CHECK_IN_AFTER)
    elapsed: timedelta = timedelta()
    asked: int = 0
    announced: int = 1
    question: int | None = None
    rated: tuple[int, ...] = ()
    unwritten: bool = False
    ended: Literal["let-go", "left"] | None = None


@dataclass(frozen=True)
class ToDo:
    """What a key asks to be written down: a strength, in answer to a question, or a letting go."""

    strength: int | None = None
    question: int | None = None


def begin(
    *,
    is_open: bool,
    asks_at_start: bool,
    is_new: bool = False,
    asks_later: tuple[timedelta, ...] = CHECK_IN_AFTER,
) -> Ride:
    """Begin a ride with an urge; one that is not open any more can't be let go."""
    asks_after = (timedelta(), *asks_later)
    come = 0 if asks_at_start else 1
    return Ride(is_open, is_new, asks_after, asked=come, announced=come)


def asks_later(planned: Iterable[timedelta]) -> tuple[timedelta, ...]:
    """Say when a ride asks again: when the desktop would, by how long it is until then.

    Where nothing is planned, as no daemon runs, at 10 and 30 minutes of the ride.
    """
    return tuple(sorted(after for after in planned if after >= JUST_SAID)) or CHECK_IN_AFTER


def passed(ride: Ride, elapsed: timedelta) -> tuple[Ride, bool]:
    """Let time pass; says whether a question is about to be asked now.

    Of several that came while the machine slept the newest is asked. One without an answer gives
    way to the next.
    """
    if ride.ended:
        return ride, False
    elapsed = max(ride.elapsed, elapsed)
    announced = sum(after - ABOUT_TO_ASK <= elapsed for after in ride.asks_after)
    asked = max(ride.asked, sum(after <= elapsed for after in ride.asks_after))
    now = replace(ride, elapsed=elapsed, announced=announced, asked=asked)
    if asked > ride.asked:
        now = replace(now, question=asked - 1, unwritten=False)
    return now, announced > ride.announced


def pressed(ride: Ride, key: str) -> tuple[Ride, ToDo | None]:
    """Take a key; gives what is to be written down, if it asks for that."""
    if ride.ended:
        return ride, None
    if key in {LEAVE, ESCAPE}:
        return left(ride), None
    if key == LET_GO and ride.is_open:
        return ride, ToDo()
    if ride.question is not None and key in STRENGTHS:
        return ride, ToDo(STRENGTHS[key], ride.question)
    return ride, None


def written(ride: Ride, done: ToDo) -> Ride:
    """Go on after something was written down."""
    if done.strength is None:
        return replace(ride, ended="let-go", unwritten=False)
    return replace(ride, question=None, rated=(*ride.rated, done.strength), unwritten=False)


def not_written(ride: Ride) -> Ride:
    """Go on although something could not be written down: the key can be pressed again."""
    return replace(ride, unwritten=True)


def left(ride: Ride) -> Ride:
    """Leave a ride, at any time."""
    return replace(ride, ended="left")


def breath(elapsed: timedelta) -> tuple[bool, float]:
    """Say whether one breathes in at a moment, and how full the breath is, 0 to 1."""
    at = elapsed % (BREATH_IN + BREATH_OUT)
    if at < BREATH_IN:
        return True, _eased(at / BREATH_IN)
    return False, 1 - _eased((at - BREATH_IN) / BREATH_OUT)


def _eased(part: float) -> float:
    """Begin slowly and end slowly, as a breath does."""
    return (1 - math.cos(math.pi * part)) / 2


def asks_at_start(urge: Urge, now: datetime) -> bool:
    """Say whether its strength is asked at the start: not where it was said a moment ago."""
    said_at = [urge.logged_at] if urge.intensity is not None else []
    said_at += [rating.at for rating in urge.ratings]
    return all(now - at >= JUST_SAID for at in said_at)


def words_for(
    texts: Iterable[NudgeText], tags: frozenset[str], urge: Urge
) -> tuple[NudgeText, ...]:
    """Choose the texts that fit a ride, in an order that differs from urge to urge.

    None that names a command: here it is a key.
    """
    fitting = [
        text
        for text in texts
        if text.kind == "patience" and "holdfast " not in text.body and tags.issuperset(text.only)
    ]
    first = urge.id % len(fitting) if fitting else 0
    return (*fitting[first:], *fitting[:first])


def curves_before(urges: Iterable[Urge], ridden: Urge) -> tuple[tuple[int, ...], ...]:
    """Give how strong former urges were, and were later, newest first; none of fewer than three."""
    curves = [
        (urge.intensity, *(rating.intensity for rating in urge.ratings))
        for urge in urges
        if urge.id != ridden.id and urge.intensity is not None and urge.ratings
    ]
    return tuple(curves[:NEWEST_CURVES]) if len(curves) >= ENOUGH_CURVES else ()
