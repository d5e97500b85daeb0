"""Wires the features once, and offers `call(use_case, **arguments)`: the only file that knows all.

A feature is imported when it is first needed: help must not pay for the ledger, and `log` shows its
prompt before anything else is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from holdfast.desktop.folders import Folders, find_folders
from holdfast.errors import ConfigError, HoldfastError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from holdfast.clock.model import Clock
    from holdfast.config import Setting
    from holdfast.contacts.store import ContactStore
    from holdfast.data.store import TextStore
    from holdfast.ledger.calls import Calls
    from holdfast.ledger.daemon_runs import DaemonRunStore
    from holdfast.ledger.ledger import Ledger
    from holdfast.ledger.marks import Marks
    from holdfast.ledger.ports import Asker, DaemonState, Notifier, Ports
    from holdfast.nudging.model import NudgeText, Offer
    from holdfast.nudging.store import NudgeStore
    from holdfast.promises.boundary_store import BoundaryStore
    from holdfast.promises.cooldown_store import CoolDownStore
    from holdfast.promises.request_store import RequestStore
    from holdfast.promises.store import PromiseStore
    from holdfast.report.store import ReportStore
    from holdfast.settings import Settings
    from holdfast.urges.draft_store import DraftStore
    from holdfast.urges.event_store import EventStore
    from holdfast.urges.store import UrgeStore
    from holdfast.words import Here

    # Runs a use case in another process: folders, call id, use case, arguments. Returns None if
    # it has to be run here.
    Door = Callable[[Folders, str, Callable[..., Any], Mapping[str, Any]], "Told | None"]

P = ParamSpec("P")
R = TypeVar("R")

STORES = {
    "calls": "holdfast.ledger.calls:Calls",
    "marks": "holdfast.ledger.marks:Marks",
    "contacts": "holdfast.contacts.store:ContactStore",
    "promises": "holdfast.promises.store:PromiseStore",
    "cooldowns": "holdfast.promises.cooldown_store:CoolDownStore",
    "boundaries": "holdfast.promises.boundary_store:BoundaryStore",
    "requests": "holdfast.promises.request_store:RequestStore",
    "urges": "holdfast.urges.store:UrgeStore",
    "drafts": "holdfast.urges.draft_store:DraftStore",
    "events": "holdfast.urges.event_store:EventStore",
    "nudges": "holdfast.nudging.store:NudgeStore",
    "reports": "holdfast.report.store:ReportStore",
    "texts": "holdfast.data.store:TextStore",
    "daemon_runs": "holdfast.ledger.daemon_runs:DaemonRunStore",
}

OFFERS = (
    "holdfast.promises.nudges:OFFER",
    "holdfast.report.nudges:OFFER",
    "holdfast.urges.nudges:OFFER",
)
"""What the features give to nudging. If only one nudge may come, the first offer wins."""

USE_CASE_MODULES = (
    "holdfast.ledger.work",
    "holdfast.contacts.use_cases",
    "holdfast.nudging.use_cases",
    "holdfast.promises.use_cases",
    "holdfast.promises.boundaries",
    "holdfast.promises.holds",
    "holdfast.promises.requests",
    "holdfast.urges.use_cases",
    "holdfast.urges.urge_changes",
    "holdfast.urges.drafts",
    "holdfast.urges.events",
    "holdfast.urges.event_changes",
    "holdfast.urges.nudge_answers",
    "holdfast.urges.surf",
    "holdfast.report.use_cases",
    "holdfast.overview.closing",
    "holdfast.overview.contact",
    "holdfast.overview.status",
    "holdfast.overview.glance",
    "holdfast.overview.history",
    "holdfast.overview.doctor",
    "holdfast.data.use_cases",
)
"""Where the use cases are. The daemon runs no others."""


class Told:
    """What the daemon answered: a value or an error, and what is needed to print it."""

    def __init__(
        self,
        value: object,
        error: HoldfastError | None,
        zone: str,
        now: datetime,
        trouble: str | None,
    ) -> None:
        self.value = value
        self.error = error
        self.zone = zone
        self.now = now
        self.trouble = trouble


class App:
    """One home, wired: its ledger, clock, notifier and settings.

    If the config is broken, warn and use defaults (a daemon keeps what it read before). Only
    commands that call `explain_settings` refuse: `cooldown start`, `init`, and those that change
    the file or start the daemon.
    """

    def __init__(
        self,
        folders: Folders,
        *,
        clock: Clock | None = None,
        notifier: Notifier | None = None,
        ledger: Ledger | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folders = folders
        self.warn = warn
        self.called = False
        self.saved = False
        """Whether a call has saved something."""
        self.may_be_saved = False
        """Whether a call that saves something was broken off."""
        self._home_is_checked = False
        self.door: Door | None = None
        """Tried before this process runs a use case itself."""
        self.trouble: str | None = None
        """What was wrong with the config file when it was last read."""
        self.asker: Asker | None = None
        """Set by the daemon: it shows nudges with buttons."""
        self._clock = clock
        self._notifier = notifier
        self._ledger = ledger
        self._settings: tuple[object, Settings] | None = None
        self._warned: str | None = None
        self._told: Told | None = None
        self._texts: tuple[NudgeText, ...] | None = None

    def call(
        self, use_case: Callable[Concatenate[Ports, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a use case with plain arguments, as one call; return its plain value.

        The daemon runs it if it can. If it can't, or breaks off, this process runs it under the
        same call id, so that it is done once. Ctrl-C waits until it is saved.
        """
        from holdfast.ledger.work import WRITES

        self.check_home()
        self.called = True
        if use_case not in WRITES:
            return self._run(use_case, *args, **kwargs)
        from holdfast.desktop.interrupts import uninterrupted

        with uninterrupted():
            try:
                value = self._run(use_case, *args, **kwargs)
            except KeyboardInterrupt:
                self.may_be_saved = True
                raise
            self.saved = True
        return value

    def _run(
        self, use_case: Callable[Concatenate[Ports, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        call_id = os.urandom(16).hex()
        told = None
        if self.door and not args:
            told = self.door(self.folders, call_id, use_case, kwargs)
            if told is None:
                self.door = None  # don't wait for the daemon twice
        self._told = told
        if told:
            self._warn_once(told.trouble)
            if told.error:
                raise told.error
            return cast("R", told.value)
        try:
            return use_case(self.ports(call_id), *args, **kwargs)
        except StorageError as error:
            if not error.in_commit:
                raise
            return self._saved_all_the_same(use_case, call_id, error)

    def _saved_all_the_same(
        self, use_case: Callable[..., R], call_id: str, error: StorageError
    ) -> R:
        """Return the answer of a call whose commit failed only after it was saved; else raise."""
        from holdfast.ledger.work import saved_answer

        saved = saved_answer(self.ports(call_id), use_case)
        if saved is None:
            raise error
        self.warn("It was saved, but the disk could not confirm that. To look: holdfast list")
        return cast("R", saved[0])

    def check_home(self) -> None:
        """Raise StorageError if the home is not this user's alone; say if it has been closed."""
        if not self._home_is_checked:
            from holdfast.desktop.ownership import check_home

            check_home(self.folders, self.warn)
            self._home_is_checked = True

    def load(self) -> None:
        """Import what a call will need, while a person still types; nothing if a daemon answers."""
        if not (self.door and os.path.exists(self.folders.door)):
            self.ports("")

    @property
    def clock(self) -> Clock:
        """The machine's clocks."""
        if self._clock is None:
            from holdfast.clock.machine import SystemClock

            self._clock = SystemClock()
        return self._clock

    def settings(self) -> Settings:
        """Return the settings; the file is read again when it has changed."""
        from holdfast.ledger.files import file_version

        changed = file_version(self.folders.config)
        if self._settings is None or self._settings[0] != changed:
            self._settings = (changed, self._load_settings())
        return self._settings[1]

    def zone(self) -> tzinfo:
        """Return the person's time zone: the config's, else the system's."""
        # A daemon that answered has read the config already.
        name = self._told.zone if self._told else self.settings().time_zone
        if not name:
            from holdfast.clock.zone import system_zone

            return system_zone()
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)

    def here(self) -> Here:
        """Return where and when the person reads."""
        from holdfast.words import Here

        zone = self.zone()
        now = self._told.now if self._told else self.clock.read().wall
        return Here(zone, now.astimezone(zone).year)

    def daemon(self) -> DaemonState:
        """Return whether this home's daemon runs; raise StorageError if that can't be seen."""
        from holdfast.desktop.lock import daemon_state

        return daemon_state(self.folders.lock)

    def _daemon_if_known(self) -> DaemonState:
        from holdfast.desktop.lock import CANT_TELL

        try:
            return self.daemon()
        except StorageError:
            return CANT_TELL

    def explain_settings(self) -> tuple[Setting, ...]:
        """Return every setting and its source; raise ConfigError if the file can't be used."""
        from holdfast.config import explain_settings

        return explain_settings(self.folders.config)

    def erase(self) -> list[Path]:
        """Remove everything that Holdfast wrote; return what could not be removed."""
        from holdfast.desktop.interrupts import uninterrupted
        from holdfast.ledger.files import remove_all

        self._ledger = None
        with uninterrupted():
            return remove_all(self.folders.written)

    def close(self) -> None:
        """End a notification that is being shown, and show nothing more."""
        if self.asker:
            self.asker.close()
        if close := getattr(self._notifier, "close", None):
            close()

    def ports(self, call_id: str, *, zone: Callable[[], tzinfo] | None = None) -> Ports:
        """Return what a use case needs of the world, for one call."""
        from holdfast.ledger.ports import Ports
        from holdfast.report.shelf import Shelf

        return Ports(
            ledger=self._open_ledger(),
            clock=self.clock,
            notifier=self._the_notifier,
            shelf=Shelf(self.folders.reports),
            daemon=self._daemon_if_known,
            settings=self.settings,
            zone=zone or self.zone,
            texts=self._nudge_texts,
            offers=_nudge_offers,
            call_id=call_id,
            asker=self.asker,
        )

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            from holdfast.ledger.ledger import Ledger  # SQLAlchemy: most of a start-up

            self._ledger = Ledger(self.folders.database, self.folders.backups, Stores)
        return self._ledger

    def _the_notifier(self) -> Notifier:
        if self._notifier is None:
            from holdfast.desktop.notifications import DesktopNotifier

            self._notifier = DesktopNotifier()
        return self._notifier

    def _load_settings(self) -> Settings:
        from holdfast.ledger.files import NO_FILE, file_version
        from holdfast.settings import Settings

        self.trouble = None
        if file_version(self.folders.config) == NO_FILE:
            return Settings()
        from holdfast.config import load_settings

        try:
            settings = load_settings(self.folders.config)
        except ConfigError as error:
            # A typo, or a file that is just being written, must not switch on what was off.
            read_before = self._settings is not None and self._settings[0] != NO_FILE
            settings = self._settings[1] if self._settings else Settings()
            used = "the settings from before" if read_before else "the defaults"
            self.trouble = (
                f"{error.message} Until you fix that, Holdfast uses {used}. "
                f"To fix it: {error.way_out}"
            )
        self._warn_once(self.trouble)
        return settings

    def _warn_once(self, trouble: str | None) -> None:
        if trouble and trouble != self._warned:
            self.warn(trouble)
        self._warned = trouble

    def _nudge_texts(self) -> Sequence[NudgeText]:
        if self._texts is None:
            from holdfast.nudging.model import NudgeText

            texts = content("nudges.toml")["nudge"]
            self._texts = tuple(NudgeText(**text) for text in texts)
        return self._texts


class Stores:
    """The stores of one transaction; each is imported when it is first used."""

    if TYPE_CHECKING:
        calls: Calls
        marks: Marks
        contacts: ContactStore
        promises: PromiseStore
        cooldowns: CoolDownStore
        boundaries: BoundaryStore
        requests: RequestStore
        urges: UrgeStore
        drafts: DraftStore
        events: EventStore
        nudges: NudgeStore
        reports: ReportStore
        texts: TextStore
        daemon_runs: DaemonRunStore

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the declarations above are the types
        if name not in STORES:
            raise AttributeError(name)
        store = load(STORES[name])(self._connection)
        setattr(self, name, store)
        return store


def load(name: str) -> Any:  # noqa: ANN401 - whatever has that name
    """Import something by its name, `module:attribute`."""
    from importlib import import_module

    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def _nudge_offers() -> Sequence[Offer]:
    return [load(offer) for offer in OFFERS]


def app_for(
    environment: Mapping[str, str],
    config: str | None = None,
    *,
    warn: Callable[[str], None] = lambda _: None,
) -> App:
    """Return the app for the home that the environment names."""
    return App(find_folders(environment, config), warn=warn)


def content(name: str) -> dict[str, Any]:
    """Return a file of content/."""
    import tomllib

    with open(f"{os.path.dirname(__file__)}/content/{name}", "rb") as file:
        return tomllib.load(file)
