"""`holdfast demo`: the whole job on made-up data, in a temporary home."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import NoReturn

import click

from holdfast.app import App, app_for, content
from holdfast.cli.daemon import start_daemon
from holdfast.cli.saying import say
from holdfast.contacts import use_cases as contacts
from holdfast.desktop.background import stop_daemon
from holdfast.ledger.work import time_now
from holdfast.nudging.use_cases import NudgeAnswer, list_nudges
from holdfast.urges import use_cases as urges

MESSAGE = "I miss you. Can we talk?"
NUDGE_WITHIN_SECONDS = 7
LOOK_EVERY_SECONDS = 0.1
STOP_WITHIN_SECONDS = 3


@click.command(short_help="Try it on made-up data.")
def demo() -> None:
    """Try Holdfast on made-up data: a message, a hold, a nudge, a weekly report.

    The demo runs in a temporary folder and deletes it at the end. It can't change your data.

    Example: holdfast demo
    """
    say("A made-up week, in a temporary folder.")
    _clean_up_when_told_to_end()
    with tempfile.TemporaryDirectory(prefix="holdfast-demo-") as home:
        environment = {**os.environ, "HOLDFAST_HOME": home}
        app = app_for(environment)
        try:
            # Not as a command: if this is interrupted, no daemon may be left that still starts.
            _say_command("daemon", "start")
            start_daemon(app, environment)
            _live_last_week(app)
            _run(environment, "cooldown", "start", "14d", "--why", "They asked for space.")
            _run(environment, "log", "--intensity", "8", "--trigger", "song", typed=MESSAGE)
            _say_nudge(app)
            _run(environment, "let-go")
            _run(environment, "report", "--week", "last")
        finally:
            stop_daemon(app.folders.lock, within_seconds=STOP_WITHIN_SECONDS)
    say("")
    say("The demo is over, and its data is deleted. To set up your own: holdfast init")
    say("If you want to write to them right now: holdfast log")


def _clean_up_when_told_to_end() -> None:
    def end(by: int, _frame: object) -> NoReturn:
        sys.exit(128 + by)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def _live_last_week(app: App) -> None:
    """Log last week's urges through the real use cases, backdated."""
    app.call(contacts.add_contact, name="Sam")
    for urge in content("demo.toml")["urge"]:
        day = _day_of_last_week(app, urge["weekday"])
        logged = app.call(
            urges.log_urge,
            felt=f"{day} {urge['time']}",
            intensity=urge["intensity"],
            triggers=tuple(urge["triggers"]),
            channel=urge["channel"],
        )
        if "later" in urge:
            at = f"{day} {urge['later_at']}"
            app.call(urges.rate_urge, urge=logged.urge.id, intensity=urge["later"], at=at)
        if urge.get("let_go"):
            app.call(urges.let_go, urge=logged.urge.id)


def _day_of_last_week(app: App, weekday: int) -> str:
    from datetime import timedelta

    today = app.call(time_now).astimezone(app.zone()).date()
    return str(today - timedelta(days=today.weekday() + 7 - weekday))


def _run(environment: dict[str, str], *words: str, typed: str | None = None) -> None:
    """Run a command, and print what a person would type."""
    _say_command(*words, typed=typed)
    subprocess.run(
        [sys.executable, "-P", "-m", "holdfast", *words],
        env=environment,
        input=typed,
        stdin=None if typed else subprocess.DEVNULL,
        text=True,
        check=True,
        cwd=environment["HOLDFAST_HOME"],
    )


def _say_command(*words: str, typed: str | None = None) -> None:
    shown = " ".join(f'"{word}"' if " " in word else word for word in words)
    prompt = f'echo "{typed}" | ' if typed else ""
    say("")
    click.secho(f"$ {prompt}holdfast {shown}", bold=True)
    sys.stdout.flush()


def _say_nudge(app: App) -> None:
    """Wait for the daemon's nudge, and print where it went."""
    give_up_at = time.monotonic() + NUDGE_WITHIN_SECONDS
    nudge: NudgeAnswer | None = None
    while time.monotonic() < give_up_at:
        found = [one for one in app.call(list_nudges) if one.kind == "patience" and one.body]
        nudge = next((one for one in found if one.state != "planned"), None)
        if nudge:
            break
        time.sleep(LOOK_EVERY_SECONDS)
    from holdfast.nudging.words import nudge_words

    say("")
    if nudge is None:
        say("(No nudge came within 7 s.)")
    elif nudge.state == "handed-over":
        say(f'(A notification was {nudge.detail}: "{nudge_words(nudge)}")')
    else:
        say(f'(On a desktop, a notification would show: "{nudge_words(nudge)}")')
        say(f"(Not shown here: {nudge.detail}. In daily use, your next command shows it.)")
