"""`holdfast drafts`: which are locked, and looking again at one whose hold has passed."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, names_needed, pages, say_typed
from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.options import URGE, as_json, contact_option, limit_option, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_json, say_json_pages
from holdfast.cli.table import Column, say_table
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.urges import drafts as use_cases
from holdfast.urges.answers import UrgeSettled
from holdfast.urges.drafts import OpenedDraft

LISTED = 20
_COLUMNS = (
    Column("#", right=True),
    Column("Written", dim=True),
    Column("Contact", wraps=True),
    Column("Locked?", wraps=True),
)
_YES, _NO = {"y", "yes"}, {"n", "no"}


@click.group(short_help="Review saved messages.", invoke_without_command=True)
@limit_option(LISTED)
@contact_option
@as_json
@click.pass_context
def drafts(ctx: click.Context, /, **which: Any) -> None:
    """List the messages that are still open, newest first, and when each unlocks.

    Example: holdfast drafts
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, **which)


@drafts.command("list", short_help="The same as holdfast drafts alone.")
@limit_option(LISTED)
@contact_option
@as_json
@pass_app
def list_(app: App, /, **which: Any) -> None:
    """List the messages that are still open, newest first, and when each unlocks.

    Example: holdfast drafts list
    """
    _list(app, **which)


def _list(app: App, *, limit: int | None, contact: str | None, as_json: bool) -> None:
    if as_json:
        say_json_pages(pages(app, use_cases.list_drafts, limit, contact=contact))
        return
    found = call_asking(app, use_cases.list_drafts, contact=contact, limit=limit or LISTED)
    if not found:
        say("No message is open.")
        return
    from holdfast.urges.words import draft_row

    several = contact is None and names_needed(app, (urge.contact for urge in found))
    here = app.here()
    say_table(_COLUMNS, [draft_row(urge, here, several=several) for urge in found])
    ready = [urge for urge in found if not urge.hold.held]
    if ready:
        say(f"To look at one again: holdfast drafts review {ready[0].id}")


@drafts.command(short_help="Read a message that isn't locked.")
@click.argument("urge", type=URGE)
@as_json
@pass_app
def show(app: App, urge: int, as_json: bool) -> None:
    """Read a message that isn't locked, even one you let go.

    Example: holdfast drafts show 1
    """
    opened = app.call(use_cases.read_draft, urge=urge)
    if as_json:
        say_json(opened)
    else:
        _say_text(app, opened, err=False)


@drafts.command(short_help="Look again at a message that is ready.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--let-go", "decision", flag_value="let-go", help="Let it go.")
@click.option("--myself", "decision", flag_value="myself", help="You will write to them yourself.")
@click.option("--keep", metavar="LENGTH", help="Keep it locked for longer: 10m to 7d.")
@as_json
@pass_app
def review(app: App, urge: int | None, decision: Any, keep: str | None, as_json: bool) -> None:
    """Look again at a message whose hold is over: reread it, and decide. Enter lets it go.

    Without URGE: the newest message that is ready.

    Example: holdfast drafts review 14
    """
    if decision and keep:
        raise NotUnderstood(
            "Only one of these is possible: --let-go, --keep or --myself.",
            "holdfast drafts review --keep 3d",
        )
    answers: dict[str, Any] = {"decision": "keep" if keep else decision, "length": keep}
    opened = app.call(use_cases.open_draft, urge=urge)
    number = opened.urge.id
    if answers["decision"] is None:
        if not at_terminal() or as_json:
            raise NotUnderstood(
                "A decision is missing: --let-go, --keep LENGTH or --myself.",
                f"holdfast drafts review {number} --let-go",
            )
        answers = _look_again(app, opened)
    try:
        settled = app.call(use_cases.settle_review, urge=number, **answers)
    except HoldfastError:
        if typed := answers.get("wanted") or answers.get("left_because"):
            say_typed(typed)
        raise
    if as_json:
        say_json(settled)
        return
    _say_decided(app, settled, answers["decision"])


def _look_again(app: App, opened: OpenedDraft) -> dict[str, Any]:
    """Show the draft and ask the three questions; return the answers with the decision."""
    _say_text(app, opened, err=True)
    say("", err=True)
    say("Three questions. Enter skips one.", err=True)
    asked, question = "wanted", "What have they actually said they want? "
    if opened.had_own_no:
        asked, question = "left_because", "What made you leave? (Enter: skip) "
    words: dict[str, str] = {}
    try:
        calm = _yes_or_no("Are you calm now? [y/n] ")
        words[asked] = ask(question).strip()
        glad = _yes_or_no("Would you be glad in a month that you sent it? [y/n] ")
        say("What now? Enter: let it go · k 3d: keep 3 days · m: I'll write myself", err=True)
        return {"calm": calm, **words, "glad": glad, **_decision()}
    except (EOFError, Interrupted) as broken_off:
        typed = "\n".join(filter(None, (*words.values(), getattr(broken_off, "typed", ""))))
        left = "Nothing was decided. The message stays as it is."
        raise Interrupted(typed, left=left) from None


def _say_text(app: App, opened: OpenedDraft, *, err: bool) -> None:
    from holdfast.words import moment, visible

    written, name = moment(opened.urge.logged_at, app.here()), visible(opened.urge.contact)
    say(f"You wrote this on {written}, for {name} (#{opened.urge.id}):", err=err)
    say("", err=err)
    for line in opened.text.split("\n"):
        say(f"  {visible(line)}", err=err)


def _decision() -> dict[str, Any]:
    while True:
        word, _, length = ask("[let it go] ").strip().partition(" ")
        match word.lower():
            case "" | "l" | "let":
                return {"decision": "let-go"}
            case "m" | "myself":
                return {"decision": "myself"}
            case "k" | "keep" if not length:
                say("For how long? For example: k 3d", err=True)
            case "k" | "keep" if (kept := _read_length(length)) is not None:
                return {"decision": "keep", "length": kept}
            case "k" | "keep":
                pass
            case _:
                say("Please press Enter, or type k 3d or m.", err=True)


def _read_length(typed: str) -> str | None:
    from holdfast.clock.length import parse_length
    from holdfast.settings import check_pause

    try:
        check_pause(parse_length(typed), "Keeping it")
    except HoldfastError as error:
        say(error.message, err=True)
        return None
    return typed


def _yes_or_no(question: str) -> bool | None:
    while True:
        said = ask(question).strip().lower()
        if not said:
            return None
        if said in _YES | _NO:
            return said in _YES
        say("Please answer y or n, or press Enter.", err=True)


def _say_decided(app: App, settled: UrgeSettled, decision: str) -> None:
    urge = settled.urge
    match decision:
        case "let-go":
            say(f"Let go (#{urge.id}).")
        case "keep":
            from holdfast.urges.words import draft_state

            say(f"The message (#{urge.id}) is {draft_state(urge, app.here())}.")
        case _:
            say("Noted. Holdfast sends nothing.")
            if settled.hold.held:
                say_hold(app, urge.contact, settled.hold, pause_of="another message")
            say(f"If you do write to them, note it afterwards: holdfast sent {urge.id}")
