"""A private desktop: a bus, a virtual screen, and dunst."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from jeepney import (
    DBusAddress,
    MessageType,
    new_method_call,
    new_method_return,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from needs import require_programs
from waiting import wait_until

NOTIFICATIONS = "org.freedesktop.Notifications"

# No folders of services: the bus starts nothing that a test has not put there.
_BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_DUNST_CONFIG = """\
[global]
    width = 300
    offset = 10x10
    font = Monospace 10
    history_length = 1000
    stack_duplicates = no
    markup = full
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
"""


@dataclass(frozen=True)
class Notification:
    """A notification as dunst has it."""

    app: str
    title: str
    body: str


@dataclass
class Desktop:
    """A running desktop, and what it has shown."""

    bus: str
    display: str
    forgotten: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {"DBUS_SESSION_BUS_ADDRESS": self.bus, "DISPLAY": self.display}

    def shown(self) -> list[Notification]:
        """Return what it was handed since the last `forget`, oldest first."""
        return [
            Notification(*(one[key]["data"] for key in ("appname", "summary", "body")))
            for one in reversed(self._history())
            if one["id"]["data"] > self.forgotten
        ]

    def forget(self) -> None:
        """Close what is on the screen, and leave it out from now on."""
        self.forgotten = max((one["id"]["data"] for one in self._history()), default=0)

    def _history(self) -> list[dict[str, Any]]:
        # dunst's history has only what is no longer on the screen.
        self._run("dunstctl", "close-all")
        history: list[dict[str, Any]] = json.loads(self._run("dunstctl", "history"))["data"][0]
        return history

    def picture(self) -> tuple[int, str]:
        """Return how many colours the screen shows, and a hash of it."""
        said = self._run("import", "-silent", "-window", "root", "-format", "%k %#", "info:-")
        colours, _, hashed = said.strip().partition(" ")
        return int(colours), hashed

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words,
            env={**_plain_environment(), **self.environment},
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def desktop_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Start the bus, the screen and dunst once for a worker: they cost half a second."""
    require_programs("dunst", "dunstctl", "Xvfb", "dbus-daemon", "notify-send")
    folder = tmp_path_factory.mktemp("desktop")
    config = folder / "dunstrc"
    config.write_text(_DUNST_CONFIG)
    with a_bus(folder) as bus, _a_screen(folder) as display:
        desktop = Desktop(bus, display)
        dunst = ["dunst", "-conf", str(config)]
        with _running(dunst, folder / "dunst.log", environment=desktop.environment):
            wait_until(lambda: _has_owner(bus), "dunst on the bus")
            yield desktop


@pytest.fixture
def desktop(desktop_processes: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """A desktop that has shown nothing yet, in the test's environment."""
    desktop_processes.forget()
    for name, value in desktop_processes.environment.items():
        monkeypatch.setenv(name, value)
    return desktop_processes


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus with no notification server on it, in the test's environment."""
    with a_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@contextmanager
def a_bus(folder: Path) -> Iterator[str]:
    """Run a bus with nobody on it; yield its address."""
    require_programs("dbus-daemon")
    config = folder / "bus.conf"
    # Its sockets' paths must be short, which a test's folder is not.
    config.write_text(_BUS_CONFIG.format(folder="/tmp"))  # noqa: S108 - the bus picks a free name
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with _running(command, folder / "bus.log", stdout=subprocess.PIPE) as bus:
        yield _first_line(bus)


WHOLE_SERVER = ("GetServerInformation", "GetCapabilities", "Notify")


class FakeServer:
    """A notification server that answers only some methods; calls of the others hang.

    All methods that were called are in `asked`.
    """

    def __init__(self, bus: str, *, answers: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self.urgencies: dict[str, int] = {}
        """By title: 0 is low, 1 is normal, 2 is critical."""
        self.answers = answers
        self._end = threading.Event()
        self._connection = open_dbus_connection(bus=bus)
        unwrap_msg(self._connection.send_and_get_reply(message_bus.RequestName(NOTIFICATIONS)))
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._end.is_set():
            with suppress(TimeoutError):
                self._answer(self._connection, self._connection.receive(timeout=0.05))

    def _answer(self, connection: DBusConnection, message: Any) -> None:
        if message.header.message_type != MessageType.method_call:
            return
        method = next(
            value for field, value in message.header.fields.items() if field.name == "member"
        )
        self.asked.append(method)
        if method == "Notify":
            _app, _replaces, _icon, title, _body, _actions, hints, _timeout = message.body
            self.urgencies[title] = hints["urgency"][1]
        answers: dict[str, tuple[str, tuple[object, ...]]] = {
            "GetServerInformation": ("ssss", ("a fake", "nobody", "1.0", "1.2")),
            "GetCapabilities": ("as", (["body"],)),
            "Notify": ("u", (1,)),
        }
        if method in self.answers:
            connection.send(new_method_return(message, *answers[method]))


@contextmanager
def _a_screen(folder: Path) -> Iterator[str]:
    # -displayfd: the server picks a free number, so that two workers don't take the same one.
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    with _running(command, folder / "screen.log", stdout=subprocess.PIPE) as screen:
        yield f":{_first_line(screen)}"


@contextmanager
def _running(
    command: list[str],
    log: Path,
    *,
    stdout: int | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator["subprocess.Popen[str]"]:
    """Run a program during the block; its errors go into a file."""
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command,
            env={**_plain_environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout if stdout is not None else errors,
            stderr=errors,
            text=True,
        ) as child,
    ):
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()


def _first_line(child: "subprocess.Popen[str]") -> str:
    assert child.stdout
    line = child.stdout.readline().strip()
    assert line, f"{child.args!r} ended at once"
    return line


def _has_owner(bus: str) -> bool:
    with open_dbus_connection(bus=bus) as connection:
        call = message_bus.NameHasOwner(NOTIFICATIONS)
        (owned,) = unwrap_msg(connection.send_and_get_reply(call, timeout=10))
        if not owned:
            return False
        address = DBusAddress(
            "/org/freedesktop/Notifications", bus_name=NOTIFICATIONS, interface=NOTIFICATIONS
        )
        asked = new_method_call(address, "GetServerInformation")
        return bool(unwrap_msg(connection.send_and_get_reply(asked, timeout=10)))


def _plain_environment() -> dict[str, str]:
    """Return the environment without a test's home, by which tests find their processes."""
    ours = ("HOLDFAST_", "DBUS_", "DISPLAY", "WAYLAND_", "XDG_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
