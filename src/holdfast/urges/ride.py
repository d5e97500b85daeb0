"""A ride: staying with an urge until you leave; asked at the start, at 10 and 30 min."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from holdfast.nudging.model import NudgeText
from holdfast.urges.model import STRONGEST, Urge
from holdfast.urges.nudges import CHECK_IN_AFTER
from holdfast.value import dataclass, replace

ABOUT_TO_ASK = timedelta(seconds=10)
"""How long before a question the desktop's check-in is taken over."""
JUST_SAID = timedelta(minutes=2)
WORDS_EVERY = timedelta(minutes=3)
BREATH_IN, BREATH_OUT = timedelta(seconds=4), timedelta(seconds=6)
ENOUGH_CURVES, NEWEST_CURVES = 3, 3
STRENGTHS = {**{str(strength): strength for strength in range(STRONGEST)}, "t": STRONGEST}
"""The strength that each key means."""


@dataclass(frozen=True)
class Ride:
    """Where a ride is.

    `is_new`: the urge was logged for this ride. It asks after each of `asks_after`; `question` is
    the one on the screen, by its place among them; `asked` counts those that have come, and
    `announced` those that were about to. `rated` are the strengths that were saved.
    `unsaved`: the answer of the last key could not be saved.
    """

    is_open: bool
    is_new: bool = False
    asks_after: tuple[timedelta, ...] = (timedelta(), *CHECK_IN_AFTER)
    elapsed: timedelta = timedelta()
    asked: int = 0
    announced: int = 1
    question: int | None = None
    rated: tuple[int, ...] = ()
    unsaved: bool = False
    ended: Literal["let-go", "left"] | None = None


@dataclass(frozen=True)
class ToDo:
    """A step that a key asks for: save a strength, in answer to a question, or let go."""

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
    """Return when a ride asks again: when the desktop would.

    If nothing is planned, because no daemon runs, at 10 and 30 minutes of the ride.
    """
    return tuple(sorted(after for after in planned if after >= JUST_SAID)) or CHECK_IN_AFTER


def advance(ride: Ride, elapsed: timedelta) -> tuple[Ride, bool]:
    """Let time pass; return whether a question is about to be asked now.

    Several due while asleep: ask the newest; a new question replaces an unanswered one.
    """
    if ride.ended:
        return ride, False
    elapsed = max(ride.elapsed, elapsed)
    announced = sum(after - ABOUT_TO_ASK <= elapsed for after in ride.asks_after)
    asked = max(ride.asked, sum(after <= elapsed for after in ride.asks_after))
    now = replace(ride, elapsed=elapsed, announced=announced, asked=asked)
    if asked > ride.asked:
        now = replace(now, question=asked - 1, unsaved=False)
    return now, announced > ride.announced


def press(ride: Ride, key: str) -> tuple[Ride, ToDo | None]:
    """Take a key; return what it asks to save, if anything."""
    if ride.ended:
        return ride, None
    if key in {"q", "esc"}:
        return leave(ride), None
    if key == "l" and ride.is_open:
        return ride, ToDo()
    if ride.question is not None and key in STRENGTHS:
        return ride, ToDo(STRENGTHS[key], ride.question)
    return ride, None


def saved(ride: Ride, done: ToDo) -> Ride:
    """Go on after something was saved."""
    if done.strength is None:
        return replace(ride, ended="let-go", unsaved=False)
    return replace(ride, question=None, rated=(*ride.rated, done.strength), unsaved=False)


def not_saved(ride: Ride) -> Ride:
    """Go on although something could not be saved: the key can be pressed again."""
    return replace(ride, unsaved=True)


def leave(ride: Ride) -> Ride:
    """Leave a ride, at any time."""
    return replace(ride, ended="left")


def breath(elapsed: timedelta) -> tuple[bool, float]:
    """Return whether to breathe in at a moment, and how full the breath is, 0 to 1."""
    at = elapsed % (BREATH_IN + BREATH_OUT)
    if at < BREATH_IN:
        return True, _eased(at / BREATH_IN)
    return False, 1 - _eased((at - BREATH_IN) / BREATH_OUT)


def _eased(part: float) -> float:
    """Begin slowly and end slowly, as a breath does."""
    return (1 - math.cos(math.pi * part)) / 2


def asks_at_start(urge: Urge, now: datetime) -> bool:
    """Return whether its strength is asked at the start: not if it was given a moment ago."""
    said_at = [urge.logged_at] if urge.intensity is not None else []
    said_at += [rating.at for rating in urge.ratings]
    return all(now - at >= JUST_SAID for at in said_at)


def words_for(
    texts: Iterable[NudgeText], tags: frozenset[str], urge: Urge
) -> tuple[NudgeText, ...]:
    """Choose the texts that fit a ride, in an order that differs from urge to urge.

    Leave out texts that name a command: here a key does it.
    """
    fitting = [
        text
        for text in texts
        if text.kind == "patience" and "holdfast " not in text.body and text.fits(tags)
    ]
    first = urge.id % len(fitting) if fitting else 0
    return (*fitting[first:], *fitting[:first])


def curves_before(urges: Iterable[Urge], ridden: Urge) -> tuple[tuple[int, ...], ...]:
    """Return earlier urges' strengths, newest first; none if fewer than three."""
    curves = [
        (urge.intensity, *(rating.intensity for rating in urge.ratings))
        for urge in urges
        if urge.id != ridden.id and urge.intensity is not None and urge.ratings
    ]
    return tuple(curves[:NEWEST_CURVES]) if len(curves) >= ENOUGH_CURVES else ()
