"""How a command asks a question at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.options import ASKED
from holdfast.cli.saying import say
from holdfast.errors import HoldfastError, NeedsAnswer, NotUnderstood

if TYPE_CHECKING:
    from holdfast.app import App
    from holdfast.ledger.ports import Ports

P = ParamSpec("P")
R = TypeVar("R")

PAGE = 1000
_QUESTIONS = {
    "note": "What was going on? Just for you.",
    "about": "What was it about?",
    "why": "Why is this good for you, whatever they do? You'll see it again when it gets hard.",
    "reason": "Why? A few words are enough.",
}
_YES = frozenset({"y", "yes", "j", "ja"})
_NO = frozenset({"n", "no", "not now", "nein"})


def ask_yes(question: str, *, default: bool, when_gone: bool = False) -> bool:
    """Ask yes or no; Enter means the default, Ctrl-D and a closed terminal `when_gone`."""
    while True:
        try:
            wanted = f"{question} [{'Y/n' if default else 'y/N'}] "
            said = ask(wanted, unfinished_counts=False).strip().lower()
        except EOFError:
            say("", err=True)
            return when_gone
        if not said:
            return default
        if said in _YES | _NO:
            return said in _YES
        say("Please answer y or n.", err=True)


def must_agree(question: str, *, default: bool = False) -> None:
    """Ask yes or no, and end the command after a no."""
    if not ask_yes(question, default=default):
        say("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)


def call_asking(
    app: App, use_case: Callable[Concatenate[Ports, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Call a use case; ask for the arguments that it still needs, if there is a person to ask."""
    typed = ""
    for name, value in kwargs.items():
        if value == ASKED:
            kwargs[name] = typed = _ask_words(name)
    while True:
        try:
            return app.call(use_case, *args, **kwargs)
        except NeedsAnswer as needed:
            if not at_terminal():
                raise
            kwargs[needed.argument] = answer = _answer(needed)
            typed = answer if needed.in_words else typed
        except HoldfastError:
            if typed:
                say_typed(typed)
            raise


def _ask_words(name: str) -> str:
    """Ask for the words of an option that was given without any."""
    if not at_terminal():
        raise NotUnderstood(f"--{name} needs a text.", f'the same command with --{name} "…"')
    say(_QUESTIONS[name], err=True)
    return _ask_until_said("> ", "Please type a few words. Ctrl-C changes nothing.")


def names_needed(app: App, shown: Iterable[str]) -> bool:
    """Return whether a table has to name the contacts, because there are several."""
    from holdfast.contacts.use_cases import contact_names

    return len({*shown, *app.call(contact_names)}) > 1


def pages(
    app: App, use_case: Callable[..., Sequence[Any]], limit: int | None, **which: Any
) -> Iterator[Sequence[Any]]:
    """Yield what a list has, a page at a time: one answer with all of it could be too long."""
    last = None
    while limit is None or limit > 0:
        most = PAGE if limit is None else min(PAGE, limit)
        page = call_asking(app, use_case, after=last, limit=most, **which)
        yield page
        if len(page) < most:
            return
        last, limit = page[-1].id, limit and limit - most
        if which.get("contact"):  # it may have been asked for
            which["contact"] = page[-1].contact


def say_typed(typed: str) -> None:
    """Print a text that could not be saved."""
    from holdfast.words import visible

    say(f"What you typed: {visible(typed)}", err=True)


def _answer(needed: NeedsAnswer) -> Any:
    if needed.in_words:
        say(needed.message, err=True)
        return _ask_until_said("> ", "Please type a few words. Ctrl-C changes nothing.")
    if not needed.choices:
        must_agree(needed.message, default=needed.default == "yes")
        return True
    from holdfast.words import visible

    say(visible(needed.message), err=True)
    for choice in needed.choices:
        say(f"  {visible(choice)}", err=True)
    enter = f" (Enter: {visible(needed.default)})" if needed.default else ""
    hint = "Please type one of the names above. Ctrl-C changes nothing."
    return _ask_until_said(f"Which one?{enter} ", hint, needed.default)


def _ask_until_said(question: str, hint: str = "", default: str | None = None) -> str:
    while True:
        try:
            said = ask(question, unfinished_counts=False).strip()
        except EOFError:
            raise Interrupted("") from None
        if chosen := said or default:
            return chosen
        if hint:
            say(hint, err=True)
