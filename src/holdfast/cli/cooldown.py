"""`holdfast cooldown`: the time in which nothing is sent."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import as_json, contact_option, pass_app, yes_option
from holdfast.cli.saying import say, say_json
from holdfast.services import cooldowns
from holdfast.services.changes import ChangeAnswer
from holdfast.services.cooldowns import CoolDownAnswer

# So that “-3d” reaches the sentence that says what a length is, and is not taken for an option;
# several words, because “1 month” should reach it, too.
_LENGTHS = {"ignore_unknown_options": True}
_reason = click.option("--reason", metavar="TEXT", help="Why, in a few words.")


@click.group(short_help="The time in which you send nothing.")
def cooldown() -> None:
    """Set the time in which you send nothing. It holds at once.

    Example: holdfast cooldown start 30d
    """


@cooldown.command("start", short_help="Start one.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@click.option("--delay", metavar="LENGTH", help="How long a loosening waits: 1h to 7d.")
@click.option("--pause", metavar="LENGTH", help="How long each message waits: 10m to 7d.")
@click.option("--why", metavar="TEXT", help="Your own reason, given back to you later.")
@click.option("--since", metavar="WHEN", help="Days already kept count from then.")
@contact_option
@yes_option
@as_json
@pass_app
def start(app: App, /, length: tuple[str, ...], yes: bool, as_json: bool, **terms: Any) -> None:
    """Start a cool-down of LENGTH, such as 30d or 2w. It holds at once.

    Example: holdfast cooldown start 30d --why "They asked for room"
    """
    app.explain_settings()  # they are about to be promised
    started = call_asking(
        app, cooldowns.start_cool_down, length=" ".join(length), sure=yes, **terms
    )
    if as_json:
        say_json(started)
        return
    say_end(app, started)


@cooldown.command("extend", short_help="Let it end later.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@contact_option
@as_json
@pass_app
def extend(app: App, length: tuple[str, ...], contact: str | None, as_json: bool) -> None:
    """Let the cool-down end later by LENGTH, at once.

    Example: holdfast cooldown extend 1w
    """
    extended = call_asking(app, cooldowns.extend_cool_down, by=" ".join(length), contact=contact)
    if as_json:
        say_json(extended)
        return
    say_end(app, extended)


@cooldown.command("show", short_help="Show it.")
@contact_option
@as_json
@pass_app
def show(app: App, contact: str | None, as_json: bool) -> None:
    """Show the cool-down that runs.

    Example: holdfast cooldown show
    """
    shown = call_asking(app, cooldowns.show_cool_down, contact=contact)
    if as_json:
        say_json(shown)
    elif shown is None:
        _say_how_to_start(app, contact)
    else:
        from holdfast.rendering.status import cooldown_lines

        for line in cooldown_lines(shown, app.zone()):
            say(line)


def _say_how_to_start(app: App, named: str | None) -> None:
    from holdfast.domain.contact import naming
    from holdfast.rendering.words import visible
    from holdfast.services.contacts import contact_names

    several = len(app.call(contact_names)) > 1
    whom = naming(visible(named or "NAME"), several=several)
    say(f"No cool-down runs. To set one: holdfast cooldown start 30d{whom}")


@cooldown.command("end", short_help="Ask for its end; it has to wait.")
@_reason
@contact_option
@as_json
@pass_app
def end(app: App, reason: str | None, contact: str | None, as_json: bool) -> None:
    """Ask for the end of the cool-down. It holds on until you confirm that, after its delay.

    Example: holdfast cooldown end --reason "We talked it over"
    """
    _say_asked(
        app, call_asking(app, cooldowns.end_cool_down, contact=contact, reason=reason), as_json
    )


@cooldown.command("shorten", short_help="Ask to end it earlier.", context_settings=_LENGTHS)
@click.argument("length", nargs=-1, required=True)
@_reason
@contact_option
@as_json
@pass_app
def shorten(
    app: App, length: tuple[str, ...], reason: str | None, contact: str | None, as_json: bool
) -> None:
    """Ask to end the cool-down earlier by LENGTH. It holds on until you confirm that.

    Example: holdfast cooldown shorten 1w --reason "It was too long"
    """
    by = " ".join(length)
    asked = call_asking(app, cooldowns.shorten_cool_down, by=by, contact=contact, reason=reason)
    _say_asked(app, asked, as_json)


def _say_asked(app: App, asked: ChangeAnswer, as_json: bool) -> None:
    if as_json:
        say_json(asked)
        return
    from holdfast.rendering.changes import asked_lines

    for line in asked_lines(asked, app.zone()):
        say(line)


def say_end(app: App, tightened: CoolDownAnswer) -> None:
    """Say until when a promise that was just made holds, and how to take it back."""
    _say_until(app, tightened)
    if tightened.cancelled_changes:
        from holdfast.rendering.changes import cancelled_line

        say(cancelled_line(tightened.cancelled_changes))
    say("A slip of the finger? For 10 minutes: holdfast undo")


def _say_until(app: App, shown: CoolDownAnswer) -> None:
    from holdfast.rendering.words import duration, moment, visible

    name = visible(shown.contact)
    if shown.ends_at is None or shown.remaining_seconds is None:
        say("Your cool-down stands. A boundary stands above it, and has no end.", bold=True)
        return
    until, left = moment(shown.ends_at, app.zone()), duration(shown.remaining_seconds)
    say(f"Your cool-down for {name} runs until {until} ({left} to go).", bold=True)
