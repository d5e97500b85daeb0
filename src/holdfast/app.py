"""Wires the rooms once, and offers `call(use_case, **arguments)`: the only file that knows all.

A room is imported when it is first needed: help must not pay for the ledger, and the prompt of
`log` stands before anything else is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from holdfast.desktop.folders import Folders, find_folders
from holdfast.errors import ConfigError, HoldfastError, NotDrawn, StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.config import Setting
    from holdfast.domain.keeping import NewReport
    from holdfast.domain.nudge import NudgeText
    from holdfast.domain.settings import Settings
    from holdfast.services.book import Ledger
    from holdfast.services.ports import Clock, DaemonState, Notifier, Ports, Shown

    # Gives a report as a page. NotDrawn where that can't be.
    Draw = Callable[[NewReport], str]

    # Has another process run a use case, by folders, request and arguments; None if it has to be
    # done here.
    Door = Callable[[Folders, str, Callable[..., Any], Mapping[str, Any]], "Told | None"]

P = ParamSpec("P")
R = TypeVar("R")

NO_FILE = "no file"


class Told:
    """What came back through the door: a value or an error, and how the settings stand there."""

    def __init__(
        self,
        value: object,
        error: HoldfastError | None,
        zone: str,
        trouble: str | None,
        *,
        minded: bool,
    ) -> None:
        self.value = value
        self.error = error
        self.zone = zone
        self.trouble = trouble
        self.minded = minded


class App:
    """One home, wired: its ledger, clock, notifier and settings.

    A config file that can't be used gives the defaults and a warning: what a person does at
    2 a.m. must work whatever a file says. Where settings are promised, they are required.
    """

    def __init__(
        self,
        folders: Folders,
        *,
        clock: Clock | None = None,
        notifier: Notifier | None = None,
        ledger: Ledger | None = None,
        draw: Draw | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folders = folders
        self._clock = clock
        self.warn = warn
        self.called = False
        self._notifier = notifier
        self._ledger = ledger
        self._draw = draw or _draw_in_child
        self._settings: tuple[object, Settings] | None = None
        self.trouble: str | None = None
        """What is wrong with the config file, as it was when it was read."""
        self._warned: str | None = None
        self.door: Door | None = None
        """Tried before this process does anything itself."""
        self._told: Told | None = None
        self._texts: tuple[NudgeText, ...] | None = None

    def call(
        self, use_case: Callable[Concatenate[Ports, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case with plain arguments, as one request; gives its plain value.

        Where another process can do it, it does; where it can't, or breaks off, this one does the
        same request, so that it is done once.
        """
        self.called = True
        request = os.urandom(16).hex()
        told = None
        if self.door and not args:
            told = self.door(self.folders, request, use_case, kwargs)
            if told is None:
                self.door = None  # nobody is waited for twice
        self._told = told
        if told:
            if told.minded:
                self._warn_once(told.trouble)
            if told.error:
                raise told.error
            return cast("R", told.value)
        return use_case(self.ports(request), *args, **kwargs)

    def load(self) -> None:
        """Import what a call will need: for the time in which a person still types."""
        self.ports("")

    def load_all(self) -> None:
        """Import what any call may need: for a process that stays."""
        import pkgutil
        from importlib import import_module

        from holdfast import storage

        for module in pkgutil.iter_modules(storage.__path__, f"{storage.__name__}."):
            if not module.name.endswith(".migrating"):  # Alembic, for an old database alone
                import_module(module.name)
        self.load()

    @property
    def clock(self) -> Clock:
        """The machine's clocks."""
        if self._clock is None:
            from holdfast.desktop.clock import SystemClock

            self._clock = SystemClock()
        return self._clock

    def settings(self) -> Settings:
        """Give the settings; the file is read again when it has changed."""
        changed = stamp(self.folders.config)
        if self._settings is None or self._settings[0] != changed:
            self._settings = (changed, self._load_settings())
        return self._settings[1]

    def zone(self) -> tzinfo:
        """Give the person's time zone: the config's, else the system's."""
        if self._told:
            # Whoever answered has read the config.
            self._warn_once(self._told.trouble)
            name = self._told.zone
        else:
            name = self.settings().time_zone
        if not name:
            if self._told:
                from holdfast.desktop.local_time import LocalTime

                return LocalTime()
            from holdfast.desktop.clock import system_zone

            return system_zone()
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)

    def daemon(self) -> DaemonState:
        """Say whether this home's daemon runs."""
        from holdfast.desktop.lock import daemon_state

        return daemon_state(self.folders.lock)

    def explain_settings(self) -> tuple[Setting, ...]:
        """Give every setting with where it comes from; ConfigError if the file can't be used."""
        from holdfast.config import explain_settings

        return explain_settings(self.folders.config)

    def make_config(self) -> None:
        """Make a config file with every setting and its default, if there is none."""
        if not self.folders.config.exists():
            self.write(self.folders.config, example_config())

    def set_config(self, section: str, name: str, value: object) -> None:
        """Set one setting in the config file, leaving the rest as the person wrote it."""
        import tomlkit

        self.make_config()
        document = tomlkit.parse(self.folders.config.read_text(encoding="utf-8"))
        document.setdefault(section, tomlkit.table())[name] = value
        self.write(self.folders.config, tomlkit.dumps(document))
        self.explain_settings()

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only its owner may open."""
        from holdfast.storage.database import make_private_folder

        make_private_folder(folder)

    def write(self, path: Path, text: str) -> None:
        """Write a file that only its owner may read, whole or not at all."""
        from holdfast.storage.files import write_private

        write_private(path, text)

    def erase(self) -> list[Path]:
        """Remove all that was ever written here; gives what could not be removed."""
        from holdfast.storage.files import remove_all

        self._ledger = None
        return remove_all(self.folders.written)

    def close(self) -> None:
        """End a notification that is being shown, and show nothing more."""
        if close := getattr(self._notifier, "close", None):
            close()

    def ports(
        self,
        request: str,
        *,
        settings: Callable[[], Settings] | None = None,
        zone: Callable[[], tzinfo] | None = None,
    ) -> Ports:
        """Give what a use case needs of the world, for one request."""
        from holdfast.services.ports import Ports

        return Ports(
            ledger=self._open_ledger(),
            clock=self.clock,
            notifier=_Lazy(self._the_notifier),
            shelf=_Shelf(self.folders.reports, self._draw),
            daemon=self.daemon,
            settings=settings or self.settings,
            zone=zone or self.zone,
            texts=self._nudge_texts,
            request=request,
        )

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            from holdfast.storage.ledger import SqlLedger  # SQLAlchemy: most of a start-up

            self._ledger = SqlLedger(self.folders.database, self.folders.backups)
        return self._ledger

    def _the_notifier(self) -> Notifier:
        if self._notifier is None:
            from holdfast.desktop.notifications import DesktopNotifier

            self._notifier = DesktopNotifier()
        return self._notifier

    def _load_settings(self) -> Settings:
        from holdfast.domain.settings import Settings

        self.trouble = None
        if stamp(self.folders.config) == NO_FILE:
            return Settings()
        from holdfast.config import load_settings

        try:
            settings = load_settings(self.folders.config)
        except ConfigError as error:
            # A file that is being written, or has a slip of the finger in it, is not to switch on
            # what was off before.
            read_before = self._settings is not None and self._settings[0] != NO_FILE
            settings = self._settings[1] if self._settings else Settings()
            counts = "What it said before counts" if read_before else "The defaults are used"
            self.trouble = f"{error.message} {counts} until it is mended."
        self._warn_once(self.trouble)
        return settings

    def _warn_once(self, trouble: str | None) -> None:
        if trouble and trouble != self._warned:
            self.warn(trouble)
        self._warned = trouble

    def _nudge_texts(self) -> Sequence[NudgeText]:
        if self._texts is None:
            from holdfast.domain.nudge import NudgeText

            texts = _content("nudges.toml")["nudge"]
            self._texts = tuple(
                NudgeText(**{**text, "only": tuple(text.get("only", ()))}) for text in texts
            )
        return self._texts


class _Lazy:
    """Carries out the port `Notifier` with one that is made when it is first needed."""

    def __init__(self, make: Callable[[], Notifier]) -> None:
        self._make = make

    def show(self, title: str, body: str, *, tag: str, gentle: bool) -> Shown:
        return self._make().show(title, body, tag=tag, gentle=gentle)


class _Shelf:
    """Carries out the port `Shelf`: a page in the home's reports folder, or its text."""

    def __init__(self, folder: Path, draw: Draw) -> None:
        self._folder = folder
        self._draw = draw

    def put(self, new: NewReport) -> str:
        from holdfast.storage.files import write_private

        try:
            ending, text = "html", self._draw(new)
        except NotDrawn as trouble:
            from holdfast.rendering.report import report_text

            ending, text = "txt", f"{report_text(new.report)}\n{trouble.message}\n"
        path = self._folder / f"{new.name}.{ending}"
        write_private(path, text)
        # A folder's name may be no text; the ledger takes nothing else.
        return str(path).encode(errors="backslashreplace").decode()

    def clear(self) -> None:
        from holdfast.storage.files import remove_all

        if left := remove_all(self._folder.glob("*")):
            raise StorageError(f"{left[0]} can't be removed.")


def _draw_in_child(new: NewReport) -> str:
    """Draw a page where charts and templates are not kept: the daemon needs them once a week."""
    from holdfast.desktop.drawing import in_child
    from holdfast.rendering.json import as_json

    return in_child(as_json(new))


def app_for(
    environment: Mapping[str, str],
    config: str | None = None,
    *,
    warn: Callable[[str], None] = lambda _: None,
) -> App:
    """Give the app for the home that the environment names."""
    return App(find_folders(environment, config), warn=warn)


def demo_urges() -> list[dict[str, Any]]:
    """Give the made-up week of `holdfast demo`, as content/demo.toml describes it."""
    urges: list[dict[str, Any]] = _content("demo.toml")["urge"]
    return urges


def example_config() -> str:
    """Give config.example.toml: from inside an installed package, or from a checkout."""
    from pathlib import Path

    package = Path(__file__).resolve().parent
    for folder in (package, package.parents[1]):
        if (example := folder / "config.example.toml").is_file():
            return example.read_text(encoding="utf-8")
    raise ConfigError("config.example.toml is missing.", "pip install --force-reinstall holdfast")


def _content(name: str) -> dict[str, Any]:
    import tomllib

    with open(f"{os.path.dirname(__file__)}/content/{name}", "rb") as content:
        return tomllib.load(content)


def stamp(path: Path) -> object:
    """Give what changes when a file does."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return NO_FILE
    except OSError as error:
        return error.errno
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
