"""`holdfast init`: a first conversation."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import Interrupted, ask, ask_yes, at_terminal, call_asking
from holdfast.cli.cooldown import say_end
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.options import pass_app, yes_option
from holdfast.cli.saying import say, say_warning
from holdfast.config import read_setting, say_setting
from holdfast.domain.contact import FIRST_NAME, clean_name, name_key
from holdfast.domain.cooldown import check_delay
from holdfast.domain.length import parse_length
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.rendering.words import visible
from holdfast.services import contacts, cooldowns

Asks = Callable[[str, str, Callable[[str], object]], str]
"""Gives the answer to a question: asked with its default, and with what reads it."""

NONE = "none"
FIRST_LENGTH = "30d"
LENGTH_QUESTION = f"For how long do you send nothing? (“{NONE}” for no time yet)"


@click.command(short_help="A first conversation: who, how long, and why.")
@click.option("--contact", metavar="NAME", help="Who is given space; an alias will do.")
@click.option("--length", metavar="LENGTH", help="How long you send nothing, such as 30d, or none.")
@click.option("--why", metavar="TEXT", help="Your own reason, given back to you later.")
@click.option("--delay", metavar="LENGTH", help="How long a loosening waits: 1h to 7d.")
@click.option("--sleep", metavar="HOURS", help="When you sleep, such as 22:00-08:00.")
@click.option("--daemon/--no-daemon", default=None, help="Start the daemon, now and at login.")
@yes_option
@pass_app
def init(app: App, /, yes: bool, **said: Any) -> None:
    """Set things up in a first conversation: who, how long, why, how strict, when you sleep.

    Enter takes what stands in brackets. Every answer is also an option.

    Example: holdfast init --contact Sam --length 30d
    """
    app.explain_settings()  # they are about to be promised
    asks = at_terminal() and not yes
    if asks:
        say("A few questions. Enter takes what stands in brackets.", err=True)
    elif said["contact"] is None or said["length"] is None:
        raise NotUnderstood(
            "There is nobody to ask here: say at least --contact and --length.",
            "holdfast init --contact Sam --length 30d",
        )
    if said["sleep"] is not None:
        _read_sleep(said["sleep"])  # before anything is promised
    answered: list[str] = []  # to be given back if the conversation is broken off
    try:
        ask_for = partial(_answer, answered=answered) if asks else _take_default
        answers = _answers(app, said, ask_for)
        if answers.daemon is None and asks and not app.daemon().running:
            answers = replace(answers, daemon=ask_yes(_daemon_question(), default=True))
    except Interrupted as interrupted:
        say("\nNothing was changed.", err=True)
        _give_back([*answered, interrupted.typed])
        sys.exit(EXIT_INTERRUPTED)
    try:
        _promise(app, answers, sure=yes)
    except HoldfastError:
        _give_back(answered)
        raise
    if answers.sleep is not None:
        app.set_config("person", "sleep", answers.sleep)
    if answers.daemon:
        _start_daemon(app)
    say("When you want to write to them: holdfast log")


def _give_back(typed: list[str]) -> None:
    if any(typed):
        say("What you had typed:", err=True)
        for words in filter(None, typed):
            say(f"  {visible(words)}", err=True)


@dataclass(frozen=True)
class Answers:
    """What the person said; a length of NONE sets no time, and None for `sleep` changes nothing."""

    contact: str
    length: str
    why: str
    delay: str | None
    sleep: str | None
    daemon: bool | None


def _answers(app: App, said: dict[str, Any], ask_for: Asks) -> Answers:
    """Ask for what was not said as an option; nothing is written down meanwhile."""

    def answer(name: str, question: str, default: str, read: Callable[[str], object]) -> str:
        given = said[name]
        return ask_for(question, default, read) if given is None else str(given)

    known = app.call(contacts.list_contacts)
    first = known[-1].name if known else FIRST_NAME
    contact = answer("contact", "Who is given space? An alias will do", first, clean_name)
    runs = any(one.cooldown for one in known if name_key(one.name) == name_key(contact))
    length = why = NONE
    delay = None
    if runs:
        say(f"A cool-down for {visible(contact)} runs already, and stays as it is.")
    else:
        length = answer("length", LENGTH_QUESTION, FIRST_LENGTH, _read_length)
    if length != NONE:
        why = answer("why", "Why? In your words, given back to you later", "", str)
        waits = say_setting("cooldown", "delay", app.settings())
        delay = answer("delay", "How long must a wish to end it early wait?", waits, _delay)
    sleeps = say_setting("person", "sleep", app.settings())
    sleep = answer("sleep", "When do you usually sleep?", sleeps, _read_sleep)
    return Answers(contact, length, why, delay, sleep if sleep != sleeps else None, said["daemon"])


def _promise(app: App, answers: Answers, *, sure: bool) -> None:
    started = call_asking(
        app,
        cooldowns.set_up,
        name=answers.contact,
        length=None if answers.length == NONE else answers.length,
        delay=answers.delay,
        why=answers.why,
        sure=sure,
    )
    if started:
        say_end(app, started)


def _daemon_question() -> str:
    from holdfast.desktop.autostart import has_session

    when = "now and at each login" if has_session(os.environ) else "now"
    return f"Start the daemon {when}, which nudges you?"


def _start_daemon(app: App) -> None:
    """Start the daemon at each login and now; where there is no login to start it at, now."""
    from holdfast.cli.daemon import NotStarted, install_daemon, start_daemon
    from holdfast.desktop.autostart import has_session

    if has_session(os.environ):
        try:
            install_daemon(app)
        except NotStarted:
            raise
        except HoldfastError as error:
            say_warning(f"It does not start at login: {error.message}")
        else:
            return
    else:
        say_warning(
            "There is no desktop here that could start it at login, so it starts now. "
            "For logins at one: holdfast daemon install"
        )
    start_daemon(app)


def _take_default(_question: str, default: str, _read: Callable[[str], object]) -> str:
    return default


def _answer(
    question: str, default: str, read: Callable[[str], object], *, answered: list[str]
) -> str:
    """Ask until the answer can be read, and add it to those before; Enter means the default."""
    while True:
        try:
            say(question, err=True)
            typed = ask(f"[{default}] " if default else "> ").strip()
            said = typed or default
            read(said)
        except EOFError:
            # The end of what is typed agrees to nothing.
            raise Interrupted("") from None
        except HoldfastError as error:
            say(error.message, err=True)
        else:
            answered.append(typed)
            return said


def _read_length(said: str) -> None:
    if said != NONE:
        parse_length(said)


def _delay(said: str) -> None:
    check_delay(parse_length(said))


def _read_sleep(said: str) -> None:
    read_setting("person", "sleep", said)
