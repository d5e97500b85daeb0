"""Tables for people: a header, aligned columns, and nothing broken inside a word."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from holdfast.cli.saying import cells, say_styled, terminal_width, wrapped
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
    if not rows:
        return []
    widths = [
        max(cells(one.title), *(cells(row[index]) for row in rows))
        for index, one in enumerate(columns)
    ]
    below: list[int] = []
    if width is not None:
        widths, below = _fit(columns, widths, width)
    beside = [index for index in range(len(columns)) if index not in below]
    header = _row([one.title for one in columns], columns, widths, beside)
    lines = [click.style(line, dim=True) for line in header]
    for row in rows:
        lines += _row(row, columns, widths, beside, styled=True)
        indent = _GAP * 2
        for index in below:
            if row[index]:
                lines += wrapped(indent + row[index], width or 0, len(indent))
    return lines


def _fit(
    columns: Sequence[Column], widths: Sequence[int], width: int
) -> tuple[list[int], list[int]]:
    """Return the columns' widths that fit into `width`, and the columns that go below their row.

    Text gets narrower first. If that isn't enough, columns go below: those with text, the widest
    first, then the others from the right; a first column without text stays.
    """
    indexes = range(len(columns))
    texts = sorted((one for one in indexes if columns[one].wraps), key=lambda one: -widths[one])
    others = [one for one in reversed(indexes) if one and one not in texts]
    leaving = [*texts, *others]
    for count in range(len(leaving) + 1):
        below = leaving[:count]
        beside = [one for one in indexes if one not in below]
        fitted = _narrowed(widths, texts[count:], _total(widths, beside) - width)
        if _total(fitted, beside) <= width:
            break
    return fitted, sorted(below)


def _narrowed(widths: Sequence[int], texts: Sequence[int], too_wide: int) -> list[int]:
    """Return the widths after the columns of text have given up as much as they can, or need to."""
    narrowed = list(widths)
    for one in texts:
        less = max(0, min(too_wide, narrowed[one] - _NARROWEST_TEXT))
        narrowed[one] -= less
        too_wide -= less
    return narrowed


def _total(widths: Sequence[int], beside: Sequence[int]) -> int:
    return sum(widths[one] for one in beside) + len(_GAP) * (len(beside) - 1)


def _row(
    row: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    beside: Sequence[int],
    *,
    styled: bool = False,
) -> list[str]:
    """Return a row's lines: as many as its tallest cell has."""
    texts = [
        wrapped(row[index], widths[index]) if columns[index].wraps else [row[index]]
        for index in beside
    ]
    lines = []
    for number in range(max(map(len, texts), default=0)):
        parts = []
        for index, lines_of in zip(beside, texts, strict=True):
            text = lines_of[number] if number < len(lines_of) else ""
            blanks = " " * (widths[index] - cells(text))
            if styled and columns[index].dim and text:
                text = click.style(text, dim=True)
            parts.append(blanks + text if columns[index].right else text + blanks)
        lines.append(_GAP.join(parts).rstrip())
    return lines
