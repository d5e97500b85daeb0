"""`holdfast sent`, `heard` and `logistics`: contact that was made."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, say_typed
from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.options import URGE, as_json, contact_option, pass_app, words_option
from holdfast.cli.promises import say_hold, say_new_name
from holdfast.cli.saying import say, say_all, say_json
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.urges import event_changes, events
from holdfast.urges.events import ContactMade
from holdfast.urges.model import EventKind

_at = click.option("--at", metavar="WHEN", help="When it was, such as 20m ago.")
_channel = click.option("--channel", metavar="WORD", help="How: sms, mail, phone.")
_mistake = click.option(
    "--mistake",
    is_flag=True,
    help="Logged by accident: retract the last one without an urge, or the one --at WHEN.",
)


@click.command(short_help="You contacted them.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--alone", is_flag=True, help="It belongs to no urge.")
@_at
@_channel
@words_option("--note", help="What was going on, in your words.")
@_mistake
@contact_option
@as_json
@pass_app
def sent(app: App, /, urge: int | None, mistake: bool, as_json: bool, **how: Any) -> None:
    """Note that you contacted them. Without URGE: the newest open urge.

    Example: holdfast sent --at "20m ago"
    """
    if mistake:
        _take_back(app, "sent", as_json=as_json, urge=urge, **how)
        return
    made = call_asking(app, events.sent, urge=urge, **how)
    if as_json:
        say_json(made)
        return
    if made.already:
        _say_made(app, made, "Already noted")
        return
    _say_made(app, made, "Noted")
    if not made.urge and not how["alone"]:
        say("It belongs to no urge: no urge from the day before it is open.")
    mend = f"amend {made.urge.id} --outcome open" if made.urge else "sent --mistake"
    say(f"Logged by accident? holdfast {mend}")
    if not made.against:  # the sentence about the no says it better
        _say_hold(app, made)
    if made.event.slip:
        _say_after_slip(app, made, asks=at_terminal() and not how["note"])


@click.command(short_help="They wrote first.")
@_at
@_channel
@_mistake
@contact_option
@as_json
@pass_app
def heard(app: App, /, mistake: bool, as_json: bool, **how: Any) -> None:
    """Note that they wrote first. It changes nothing that you promised.

    Example: holdfast heard --channel sms
    """
    if mistake:
        _take_back(app, "heard", as_json=as_json, **how)
        return
    made = call_asking(app, events.heard, **how)
    if as_json:
        say_json(made)
        return
    from holdfast.urges.event_words import heard_lines

    _say_made(app, made, "Noted")
    say_all(heard_lines(made))
    _say_hold(app, made)


@click.command(short_help="Children, home, money.")
@words_option("--about", help="What it was about: children, keys, rent.")
@_at
@_channel
@_mistake
@contact_option
@as_json
@pass_app
def logistics(app: App, /, mistake: bool, as_json: bool, **how: Any) -> None:
    """Note necessary contact (children, home, money). It's counted separately, and is no slip.

    Example: holdfast logistics --about keys
    """
    if mistake:
        _take_back(app, "logistics", as_json=as_json, **how)
        return
    made = call_asking(app, events.logistics, **how)
    if as_json:
        say_json(made)
        return
    from holdfast.urges.event_words import logistics_lines

    say_all(logistics_lines(made, app.here()))
    _say_new(made)
    if made.hold.boundary != "order":
        _say_hold(app, made)


def _take_back(
    app: App,
    kind: EventKind,
    *,
    as_json: bool,
    contact: str | None,
    at: str | None,
    **others: Any,
) -> None:
    if any(given is not None and given is not False for given in others.values()):
        raise NotUnderstood(
            "--mistake takes only --contact and --at. Nothing was changed.",
            "holdfast amend URGE --outcome open, if it belongs to an urge"
            if kind == "sent"
            else f"holdfast {kind} --mistake",
        )
    made = call_asking(app, event_changes.retract_event, kind=kind, contact=contact, at=at)
    if as_json:
        say_json(made)
    else:
        _say_made(app, made, "Retracted")


def _say_made(app: App, made: ContactMade, label: str) -> None:
    from holdfast.urges.event_words import made_line

    say(made_line(made, app.here(), label))
    _say_new(made)


def _say_new(made: ContactMade) -> None:
    if made.made_contact:
        from holdfast.words import visible

        say_new_name(visible(made.event.contact))


def _say_hold(app: App, made: ContactMade) -> None:
    """Print the hold. “Nothing is held” would read as a green light, so it is not printed."""
    if made.hold.held:
        say_hold(app, made.event.contact, made.hold)
    elif not made.cooldown_runs:
        _offer_time(made)


def _say_after_slip(app: App, made: ContactMade, *, asks: bool) -> None:
    """Print what is next: nothing is lost, what worked before, and the offer of more time."""
    from holdfast.urges.event_words import after_slip_lines, slip_line

    say(slip_line(made))
    broken_off = None
    if asks and not made.against:
        try:
            _ask_what_was_going_on(app, made)
        except Interrupted as interrupted:
            say("", err=True)
            broken_off = interrupted
    say_all(after_slip_lines(made, app.here()))
    if made.hold.held and not (made.hold.is_final or made.against):
        _offer_time(made)
    if broken_off:
        broken_off.left = "The contact is noted, without what was going on."
        raise broken_off


def _offer_time(made: ContactMade) -> None:
    from holdfast.urges.event_words import more_time_line

    say(more_time_line(made))


def _ask_what_was_going_on(app: App, made: ContactMade) -> None:
    """Ask for a note; Enter and Ctrl-D leave it out: the contact is saved already."""
    try:
        note = ask("What was going on? Just for you. (Enter to skip) ")
    except EOFError:
        say("", err=True)
        return
    if note.strip():
        try:
            app.call(event_changes.note_event, event=made.event.id, note=note)
        except HoldfastError:
            say_typed(note)
            raise
