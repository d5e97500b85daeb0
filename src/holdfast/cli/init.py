"""`holdfast init`: setting up."""

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import ask_yes, call_asking
from holdfast.cli.cooldown import say_end
from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.options import ASKED, pass_app, words_option, yes_option
from holdfast.cli.saying import say, say_warning
from holdfast.clock.length import parse_length
from holdfast.config import read_setting, say_setting, set_config
from holdfast.contacts.model import FIRST_NAME, clean_name, name_key
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.overview.contact import list_contacts
from holdfast.promises.use_cases import set_up
from holdfast.settings import check_delay
from holdfast.words import visible

NONE = "none"
LENGTH_QUESTION = f'How long do you want to go without writing? ("{NONE}" to decide later)'
WHY_QUESTION = (
    "Why is this good for you, whatever they do? You'll see it again when it gets hard. "
    "(Enter to skip)"
)


@click.command(short_help="Set up: who, how long.")
@click.option(
    "--contact", metavar="NAME", help="Who you want to stop writing to. A nickname is fine."
)
@click.option(
    "--length", metavar="LENGTH", help="How long to go without writing, e.g. 14d, or none."
)
@words_option("--why", help="Your reason. You'll see it again when it gets hard.")
@click.option("--delay", metavar="LENGTH", help="How long ending it early has to wait: 1h to 7d.")
@click.option("--sleep", metavar="HOURS", help="When you usually sleep, e.g. 22:00-08:00.")
@click.option("--daemon/--no-daemon", default=None, help="Turn on reminders, now and at login.")
@yes_option
@pass_app
def init(app: App, /, yes: bool, **said: Any) -> None:
    """Set up: who, how long, why, how strict, when you sleep, and reminders.

    Press Enter for the answer in [brackets]. Every answer is also an option.

    Example: holdfast init --contact Sam --length 14d
    """
    app.explain_settings()  # a promise needs a config that is right
    if said["why"] == ASKED:
        said["why"] = None  # it asks anyway
    asks = at_terminal() and not yes
    if asks:
        say("A few questions. Press Enter for the answer in [brackets].", err=True)
    elif said["contact"] is None or said["length"] is None:
        raise NotUnderstood(
            "Nobody can be asked here. Give at least --contact and --length.",
            "holdfast init --contact NAME --length 14d",
        )
    if said["sleep"] is not None:
        _read_sleep(said["sleep"])  # before anything is promised
    sleeps = say_setting("person", "sleep", app.settings())
    typed: list[str] = []  # printed again if the conversation is broken off
    try:
        _complete(app, said, sleeps, typed if asks else None)
        if said["daemon"] is None and asks and not app.daemon().running:
            said["daemon"] = ask_yes(_daemon_question(), default=True)
    except Interrupted as interrupted:
        say("\nNothing was changed.", err=True)
        _give_back([*typed, interrupted.typed])
        sys.exit(EXIT_INTERRUPTED)
    try:
        _promise(app, said, sure=yes)
    except HoldfastError:
        _give_back(typed)
        raise
    if said["sleep"] != sleeps:
        set_config(app.folders.config, "person", "sleep", said["sleep"])
    if said["daemon"]:
        _start_daemon(app)
    say("When you feel like writing: holdfast log")


def _give_back(typed: list[str]) -> None:
    if any(typed):
        say("What you typed:", err=True)
        for words in filter(None, typed):
            say(f"  {visible(words)}", err=True)


def _complete(app: App, said: dict[str, Any], sleeps: str, typed: list[str] | None) -> None:
    """Ask for what no option said, or take the defaults if `typed` is None; save nothing yet."""

    def answer(name: str, question: str, default: str, read: Callable[[str], object]) -> None:
        if said[name] is None:
            said[name] = default if typed is None else _answer(question, default, read, typed)

    known = app.call(list_contacts)
    first = known[-1].name if known else FIRST_NAME
    answer("contact", "Who do you want to stop writing to? A nickname is fine.", first, clean_name)
    key = name_key(said["contact"])
    if any(one.cooldown for one in known if name_key(one.name) == key):
        say(f"The cool-down for {visible(said['contact'])} is already on. It stays as it is.")
        said["length"] = NONE
    answer("length", LENGTH_QUESTION, "", _read_length)
    if said["length"] != NONE:
        waits = say_setting("cooldown", "delay", app.settings())
        answer("why", WHY_QUESTION, "", str)
        question = "If you want to end it early, how long should you have to wait?"
        answer("delay", question, waits, _read_delay)
    answer("sleep", "When do you usually sleep?", sleeps, _read_sleep)


def _promise(app: App, said: dict[str, Any], *, sure: bool) -> None:
    started = call_asking(
        app,
        set_up,
        name=said["contact"],
        length=None if said["length"] == NONE else said["length"],
        delay=said["delay"],
        why=said["why"],
        sure=sure,
    )
    if started:
        say_end(app, started)


def _daemon_question() -> str:
    from holdfast.desktop.autostart import has_session

    when = "now and at each login" if has_session(os.environ) else "now"
    return f"Turn on reminders {when}?"


def _start_daemon(app: App) -> None:
    """Start the daemon at each login and now; without a desktop, only now."""
    from holdfast.cli.daemon import NotStarted, install_daemon, start_daemon
    from holdfast.desktop.autostart import has_session

    if not has_session(os.environ):
        say_warning(
            "Reminders start now, but not at login: this is not a desktop session. "
            "On a desktop: holdfast daemon install"
        )
        start_daemon(app)
        return
    try:
        install_daemon(app)
    except NotStarted:
        raise
    except HoldfastError as error:
        say_warning(f"Reminders won't start at login: {error.message}")
        start_daemon(app)


def _answer(question: str, default: str, read: Callable[[str], object], typed: list[str]) -> str:
    """Ask until the answer can be read, and add it to what was typed; Enter means the default."""
    while True:
        try:
            say(question, err=True)
            line = ask(f"[{visible(default)}] " if default else "> ").strip()
            read(line or default)
        except EOFError:
            raise Interrupted("") from None  # Ctrl-D agrees to nothing
        except HoldfastError as error:
            say(error.message, err=True)
        else:
            typed.append(line)
            return line or default


def _read_length(said: str) -> None:
    if not said:
        raise NotUnderstood(f"Please give a length, such as 14d, or {NONE}.")
    if said != NONE:
        parse_length(said)


def _read_delay(said: str) -> None:
    check_delay(parse_length(said))


def _read_sleep(said: str) -> None:
    read_setting("person", "sleep", said)
