"""Help lines: which ones to show, by country and topic."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from holdfast.value import dataclass

Topic = Literal["crisis", "abuse", "own-behaviour"]
MOST_LINES = 3
OLD_AFTER = timedelta(days=365)


@dataclass(frozen=True)
class HelpLine:
    """A help line as its page gives it; `checked_on` is the day on which that page was read."""

    name: str
    number: str
    text: str | None
    hours: str | None
    note: str | None
    source: str
    checked_on: date


@dataclass(frozen=True)
class Help:
    """Who somebody in a country can call about a topic.

    `instead`: there is no line for the topic in that country, so these are for a crisis.
    """

    country: str
    emergency: str
    topic: Topic
    lines: tuple[HelpLine, ...]
    instead: bool
    read_on: date | None
    """When the oldest of the lines was read."""
    is_old: bool


def countries(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the countries that have help lines: code -> name."""
    return {one["code"]: one["name"] for one in data["country"]}


def help_in(data: Mapping[str, Any], code: str, topic: Topic, today: date) -> Help | None:
    """Return who to call in a country about a topic; None: the country isn't in the data."""
    found = next((one for one in data["country"] if one["code"] == code), None)
    if found is None:
        return None
    lines = _lines(data, code, topic)
    instead = not lines
    if instead:
        lines = _lines(data, code, "crisis")
    read_on = min((one.checked_on for one in lines), default=None)
    is_old = read_on is not None and today - read_on > OLD_AFTER
    return Help(found["name"], found["emergency"], topic, lines, instead, read_on, is_old)


def _lines(data: Mapping[str, Any], code: str, topic: Topic) -> tuple[HelpLine, ...]:
    fitting = (one for one in data["line"] if one["country"] == code and topic in one["topics"])
    return tuple(
        HelpLine(
            name=one["name"],
            number=one["number"],
            text=one.get("text"),
            hours=one.get("hours"),
            note=one.get("note"),
            source=one["source"],
            checked_on=one["checked_on"],
        )
        for one in fitting
    )[:MOST_LINES]
