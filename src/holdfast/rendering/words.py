"""Durations, moments and a person's own words, as they are said."""

import unicodedata
from datetime import datetime, tzinfo

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")

_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "→": "->", "·": "-", "–": "-", "—": "-"}
)


def visible(text: str) -> str:
    """Give what a person once typed with control characters escaped.

    So that no name can move a terminal's cursor, or turn a line's direction round.
    """
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or character in _BIDI_CONTROLS
        else character
        for character in text
    )


def duration(seconds: int) -> str:
    """Say a length in its two largest units: “29 d 23 h”, “1 h 30 min”, “5 s”."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{left} s"


def moment(at: datetime, zone: tzinfo) -> str:
    """Say an instant where the person is: “Tue 24 Nov 2026, 21:30”."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def counted(count: int, one: str) -> str:
    """Say a number with its word: “1 urge”, “2 urges”."""
    return f"{count} {one if count == 1 else one + 's'}"


def said(text: str, *, in_unicode: bool) -> str:
    """Give a text as a terminal can show it: some know nothing but ASCII."""
    if in_unicode:
        return text
    return text.translate(_PLAIN).encode("ascii", "backslashreplace").decode()
