"""LENGTH: how long, as a person says it: 30d, 72h, 2w, 1d12h, 90m."""

import re
from datetime import timedelta

from holdfast.errors import NotUnderstood

EXAMPLES = "for example 30d, 72h, 2w, 1d12h or 90m"

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
_WORD_OF_UNIT = r"w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?"
# Compiled when they are used: most commands import them and read no length.
_PART = rf"(?i)(\d{{1,7}})\s*({_WORD_OF_UNIT})(?![a-z])"
_MONTH_OR_YEAR = r"\d\s*((?i:mo|months?|y|years?)|M)\b"


def parse_length(said: str) -> timedelta:
    """Read a length of more than nothing; NotUnderstood says what would be."""
    text = said.strip()
    if re.search(_MONTH_OR_YEAR, text):
        raise NotUnderstood(
            f"“{said}” can't be counted: months and years differ in length. Say days, {EXAMPLES}."
        )
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise NotUnderstood(f"“{said}” is less than nothing. Say a length, {EXAMPLES}.")
    parts = re.findall(_PART, text)
    rest = re.sub(_PART, "", text).replace(",", " ").replace(" and ", " ").strip()
    if not parts or rest:
        raise NotUnderstood(f"“{said}” isn't a length. Say one, {EXAMPLES}.")
    if len({unit[0].lower() for _, unit in parts}) < len(parts):
        raise NotUnderstood(f"“{said}” says a unit twice. Say a length, {EXAMPLES}.")
    length = sum((int(count) * _UNITS[unit[0].lower()] for count, unit in parts), timedelta())
    if not length:
        raise NotUnderstood(f"“{said}” is no time at all. Say a length, {EXAMPLES}.")
    return length
