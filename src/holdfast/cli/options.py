"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from holdfast.app import App, app_for
from holdfast.cli.line import at_terminal
from holdfast.cli.saying import say_warning
from holdfast.errors import HoldfastError
from holdfast.urges.model import parse_intensity

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

pass_app = click.make_pass_decorator(App)
COMPLETED_ENTRIES = 50
ASKED = "\0asked"
"""The value of an option for words that was given without any; nobody can type it."""


class StrengthParam(click.ParamType[int]):
    """A number from 0 to 10."""

    name = "0-10"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Return a strength, or fail."""
        if isinstance(value, int):
            return value
        try:
            return parse_intensity(value)
        except HoldfastError as error:
            self.fail(error.message, param, ctx)


class ContactParam(click.ParamType[str]):
    """A contact's name, completed from the ledger."""

    name = "NAME"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names that begin so, in any case."""
        from holdfast.contacts.use_cases import contact_names

        return _beginning(_quietly(_app(ctx), contact_names, ()), incomplete)


class Number(click.ParamType[int]):
    """The number of an urge or a request."""

    def __init__(self, name: str, of_what: str) -> None:
        self.name = name
        self._of_what = of_what

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Return a number, or fail."""
        if isinstance(value, int):
            return value
        if not (value.isascii() and value.isdigit() and len(value) <= len("999999999999")):
            self.fail(f'"{value}" isn\'t the number of {self._of_what}.', param, ctx)
        return int(value)


class OpenUrge(Number):
    """An urge's number; the open ones are completed, with when each was felt."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the numbers of open urges that begin so."""
        from click.shell_completion import CompletionItem

        from holdfast.urges.use_cases import list_urges
        from holdfast.words import moment

        app = _app(ctx)
        urges = _quietly(app, list_urges, (), outcome="open", limit=COMPLETED_ENTRIES)
        return [
            CompletionItem(str(urge.id), help=moment(urge.felt_at, app.here()))
            for urge in urges
            if str(urge.id).startswith(incomplete)
        ]


class EntryParam(click.ParamType[int | str]):
    """An urge's number, or contact as `history` numbers it, such as e3: that stays a text."""

    name = "ENTRY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        """Return a number or an entry, or fail."""
        word = str(value).lower()
        if word.startswith("e") and word[1:].isdigit():
            return f"e{_CONTACT_ENTRY.convert(word[1:], param, ctx)}"
        return _ANY_ENTRY.convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the numbers of the newest entries that begin so, with the moment of each."""
        from click.shell_completion import CompletionItem

        from holdfast.overview.history import history
        from holdfast.overview.history_words import number
        from holdfast.words import moment

        app = _app(ctx)
        entries = _quietly(app, history, (), limit=COMPLETED_ENTRIES)
        return [
            CompletionItem(number(entry), help=moment(entry.at, app.here()))
            for entry in entries
            if number(entry) and number(entry).startswith(incomplete.lower())
        ]


_ANY_ENTRY = Number("ENTRY", "an urge, such as 14, or of contact, such as e3")
_CONTACT_ENTRY = Number("ENTRY", "contact, such as e3")


class OpenRequest(Number):
    """A request's number; the ones that can still be confirmed or cancelled are completed."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the numbers of requests that begin so."""
        from holdfast.promises.requests import list_requests

        requests = _quietly(_app(ctx), list_requests, ())
        numbers = [str(one.id) for one in requests if one.state in {"waiting", "ready"}]
        return _beginning(numbers, incomplete)


class WeekParam(click.ParamType[str]):
    """A week; “last” and the weeks that have a report are completed."""

    name = "WEEK"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the weeks that begin so."""
        from holdfast.report.use_cases import list_reports

        kept = _quietly(_app(ctx), list_reports, ())
        return _beginning(["last", *(one.week for one in kept)], incomplete)


class SettingParam(click.ParamType[str]):
    """The name of a setting, such as “cooldown.pause”."""

    name = "KEY"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the settings that begin so."""
        from holdfast.setting_keys import KEYS

        return _beginning(map(str, KEYS), incomplete)


STRENGTH, CONTACT, URGE = StrengthParam(), ContactParam(), OpenUrge("URGE", "an urge")
ENTRY = EntryParam()
REQUEST, WEEK, SETTING = OpenRequest("REQUEST", "a request"), WeekParam(), SettingParam()

as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
contact_option = click.option("--contact", type=CONTACT, metavar="NAME", help="Choose a contact.")
yes_option = click.option("--yes", is_flag=True, help="Answer yes to all questions.")


def words_option(name: str, *, help: str) -> Callable[[F], F]:  # noqa: A002 - as click calls it
    """Return an option for a person's own words: alone it asks for them (see `call_asking`)."""

    def warn(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
        if value not in {None, ASKED} and at_terminal():
            say_warning(
                f"Words on the command line stay in your shell's history. Next time, type {name} "
                "alone: it asks for them."
            )
        return value

    return click.option(
        name, metavar="[TEXT]", is_flag=False, flag_value=ASKED, callback=warn, help=help
    )


def limit_option(usual: int) -> Callable[[F], F]:
    """Return the option that limits a list; without it a script gets the whole list."""
    return click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(min=1, max=1_000_000),
        help=f"Show up to this many.  [default: {usual}; with --json all]",
    )


def _beginning(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    start = incomplete.casefold()
    return [CompletionItem(word) for word in words if word.casefold().startswith(start)]


def _app(ctx: click.Context) -> App:
    import os

    from holdfast.door.opening import open_door

    if (app := ctx.find_object(App)) is None:
        app = app_for(os.environ)
        open_door(app)
    return app


def _quietly(app: App, use_case: Any, default: Any, **arguments: Any) -> Any:
    """Call a use case for a completion; trouble must not break the line that is being typed."""
    try:
        return app.call(use_case, **arguments)
    except (HoldfastError, OSError):
        return default
