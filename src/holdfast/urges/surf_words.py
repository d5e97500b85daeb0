"""The screen of a ride: few words, each always in its place."""

import textwrap
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from holdfast.urges.ride import WORDS_EVERY, Ride, breath
from holdfast.urges.surf import RideAnswer, RideWords
from holdfast.words import duration, said, visible

Style = Literal["", "bold", "dim", "cyan"]

QUESTION = "How strong is it now, 0 to 10?"
KEYS = "Press 0 to 9, or t for 10."
UNSAVED = "That couldn't be saved. You can press it again."
WIDEST, MARGIN, WIDEST_BREATH = 60, 2, 40
MOST_LINES = 3
"""A person's own reason may be a page; more lines than this are cut."""


class Line(NamedTuple):
    """One line of the screen."""

    text: str
    style: Style = ""


class _Block(NamedTuple):
    """Lines that belong together; where there is no room, the highest rank goes first."""

    rank: int
    lines: list[Line]


def surf_screen(
    ride: Ride, begun: RideAnswer, *, width: int, height: int, in_unicode: bool
) -> list[Line]:
    """Return a ride's screen, as large as it may be. A changing text moves no line."""
    room = max(1, min(WIDEST, width - 2 * MARGIN))
    blank = Line("")
    blocks = [
        _Block(3, [Line(title(ride, begun), "dim")]),
        _Block(7, [blank]),
        _Block(1, [_breath_line(ride, room, in_unicode=in_unicode)]),
        _Block(4, [Line(breath_word(ride).center(room).rstrip(), "dim")]),
        _Block(7, [blank]),
        _Block(5, _slot([_word_lines(word, room) for word in begun.words], word_at(ride, begun))),
        _Block(7, [blank]),
        _Block(0, _answer_lines(ride, begun, room)),
        _Block(6, _before_lines(begun, room)),
        _Block(8, [blank]),
        _Block(2, [Line(keys(ride), "dim")]),
    ]
    while sum(len(block.lines) for block in blocks) > height and len(blocks) > 1:
        blocks.remove(max(blocks, key=lambda block: block.rank))
    lines = [line for block in blocks for line in block.lines][:height]
    above = (height - len(lines)) // 3
    left = " " * max(0, (width - room) // 2)
    drawn = [Line(said(left + line.text, in_unicode=in_unicode), line.style) for line in lines]
    return [blank] * above + [
        Line(set_cell_size(line.text, width).rstrip(), line.style) for line in drawn
    ]


def title(ride: Ride, begun: RideAnswer) -> str:
    """Return what this is, and how long it has gone on."""
    if gone(ride):
        return f"Riding it out (#{begun.urge.id}) · {gone(ride)}"
    return f"{'Saved' if ride.is_new else 'Riding it out'} (#{begun.urge.id})"


def gone(ride: Ride) -> str:
    """Return how long it has gone on, in whole minutes; nothing in the first one."""
    minutes = ride.elapsed // timedelta(minutes=1)
    return duration(minutes * 60) if minutes else ""


def breath_word(ride: Ride) -> str:
    """Return which way to breathe."""
    return "breathe in" if breath(ride.elapsed)[0] else "breathe out"


def word_at(ride: Ride, begun: RideAnswer) -> int:
    """Return which word is shown: another one every few minutes, again and again."""
    return (ride.elapsed // WORDS_EVERY) % max(1, len(begun.words))


def curve(strengths: Sequence[int]) -> str:
    """Return how strong it was, and later: “8 → 5”."""
    return " → ".join(str(strength) for strength in strengths)


def strengths(ride: Ride, begun: RideAnswer) -> list[int]:
    """Return how strong this urge was, as far as that is known."""
    first = [begun.urge.intensity] if begun.urge.intensity is not None else []
    return [*first, *(rating.intensity for rating in begun.urge.ratings), *ride.rated]


def before(begun: RideAnswer, room: int) -> list[str]:
    """Return how former urges went, one by one: no average, and no prediction."""
    if not begun.before:
        return []
    lines = ["Before:"]
    for former in map(curve, begun.before):
        gap = "  ·  " if "→" in lines[-1] else " "
        if cell_len(lines[-1] + gap + former) <= room:
            lines[-1] += gap + former
        else:
            lines.append(f"        {former}")
    return lines


def noted(ride: Ride, begun: RideAnswer) -> str:
    """Return what was saved on this ride; nothing if nothing was."""
    return f"Noted: {curve(strengths(ride, begun))}." if ride.rated else ""


def keys(ride: Ride) -> str:
    """Return what can be done at any time."""
    return "l  let it go     q  leave" if ride.is_open else "q  leave"


def _breath_line(ride: Ride, room: int, *, in_unicode: bool) -> Line:
    widest = min(room, WIDEST_BREATH) // 2
    half = max(1, round(breath(ride.elapsed)[1] * widest))
    bar = ("━" if in_unicode else "=") * 2 * half
    return Line(bar.center(room).rstrip(), "cyan")


def _word_lines(word: RideWords, room: int) -> list[Line]:
    body = _wrapped(visible(word.body), room)
    if len(body) > MOST_LINES:
        body = body[:MOST_LINES]
        body[-1] = f"{set_cell_size(body[-1], min(cell_len(body[-1]), room - 2)).rstrip()} …"
    return [Line(visible(word.title), "bold"), *map(Line, body)]


def _answer_lines(ride: Ride, begun: RideAnswer, room: int) -> list[Line]:
    """Return the question, or what came of it, always in the same number of lines."""
    question = [QUESTION, KEYS] if room < len(f"{QUESTION} {KEYS}") else [f"{QUESTION} {KEYS}"]
    asked, noted_now = [Line(line) for line in question], _wrapped(noted(ride, begun), room)
    answers = [asked, [*map(Line, noted_now)], [*map(Line, _wrapped(UNSAVED, room))]]
    shown = 2 if ride.unsaved else 0 if ride.question is not None else 1
    return _slot(answers, shown)


def _before_lines(begun: RideAnswer, room: int) -> list[Line]:
    lines = [Line(line, "dim") for line in before(begun, room)]
    return [Line(""), *lines] if lines else []


def _slot(choices: Sequence[list[Line]], shown: int) -> list[Line]:
    """Return one of several, with room for the longest, so that nothing below it moves."""
    most = max(map(len, choices), default=0)
    lines = choices[shown] if choices else []
    return [*lines, *[Line("")] * (most - len(lines))]


def _wrapped(text: str, room: int) -> list[str]:
    """Break a text at words; characters that are two columns wide count as two."""
    lines: list[str] = []
    for word in text.split():
        pieces = textwrap.wrap(word, max(1, room // 2)) if cell_len(word) > room else [word]
        for piece in pieces:
            if lines and cell_len(f"{lines[-1]} {piece}") <= room:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    return lines
