"""`holdfast talk`: people to talk to. Nothing of it is saved but the country."""

from typing import Any

import click

from holdfast.app import App, content
from holdfast.cli.line import ask, at_terminal
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_all, say_json, say_warning
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.settings import check_country
from holdfast.talk import words
from holdfast.talk.model import Topic, countries, help_in

_TOPICS = tuple(words.ABOUT)
_SET = "holdfast config set person.country DE"


@click.command(short_help="People to talk to.")
@click.argument("topic", type=click.Choice(_TOPICS), default="crisis")
@click.option("--country", metavar="CODE", help="Another country, this time only: two letters.")
@as_json
@pass_app
def talk(app: App, topic: Topic, country: str | None, as_json: bool) -> None:
    """Show people you can talk to: the emergency number, then help lines. Nothing is logged.

    crisis: when it's too much.

    abuse: if somebody hurts or frightens you.

    own-behaviour: if you fear what you might do to somebody.

    Example: holdfast talk abuse
    """
    data = _lines()
    asked = None
    if country is not None:
        code = check_country(country)
    elif not (code := app.settings().country):
        code = asked = _ask_country(data)
    today = app.clock.read().wall.astimezone(app.zone()).date()
    found = help_in(data, code, topic, today)
    if found is None:
        known = countries(data)
        raise NotUnderstood(
            words.no_such_country(code, known), f"holdfast talk --country {next(iter(known))}"
        )
    if as_json:
        say_json(found)
        return
    say_all(words.help_lines(found))
    for command, about in words.other_topics(topic):
        say(f"{about[0].upper()}{about[1:]}: {command}")
    if asked:
        _save(app, asked)


def _lines() -> dict[str, Any]:
    try:
        data = content("helplines.toml")
        countries(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HoldfastError(words.CANT_BE_READ, "pip install --force-reinstall holdfast") from error
    return data


def _ask_country(data: dict[str, Any]) -> str:
    if not at_terminal():
        raise NotUnderstood("Holdfast doesn't know which country you are in.", _SET)
    known = countries(data)
    say(f"Which country are you in? ({', '.join(known)})", err=True)
    while True:
        try:
            code = check_country(ask("Two letters: ", unfinished_counts=False))
        except EOFError:
            say("", err=True)
            raise NotUnderstood("Holdfast doesn't know which country you are in.", _SET) from None
        except NotUnderstood:
            say("Please type two letters, such as DE.", err=True)
            continue
        if code in known:
            return code
        say(words.no_such_country(code, known), err=True)


def _save(app: App, code: str) -> None:
    """Save the country, after the numbers are on the screen: they matter more."""
    from holdfast.config import set_config

    try:
        set_config(app.folders.config, "person", "country", code)
    except (HoldfastError, OSError):
        say_warning(f"The country couldn't be saved. To try again: {_SET[:-2]}{code}")
    else:
        say(f"Saved your country: {code}. To change it: holdfast config set person.country")
