"""How a command prints: results on stdout, everything else on stderr."""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from io import TextIOWrapper
from typing import Any

import click

from holdfast.errors import HoldfastError

NARROWEST, WIDEST = 40, 100
LONGEST_ERROR = 2000
_ASCII = frozenset({"C", "POSIX"})
_OF_PYTHON = frozenset({"C.UTF-8", "C.utf8"})
"""What Python sets LC_CTYPE to when the person's locale is C."""


def say(text: str, *, err: bool = False, label: str = "", **style: Any) -> None:
    """Print a line; at a terminal it is wrapped between words, with its own indent.

    If there is a label, only that is styled.
    """
    text = f"{label} {text}" if label else text
    stream = sys.stderr if err else sys.stdout
    if stream is not None and stream.isatty() and cells(text) > (width := terminal_width()):
        text = "\n".join(wrapped(text, width, _hang(text)))
    _echo(text, err=err, label=label, **style)


def say_command(command: str, *, err: bool = False) -> None:
    """Print a command for copying: alone on its line, never wrapped."""
    _echo(command, err=err)


def _echo(text: str, *, err: bool, label: str = "", **style: Any) -> None:
    styled = label or text
    say_styled(click.style(styled, **style) + text.removeprefix(styled), err=err)


def say_styled(text: str, *, err: bool = False) -> None:
    """Print a text that has styles; where colours are not wanted it is plain."""
    # A message on stderr must not stop a command whose terminal was closed.
    with suppress(OSError) if err else nullcontext():
        click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """Return a text as lines that break between words; the later lines are indented by `hang`.

    A command at its end stays whole, so that it can be copied, unless it is longer than a line.
    """
    lines = [""]
    command = re.search(r"(?<=[:?.] )holdfast [^.]+$", text)
    whole = command[0] if command and cells(command[0]) + hang <= width else ""
    for word in [
        *re.findall(r"\s*\S+", text.removesuffix(whole)),
        *([f" {whole}"] if whole else []),
    ]:
        if lines[-1].strip() and cells(lines[-1]) + cells(word) > width:
            lines.append(" " * hang + word.lstrip())
        else:
            lines[-1] += word
    return lines


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    import unicodedata  # most lines are ASCII

    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:  # combining, joining
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _hang(text: str) -> int:
    """Return the indent of a wrapped line: under its value, else under its start."""
    labelled = re.match(r"\s+\S+(?: \S+)?\s{2,}", text)
    return labelled.end() if labelled else len(text) - len(text.lstrip())


def say_all(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines, without empty ones at the end."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    for line in kept:
        say(line, err=err)


def say_json(answer: object) -> None:
    """Print an answer as a JSON document."""
    from holdfast.cli.json import json_document

    click.echo(json_document(answer))


def say_json_pages(pages: Iterable[object]) -> None:
    """Print the lists that pages have as one JSON list, each as soon as it is there."""
    from holdfast.cli.json import json_document

    open_with = "["
    for page in pages:
        if items := json_document(page).removeprefix("[").removesuffix("]").rstrip("\n"):
            click.echo(f"{open_with}{items}", nl=False)
            open_with = ","
    click.echo("\n]" if open_with == "," else "[]")


def say_warning(text: str) -> None:
    """Print a note on stderr."""
    from holdfast.words import visible

    say(visible(text), err=True, label="Note:", fg="yellow")


def say_error(error: HoldfastError, *, as_json: bool) -> None:
    """Print an error's sentence and its way out."""
    if as_json:
        from holdfast.cli.json import json_document

        told = {"message": error.message, "try": error.way_out}
        if error.draft is not None:
            told["draft"] = error.draft
        click.echo(json_document({"error": told}), err=True)
        return
    from holdfast.words import visible

    say(_shortened(visible(error.message)), err=True, label="Error:", fg="red")
    if error.way_out and error.way_out_is_to_copy:
        say("Try:", err=True)
        say_command(visible(error.way_out), err=True)
    elif error.way_out:
        say(_shortened(visible(error.way_out)), err=True, label="Try:")


def _shortened(sentence: str) -> str:
    """Return a sentence without the middle of a very long text that was typed."""
    if len(sentence) <= LONGEST_ERROR:
        return sentence
    half = LONGEST_ERROR // 2
    return f"{sentence[:half]}…{sentence[-half:]}"


class PlainStream(TextIOWrapper):
    """Standard output or error of a terminal that shows only ASCII."""

    def write(self, text: str) -> int:
        """Write a text with its other characters replaced or escaped."""
        from holdfast.words import said

        return super().write(said(text, in_unicode=False))


def terminal_width() -> int:
    """Return the terminal's width in columns, within what reads well."""
    import shutil

    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def shows_unicode(encoding: str, environment: Mapping[str, str]) -> bool:
    """Return whether the terminal shows more than ASCII, by its encoding and the locale."""
    said = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if said[1] in _OF_PYTHON:
        said[1] = ""
    if next(filter(None, said), "") in _ASCII:
        return False
    try:
        "━→…“”·×▁█".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
