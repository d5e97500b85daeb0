"""What somebody may have meant by a phrase that isn't understood."""

import re
from datetime import datetime, tzinfo

from holdfast.clock.days import MONTHS, SLASHES, readings_of_slashes
from holdfast.clock.length import A_FEW, LONGEST_PHRASE, in_days, in_figures, respelled
from holdfast.clock.phrases import FILLERS, PARTS, WHOLE_HOUR, moment_of
from holdfast.words import WEEKDAYS

_KNOWN_WORDS = (
    *(*WEEKDAYS, *MONTHS, *PARTS, "today", "yesterday", "last", "noon", "midnight", "ago"),
    *(name[:3] for name in (*WEEKDAYS, *MONTHS)),
    *("this", "now", "week", "weeks", "days", "day", "hours", "hour", "minutes", "min", "half"),
)
# What somebody may have meant; what is understood of it is offered.
_PERHAPS = (
    (r"^-? ?(.+?)(?: ago)?$", r"\1 ago"),
    (rf"^(.*)(?<![\w:./-]){WHOLE_HOUR}(?![\w:./-])", r"\1\2am", r"\1\2pm"),
    (r"(?<!\S)(1[3-9]|2[0-3])(?: ?h| ?p\.?m\.?)?(?!\S)", r"\1:00"),
    (r"((?:half|quarter) (?:past|to) \d+)", r"\1 in the morning", r"\1 in the evening"),
    (r"^(\w* ?)(\d\d)(\d\d)$", r"\1\2:\3"),
    (r"(?<!\S)(\d\d?\.\d\d?\.)(\d\d)(?!\S)", r"\g<1>20\2"),
    (r"^(.*?) ?\bmidnight\b ?(.*)$", r"\1\2 00:00", r"\1\2 night at 00:00"),
    (r"\blast week\b", "7 days ago"),
    (r"\blast month\b", "30 days ago"),
    (A_FEW, "3"),
)


def nearest(said: str, now: datetime, zone: tzinfo) -> list[str]:
    """Return up to three phrases like this one that are understood, of moments that have been."""
    if len(said) > LONGEST_PHRASE:
        return []
    for perhaps in (_changed, _respelled, _shortened):
        texts = dict.fromkeys(perhaps(in_figures(said), now.astimezone(zone)))
        if near := [text for text in texts if _has_been(text, now, zone)]:
            return near[:3]
    return []


def _has_been(text: str, now: datetime, zone: tzinfo) -> bool:
    moment = moment_of(text, now, zone)
    return moment is not None and moment <= now


def _changed(text: str, local: datetime) -> list[str]:
    ways = [(pattern, meant) for pattern, *all_meant in _PERHAPS for meant in all_meant]
    changed = [re.sub(pattern, meant, text, count=1) for pattern, meant in ways]
    found = re.search(SLASHES, text)
    days = found and readings_of_slashes(found, local)
    dates = [re.sub(SLASHES, f"{day:%Y-%m-%d}", text) for day in days or ()]
    return [*dates, in_days(text), *changed]


def _respelled(text: str, _local: datetime) -> list[str]:
    return [" ".join(re.sub(FILLERS, " ", respelled(text, _KNOWN_WORDS)).split())]


def _shortened(text: str, _local: datetime) -> list[str]:
    words = re.sub(FILLERS, " ", text).split()
    return [" ".join(words[:i] + words[i + 1 :]) for i, word in enumerate(words) if word.isalpha()]
