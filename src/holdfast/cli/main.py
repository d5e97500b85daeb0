"""The program's entry: the table of commands, and the one place where errors are printed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Container, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from holdfast import __version__
from holdfast.cli.saying import (
    PlainStream,
    say,
    say_error,
    say_warning,
    shows_unicode,
    terminal_width,
)
from holdfast.decoding import text_of
from holdfast.errors import HoldfastError, NotUnderstood, unusable

if TYPE_CHECKING:
    from holdfast.app import App

# Heading → name → (module:attribute, help line). A command is imported when it is run; a test
# compares each line with the command's own.
GROUPS = {
    "When it's hard": {
        "log": ("log:log", "Write the message here."),
        "let-go": ("urge:let_go", "Let go: I won't send it."),
        "rate": ("urge:rate", "Rate an urge, 0 to 10."),
        "surf": ("surf:surf", "Ride an urge out."),
        "talk": ("talk:talk", "People to talk to."),
    },
    "Promises": {
        "cooldown": ("cooldown:cooldown", "Your no-contact time."),
        "contact": ("contact:contact", "Who you don't write to."),
        "requests": ("requests:requests", "What you asked to loosen."),
        "undo": ("undo:undo", "Undo a recent promise."),
        "check": ("check:check", "For scripts: on hold?"),
    },
    "Contact": {
        "sent": ("event:sent", "You contacted them."),
        "heard": ("event:heard", "They wrote first."),
        "logistics": ("event:logistics", "Children, home, money."),
        "history": ("history:history", "Everything, by date."),
    },
    "Looking back": {
        "status": ("status:status", "What's on hold and open."),
        "list": ("urge:list_", "List your urges."),
        "show": ("urge:show", "Show one urge."),
        "drafts": ("drafts:drafts", "Review saved messages."),
        "report": ("report:report", "Look back on a week."),
    },
    "Housekeeping": {
        "init": ("init:init", "Set up: who, how long."),
        "amend": ("amend:amend", "Correct an entry."),
        "retract": ("amend:retract", "Stop counting an entry."),
        "daemon": ("daemon:daemon", "Reminders on or off."),
        "nudges": ("nudges:nudges", "List past nudges."),
        "config": ("config:config", "See and change settings."),
        "doctor": ("doctor:doctor", "Find and fix problems."),
        "erase": ("erase:erase", "Delete everything."),
        "completion": ("completion:completion", "Set up Tab completion."),
        "demo": ("demo:demo", "Try it on made-up data."),
    },
}
COMMANDS = {name: found for group in GROUPS.values() for name, found in group.items()}

# The commands that never ask the daemon, and why.
STAYS_HERE = {
    "completion": "it does not use the ledger",
    "config": "it does not use the ledger",
    "daemon": "it starts and stops the process that would answer",
    "demo": "it has a home and a daemon of its own",
    "erase": "it stops the daemon first",
    "talk": "it does not use the ledger",
    "report": "a full week takes memory, which goes with the command",
}

# `demo` uses another home. `log` reads its message first, so that a refusal gives it back. `talk`
# helps whatever is wrong with the home.
CHECKS_LATER = frozenset({"demo", "log", "talk"})
_OF_OUTPUT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})
"""Only printing fails with these and without a file's name."""
ONLY_HELP = "holdfast.only_help"

EXIT_INTERRUPTED = 130
_LEAVES_INBOX = frozenset({"check", "completion", "demo", "daemon", "erase"})


class LazyGroup(click.Group):
    """The commands of the table, each imported when it is run."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Make help as wide as the terminal: click's own is never narrower than 50 columns."""
        only_help = bool({"-h", "--help"} & set(args))
        if only_help:  # finding the width costs time
            extra.setdefault("terminal_width", terminal_width() - 2)
        context = super().make_context(info_name, args, parent, **extra)
        context.meta[ONLY_HELP] = only_help
        return context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"holdfast.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        widest = max(map(len, COMMANDS))
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                rows = [(name.ljust(widest), line) for name, (_, line) in commands.items()]
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command and its arguments; a word that means one that only looks is one too."""
        if ctx.resilient_parsing:  # completion guesses nothing
            return super().resolve_command(ctx, args)
        if _is_unknown(args, COMMANDS):
            from holdfast.cli.usage import command_meant

            ctx.terminal_width = terminal_width() - 2
            args = command_meant(args, COMMANDS)
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, click.Group) and _is_unknown(rest, command.commands):
            from holdfast.cli.usage import below_meant

            ctx.terminal_width = terminal_width() - 2
            rest = below_meant(command, f"{ctx.command_path} {name}", rest)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; afterwards, at a terminal, show what the desktop could not."""
        try:
            result = super().invoke(ctx)
        except KeyboardInterrupt:
            raise _stopped(ctx.obj) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly when the reader has gone
            raise _refused_by_system(error, saved=ctx.obj and ctx.obj.saved) from error
        app: App = ctx.obj
        if app.called and os.environ.get("TZ"):
            _warn_of_unknown_zone(app)
        if app.called and ctx.invoked_subcommand not in _LEAVES_INBOX and not _is_read_by_script():
            from holdfast.cli.nudges import say_inbox

            # The command has succeeded; trouble with the inbox must not change that.
            with suppress(HoldfastError):
                say_inbox(app)
        return result

    def main(  # type: ignore[override] # it never returns: the exit code is the answer
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the program; an error becomes a sentence and an exit code."""
        # The ledger and terminals take only text.
        arguments = [
            text_of(os.fsencode(word)) for word in (sys.argv[1:] if args is None else args)
        ]
        as_json = "--json" in arguments
        extra["standalone_mode"] = False
        # With arguments, ignore the completion variable.
        extra["complete_var"] = "" if arguments else None
        _replace_completion(arguments)
        try:
            _refuse_empty_options(arguments)
            result = super().main(arguments, prog_name or "holdfast", **extra)
            code = result if isinstance(result, int) else 0
        except HoldfastError as error:
            if _root_cause(error) and os.environ.get("HOLDFAST_DEBUG"):
                raise
            say_error(error, as_json=as_json)
            code = error.exit_code
        except click.exceptions.NoArgsIsHelpError as error:
            error.ctx.terminal_width = terminal_width() - 2
            click.echo(error.ctx.get_help(), err=True)
            code = error.exit_code
        except click.UsageError as error:
            from holdfast.cli.usage import usage_error

            say_error(usage_error(error), as_json=as_json)
            code = error.exit_code
        except click.ClickException as error:
            say_error(HoldfastError(error.format_message()), as_json=as_json)
            code = error.exit_code
        except click.Abort as abort:
            say("", err=True)
            _say_broken_off(getattr(abort, "left", ""), getattr(abort, "typed", ""))
            code = EXIT_INTERRUPTED
        except Exception as error:
            if os.environ.get("HOLDFAST_DEBUG"):
                raise
            say_error(
                _refused_by_system(error) if isinstance(error, OSError) else _unexpected(error),
                as_json=as_json,
            )
            code = 1
        sys.exit(code)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "More about a command: holdfast COMMAND --help\n\n"
        "People to talk to, day or night: holdfast talk"
    ),
)
@click.version_option(__version__, message="holdfast %(version)s")
@click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Use another config file.",
)
@click.pass_context
def cli(ctx: click.Context, config_file: str | None) -> None:
    """Write the message here instead. Holdfast saves it and never sends it.

    Example: holdfast log
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.obj is None:
        from holdfast.app import app_for

        ctx.obj = app_for(os.environ, config_file, warn=say_warning)
        if not (ctx.meta[ONLY_HELP] or ctx.invoked_subcommand == "demo"):
            _note_another_ledger(ctx.obj)
        if ctx.invoked_subcommand not in STAYS_HERE:
            from holdfast.door.opening import open_door

            open_door(ctx.obj)
        if config_file and ctx.invoked_subcommand != "daemon" and not os.path.exists(config_file):
            say_warning(f"There is no file {config_file}. The defaults are used.")
    if not (ctx.meta[ONLY_HELP] or ctx.invoked_subcommand in CHECKS_LATER):
        ctx.obj.check_home()
    if ctx.invoked_subcommand is None:
        from holdfast.cli.status import say_status

        say_status(ctx.obj)


def run() -> NoReturn:
    """Run the program with this process's arguments."""
    # All files are private.
    os.umask(0o077)
    _open_what_is_closed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream.isatty() and not shows_unicode(stream.encoding, os.environ):
            plain = PlainStream(stream.detach(), "utf-8", line_buffering=True)
            setattr(sys, name, plain)
        else:
            # A name that can't be shown here must not stop a command.
            stream.reconfigure(errors="backslashreplace")
    if sys.stdin is not None:
        # Keep every byte that is typed.
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr] # a TextIOWrapper
    cli.main()


def _is_unknown(args: list[str], commands: Container[str]) -> bool:
    return bool(args) and args[0] not in commands and not args[0].startswith("-")


def _note_another_ledger(app: App) -> None:
    from holdfast.desktop.ownership import another_ledger

    if elsewhere := another_ledger(app.folders, os.environ):
        say_warning(
            f"Nothing is saved in {app.folders.home_text} yet. What you saved before is in "
            f"{os.path.dirname(elsewhere)}. A variable leads away from it: HOME, HOLDFAST_HOME "
            "or XDG_DATA_HOME."
        )


def _warn_of_unknown_zone(app: App) -> None:
    from holdfast.clock.zone import unknown_zone

    unknown = unknown_zone(os.environ.get("TZ"))
    if unknown and not app.settings().time_zone:
        say_warning(f'TZ is "{unknown}", which is no known time zone. Times are in UTC.')


def _replace_completion(arguments: Sequence[str]) -> None:
    """Have our own scripts complete, not click's."""
    if "_HOLDFAST_COMPLETE" in os.environ or arguments[:1] == ["completion"]:
        import holdfast.cli.completing  # noqa: F401


def _refuse_empty_options(arguments: Sequence[str]) -> None:
    """Raise NotUnderstood for an option with an empty value: a script's variable was not set."""
    if arguments[:1] == ["log"]:
        return  # it reads its message first, to give that back
    before = ""
    for word in arguments:
        name, has_value, value = word.partition("=")
        if before.startswith("--") and not word.strip():
            name = before
        elif not (word.startswith("--") and has_value) or value.strip():
            before = word
            continue
        raise NotUnderstood(f"{name} is empty.", f"leave {name} out, or give it a value")


def _open_what_is_closed() -> None:
    """Open closed standard streams on /dev/null, so that the command still does its work."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _is_read_by_script() -> bool:
    return (
        {"--json", "--line"} & set(sys.argv) != set()
        or not sys.stdout.isatty()
        or not sys.stderr.isatty()
    )


def _root_cause(error: HoldfastError) -> BaseException | None:
    """Return the unexpected exception that an error was raised from, if there is one."""
    cause = error.__cause__
    while isinstance(cause, HoldfastError):
        cause = cause.__cause__
    return cause


def _stopped(app: App | None) -> click.Abort:
    """Return the end of a command after Ctrl-C outside a question, with what became of it."""
    from holdfast.cli.line import Interrupted

    left = ""
    if app and app.may_be_saved:
        left = "This may have been saved. To look: holdfast status"
    elif app and app.saved:
        left = "This was saved before Ctrl-C. To look: holdfast status"
    return Interrupted("", left=left)


def _say_broken_off(left: str, typed: str) -> None:
    """Print what a question that was broken off has left, and what was typed."""
    if left:
        say(left, err=True)
    if typed.strip():
        from holdfast.cli.asking import say_typed

        say_typed(typed)


def _refused_by_system(error: OSError, *, saved: bool = False) -> HoldfastError:
    reason = error.strerror or type(error).__name__
    if error.filename is None and error.errno in _OF_OUTPUT:
        done = "It was saved, but the" if saved else "The"
        way_out = "holdfast status" if saved else "df -h"
        return HoldfastError(f"{done} answer can't be printed: {reason}.", way_out)
    if error.filename is None:
        return HoldfastError(f"The system refused something: {reason}.", "holdfast doctor")
    return unusable("", error)


def _unexpected(error: Exception) -> HoldfastError:
    # Print only the class: the text may quote what somebody wrote.
    return HoldfastError(
        f"Something went wrong inside Holdfast ({type(error).__name__}). Nothing was sent.",
        "the same command with HOLDFAST_DEBUG=1, which shows where",
    )
