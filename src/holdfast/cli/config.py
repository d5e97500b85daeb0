"""`holdfast config`: see and change settings."""

import click

from holdfast.app import App
from holdfast.cli.options import SETTING, as_json, pass_app
from holdfast.cli.saying import say, say_json
from holdfast.cli.table import Column, say_table
from holdfast.words import visible


@click.group(short_help="See and change settings.")
def config() -> None:
    """See and change settings. A cool-down that has started keeps its terms.

    Example: holdfast config show
    """


@config.command(short_help="Show all settings.")
@as_json
@pass_app
def show(app: App, as_json: bool) -> None:
    """Show all settings, and where each value comes from.

    Example: holdfast config show
    """
    found = app.explain_settings()
    if as_json:
        say_json(found)
        return
    columns = (Column("Setting"), Column("Value"), Column("From", dim=True))
    rows = [
        (one.key, _plain(one.value), "" if one.source == "default" else "file") for one in found
    ]
    say_table(columns, rows)


@config.command(short_help="Show one setting.")
@click.argument("key", metavar="KEY", type=SETTING)
@as_json
@pass_app
def get(app: App, key: str, as_json: bool) -> None:
    """Show the value of one setting.

    Example: holdfast config get cooldown.pause
    """
    from holdfast.config import find_setting

    found = find_setting(app.folders.config, key)
    if as_json:
        say_json(found)
    else:
        say(_plain(found.value))


@config.command("set", short_help="Change one setting.")
@click.argument("key", metavar="KEY", type=SETTING)
@click.argument("value", metavar="VALUE")
@as_json
@pass_app
def set_(app: App, key: str, value: str, as_json: bool) -> None:
    """Change one setting. Your comments in the config file stay.

    Example: holdfast config set cooldown.pause 2h
    """
    from holdfast.config import change_setting

    before, now = change_setting(app.folders.config, key, value)
    if as_json:
        say_json(now)
    elif before.value == now.value:
        say(f"{key} is {_plain(now.value)} already.")
    else:
        say(f"{key} is now {_plain(now.value)} (before: {_plain(before.value)}).")
        if key.startswith("cooldown."):
            say("A cool-down that has started keeps its terms.")


@config.command(short_help="Print where the config file is.")
@pass_app
def path(app: App) -> None:
    """Print where the config file is, or would be.

    Example: holdfast config path
    """
    click.echo(app.folders.config)


@config.command(short_help="Open the config file in your editor.")
@pass_app
def edit(app: App) -> None:
    """Open the config file in $EDITOR. A new file has all settings with their defaults.

    Example: holdfast config edit
    """
    from holdfast.cli.editing import HOW_TO_WAIT, open_editor
    from holdfast.config import make_config

    file = app.folders.config
    make_config(file)
    if open_editor(app, file, "holdfast config edit", otherwise=f"another editor, with {file}"):
        say(f"Nothing was changed. If your editor ends at once, try {HOW_TO_WAIT}", err=True)
    app.explain_settings()
    say(f"{file} is fine.")


@config.command(short_help="Check the config file for mistakes.")
@pass_app
def check(app: App) -> None:
    """Check the config file for mistakes. If there are any, exit 1.

    Example: holdfast config check
    """
    app.explain_settings()
    exists = app.folders.config.exists()
    say(
        f"{app.folders.config} is fine."
        if exists
        else "There is no config file. The defaults are used."
    )


def _plain(value: str) -> str:
    """Return a value without TOML's quotes, as a person types it; an empty one keeps them."""
    return visible(value.strip('"')) or '""'
