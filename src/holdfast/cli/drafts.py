"""`holdfast drafts`: which are locked, and looking again at one whose hold has passed."""

from typing import Any

import click

from holdfast.app import App
from holdfast.cli.asking import call_asking, pages, say_typed
from holdfast.cli.line import Interrupted, ask, at_terminal
from holdfast.cli.options import URGE, as_json, contact_option, limit_option, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json, say_json_pages
from holdfast.errors import HoldfastError, NotUnderstood
from holdfast.urges import drafts as use_cases
from holdfast.urges.answers import UrgeSettled
from holdfast.urges.drafts import OpenedDraft

LISTED = 20
_YES, _NO = {"y", "yes"}, {"n", "no"}


@click.group(short_help="Which drafts are sealed, and until when.", invoke_without_command=True)
@limit_option(LISTED)
@contact_option
@as_json
@click.pass_context
def drafts(ctx: click.Context, limit: int | None, contact: str | None, as_json: bool) -> None:
    """List the drafts that are still open, newest first, and until when each is sealed.

    Example: holdfast drafts
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    if as_json:
        say_json_pages(pages(app, use_cases.list_drafts, limit, contact=contact))
        return
    found = call_asking(app, use_cases.list_drafts, contact=contact, limit=limit or LISTED)
    from holdfast.urges.words import draft_line

    say_all(draft_line(urge, app.here()) for urge in found)
    ready = [urge for urge in found if not urge.hold.held]
    if ready:
        say(f"To look at one again: holdfast drafts review {ready[0].id}")
    if not found:
        say("No draft is open.")


@drafts.command(short_help="Look again at one that is ready.")
@click.argument("urge", required=False, type=URGE, metavar="[URGE]")
@click.option("--let-go", "decision", flag_value="let-go", help="Let it go.")
@click.option("--myself", "decision", flag_value="myself", help="I'll write to them myself.")
@click.option("--keep", metavar="LENGTH", help="Keep it sealed for longer: 10m to 7d.")
@as_json
@pass_app
def review(app: App, urge: int | None, decision: Any, keep: str | None, as_json: bool) -> None:
    """Look again at a draft whose hold has passed: reread it, and decide. Enter lets it go.

    Without URGE: the newest that is ready.

    Example: holdfast drafts review 14
    """
    if decision and keep:
        raise NotUnderstood("Say one of --let-go, --keep LENGTH and --myself.")
    answers: dict[str, Any] = {"decision": "keep" if keep else decision, "length": keep}
    opened = app.call(use_cases.open_draft, urge=urge)
    number = opened.urge.id
    if answers["decision"] is None:
        if not at_terminal() or as_json:
            raise NotUnderstood(
                "Looking again ends in a decision: say --let-go, --keep LENGTH or --myself.",
                f"holdfast drafts review {number} --let-go",
            )
        answers = _look_again(app, opened)
    try:
        settled = app.call(use_cases.settle_review, urge=number, **answers)
    except HoldfastError:
        if answers.get("wanted"):
            say_typed(answers["wanted"])
        raise
    if as_json:
        say_json(settled)
        return
    _say_decided(app, settled, answers["decision"])


def _look_again(app: App, opened: OpenedDraft) -> dict[str, Any]:
    """Show the draft and ask the three questions; return the answers with the decision."""
    from holdfast.words import moment, visible

    felt = moment(opened.urge.felt_at, app.here())
    say(f"Urge {opened.urge.id}, {felt}, to {visible(opened.urge.contact)}:", err=True)
    say("", err=True)
    for line in opened.text.split("\n"):
        say(f"  {visible(line)}", err=True)
    say("", err=True)
    say("Three questions; Enter skips one.", err=True)
    wanted = ""
    try:
        calm = _yes_or_no("Are you calm now? [y/n] ")
        wanted = ask("What have they actually said they want? ").strip()
        glad = _yes_or_no("Would you be glad in a month that you sent it? [y/n] ")
        say("And now? Enter lets it go. “k 3d” keeps it for 3 days.", err=True)
        say("“m” means: I'll write to them myself, elsewhere.", err=True)
        return {"calm": calm, "wanted": wanted, "glad": glad, **_decision()}
    except (EOFError, Interrupted) as broken_off:
        typed = "\n".join(filter(None, (wanted, getattr(broken_off, "typed", ""))))
        left = "Nothing was decided. It stays as it is."
        raise Interrupted(typed, left=left) from None


def _decision() -> dict[str, Any]:
    while True:
        word, _, length = ask("[let it go] ").strip().partition(" ")
        match word.lower():
            case "" | "l" | "let":
                return {"decision": "let-go"}
            case "m" | "myself":
                return {"decision": "myself"}
            case "k" | "keep" if not length:
                say("Say for how long, too: k 3d", err=True)
            case "k" | "keep" if (kept := _read_length(length)) is not None:
                return {"decision": "keep", "length": kept}
            case "k" | "keep":
                pass
            case _:
                say("Please say Enter, “k 3d” or “m”.", err=True)


def _read_length(said: str) -> str | None:
    from holdfast.clock.typed import parse_length
    from holdfast.settings import check_pause

    try:
        check_pause(parse_length(said), "Keeping a draft")
    except HoldfastError as error:
        say(error.message, err=True)
        return None
    return said


def _yes_or_no(question: str) -> bool | None:
    while True:
        said = ask(question).strip().lower()
        if not said:
            return None
        if said in _YES | _NO:
            return said in _YES
        say("Please say y or n, or Enter.", err=True)


def _say_decided(app: App, settled: UrgeSettled, decision: str) -> None:
    from holdfast.promises.words import sealed

    urge = settled.urge
    match decision:
        case "let-go":
            say(f"Urge {urge.id}: let go.")
        case "keep":
            say(f"The draft of urge {urge.id} is {sealed(urge.hold, app.here())}.")
        case _:
            say("Noted. Holdfast sends nothing, and hands nothing on.")
            if settled.hold.held:
                say_hold(app, urge.contact, settled.hold, pause_of="another message")
            say(f"If you do write to them, say so afterwards: holdfast sent {urge.id}")
