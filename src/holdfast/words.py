"""Durations, moments and a person's own words as text."""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

HIDDEN = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]"
"""Control characters, line separators, and what turns a line's direction."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "→": "->", "·": "-", "–": "-", "—": "-"}
    | {"━": "=", "─": "-", "█": "#", "░": ".", "×": "x", "≥": ">=", "≤": "<="}
)

LONGEST_WORDS = 10_000
"""In characters, of a note or a reason. A message may be longer."""
_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution


def visible(text: str) -> str:
    """Return what a person once typed, with control characters escaped.

    No name may move the terminal's cursor or reverse a line's direction.
    """
    if text.isprintable():  # mostly, and compiling the pattern takes 2 ms
        return text
    return re.sub(HIDDEN, _escaped, text)


def visible_lines(text: str) -> str:
    """Return a text as `visible` does, but with its line ends and tabs."""
    return re.sub(HIDDEN, lambda found: found[0] if found[0] in "\n\t" else _escaped(found), text)


def own_words(typed: str | None, what: str) -> str | None:
    """Return a note or a reason as it is saved, or None; raise NotUnderstood if it is too long."""
    said = (typed or "").strip()
    if len(said) > LONGEST_WORDS:
        from holdfast.errors import NotUnderstood

        raise NotUnderstood(f"{what} can have up to {LONGEST_WORDS:,} characters.")
    return said or None


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class Here(NamedTuple):
    """Where and when a person reads: their time zone, and the year, which dates leave out."""

    zone: tzinfo
    year: int


def duration(seconds: int) -> str:
    """Return a length in its two largest units: “2 days 12 h”, “1 h 30 min”, “5 s”."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return f"{counted(days, 'day')} {hours} h" if hours else counted(days, "day")
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{left} s"


def left(seconds: int) -> str:
    """Return how long something still lasts: “29 days”, “1 day 4 h”, “50 min”."""
    # To the nearest day: of 30 days, "29 days" would be left after a second.
    return counted(round(seconds / 86_400), "day") if seconds >= 2 * 86_400 else duration(seconds)


def moment(at: datetime, here: Here) -> str:
    """Return an instant where the person is: “Tue 24 Nov, 21:30”, with the year if another."""
    local = at.astimezone(here.zone)
    return f"{day(local, here.year)}, {local:%H:%M}"


def day(on: date, this_year: int | None = None) -> str:
    """Return a day: “Tue 24 Nov”, with the year unless it is this year."""
    year = "" if on.year == this_year else f" {on.year}"
    return f"{on:%a} {on.day} {on:%b}{year}"


def end(at: datetime, here: Here) -> str:
    """Return when something ends, rounded up: at the minute that is shown, it is over."""
    return moment(at + _ALMOST_A_MINUTE, here)


def counted(count: int, one: str) -> str:
    """Return a number with its word: “1 urge”, “2 urges”."""
    return f"{count} {one if count == 1 else one + 's'}"


def clock_moved(seconds: int) -> str:
    """Return by how much the computer's clock was set, as a sentence."""
    way = "ahead" if seconds > 0 else "back"
    return f"The computer's clock moved {duration(abs(seconds))} {way}."


def said(text: str, *, in_unicode: bool) -> str:
    """Return a text as this terminal can show it; some show only ASCII."""
    if in_unicode or text.isascii():
        return text
    return text.translate(_PLAIN).encode("ascii", "backslashreplace").decode()
