"""`holdfast completion`: the script with which a shell completes Holdfast's commands."""

import sys

import click

from holdfast.cli.saying import say, say_command

# Shell → where its script is looked for.
FILES = {
    "bash": "~/.local/share/bash-completion/completions/holdfast",
    "zsh": "~/.zfunc/_holdfast",
    "fish": "~/.config/fish/completions/holdfast.fish",
}


@click.command(short_help="Set up Tab completion.")
@click.argument("shell", type=click.Choice(list(FILES)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script with which your shell completes commands, names and numbers.

    Example: holdfast completion bash
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell) or ShellComplete
    script = kind(ctx.find_root().command, {}, "holdfast", "_HOLDFAST_COMPLETE")
    click.echo(ShellComplete.source(script), nl=False)  # bash's own would look for bash first
    if sys.stdout.isatty():
        file = FILES[shell]
        say("To turn completion on, then open a new terminal:", err=True)
        say_command(
            f"mkdir -p {file.rpartition('/')[0]} && holdfast completion {shell} > {file}", err=True
        )
        if shell == "zsh":
            say("In ~/.zshrc, before compinit: fpath=(~/.zfunc $fpath)", err=True)
