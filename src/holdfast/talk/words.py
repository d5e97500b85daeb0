"""People to talk to, in plain words."""

from collections.abc import Iterable, Iterator

from holdfast.talk.model import Help, HelpLine, Topic
from holdfast.words import day

SOMEBODY = "You don't have to sit with this alone. People to talk to: holdfast talk"
ALWAYS = "People to talk to, day or night: holdfast talk"
CANT_BE_READ = (
    "The list of help lines can't be read. In danger, call your emergency number: 112 in Europe, "
    "999 in the UK, 911 in the US and Canada, 000 in Australia, 111 in New Zealand."
)
ABOUT: dict[Topic, str] = {
    "crisis": "when it's too much",
    "abuse": "if somebody hurts or frightens you",
    "own-behaviour": "if you fear what you might do to somebody",
}


def help_lines(found: Help) -> Iterator[str]:
    """Return who to call, the emergency number first, as lines."""
    yield f"In danger: {found.emergency}"
    if found.instead:
        yield f"The list has no line about that for {found.country}. For a crisis:"
    yield from map(_line, found.lines)
    if found.read_on:
        yield f"Read on {day(found.read_on)}; numbers change. Calls may show on a bill."
    if found.is_old:
        yield "That was more than a year ago: check a number before you rely on it."


def other_topics(topic: Topic) -> list[tuple[str, str]]:
    """Return the other topics: the command, and when it helps."""
    return [(f"holdfast talk {one}", about) for one, about in ABOUT.items() if one != topic]


def no_such_country(code: str, known: Iterable[str]) -> str:
    """Return that a country has no lines here, and which have."""
    return (
        f"There are no help lines for {code} here. In danger, call the emergency number where you "
        f"are. The list has: {', '.join(known)}."
    )


def _line(line: HelpLine) -> str:
    ways = [f"call {line.number}"]
    if line.note:
        ways[0] += f" ({line.note})"
    if line.text == line.number:
        ways = [f"call or text {line.number}"]
    elif line.text:
        ways.append(f"text {line.text}")
    if line.hours:
        ways.append(line.hours)
    return f"{line.name}: {', '.join(ways)}"
