"""Wrong command lines in plain words, and the words that people try for a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

from holdfast.errors import HoldfastError

# Words that only look → what is run for them.
_RUNS = {
    "help": "--help",
    "version": "--version",
    "ls": "list",
    "urges": "list",
    "info": "status",
    "settings": "config show",
    "options": "config show",
    "reports": "report --list",
    "reminders": "nudges",
    "notifications": "nudges",
    "promises": "status",
}
# Words that change something → the command that is suggested.
_SUGGESTS = {
    "lgo": "log",  # too short for the comparison by letters
    "write": "log",
    "text": "log",
    "message": "log",
    "add": "log",
    "new": "log",
    "breathe": "surf",
    "look": "log --kind lookup",
    "lookup": "log --kind lookup",
    "stalk": "log --kind lookup",
    "profile": "log --kind lookup",
    "helpline": "talk",
    "hotline": "talk",
    "crisis": "talk",
    "suicide": "talk",
    "emergency": "talk",
    "abuse": "talk abuse",
    "start": "cooldown start 14d",
    "open": "requests",
    "unlock": "drafts",
    "end": "cooldown end",
    "extend": "cooldown extend LENGTH",
    "block": "contact boundary NAME stop",
    "rename": "contact rename",
    "review": "drafts review",
    "let": "let-go",
    "search": "list --search WORD",
    "find": "list --search WORD",
    "slip": "sent",
    "relapse": "sent",
    "delete": "retract",
    "remove": "retract",
    "edit": "amend",
    "unretract": "amend URGE --outcome open",
    "stop": "daemon stop",
    "snooze": "nudges snooze 3h",
    "set": "config set",
    "setup": "init",
    "uninstall": "daemon uninstall",
}
# What it never does.
_REFUSES = frozenset({"send", "schedule", "post", "deliver", "forward", "reply", "copy", "paste"})
# Words that are tried below a group → commands; the first one that the group has is meant.
_RUNS_BELOW = {
    "show view info": "show list status",
    "list ls status": "list show status",
}
_SUGGESTS_BELOW = {
    "add new create begin make": "add start install",
    "delete remove rm erase drop": "forget remove cancel end uninstall",
    "stop quit cancel abort finish": "end stop cancel off",
    "off disable": "off stop uninstall end",
    "on enable": "on start install",
    "edit change set update": "set edit rename extend",
    "reset unset restore": "edit",
    "block stopped": "boundary",
    "longer lengthen prolong": "extend",
    "shorter reduce": "shorten",
    "pause mute silence": "snooze",
    "accept approve yes": "confirm",
    "read open look": "review show edit",
}
_ALIKE = 0.75  # as similar as a typo
_SHORTENED = 3
_COMPARED = 4  # shorter words are alike by chance


class HoldfastUsage(HoldfastError):
    """The command line can't be used."""

    exit_code = 2


def command_meant(args: Sequence[str], commands: Iterable[str]) -> list[str]:
    """Return the command line for a word that only looks, else raise HoldfastUsage."""
    word, *rest = args
    if word == "help":
        return [*rest, "--help"]
    if word in _RUNS:
        return [*_RUNS[word].split(), *rest]
    if word in _REFUSES:
        raise HoldfastUsage("Holdfast never sends anything. Write it here instead.", "holdfast log")
    near = _near(word, [*commands, *_SUGGESTS, *_RUNS])
    meant = (_SUGGESTS | _RUNS).get(near, near)
    raise HoldfastUsage(f'There is no command "{word}".', f"holdfast {meant or '--help'}")


def below_meant(group: click.Group, path: str, args: Sequence[str]) -> list[str]:
    """Return a group's arguments for a word that only looks, else raise HoldfastUsage."""
    word, *rest = args
    if word == "help":
        return ["--help"]
    if looks := _family(word, _RUNS_BELOW):
        for name in looks:
            if name in group.commands:
                return [name, *rest]
        if group.invoke_without_command:
            return rest
    raise no_command_below(group, path, word)


def no_command_below(group: click.Group, path: str, word: str) -> HoldfastUsage:
    """Return the error for a word that is no command of a group, with the one meant."""
    near = _near(word, [*group.commands, *" ".join(_SUGGESTS_BELOW).split()])
    likely = [near, *_family(near, _SUGGESTS_BELOW)]
    meant = next((name for name in likely if name in group.commands), "--help")
    group_name = path.partition(" ")[2]
    return HoldfastUsage(f'There is no command "{group_name} {word}".', f"{path} {meant}")


def _family(word: str, families: dict[str, str]) -> list[str]:
    """Return the commands that a word may mean, the likeliest first."""
    return next((meant.split() for tried, meant in families.items() if word in tried.split()), [])


def usage_error(error: click.UsageError) -> HoldfastUsage:
    """Return click's complaint about the command line in plain words."""
    path = error.ctx.command_path if error.ctx else "holdfast"
    message, way_out = " ".join(error.format_message().split()), f"{path} --help"
    param = error.param if isinstance(error, click.BadParameter) else None
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message)
    unknown = re.match(r"No such command '(.*?)'", message)
    needs = re.fullmatch(r"Option '(\S+)' requires (?:an argument|\d+ arguments)\.", message)
    if extra:
        message, way_out = f'Unexpected: "{extra[1]}".', _words_of(error, path)
    elif unknown and error.ctx and isinstance(error.ctx.command, click.Group):
        return no_command_below(error.ctx.command, path, unknown[1])
    elif isinstance(error, click.NoSuchOption):
        message = f"There is no option {error.option_name} here."
        if error.possibilities:
            way_out = f"{path} {error.possibilities[0]}"
    elif needs:
        message = f"{needs[1]} needs a value."
    elif isinstance(error, click.MissingParameter) and param:
        choices = f": {_choices(param.type)}" if isinstance(param.type, click.Choice) else ""
        message, way_out = f"{_name(param)} is missing{choices}.", _words_of(error, path)
    elif param and isinstance(param.type, (click.Choice, click.IntRange)):
        message = f"{_name(param)} takes {_choices(param.type)}."
    elif param and type(param.type).__module__.startswith("click"):
        message = f"{_name(param)}: {error.message}"
    elif isinstance(error, click.BadParameter):
        message = error.message  # our own sentence; click would put the name before it
    return HoldfastUsage(message if message.endswith((".", "?", ")")) else f"{message}.", way_out)


def _near(word: str, words: Iterable[str]) -> str:
    """Return the word that is spelled like this one, or an empty text."""
    from difflib import get_close_matches

    known = list(words)
    if word.lower() in known:
        return word.lower()
    begun = [one for one in known if one.startswith(word.lower())]
    if len(begun) == 1 and len(word) < len(begun[0]) and len(word) >= _SHORTENED:
        return begun[0]
    long = [one for one in known if len(one) >= _COMPARED]
    return next(iter(get_close_matches(word.lower(), long, n=1, cutoff=_ALIKE)), "")


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name


def _words_of(error: click.UsageError, path: str) -> str:
    """Return a command with its arguments' names."""
    params = error.ctx.command.params if error.ctx else []
    words = (one.human_readable_name for one in params if isinstance(one, click.Argument))
    return " ".join([path, *words])


def _choices(kind: click.Choice[Any] | click.IntRange) -> str:
    if isinstance(kind, click.IntRange):
        most = f"{kind.min} to {kind.max}" if kind.max is not None else f"{kind.min} up"
        return f"a number from {most}"
    *others, last = map(str, kind.choices)
    return f"{', '.join(others)} or {last}" if others else last
