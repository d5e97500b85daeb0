"""The program's entry: the table of commands, and the one place where errors are printed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from holdfast import __version__
from holdfast.cli.saying import say, say_error, say_warning, terminal_width
from holdfast.decoding import text_of
from holdfast.errors import HoldfastError, NotUnderstood, unusable

if TYPE_CHECKING:
    from holdfast.app import App

# Name → (module:attribute, help line). A command is imported when it is run; a test compares each
# line with the command's own.
COMMANDS = {
    "init": ("init:init", "A first conversation: who, how long, and why."),
    "log": ("log:log", "Write down the message that you want to send, and hold it."),
    "rate": ("urge:rate", "Say how strong an urge is now, 0 to 10."),
    "let-go": ("urge:let_go", "Let an urge go: I won't send it."),
    "surf": ("surf:surf", "Ride it out with me: breathe, watch it, leave any time."),
    "sent": ("event:sent", "Write down that you did contact them."),
    "heard": ("event:heard", "Write down that they wrote first."),
    "logistics": ("event:logistics", "Write down contact that had to be."),
    "amend": ("urge:amend", "Correct an urge; what it said before is kept."),
    "retract": ("urge:retract", "Take a mistaken entry out of the counts."),
    "list": ("urge:list_", "List the urges, newest first."),
    "show": ("urge:show", "Show one urge with its story, but not its draft."),
    "drafts": ("drafts:drafts", "Which drafts are sealed, and until when."),
    "check": ("check:check", "For scripts: exit 0 not held, 10 held, 1 can't tell."),
    "status": ("status:status", "Who, how long still, what is open."),
    "contact": ("contact:contact", "The people who are being given space."),
    "cooldown": ("cooldown:cooldown", "The time in which you send nothing."),
    "requests": ("requests:requests", "Your requests to end or shorten something."),
    "undo": ("undo:undo", "Take back what you made stricter in the last 10 minutes."),
    "report": ("report:report", "Look back on a week."),
    "daemon": ("daemon:daemon", "The background process that nudges you."),
    "nudges": ("nudges:nudges", "What was nudged, why, and what became of it."),
    "doctor": ("doctor:doctor", "What is wrong, and what to do about it."),
    "config": ("config:config", "The settings, and where each comes from."),
    "erase": ("erase:erase", "Erase everything; waits while something is held."),
    "demo": ("demo:demo", "See the whole job on made-up data, in 15 seconds."),
}

# The commands that never ask the daemon, and why.
STAYS_HERE = {
    "config": "it does not use the ledger",
    "daemon": "it starts and stops the process that would answer",
    "demo": "it has a home and a daemon of its own",
    "erase": "it stops the daemon first",
    "report": "a full week takes memory, which goes with the command",
}

# `demo` uses another home. `log` reads its message first, so that a refusal gives it back.
CHECKS_LATER = frozenset({"demo", "log"})
_OF_OUTPUT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})
"""Only printing fails with these and without a file's name."""
ONLY_HELP = "holdfast.only_help"

EXIT_INTERRUPTED = 130
_LEAVES_INBOX = frozenset({"check", "demo", "daemon", "erase"})


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
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command, or suggest a similar one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from holdfast.cli.usage import unknown_command

            raise unknown_command(args[0], COMMANDS)
        return super().resolve_command(ctx, args)

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
    epilog="It never sends anything. Each command has its own --help.",
)
@click.version_option(__version__, message="holdfast %(version)s")
@click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Another config file.",
)
@click.pass_context
def cli(ctx: click.Context, config_file: str | None) -> None:
    """Write the message here instead. It is held, and never sent.

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
            say_warning(f"There is no {config_file}: the defaults hold.")
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
    for stream in (sys.stdout, sys.stderr):
        # A name that this terminal can't show must not stop a command.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a TextIOWrapper
    if sys.stdin is not None:
        # Keep every byte that is typed.
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr] # a TextIOWrapper
    cli.main()


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
        say_warning(f"TZ says “{unknown}”, which no time zone is called: moments are in UTC.")


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
        "the same with HOLDFAST_DEBUG=1, which shows where",
    )
