"""What `holdfast log` prints once an urge is saved, and the offer to let it go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from holdfast.app import App
from holdfast.cli.asking import ask_yes
from holdfast.cli.line import Interrupted
from holdfast.cli.main import EXIT_INTERRUPTED
from holdfast.cli.promises import say_hold
from holdfast.cli.saying import say, say_all, say_json

if TYPE_CHECKING:
    from holdfast.urges.answers import Logged


def say_logged(app: App, logged: Logged, *, as_json: bool, offer: bool, no_draft: bool) -> None:
    """Print that an urge was saved, and until when it's held; at a terminal offer to let it go."""
    if as_json:
        say_json(logged)
        return
    from holdfast.urges.words import logged_lines

    urge = logged.urge
    saved, *rest = logged_lines(logged, no_draft=no_draft)
    say(saved)
    if logged.at_night:
        say("You've stopped for now. Nothing has to be decided tonight.")
    say_hold(app, urge.contact, logged.hold)
    say_all(rest)
    later = f"When you're ready: holdfast let-go {urge.id}"
    if not offer:
        say(later)
        return
    try:
        wants = ask_yes("Let it go?", default=True)
    except Interrupted:
        say("", err=True)
        say(f"Kept. {later}")
        sys.exit(EXIT_INTERRUPTED)
    if wants:
        from holdfast.urges.use_cases import let_go

        app.call(let_go, urge=urge.id)
        say("Let go.")
    else:
        say(f"Kept. {later}")
