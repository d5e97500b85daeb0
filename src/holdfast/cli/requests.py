"""`holdfast requests`: what is waiting to be loosened."""

from contextlib import AbstractContextManager, nullcontext

import click

from holdfast.app import App
from holdfast.cli.options import REQUEST, as_json, pass_app
from holdfast.cli.promises import FORGOTTEN, say_hold
from holdfast.cli.saying import say, say_all, say_json
from holdfast.cli.table import Column, say_table
from holdfast.promises import requests as use_cases

_COLUMNS = (
    Column("#", right=True),
    Column("Request", wraps=True),
    Column("State", dim=True),
    Column("Why", wraps=True),
)


@click.group(
    short_help="What you asked to loosen.",
    invoke_without_command=True,
)
@as_json
@click.pass_context
def requests(ctx: click.Context, as_json: bool) -> None:
    """List your requests to loosen or delete something, newest first.

    Example: holdfast requests
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


@requests.command("list", short_help="List them, newest first.")
@as_json
@pass_app
def list_(app: App, as_json: bool) -> None:
    """List your requests, newest first: what each asks, and when you can confirm it.

    Example: holdfast requests list
    """
    _list(app, as_json)


def _list(app: App, as_json: bool) -> None:
    found = app.call(use_cases.list_requests)
    if as_json:
        say_json(found)
    elif not found:
        say("No requests.")
    else:
        from holdfast.promises.words import request_row

        say_table(_COLUMNS, [request_row(one, app.here()) for one in found])


@requests.command("show", short_help="Show one.")
@click.argument("request", type=REQUEST)
@as_json
@pass_app
def show(app: App, request: int, as_json: bool) -> None:
    """Show one request: what it asks, why, and when you can confirm it.

    Example: holdfast requests show 1
    """
    shown = app.call(use_cases.show_request, request=request)
    if as_json:
        say_json(shown)
        return
    from holdfast.promises.words import request_lines

    say_all(request_lines(shown, app.here()))


@requests.command(short_help="Cancel one, at once.")
@click.argument("request", type=REQUEST)
@as_json
@pass_app
def cancel(app: App, request: int, as_json: bool) -> None:
    """Cancel a request at once. Nothing else changes.

    Example: holdfast requests cancel 1
    """
    cancelled = app.call(use_cases.cancel_request, request=request)
    if as_json:
        say_json(cancelled)
    elif cancelled.already:
        say(f"Request {request} was already cancelled.")
    else:
        about_time = cancelled.kind in {"end", "shorten"}
        unchanged = "Your cool-down is unchanged." if about_time else "Nothing else has changed."
        say(f"Request {request} is cancelled. {unchanged}")


@requests.command(short_help="Confirm one that has waited.")
@click.argument("request", type=REQUEST)
@as_json
@pass_app
def confirm(app: App, request: int, as_json: bool) -> None:
    """Confirm a request. Once it's ready you have a day; nothing shortens the wait.

    Example: holdfast requests confirm 1
    """
    with _ready_to_erase(app, request):
        confirmed = app.call(use_cases.confirm_request, request=request)
        if confirmed.request.kind == "erase":
            from holdfast.cli.erase import erase_now

            erase_now(app, confirmed.call_id)
    if as_json:
        say_json(confirmed.request)
        return
    from holdfast.promises.words import what_it_asks

    was = "was already confirmed" if confirmed.request.already else "is confirmed"
    if confirmed.request.kind == "erase":
        return
    if confirmed.request.kind == "forget":
        say(f"Request {request} {was}. {FORGOTTEN}")
        return
    say(f"Request {request} {was} ({what_it_asks(confirmed.request, app.here())}).")
    if confirmed.hold:
        say_hold(app, confirmed.request.contact or "", confirmed.hold)


def _ready_to_erase(app: App, request: int) -> AbstractContextManager[None]:
    """Stop the daemon before erasing is confirmed: if it doesn't end, nothing is confirmed."""
    known = app.call(use_cases.list_requests)
    if any((one.id, one.kind, one.state) == (request, "erase", "ready") for one in known):
        from holdfast.cli.erase import daemon_ended

        return daemon_ended(app)
    return nullcontext()
