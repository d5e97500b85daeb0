"""`holdfast sent`, `heard` and `logistics`: contact that was made."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, say_typed
from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.options import URGE, as_json, contact_option, pass_app
from holdfast.cli.promises import say_hold, say_new_name
from holdfast.cli.saying import say, say_json
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.urges import events
from holdfast.urges.events import ContactMade, LastLetGo
from holdfast.urges.model import EventKind

_at = click.option("--at", metavar="WHEN", help="When it was.")
_channel = click.option("--channel", metavar="WORD", help="How.")
_mistake = click.option(
    "--mistake",
    is_flag=True,
    help="Take the last one that belongs to no urge out of the counts; an old one with --at.",
)

_NOTED: dict[EventKind, str] = {
    "sent": "you contacted",
    "heard": "you heard from",
    "logistics": "contact that had to be, with",
}


@click.command(short_help="You contacted them.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--alone", is_flag=True, help="It belongs to no urge.")
@_at
@_channel
@click.option("--note", metavar="TEXT", help="What was happening, in your words.")
@_mistake
@contact_option
@as_json
@pass_app
def sent(app: App, /, urge: int | None, mistake: bool, as_json: bool, **how: Any) -> None:
    """Write down that you did contact them. Without URGE: the newest that is open.

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
        _say_made(app, made, "That was written down before: you contacted")
        return
    _say_made(app, made, f"Written down: {_NOTED['sent']}")
    if not made.urge and not how["alone"]:
        say("It stands by itself: no urge of the day before was open.")
    mend = f"amend {made.urge.id} --outcome open" if made.urge else "sent --mistake"
    say(f"A mistake? holdfast {mend}")
    _say_hold(app, made)
    if made.event.slip:
        _say_after_slip(app, made, asks=at_terminal() and not how["note"])


@click.command(short_help="They wrote first.")
@_at
@_channel
@click.option("--note", metavar="TEXT", help="What it was about, in your words.")
@_mistake
@contact_option
@as_json
@pass_app
def heard(app: App, /, mistake: bool, as_json: bool, **how: Any) -> None:
    """Write down that they wrote to you. It changes nothing that you promised.

    Example: holdfast heard --channel sms
    """
    if mistake:
        _take_back(app, "heard", as_json=as_json, **how)
        return
    made = call_asking(app, events.heard, **how)
    if as_json:
        say_json(made)
        return
    _say_made(app, made, f"Written down: {_NOTED['heard']}")
    if not made.hold.is_final:
        say("You need not answer now. What you want to say can be written down: holdfast log")
    _say_hold(app, made)


@click.command(short_help="Children, home, money.")
@click.option("--about", metavar="TEXT", help="What it had to be about: children, keys, rent.")
@_at
@_channel
@_mistake
@contact_option
@as_json
@pass_app
def logistics(app: App, /, mistake: bool, as_json: bool, **how: Any) -> None:
    """Write down contact that had to be. It counts apart, and is no slip.

    Example: holdfast logistics --about keys
    """
    if mistake:
        _take_back(app, "logistics", as_json=as_json, **how)
        return
    made = call_asking(app, events.logistics, **how)
    if as_json:
        say_json(made)
        return
    _say_made(app, made, f"Written down: {_NOTED['logistics']}")
    say("It counts apart, and is no slip.")
    if made.hold.boundary == "order":
        from holdfast.promises.words import THE_ORDER

        say(f"Under an order that is not for Holdfast to say. {THE_ORDER}")
    else:
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
    if any(said is not None and said is not False for said in others.values()):
        raise NotUnderstood(
            "With --mistake only --contact and --at say which one. Nothing was changed.",
            "for one that belongs to an urge: holdfast amend URGE --outcome open"
            if kind == "sent"
            else f"holdfast {kind} --mistake",
        )
    made = call_asking(app, events.retract_event, kind=kind, contact=contact, at=at)
    if as_json:
        say_json(made)
    else:
        _say_made(app, made, f"Out of the counts: {_NOTED[kind]}")


def _say_made(app: App, made: ContactMade, what: str) -> None:
    from holdfast.words import moment, visible

    about = f", about urge {made.urge.id}" if made.urge else ""
    name = visible(made.event.contact)
    say(f"{what} {name}, {moment(made.event.at, app.here())}{about}.")
    if made.made_contact:
        say_new_name(name)


def _say_hold(app: App, made: ContactMade) -> None:
    """Print the hold. “Nothing is held” would read as a green light, so it is not printed."""
    if made.hold.held:
        say_hold(app, made.event.contact, made.hold)
    elif not made.cooldown_runs:
        _offer_time(made)


def _say_after_slip(app: App, made: ContactMade, *, asks: bool) -> None:
    """Print what is next: nothing is lost, what worked before, and the offer of more time."""
    say("It was held then, so it counts as a slip. Nothing starts over; all you kept counts.")
    broken_off = None
    if asks:
        try:
            _ask_what_was_happening(app, made)
        except Interrupted as interrupted:
            say("", err=True)
            broken_off = interrupted
    if made.worked_before:
        say(_worked(app, made.worked_before))
    if made.hold.boundary != "order":  # there, the hold line has said what is next
        say("A next step could be: put the phone in another room for ten minutes.")
    if not made.hold.is_final:
        _offer_time(made)
    if broken_off:
        broken_off.left = "The contact is written down, without what was happening."
        raise broken_off


def _offer_time(made: ContactMade) -> None:
    from holdfast.contacts.model import naming
    from holdfast.words import visible

    option = naming(visible(made.event.contact), several=made.several_contacts)
    if made.cooldown_runs:
        say(f"For more time: holdfast cooldown extend 1w{option}")
    else:
        say(f"For time to breathe: holdfast cooldown start 7d{option}")


def _ask_what_was_happening(app: App, made: ContactMade) -> None:
    """Ask for a note; Enter and Ctrl-D leave it out: the contact is saved already."""
    try:
        note = ask("What was happening? For yourself. (Enter: skip) ")
    except EOFError:
        say("", err=True)
        return
    if note.strip():
        try:
            app.call(events.note_event, event=made.event.id, note=note)
        except HoldfastError:
            say_typed(note)
            raise


def _worked(app: App, before: LastLetGo) -> str:
    from holdfast.words import moment

    said = f"What worked before: {moment(before.at, app.here())}, you let one go"
    if before.intensity is not None and before.last_rating is not None:
        return f"{said}; it went from {before.intensity} to {before.last_rating}."
    return f"{said}."
