"""What becomes of an urge: rate, let-go, list, show."""

from typing import Any, Literal

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, names_needed, pages
from holdfast.cli.line import ask, at_terminal
from holdfast.cli.options import URGE, as_json, contact_option, limit_option, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json, say_json_pages
from holdfast.cli.table import Column, say_table
from holdfast.errors import NotUnderstood
from holdfast.urges import use_cases as urges
from holdfast.urges.model import parse_intensity

LISTED = 20
_COLUMNS = (
    Column("#", right=True),
    Column("Felt", dim=True),
    Column("Contact", wraps=True),
    Column("Strength"),
    Column("Triggers", wraps=True),
    Column("Outcome"),
)


class UrgeThenStrength(click.ParamType[str]):
    """Either word of `rate [URGE] N`; open urges are completed."""

    name = "[URGE] N"
    shell_complete = URGE.shell_complete


@click.command(short_help="Rate an urge, 0 to 10.")
@click.argument("numbers", nargs=-1, metavar="[URGE] N", type=UrgeThenStrength())
@click.option("--at", metavar="WHEN", help="When it was that strong, such as 20m ago.")
@as_json
@pass_app
def rate(app: App, numbers: tuple[str, ...], at: str | None, as_json: bool) -> None:
    """Note how strong an urge is now, 0 to 10. Without URGE: the newest open urge.

    Example: holdfast rate 5
    """
    if not (numbers or at_terminal()):
        raise NotUnderstood("A number from 0 to 10 is missing.", "holdfast rate NUMBER")
    if len(numbers) > 2:  # noqa: PLR2004 - an urge and its strength
        raise NotUnderstood("Only an urge and a number are possible.", "holdfast rate URGE NUMBER")
    urge = URGE.convert(numbers[0], None, None) if len(numbers) > 1 else None
    intensity = parse_intensity(numbers[-1]) if numbers else _ask_strength_now()
    settled = app.call(urges.rate_urge, urge=urge, intensity=intensity, at=at)
    if as_json:
        say_json(settled)
        return
    from holdfast.urges.words import strength

    say(f"Noted (#{settled.urge.id}): {strength(settled.urge)}.")
    if settled.urge.outcome == "open":
        say(f"When you're ready: holdfast let-go {settled.urge.id}")


def _ask_strength_now() -> int:
    while True:
        try:
            return parse_intensity(ask("How strong is it now, 0 to 10? "))
        except EOFError:
            raise click.Abort from None
        except NotUnderstood:
            say("Please give a number from 0 to 10.", err=True)


@click.command("let-go", short_help="Let go: I won't send it.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--erase", is_flag=True, help="Delete the message too. The urge still counts.")
@as_json
@pass_app
def let_go(app: App, urge: int | None, erase: bool, as_json: bool) -> None:
    """Let an urge go: I won't send it. Without URGE: the newest open urge.

    Example: holdfast let-go
    """
    settled = app.call(urges.let_go, urge=urge, erase=erase)
    if as_json:
        say_json(settled)
        return
    number = settled.urge.id
    if settled.urge.retracted_at or settled.urge.outcome == "sent":
        say(f"#{number} is {'retracted' if settled.urge.retracted_at else 'sent'}.")
    else:
        say(f"Let go already (#{number})." if settled.already else f"Let go (#{number}).")
    if erase:
        say("Its message is deleted." if settled.erased else "It had no message to delete.")
        if settled.erased and any(app.folders.backups.glob("*")):
            say(f"Backups from before an upgrade still have it: {app.folders.backups}")
    if not settled.already:
        say_hold(app, settled.urge.contact, settled.hold)


@click.command("list", short_help="List your urges.")
@click.option("--since", metavar="WHEN", help="Felt then or later.")
@click.option("--until", metavar="WHEN", help="Felt before then.")
@click.option(
    "--outcome",
    type=click.Choice(["open", "let-go", "sent"]),
    metavar="OUTCOME",
    help="Only those that are open, let-go or sent.",
)
@click.option("--trigger", metavar="WORD", help="Only what this set off.")
@click.option(
    "--search", metavar="TEXT", help="In notes, triggers, channels and unlocked messages."
)
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
    """List the urges, newest first. No message is printed.

    Example: holdfast list --since "7d ago"
    """
    if as_json:
        say_json_pages(pages(app, urges.list_urges, limit, outcome=outcome, **which))
        return
    most = limit or LISTED + 1
    found = call_asking(app, urges.list_urges, outcome=outcome, limit=most, **which)
    shown = found if limit else found[:LISTED]
    if not shown:
        narrowed = outcome or any(which.values())
        say("No urge fits that." if narrowed else "Nothing logged yet: holdfast log")
        if which["search"]:
            say("A message on hold is not searched. To see which: holdfast drafts")
        return
    from holdfast.urges.words import urge_row

    several = which["contact"] is None and names_needed(app, (urge.contact for urge in shown))
    here = app.here()
    say_table(_COLUMNS, [urge_row(urge, here, several=several) for urge in shown])
    if len(found) > len(shown):
        say(f"These are the newest {LISTED}. For more: holdfast list --limit 100")


@click.command(short_help="Show one urge.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@as_json
@pass_app
def show(app: App, urge: int | None, as_json: bool) -> None:
    """Show one urge with its story, but not its message. Without URGE: the newest open urge.

    Example: holdfast show 14
    """
    story = app.call(urges.show_urge, urge=urge)
    if as_json:
        say_json(story)
        return
    from holdfast.urges.words import urge_story

    say_all(urge_story(story, app.here()))
