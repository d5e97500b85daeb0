"""`holdfast config`: the settings, and where each comes from."""

import click

from holdfast.app import App
from holdfast.cli.options import as_json, pass_app
from holdfast.cli.saying import say, say_json


@click.group(short_help="The settings, and where each comes from.")
def config() -> None:
    """See and change the settings. They are defaults and looks: no promise depends on them.

    Example: holdfast config show
    """


@config.command(short_help="Each value, and where it comes from.")
@as_json
@pass_app
def show(app: App, as_json: bool) -> None:
    """Show each setting with its value and where that comes from.

    Example: holdfast config show
    """
    found = app.explain_settings()
    if as_json:
        say_json(found)
        return
    for setting in found:
        say(f"{setting.key} = {setting.value}   ({setting.source})")


@config.command(short_help="Where the file is.")
@pass_app
def path(app: App) -> None:
    """Say where the config file is, or would be.

    Example: holdfast config path
    """
    click.echo(app.folders.config)


@config.command(short_help="Open it in $EDITOR.")
@pass_app
def edit(app: App) -> None:
    """Open the config file in $EDITOR; a new one has every setting, with its default.

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


@config.command(short_help="Is it right?")
@pass_app
def check(app: App) -> None:
    """Say whether the config file is right; exit 1 when it isn't.

    Example: holdfast config check
    """
    app.explain_settings()
    exists = app.folders.config.exists()
    say(
        f"{app.folders.config} is fine."
        if exists
        else "There is no config file; the defaults hold."
    )
