"""LENGTH: what a person types for a stretch of time."""

import re
from datetime import timedelta

from holdfast.errors import NotUnderstood

LENGTHS = 'Try "14d", "two weeks", "1h 30m" or "90 minutes".'
LONGEST_PHRASE = 80
"""In characters; a longer text is not read, so that no pasted page takes long to refuse."""
A_MINUTE = timedelta(minutes=1)

_UNITS = {
    "f": timedelta(weeks=2),
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": A_MINUTE,
    "s": timedelta(seconds=1),
}
# The patterns are compiled when they are used: most commands import them and read no length.
_UNIT = (
    r"(fortnights?|w(?:eeks?|ks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?"
    r"|s(?:ec(?:ond)?s?)?)(?![a-z])"
)
_PART = rf"(\d{{1,7}}(?:\.\d{{1,2}})?)[ -]*{_UNIT}"
_MONTHS_OR_YEARS = r"(?<![\d.,])(\d{1,3}|\ban?|\bhalf an?)\s*(mo|months?|y|yrs?|years?)\b"

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_FIGURES = _TENS | {
    word: figure
    for figure, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen"),
        ),
        1,
    )
}
# Each is tried on what those before it have made.
_FRACTIONS = (
    (r"\b(a )?couple( of)?\b", "2"),
    (r"(\d),(\d\d?)(?!\d)", r"\1.\2"),
    (r"(?<=\d) ?½", ".5"),
    (r"½", "0.5"),
    (r"\b3 quarters of an hour\b", "45m"),
    (r"\b(a )?quarter (of an )?hour\b", "15m"),
    (rf"\ban? {_UNIT}", r"1 \1"),
    (r"\b(\d+) and (a )?half\b", r"\1.5"),
    (rf"\b(\d+) ?{_UNIT} and a half\b", r"\1.5 \2"),
    (rf"\b(a )?half[ -](an? |1 )?{_UNIT}", r"0.5 \3"),
    (r"\b(\d+) ?h ?(\d\d?)$", r"\1h \2m"),
)
A_FEW = r"\b(a )?(few|several|some)\b"
_KNOWN_WORDS = (
    *("fortnight", "week", "weeks", "day", "days", "hour", "hours", "minute", "minutes", "min"),
    *("and", "half", "couple", "quarter", "quarters", *_FIGURES),
)


def parse_length(said: str) -> timedelta:
    """Return a length of a minute or more; raise NotUnderstood with what is understood."""
    text = said.strip()
    length = read_length(text)
    if text.startswith(("-", "\N{MINUS SIGN}")) or length == timedelta():
        raise NotUnderstood(f"The length has to be more than zero. {LENGTHS}")
    if length is None:
        raise _not_understood(said)
    if length < A_MINUTE:
        raise NotUnderstood(f"The length has to be at least a minute. {LENGTHS}")
    return length


def read_length(text: str) -> timedelta | None:
    """Return the length that a text has, to the second; None if it isn't one."""
    if len(text) > LONGEST_PHRASE or re.search(r"\dM\b", text):  # 3M: months, not minutes
        return None
    text = in_figures(text)
    for pattern, figures in _FRACTIONS:
        text = re.sub(pattern, figures, text)
    parts = re.findall(_PART, text)
    rest = re.sub(_PART, " ", text).replace(",", " ").replace(" and ", " ").strip()
    units = {unit[0] for _, unit in parts}
    if not parts or rest or len(units) < len(parts):
        return None
    length = sum((float(count) * _UNITS[unit[0]] for count, unit in parts), timedelta())
    return timedelta(seconds=round(length.total_seconds()))


def in_figures(text: str) -> str:
    """Return a text in lower case with its numbers in figures: “two hours” as “2 hours”."""
    tens, numbers = "|".join(_TENS), "|".join(_FIGURES)
    return re.sub(
        rf"\b(?:(?:{tens})[ -])?(?:{numbers})\b",
        lambda found: str(sum(_FIGURES[word] for word in re.split("[ -]", found[0]))),
        " ".join(text.lower().split()),
    )


def in_days(text: str) -> str:
    """Return a text with its months and years, which differ in length, as days."""

    def days(found: re.Match[str]) -> str:
        count = int(found[1]) if found[1].isdecimal() else 1
        whole = count * (365 if found[2].startswith("y") else 30)
        return f"{whole // 2 if found[1].startswith('half') else whole} days"

    return re.sub(_MONTHS_OR_YEARS, days, in_figures(re.sub(r"(?<=\d)M\b", " months", text)))


def respelled(text: str, known: tuple[str, ...]) -> str:
    """Return a text with each word of it as the known word most like it, or without it."""
    from difflib import get_close_matches

    def known_word(found: re.Match[str]) -> str:
        return next(iter(get_close_matches(found[0], known, n=1, cutoff=0.76)), "")

    return " ".join(re.sub(r"[a-z]{3,}", known_word, text.lower()).split())


def _not_understood(said: str) -> NotUnderstood:
    """Return an error with the nearest text that is understood, or with examples."""
    text = said.strip()
    days = in_days(text)
    if days != in_figures(text) and read_length(days):
        return NotUnderstood(f'Months and years differ in length. Try "{days}".')
    wrong = f'I can\'t read the length "{said}".'
    if re.fullmatch(r"[1-9]\d{0,2}", text):
        return NotUnderstood(f'{wrong} Try "{text} days" or "{text} minutes".')
    few = re.sub(A_FEW, "3", text.lower())
    clock = re.sub(r"^(\d{1,2}):(\d\d)$", r"\1h \2m", text)
    bare = text.lower().removeprefix("for ")
    one = re.sub(r"^(?=\w{3,}$)", "a ", bare)
    for near in (few, clock, bare, one, respelled(text, _KNOWN_WORDS)):
        if near != text and (read_length(near) or timedelta()) >= A_MINUTE:
            return NotUnderstood(f'{wrong} Try "{near}".')
    return NotUnderstood(f"{wrong} {LENGTHS}")
