"""`holdfast cooldown`: the no-contact time."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, contact_option, pass_app, words_option, yes_option
from holdfast.cli.promises import say_asked, say_undo
from holdfast.cli.saying import say, say_all, say_json
from holdfast.promises import use_cases as promises
from holdfast.promises.answers import CoolDownAnswer
from holdfast.promises.requests import RequestAnswer

# “-3d” is no option, and “1 month” is one length: both get the sentence that explains lengths.
_LENGTHS = {"ignore_unknown_options": True}
_reason = words_option("--reason", help="Why, in a few words.")


def _length(words: tuple[str, ...]) -> str:
    """Return the words of a length as one; raise NoSuchOption for an option among them."""
    for word in words:
        if word.startswith("--"):
            raise click.NoSuchOption(word)
    return " ".join(words)


@click.group(short_help="Your no-contact time.")
def cooldown() -> None:
    """Set a time in which you don't write to somebody. It counts at once.

    Example: holdfast cooldown start 14d
    """


@cooldown.command("start", short_help="Start one.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@click.option("--delay", metavar="LENGTH", help="How long ending it early has to wait: 1h to 7d.")
@click.option("--pause", metavar="LENGTH", help="How long each message waits: 10m to 7d.")
@words_option("--why", help="Your reason. You'll see it again when it gets hard.")
@click.option("--since", metavar="WHEN", help='Count the days from then, e.g. "3d ago".')
@contact_option
@yes_option
@as_json
@pass_app
def start(app: App, /, length: tuple[str, ...], yes: bool, as_json: bool, **terms: Any) -> None:
    """Start a cool-down of LENGTH, e.g. 14d or 2w. It counts at once.

    Example: holdfast cooldown start 14d --why "They asked for room"
    """
    app.explain_settings()  # a promise needs a config that is right
    started = call_asking(app, promises.start_cool_down, length=_length(length), sure=yes, **terms)
    if as_json:
        say_json(started)
        return
    say_end(app, started)


@cooldown.command("extend", short_help="Make it longer.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@contact_option
@as_json
@pass_app
def extend(app: App, length: tuple[str, ...], contact: str | None, as_json: bool) -> None:
    """Make the cool-down longer by LENGTH. It counts at once.

    Example: holdfast cooldown extend 1w
    """
    extended = call_asking(app, promises.extend_cool_down, by=_length(length), contact=contact)
    if as_json:
        say_json(extended)
        return
    say_end(app, extended)


@cooldown.command("show", short_help="Show it.")
@contact_option
@as_json
@pass_app
def show(app: App, contact: str | None, as_json: bool) -> None:
    """Show your cool-down: until when, and how it's going.

    Example: holdfast cooldown show
    """
    shown = call_asking(app, promises.show_cool_down, contact=contact)
    if as_json:
        say_json(shown)
    elif shown is None:
        _say_how_to_start(app, contact)
    else:
        from holdfast.overview.words import cooldown_lines

        title, *lines = cooldown_lines(shown, app.here())
        say(title, bold=True)
        say_all(lines)


def _say_how_to_start(app: App, named: str | None) -> None:
    from holdfast.contacts.model import naming
    from holdfast.contacts.use_cases import contact_names
    from holdfast.words import visible

    several = len(app.call(contact_names)) > 1
    option = naming(visible(named or "NAME"), several=several)
    say(f"No cool-down. To start one: holdfast cooldown start 14d{option}")


@cooldown.command("end", short_help="Ask to end it; the request has to wait.")
@_reason
@contact_option
@as_json
@pass_app
def end(app: App, reason: str | None, contact: str | None, as_json: bool) -> None:
    """Ask to end the cool-down. It goes on until you confirm the request, after a wait.

    Example: holdfast cooldown end --reason "We talked it over"
    """
    _say_asked(
        app, call_asking(app, promises.end_cool_down, contact=contact, reason=reason), as_json
    )


@cooldown.command("shorten", short_help="Ask to make it shorter.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@_reason
@contact_option
@as_json
@pass_app
def shorten(
    app: App, length: tuple[str, ...], reason: str | None, contact: str | None, as_json: bool
) -> None:
    """Ask to make the cool-down shorter by LENGTH. Nothing changes until you confirm that.

    Example: holdfast cooldown shorten 1w --reason "It was too long"
    """
    by = _length(length)
    asked = call_asking(app, promises.shorten_cool_down, by=by, contact=contact, reason=reason)
    _say_asked(app, asked, as_json)


def _say_asked(app: App, asked: RequestAnswer, as_json: bool) -> None:
    if as_json:
        say_json(asked)
    else:
        say_asked(app, asked)


def say_end(app: App, tightened: CoolDownAnswer) -> None:
    """Print until when a new promise holds, and how to undo it."""
    _say_until(app, tightened)
    if tightened.cancelled_requests:
        from holdfast.promises.words import cancelled_line

        say(cancelled_line(tightened.cancelled_requests))
    say_undo()
    if tightened.clock_alone:
        from holdfast.overview.doctor_words import SET_BY_NETWORK

        say(
            "No network sets this computer's clock, so a hold is less sure here. "
            f"To let the network set it: {SET_BY_NETWORK}"
        )


def _say_until(app: App, shown: CoolDownAnswer) -> None:
    from holdfast.words import end, left, visible

    name = visible(shown.contact)
    if shown.ends_at is None or shown.remaining_seconds is None:
        say(f"Your cool-down for {name} is set. {name} said no, so there's no end date.", bold=True)
        return
    until = f"{end(shown.ends_at, app.here())} ({left(shown.remaining_seconds)} left)"
    say(f"Your cool-down for {name} is on until {until}.", bold=True)
