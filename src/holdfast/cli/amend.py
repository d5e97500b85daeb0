"""Correcting and taking back: amend and retract, for urges and for contact that was made."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking
from holdfast.cli.options import ENTRY, STRENGTH, as_json, contact_option, pass_app, words_option
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_json
from holdfast.errors import NotUnderstood
from holdfast.urges import urge_changes as urges

_OF_CONTACT = {"felt": "at", "channel": "channel", "note": "note"}
"""The options that contact takes, and their names in the use case."""


@click.command(short_help="Correct an entry.")
@click.argument("entry", type=ENTRY)
@click.option("--channel", metavar="WORD", help="How you would have sent it, or did.")
@click.option("--intensity", type=STRENGTH, metavar="0-10", help="How strong it was.")
@click.option(
    "--trigger",
    "triggers",
    multiple=True,
    metavar="WORD",
    help="What set it off. Replaces the triggers before.",
)
@click.option("--at", "felt", metavar="WHEN", help="When it was.")
@words_option("--note", help="What was going on; for contact only.")
@click.option(
    "--outcome", type=click.Choice(["open"]), help="Make it open again, after let-go or sent."
)
@contact_option
@as_json
@pass_app
def amend(app: App, /, entry: int | str, as_json: bool, **changes: Any) -> None:
    """Correct an urge (14), or contact (e3, see `holdfast history`).

    `holdfast show` still shows what an urge was before.

    Example: holdfast amend 14 --intensity 6
    """
    if isinstance(entry, str):
        _amend_contact(app, entry, changes, as_json=as_json)
        return
    if changes.pop("note") is not None:
        raise NotUnderstood(
            "--note is for contact, such as e3: an urge has no note.", "holdfast history"
        )
    settled = call_asking(app, urges.amend_urge, urge=entry, **changes)
    if as_json:
        say_json(settled)
        return
    done = "Nothing to correct" if settled.already else "Corrected"
    say(f"{done} (#{entry}). To see it: holdfast show {entry}")


@click.command(short_help="Stop counting an entry.")
@click.argument("entry", type=ENTRY)
@as_json
@pass_app
def retract(app: App, entry: int | str, as_json: bool) -> None:
    """Stop counting an urge (14), or contact (e3, see `holdfast history`).

    It stays saved. Its message still has to wait.

    Example: holdfast retract 14
    """
    if isinstance(entry, str):
        _retract_contact(app, entry, as_json=as_json)
        return
    settled = app.call(urges.retract_urge, urge=entry)
    if as_json:
        say_json(settled)
    elif settled.already:
        say(f"Retracted already (#{entry}).")
    else:
        say(f"Retracted (#{entry}): it doesn't count any more.")
        say_hold(app, settled.urge.contact, settled.hold)
        say(f"Retracted by mistake? holdfast amend {entry} --outcome open")


def _amend_contact(app: App, entry: str, changes: dict[str, Any], *, as_json: bool) -> None:
    from holdfast.urges.event_changes import amend_event
    from holdfast.urges.event_words import made_line

    others = [given for option, given in changes.items() if option not in _OF_CONTACT]
    if any(given not in {None, ()} for given in others):
        raise NotUnderstood(
            "For contact, only --at, --channel and --note can be corrected.",
            f'holdfast amend {entry} --at "20m ago"',
        )
    corrected = {name: changes[option] for option, name in _OF_CONTACT.items()}
    made = call_asking(app, amend_event, event=int(entry[1:]), **corrected)
    if as_json:
        say_json(made)
        return
    label = "Nothing to correct" if made.already else "Corrected"
    say(made_line(made, app.here(), label))


def _retract_contact(app: App, entry: str, *, as_json: bool) -> None:
    from holdfast.urges.event_changes import retract_numbered
    from holdfast.urges.event_words import made_line

    made = app.call(retract_numbered, event=int(entry[1:]))
    if as_json:
        say_json(made)
        return
    label = "Retracted already" if made.already else "Retracted"
    say(made_line(made, app.here(), label))
    if made.urge and not made.already:
        say(f"#{made.urge.id} is open again. When you're ready: holdfast let-go {made.urge.id}")
