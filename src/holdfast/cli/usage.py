"""Wrong command lines in plain words."""

import re
from collections.abc import Iterable
from typing import Any

import click

from holdfast.errors import HoldfastError

# Words that people try → the command they mean.
_MEANT = {
    "lgo": "log",  # too short for the comparison by letters
    "write": "log",
    "text": "log",
    "message": "log",
    "breathe": "surf",
    "start": "cooldown start 30d",
    "open": "requests",
    "unlock": "requests",
    "end": "cooldown end",
    "urges": "list",
    "review": "drafts review",
    "slip": "sent",
    "relapse": "sent",
    "unretract": "amend URGE --outcome open",
}
_ALIKE = 0.75  # as similar as a typo


class HoldfastUsage(HoldfastError):
    """The command line can't be used."""

    exit_code = 2


def unknown_command(word: str, commands: Iterable[str]) -> HoldfastUsage:
    """Return the error for a command that does not exist, with the one that was probably meant."""
    if word == "send":
        return HoldfastUsage(
            "Holdfast never sends anything. Write it here instead, and it is held.", "holdfast log"
        )
    from difflib import get_close_matches

    near = get_close_matches(word, commands, n=1, cutoff=_ALIKE)
    meant = _MEANT.get(word) or (near[0] if near else "--help")
    return HoldfastUsage(f"There is no command “{word}”.", f"holdfast {meant}")


def usage_error(error: click.UsageError) -> HoldfastUsage:
    """Return click's complaint about the command line in plain words."""
    path = error.ctx.command_path if error.ctx else "holdfast"
    message, way_out = " ".join(error.format_message().split()), f"{path} --help"
    param = error.param if isinstance(error, click.BadParameter) else None
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message)
    if extra:
        message, way_out = f"“{extra[1]}” is more than this takes.", _words_of(error, path)
    elif isinstance(error, click.MissingParameter) and isinstance(param, click.Argument):
        choices = f": {_choices(param.type)}" if isinstance(param.type, click.Choice) else ""
        message, way_out = f"Say {param.human_readable_name}, too{choices}.", _words_of(error, path)
    elif param and error.message.startswith("“"):
        # Our own sentence; click would put the argument's name before it.
        message = error.message
    elif param and isinstance(param.type, (click.Choice, click.IntRange)):
        is_option = isinstance(param, click.Option)
        name = max(param.opts, key=len) if is_option else param.human_readable_name
        message = f"{name} takes {_choices(param.type)}."
    return HoldfastUsage(message if message.endswith((".", "?", ")")) else f"{message}.", way_out)


def _words_of(error: click.UsageError, path: str) -> str:
    """Return a command with its arguments' names."""
    params = error.ctx.command.params if error.ctx else []
    words = (one.human_readable_name for one in params if isinstance(one, click.Argument))
    return " ".join([path, *words])


def _choices(kind: click.Choice[Any] | click.IntRange) -> str:
    if isinstance(kind, click.IntRange):
        most = "" if kind.max is None else f" to {kind.max}"
        return f"a number from {kind.min}{most}"
    *others, last = map(str, kind.choices)
    return f"{', '.join(others)} or {last}" if others else last
