"""What becomes of an urge: rate, let-go, amend, retract, list, show."""

from typing import Any, Literal

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, pages
from holdfast.cli.line import ask, at_terminal
from holdfast.cli.options import STRENGTH, URGE, as_json, contact_option, limit_option, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json, say_json_pages
from holdfast.errors import NotUnderstood
from holdfast.urges import use_cases as urges
from holdfast.urges.model import parse_intensity

LISTED = 20


class UrgeThenStrength(click.ParamType[str]):
    """Either word of `rate [URGE] N`; open urges are completed."""

    name = "[URGE] N"
    shell_complete = URGE.shell_complete


@click.command(short_help="Say how strong an urge is now, 0 to 10.")
@click.argument("numbers", nargs=-1, metavar="[URGE] N", type=UrgeThenStrength())
@click.option("--at", metavar="WHEN", help="When it was so, such as “20m ago”.")
@as_json
@pass_app
def rate(app: App, numbers: tuple[str, ...], at: str | None, as_json: bool) -> None:
    """Say how strong an urge is now, 0 to 10. Without URGE: the newest that is open.

    Example: holdfast rate 5
    """
    if len(numbers) > 2 or not (numbers or at_terminal()):  # noqa: PLR2004 - an urge and its strength
        raise NotUnderstood("Say how strong it is now, 0 to 10.", "holdfast rate NUMBER")
    urge = URGE.convert(numbers[0], None, None) if len(numbers) > 1 else None
    intensity = parse_intensity(numbers[-1]) if numbers else _ask_strength_now()
    settled = app.call(urges.rate_urge, urge=urge, intensity=intensity, at=at)
    if as_json:
        say_json(settled)
        return
    from holdfast.urges.words import strength

    say(f"Noted for urge {settled.urge.id}: {strength(settled.urge)}.")
    if settled.urge.outcome == "open":
        say(f"To let it go: holdfast let-go {settled.urge.id}")


def _ask_strength_now() -> int:
    while True:
        try:
            return parse_intensity(ask("How strong is it now, 0 to 10? "))
        except EOFError:
            raise click.Abort from None
        except NotUnderstood as error:
            say(error.message, err=True)


@click.command("let-go", short_help="Let an urge go: I won't send it.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--erase", is_flag=True, help="Erase the draft's text, too; the count stays.")
@as_json
@pass_app
def let_go(app: App, urge: int | None, erase: bool, as_json: bool) -> None:
    """Let an urge go: I won't send it. Without URGE: the newest that is open.

    Example: holdfast let-go
    """
    settled = app.call(urges.let_go, urge=urge, erase=erase)
    if as_json:
        say_json(settled)
        return
    number = settled.urge.id
    if settled.urge.retracted_at or settled.urge.outcome == "sent":
        say(f"Urge {number} is {'retracted' if settled.urge.retracted_at else 'sent'}.")
    else:
        say(f"Urge {number} was let go before." if settled.already else f"Urge {number}: let go.")
    if erase:
        say("Its text is erased." if settled.erased else "It had no text to erase.")
        if settled.erased and any(app.folders.backups.glob("*")):
            say(f"Copies that were made before upgrades still hold it: {app.folders.backups}")
    if not settled.already:
        say_hold(app, settled.urge.contact, settled.hold)


@click.command(short_help="Correct an urge; what it said before is kept.")
@click.argument("urge", type=URGE)
@click.option("--channel", metavar="WORD", help="How you would have sent it.")
@click.option("--intensity", type=STRENGTH, metavar="0-10", help="How strong it was.")
@click.option(
    "--trigger",
    "triggers",
    multiple=True,
    metavar="WORD",
    help="What set it off, instead of before.",
)
@click.option("--at", "felt", metavar="WHEN", help="When it was.")
@click.option("--outcome", type=click.Choice(["open"]), help="Take back a let-go or a sent.")
@contact_option
@as_json
@pass_app
def amend(app: App, /, urge: int, as_json: bool, **changes: Any) -> None:
    """Correct an urge; what it said before is kept.

    Example: holdfast amend 14 --intensity 6
    """
    settled = call_asking(app, urges.amend_urge, urge=urge, **changes)
    if as_json:
        say_json(settled)
    else:
        said = "said so before" if settled.already else "is corrected"
        say(f"Urge {urge} {said}. To see it: holdfast show {urge}")


@click.command(short_help="Take a mistaken entry out of the counts.")
@click.argument("urge", type=URGE)
@as_json
@pass_app
def retract(app: App, urge: int, as_json: bool) -> None:
    """Take a mistaken entry out of the counts. The row stays, and its pause runs out as it would.

    Example: holdfast retract 14
    """
    settled = app.call(urges.retract_urge, urge=urge)
    if as_json:
        say_json(settled)
        return
    say(f"Urge {urge} was retracted before." if settled.already else f"Urge {urge} is retracted.")
    if not settled.already:
        say_hold(app, settled.urge.contact, settled.hold)
        say(f"Retracted by mistake? holdfast amend {urge} --outcome open")


@click.command("list", short_help="List the urges, newest first.")
@click.option("--since", metavar="WHEN", help="Felt then or later.")
@click.option("--until", metavar="WHEN", help="Felt before then.")
@click.option(
    "--outcome",
    type=click.Choice(["open", "let-go", "sent"]),
    metavar="OUTCOME",
    help="Only those that are open, let-go or sent.",
)
@click.option("--trigger", metavar="WORD", help="Only what this set off.")
@click.option("--retracted", is_flag=True, help="The retracted ones instead.")
@limit_option(LISTED)
@contact_option
@as_json
@pass_app
def list_(
    app: App,
    /,
    outcome: Literal["open", "let-go", "sent"] | None,
    limit: int | None,
    as_json: bool,
    **which: Any,
) -> None:
    """List the urges, newest first. Drafts are never printed.

    Example: holdfast list --since "7d ago"
    """
    if as_json:
        say_json_pages(pages(app, urges.list_urges, limit, outcome=outcome, **which))
        return
    most = limit or LISTED + 1
    found = call_asking(app, urges.list_urges, outcome=outcome, limit=most, **which)
    from holdfast.urges.words import urge_line

    shown = found if limit else found[:LISTED]
    say_all(urge_line(urge, app.here()) for urge in shown)
    if not shown:
        say("None logged that fits." if any(which.values()) or outcome else "None logged yet.")
    if len(found) > len(shown):
        say(f"The newest {LISTED}. More of them: holdfast list --limit 100")


@click.command(short_help="Show one urge with its story, but not its draft.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@as_json
@pass_app
def show(app: App, urge: int | None, as_json: bool) -> None:
    """Show one urge with its story, but not its draft. Without URGE: the newest that is open.

    Example: holdfast show 14
    """
    story = app.call(urges.show_urge, urge=urge)
    if as_json:
        say_json(story)
        return
    from holdfast.urges.words import urge_story

    say_all(urge_story(story, app.here()))
