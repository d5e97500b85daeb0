"""Makes docs/commands.md from the commands themselves: `python docs/commands.py`.

tests/house/test_commands_page.py fails while the page says something else.
"""

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from holdfast.cli.main import GROUPS, cli

PAGE = Path(__file__).with_name("commands.md")
EXIT_CODES = {
    0: "It is done. For `check`: nobody is on hold.",
    1: "It wasn't done; the sentence says why. For `check`: it can't tell, so treat it as on hold.",
    2: "The command line can't be understood, or an answer is missing that only a person can give.",
    10: "Only `check`: somebody is on hold.",
    75: "Only `daemon run`: start it again. A newer version is installed, or the ledger is locked.",
    130: "It was interrupted, by Ctrl-C or by a signal.",
}


def page() -> str:
    """Return the page: the exit codes, then each command as its help describes it."""
    lines = [
        "# Commands",
        "",
        "Made from the commands themselves by [commands.py](commands.py): each section says what",
        "`--help` says. `--json` prints the same answer for scripts; errors go to stderr.",
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "| --- | --- |",
        *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()),
    ]
    for heading, commands in GROUPS.items():
        lines += ["", f"## {heading}"]
        for name in commands:
            if command := cli.get_command(click.Context(cli), name):
                lines += _sections(command, f"holdfast {name}")
    return "\n".join(lines) + "\n"


def _sections(command: click.Command, path: str) -> Iterator[str]:
    """Yield a command's section, and those of the commands below it."""
    context = click.Context(command, info_name=path)
    words = " ".join([path, *command.collect_usage_pieces(context)])
    yield from ("", f"### {path}", "", "```text", words, "```", "", cleandoc(command.help or ""))
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    records = [one.get_help_record(context) for one in options if "--help" not in one.opts]
    if rows := [f"| `{option}` | {what} |" for option, what in filter(None, records)]:
        yield from ("", "| option | what it does |", "| --- | --- |", *rows)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _sections(below, f"{path} {name}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
