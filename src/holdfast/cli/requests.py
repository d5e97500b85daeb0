"""`holdfast requests`: what was asked for, and waits."""

from contextlib import AbstractContextManager, nullcontext

import click

from holdfast.app import App
from holdfast.cli.options import REQUEST, as_json, pass_app
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json
from holdfast.promises import requests as use_cases


@click.group(short_help="Requests to end early.", invoke_without_command=True)
@as_json
@click.pass_context
def requests(ctx: click.Context, as_json: bool) -> None:
    """List your requests to end or shorten something, newest first.

    Example: holdfast requests
    """
    if ctx.invoked_subcommand is not None:
        return
    app: App = ctx.obj
    found = app.call(use_cases.list_requests)
    if as_json:
        say_json(found)
        return
    from holdfast.promises.words import request_lines

    for request in found:
        say_all(request_lines(request, app.here()))
    if not found:
        say("No requests.")


@requests.command(short_help="Cancel one, at once.")
@click.argument("request", type=REQUEST)
@as_json
@pass_app
def cancel(app: App, request: int, as_json: bool) -> None:
    """Cancel a request, at once. What it was about is unchanged.

    Example: holdfast requests cancel 1
    """
    cancelled = app.call(use_cases.cancel_request, request=request)
    if as_json:
        say_json(cancelled)
    elif cancelled.already:
        say(f"Request {request} was cancelled before.")
    else:
        say(f"Request {request} is cancelled. Nothing else has changed.")


@requests.command(short_help="Confirm one that has waited.")
@click.argument("request", type=REQUEST)
@as_json
@pass_app
def confirm(app: App, request: int, as_json: bool) -> None:
    """Confirm a request, within a day after it is ready. Nothing shortens the wait.

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

    was = "was confirmed before" if confirmed.request.already else "is confirmed"
    if confirmed.request.kind == "erase":
        return
    if confirmed.request.kind == "forget":
        say(f"Request {request} {was}. The name and the texts are deleted. What was counted stays.")
        return
    say(f"Request {request} {was}: {what_it_asks(confirmed.request, app.here())}.")
    if confirmed.hold:
        say_hold(app, confirmed.request.contact or "", confirmed.hold)


def _ready_to_erase(app: App, request: int) -> AbstractContextManager[None]:
    """Stop the daemon before erasing is confirmed: if it doesn't end, nothing is confirmed."""
    known = app.call(use_cases.list_requests)
    if any((one.id, one.kind, one.state) == (request, "erase", "ready") for one in known):
        from holdfast.cli.erase import daemon_ended

        return daemon_ended(app)
    return nullcontext()
