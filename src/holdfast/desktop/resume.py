"""Hearing from logind that the computer wakes: a thread that blocks until the bus says so.

Without a system bus, or without logind on it, the daemon notices by the gap between two ticks.
"""

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

ANSWER_WITHIN_SECONDS = 5
END_WITHIN_SECONDS = 1
_LOGIN = "org.freedesktop.login1"
_MANAGER = f"{_LOGIN}.Manager"

_log = logging.getLogger("holdfast.daemon")


class ResumeWatch:
    """Calls back each time the computer wakes, from a thread of its own, until it is closed."""

    def __init__(self, resumed: Callable[[], None]) -> None:
        self._resumed = resumed
        self._closing = Lock()
        self._closed = False
        self._socket: socket.socket | None = None
        # A bus that hangs must not keep the program from ending.
        self._thread = Thread(target=self._watch, name="resume", daemon=True)

    def open(self) -> None:
        """Begin to listen; a bus that hangs keeps nobody waiting."""
        self._thread.start()

    def close(self) -> None:
        """End the thread, whatever it waits for."""
        with self._closing:
            self._closed = True
            if self._socket:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)  # closing alone would wake nobody
        if self._thread.is_alive():
            self._thread.join(END_WITHIN_SECONDS)

    def _watch(self) -> None:
        try:
            self._listen()
        except Exception as error:  # noqa: BLE001 - whatever a bus does, the daemon goes on
            if not self._closed:
                _log.info("waking is noticed by the gap alone: %s", type(error).__name__)

    def _listen(self) -> None:
        # Here and not at the daemon's start, which nobody is to wait for.
        from jeepney import HeaderFields, MatchRule
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg

        rule = MatchRule(type="signal", sender=_LOGIN, interface=_MANAGER, member="PrepareForSleep")
        with open_dbus_connection(bus="SYSTEM") as connection:
            if not self._may_wait_on(connection.sock):
                return
            asked = message_bus.AddMatch(rule)
            unwrap_msg(connection.send_and_get_reply(asked, timeout=ANSWER_WITHIN_SECONDS))
            try:
                while True:
                    heard = connection.receive()
                    member = heard.header.fields.get(HeaderFields.member)
                    if _says_awake(member, heard.body):
                        self._resumed()
            finally:
                with self._closing:
                    self._socket = None  # its number may be another one's from here on

    def _may_wait_on(self, bus: socket.socket) -> bool:
        with self._closing:
            self._socket = bus
            return not self._closed


def _says_awake(member: str | None, body: tuple[object, ...]) -> bool:
    # True before it goes to sleep, False when it has woken.
    return member == "PrepareForSleep" and body == (False,)
