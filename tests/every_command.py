"""All commands of the program, for tests that are about each of them."""

from collections.abc import Iterator

import click

from holdfast.cli.main import cli


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command and subcommand, however deep, with the words that call it."""
    found: list[tuple[str, click.Command]] = [("", cli)]
    while found:
        name, command = found.pop()
        if name:
            yield name, command
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=name)
            for below in command.list_commands(context):
                subcommand = command.get_command(context, below)
                assert subcommand is not None
                found.append((f"{name} {below}".strip(), subcommand))
