"""The program's entry: a lazy table of commands, and the one error boundary."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from holdfast import __version__
from holdfast.cli.saying import say, say_error, say_warning, terminal_width, text_of
from holdfast.errors import HoldfastError

if TYPE_CHECKING:
    from holdfast.app import App

# Name → (module:attribute, help line). Lazy, so that a command imports only its own words; a
# test compares each line with its command's own.
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
    "changes": ("changes:changes", "What is waiting to be loosened."),
    "undo": ("undo:undo", "Take back what you made stricter in the last 10 minutes."),
    "report": ("report:report", "Look back on a week."),
    "reports": ("report:reports", "The weeks that are kept."),
    "daemon": ("daemon:daemon", "The background process that nudges you."),
    "nudges": ("nudges:nudges", "What was nudged, why, and what became of it."),
    "doctor": ("doctor:doctor", "What is wrong, and what to do about it."),
    "config": ("config:config", "The settings, and where each comes from."),
    "erase": ("erase:erase", "Erase everything; waits while something is held."),
    "demo": ("demo:demo", "See the whole job on made-up data, in 15 seconds."),
}

# What runs in this process even where a daemon could do it, and why.
STAYS_HERE = {
    "config": "nothing of it is the ledger's",
    "daemon": "it begins and ends the process that would answer",
    "demo": "it has a home of its own, and a daemon that comes and goes",
    "erase": "it ends the daemon first",
}

# What people say who look for a command → what they look for.
_MEANT = {
    "lgo": "log",  # too short to be alike
    "write": "log",
    "text": "log",
    "message": "log",
    "breathe": "surf",
    "start": "cooldown start 30d",
    "open": "changes",
    "unlock": "changes",
    "end": "cooldown end",
    "urges": "list",
    "review": "drafts review",
    "slip": "sent",
    "relapse": "sent",
    "unretract": "amend URGE --outcome open",
}
_ALIKE = 0.75  # so near that it is a slip of the finger: further off, a hint is a guess

EXIT_INTERRUPTED = 130
_LEAVES_INBOX = frozenset({"check", "demo", "daemon", "erase"})


class LazyGroup(click.Group):
    """The commands of the table, each imported when it is used; errors end here."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Make the context, with help as wide as the terminal: click's own stops at 50 columns."""
        if {"-h", "--help"} & set(args):  # asking for the width costs what others need not pay
            extra.setdefault("terminal_width", terminal_width() - 2)
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"holdfast.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; one that is not there suggests the near one."""
        if args and args[0] == "send":
            raise HoldfastUsage(
                "Holdfast never sends anything. Write it here instead, and it is held.",
                "holdfast log",
            )
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise HoldfastUsage(
                f"There is no command “{args[0]}”.", f"holdfast {_meant_by(args[0])}"
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; afterwards, at a terminal, show what the desktop could not."""
        result = super().invoke(ctx)
        app: App = ctx.obj
        if app.called and os.environ.get("TZ"):
            _warn_of_unknown_zone(app)
        if app.called and ctx.invoked_subcommand not in _LEAVES_INBOX and not _is_read_by_script():
            from holdfast.cli.nudges import say_inbox

            # The command has succeeded: trouble with the inbox is not its own.
            with suppress(HoldfastError):
                say_inbox(app)
        return result

    def main(  # type: ignore[override] # it never returns: the exit code is the answer
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the program: errors become a sentence and an exit code."""
        # Bytes that are no text would end in the ledger or at the terminal as an error.
        arguments = [
            text_of(os.fsencode(word)) for word in (sys.argv[1:] if args is None else args)
        ]
        as_json = "--json" in arguments
        extra["standalone_mode"] = False
        # Completion comes without words: with one, its variable must not answer for a command.
        extra["complete_var"] = "" if arguments else None
        try:
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
            say_error(_usage(error), as_json=as_json)
            code = error.exit_code
        except click.ClickException as error:
            say_error(HoldfastError(error.format_message()), as_json=as_json)
            code = error.exit_code
        except click.Abort as abort:
            say("", err=True)
            if (typed := getattr(abort, "typed", None)) is not None:
                _say_broken_off(typed, getattr(abort, "left", ""))
            code = EXIT_INTERRUPTED
        except Exception as error:
            if os.environ.get("HOLDFAST_DEBUG"):
                raise
            say_error(_unexpected(error), as_json=as_json)
            code = 1
        sys.exit(code)


class HoldfastUsage(HoldfastError):
    """The command line itself was wrong."""

    exit_code = 2


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
        if ctx.invoked_subcommand not in STAYS_HERE:
            from holdfast.door.opening import open_door

            open_door(ctx.obj)
        if config_file and ctx.invoked_subcommand != "daemon" and not os.path.exists(config_file):
            say_warning(f"There is no {config_file}: the defaults hold.")
    if ctx.invoked_subcommand is None:
        from holdfast.cli.status import say_status

        say_status(ctx.obj)


def run() -> NoReturn:
    """Run the program with this process's arguments."""
    # Everything that it writes is the owner's alone.
    os.umask(0o077)
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        # A name that this terminal cannot show must not end a command.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a TextIOWrapper
    if sys.stdin is not None:
        # Whatever is typed is kept, byte by byte.
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr] # a TextIOWrapper
    try:
        cli.main()
    finally:
        # All is done and said: a Ctrl-C while Python cleans up could only show a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # One that met a library's exec() of a text was handled, but Python would still end a
        # `python -m` by the signal, and not by our exit code: the next exec() has it forget that.
        exec("")  # noqa: S102


def _warn_of_unknown_zone(app: App) -> None:
    from holdfast.desktop.local_time import unknown_zone

    unknown = unknown_zone(os.environ.get("TZ"))
    if unknown and not app.settings().time_zone:
        say_warning(f"TZ says “{unknown}”, which no time zone is called: moments are in UTC.")


def _open_what_is_closed() -> None:
    """Give closed output somewhere to go: a command does its work for a caller that closed it."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _is_read_by_script() -> bool:
    return (
        {"--json", "--line"} & set(sys.argv) != set()
        or not sys.stdout.isatty()
        or not sys.stderr.isatty()
    )


def _root_cause(error: HoldfastError) -> BaseException | None:
    """Give what was not foreseen behind a sentence, if there is anything."""
    cause = error.__cause__
    while isinstance(cause, HoldfastError):
        cause = cause.__cause__
    return cause


def _say_broken_off(typed: str, left: str) -> None:
    """Say what a question that was broken off has left, and give back what stood there."""
    say(left, err=True)
    if typed.strip():
        from holdfast.rendering.words import visible

        say(f"What you had typed: {visible(typed)}", err=True)


def _meant_by(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1, cutoff=_ALIKE)
    return _MEANT.get(word) or (near[0] if near else "--help")


def _usage(error: click.UsageError) -> HoldfastUsage:
    """Say in plain words what click found wrong with the command line."""
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
        # Our own sentences say what was given; click's would put the argument's name before them.
        message = error.message
    elif param and isinstance(param.type, (click.Choice, click.IntRange)):
        is_option = isinstance(param, click.Option)
        name = max(param.opts, key=len) if is_option else param.human_readable_name
        message = f"{name} takes {_choices(param.type)}."
    return HoldfastUsage(message if message.endswith((".", "?", ")")) else f"{message}.", way_out)


def _words_of(error: click.UsageError, path: str) -> str:
    """Say a command with the words that belong to it."""
    params = error.ctx.command.params if error.ctx else []
    words = (one.human_readable_name for one in params if isinstance(one, click.Argument))
    return " ".join([path, *words])


def _choices(kind: click.Choice[Any] | click.IntRange) -> str:
    if isinstance(kind, click.IntRange):
        most = "" if kind.max is None else f" to {kind.max}"
        return f"a number from {kind.min}{most}"
    *others, last = map(str, kind.choices)
    return f"{', '.join(others)} or {last}" if others else last


def _unexpected(error: Exception) -> HoldfastError:
    # Its text may hold what somebody wrote: only its kind is said.
    return HoldfastError(
        f"Something went wrong inside Holdfast ({type(error).__name__}). Nothing was sent.",
        "the same with HOLDFAST_DEBUG=1, which shows where",
    )
