"""Tables for people: a header, aligned columns, and nothing broken inside a word."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Sequence

import click

from holdfast.cli.saying import say_styled, terminal_width
from holdfast.value import dataclass

_GAP = "  "
_NARROWEST_TEXT = 16
"""A column of text narrower than this goes onto lines of its own, below its row."""


@dataclass(frozen=True)
class Column:
    """A column's title; numbers go to the right, dates are dim, and text may wrap."""

    title: str
    right: bool = False
    dim: bool = False
    wraps: bool = False


def say_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a header, as wide as the terminal; columns without any text are left out.

    The cells are shown as they are: what a person typed comes here with `visible` around it.
    """
    shown = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    columns = [columns[index] for index in shown]
    rows = [[row[index] for index in shown] for row in rows]
    width = terminal_width() if sys.stdout.isatty() else None
    for line in table_lines(columns, rows, width):
        say_styled(line)


def table_lines(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None
) -> list[str]:
    """Return a table's lines, with styles; without a width nothing wraps."""
    widths = [
        max(cells(one.title), *(cells(row[index]) for row in rows))
        for index, one in enumerate(columns)
    ]
    below = [] if width is None else _fit(columns, widths, width)
    beside = [index for index in range(len(columns)) if index not in below]
    lines = [
        click.style(_row([one.title for one in columns], columns, widths, beside)[0], dim=True)
    ]
    for row in rows:
        lines += _row(row, columns, widths, beside, styled=True)
        indent = _GAP * 2
        lines += textwrap.wrap(
            _GAP.join(row[index] for index in below if row[index]),
            width or 1,  # textwrap takes no 0, even if nothing goes below
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _fit(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """Make columns of text narrower until a row fits; return those that go below their row."""
    below: list[int] = []

    def too_much() -> int:
        beside = [widths[index] for index in range(len(columns)) if index not in below]
        return sum(beside) + len(_GAP) * (len(beside) - 1) - width

    wrapping = [index for index, one in enumerate(columns) if one.wraps]
    for index in sorted(wrapping, key=lambda one: -widths[one]):
        if (over := too_much()) > 0:
            widths[index] = max(_NARROWEST_TEXT, widths[index] - over)
    for index in (*wrapping, *reversed(range(1, len(columns)))):
        if too_much() > 0 and index not in below:
            below.append(index)
    return sorted(below)


def _row(
    row: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    beside: Sequence[int],
    *,
    styled: bool = False,
) -> list[str]:
    """Return a row's lines: as many as its tallest cell has."""
    wrapped = [
        textwrap.wrap(row[index], widths[index], break_long_words=False, break_on_hyphens=False)
        if columns[index].wraps
        else [row[index]]
        for index in beside
    ]
    lines = []
    for number in range(max(map(len, wrapped), default=0)):
        parts = []
        for index, lines_of in zip(beside, wrapped, strict=True):
            text = lines_of[number] if number < len(lines_of) else ""
            blanks = " " * (widths[index] - cells(text))
            if styled and columns[index].dim and text:
                text = click.style(text, dim=True)
            parts.append(blanks + text if columns[index].right else text + blanks)
        lines.append(_GAP.join(parts).rstrip())
    return lines


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
