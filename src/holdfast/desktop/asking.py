"""Notifications with buttons: one thread owns one connection, while one of them is visible.

Only this thread touches the connection. It ends when nothing is visible, and no late answer is
awaited. A press counts only if sender, number and key belong to a visible one: numbers are used
again after a server's restart, and any program can take one, so each key has a nonce.
"""

import secrets
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from queue import SimpleQueue
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageFlag,
    MessageType,
    new_method_call,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from holdfast.desktop.notify_child import APP_NAME, ICON, NotShown, session_bus
from holdfast.ledger.ports import CannotAsk, Left, Shown

SERVER = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
ANSWER_WITHIN_SECONDS = 4
VISIBLE_FOR_SECONDS = 30 * 60
KEYS_KEPT_SECONDS = 2
"""Some servers say that one was closed before they say which button was pressed."""
EXPIRES_MS = 60_000
_CANT_ASK = (OSError, ValueError, RuntimeError, DBusErrorResponse, NotShown)


@dataclass
class _Visible:
    """A notification on the screen; once closed, its keys count for two seconds more."""

    nudge: int
    answers: dict[str, str]
    server: str
    shown_as: int
    ends: float
    is_closed: bool = False


class Asking:
    """Shows notifications with buttons; a press calls `pressed(nudge, answer)` in a new thread."""

    def __init__(self, pressed: Callable[[int, str], object]) -> None:
        self._pressed = pressed
        self._jobs: SimpleQueue[tuple[Callable[..., Any], tuple[Any, ...], Future[Any]]] = (
            SimpleQueue()
        )
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._visible: dict[int, _Visible] = {}
        self._late: set[int] = set()
        """Serials of calls that were not answered in time: what they show is closed later."""

    def ask(
        self, nudge: int, title: str, body: str, buttons: Sequence[tuple[str, str]], *, gentle: bool
    ) -> Shown:
        """Show a notification with buttons: each is an answer and its label.

        Raise CannotAsk if nothing was sent, so that it can be shown without buttons.
        """
        try:
            shown: Shown = self._do(self._show, nudge, title, body, buttons, gentle).result(
                3 * ANSWER_WITHIN_SECONDS
            )
        except TimeoutError:
            return Shown(ok=False, detail="the notification server does not answer")
        except _CANT_ASK as error:
            raise CannotAsk(type(error).__name__) from error
        return shown

    def visible(self) -> tuple[int, ...]:
        """Return the nudges on the screen."""
        return tuple(one.nudge for one in list(self._visible.values()) if not one.is_closed)

    def withdraw(self, nudges: Iterable[int]) -> None:
        """Close notifications that were answered elsewhere."""
        if nudges := tuple(nudges):
            self._do(self._withdraw, nudges)

    def close_left(self, left: Sequence[Left]) -> None:
        """Close what another daemon left on the screen, if bus and server are still the same."""
        if left:
            self._do(self._close_left, left)

    def close(self) -> None:
        """Close everything, and ask nothing any more."""
        with self._lock:
            self._is_closed, thread = True, self._thread
        if thread:
            self._wake()
            thread.join(2)

    def _do(self, job: Callable[..., Any], *args: object) -> "Future[Any]":
        done: Future[Any] = Future()
        with self._lock:
            if self._is_closed:
                done.set_exception(RuntimeError("it ends"))
                return done
            self._jobs.put((job, args, done))
            if self._thread is None:
                woken, self._wake_write = socket.socketpair()
                pair = (woken, self._wake_write)
                self._thread = threading.Thread(
                    target=self._run, args=pair, name="asking", daemon=True
                )
                self._thread.start()
        self._wake()
        return done

    def _wake(self) -> None:
        with suppress(OSError):  # the thread has ended
            self._wake_write.send(b".")

    # From here on: only in the thread.

    def _run(self, woken: socket.socket, wakes: socket.socket) -> None:
        connection: DBusConnection | None = None
        try:
            connection = open_dbus_connection(session_bus())
            self._listen(connection, woken)
        except Exception as error:  # noqa: BLE001 - the next ask connects again
            self._end(error)
        else:
            self._end(RuntimeError("it ends"))
        finally:
            woken.close()
            wakes.close()
            if connection:
                connection.close()

    def _end(self, error: Exception) -> None:
        """Answer what still waits; whatever was visible is forgotten."""
        with self._lock:
            self._thread = None
            self._visible.clear()
            self._late.clear()
            while not self._jobs.empty():
                self._jobs.get()[2].set_exception(error)

    def _listen(self, connection: DBusConnection, woken: socket.socket) -> None:
        """Do the jobs, and hear the signals, until nothing is visible."""
        self._subscribe(connection)
        heard: deque[Message] = deque()
        # No sender in the filter: messages carry the server's unique name.
        with connection.filter(MatchRule(), queue=heard), selectors.DefaultSelector() as selector:
            selector.register(connection.sock, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while not self._is_over():
                for key, _ in selector.select(self._until_next_end()):
                    if key.fileobj is woken:
                        woken.recv(64)
                while not self._jobs.empty():
                    self._carry_out(connection)
                # Signals that came with a reply wait in the parser, where select doesn't see them.
                while _more(connection):
                    pass
                while heard:
                    self._hear(connection, heard.popleft())
                self._drop_old(connection)
            for one in list(self._visible.values()):
                self._shut(connection, one.server, one.shown_as)

    def _is_over(self) -> bool:
        with self._lock:
            if self._is_closed:
                return True
            return self._visible == {} and not self._late and self._jobs.empty()

    def _subscribe(self, connection: DBusConnection) -> None:
        owner = MatchRule(type="signal", sender=BUS, interface=BUS, member="NameOwnerChanged")
        owner.add_arg_condition(0, SERVER)
        theirs = MatchRule(type="signal", sender=SERVER, interface=SERVER, path=PATH)
        for rule in (owner, theirs):
            call = message_bus.AddMatch(rule)
            unwrap_msg(connection.send_and_get_reply(call, timeout=ANSWER_WITHIN_SECONDS))

    def _until_next_end(self) -> float | None:
        if not self._jobs.empty():
            return 0
        ends = min((one.ends for one in self._visible.values()), default=None)
        return None if ends is None else max(0.0, ends - time.monotonic())

    def _carry_out(self, connection: DBusConnection) -> None:
        job, args, done = self._jobs.get()
        try:
            done.set_result(job(connection, *args))
        except (TimeoutError, *_CANT_ASK) as error:
            done.set_exception(error)
            if isinstance(error, OSError) and not isinstance(error, TimeoutError):
                raise  # the bus has ended

    def _show(
        self,
        connection: DBusConnection,
        nudge: int,
        title: str,
        body: str,
        buttons: Sequence[tuple[str, str]],
        gentle: bool,
    ) -> Shown:
        name, _vendor, version, _spec = unwrap_msg(_call(connection, "GetServerInformation"))
        (capabilities,) = unwrap_msg(_call(connection, "GetCapabilities"))
        if "actions" not in capabilities:
            raise ValueError("no buttons here")
        nonce = secrets.token_hex(4)
        answers = {f"{answer}-{nonce}": answer for answer, _ in buttons}
        actions = [word for answer, label in buttons for word in (f"{answer}-{nonce}", label)]
        if "body-markup" in capabilities:
            body = escape(body, quote=False)
        hints = {
            "urgency": ("y", 0 if gentle else 1),
            "category": ("s", "reminder"),
            "desktop-entry": ("s", "holdfast"),
            "suppress-sound": ("b", gentle),
        }
        call = new_method_call(
            DBusAddress(PATH, bus_name=SERVER, interface=SERVER),
            "Notify",
            "susssasa{sv}i",
            (APP_NAME, 0, str(ICON), title, body, actions, hints, EXPIRES_MS),
        )
        bus = _bus_id(connection)
        serial = next(connection.outgoing_serial) + 1  # the one that this call gets
        try:
            reply = connection.send_and_get_reply(call, timeout=ANSWER_WITHIN_SECONDS)
            (shown_as,) = unwrap_msg(reply)
        except TimeoutError:
            self._late.add(serial)  # it may be shown later
            raise
        server = reply.header.fields[HeaderFields.sender]
        if not shown_as:
            return Shown(ok=False, detail="the desktop discarded it")
        ends = time.monotonic() + VISIBLE_FOR_SECONDS
        self._visible[nudge] = _Visible(nudge, answers, server, shown_as, ends)
        return Shown(
            ok=True,
            detail=f"handed over to {name} {version}, with buttons",
            shown_as=shown_as,
            shown_by=f"{bus} {server}",
        )

    def _withdraw(self, connection: DBusConnection, nudges: Sequence[int]) -> None:
        for nudge in nudges:
            if one := self._visible.pop(nudge, None):
                self._shut(connection, one.server, one.shown_as)

    def _close_left(self, connection: DBusConnection, left: Sequence[Left]) -> None:
        bus = _bus_id(connection)
        (server,) = unwrap_msg(
            connection.send_and_get_reply(
                message_bus.GetNameOwner(SERVER), timeout=ANSWER_WITHIN_SECONDS
            )
        )
        for one in left:
            if one.shown_by == f"{bus} {server}":
                self._shut(connection, server, one.shown_as)

    def _hear(self, connection: DBusConnection, message: Message) -> None:
        """Take a press, a closed notification, a server that went, or a late answer."""
        fields, body = message.header.fields, message.body
        sender = fields.get(HeaderFields.sender)
        if message.header.message_type is MessageType.method_return:
            serial = fields.get(HeaderFields.reply_serial)
            if serial in self._late and body and isinstance(body[0], int):
                self._late.discard(serial)
                self._shut(connection, str(sender), body[0])
            return
        if message.header.message_type is not MessageType.signal:
            return
        member = fields.get(HeaderFields.member)
        if sender == BUS:
            if member == "NameOwnerChanged" and body[:1] == (SERVER,):
                # Its notifications are gone with it.
                self._visible = {
                    nudge: one for nudge, one in self._visible.items() if one.server == body[2]
                }
            return
        if fields.get(HeaderFields.interface) != SERVER or len(body) != 2:  # noqa: PLR2004 - id, word
            return
        number, word = body
        for one in list(self._visible.values()):
            if (one.server, one.shown_as) == (sender, number):
                self._answered(connection, one, str(member), word)

    def _answered(
        self, connection: DBusConnection, one: _Visible, member: str, word: object
    ) -> None:
        if member == "NotificationClosed":
            one.is_closed, one.ends = True, time.monotonic() + KEYS_KEPT_SECONDS
        elif member == "ActionInvoked" and (answer := one.answers.get(str(word))):
            # First: a second press finds nothing.
            del self._visible[one.nudge]
            self._shut(connection, one.server, one.shown_as)
            threading.Thread(target=self._pressed, args=(one.nudge, answer)).start()

    def _drop_old(self, connection: DBusConnection) -> None:
        for one in list(self._visible.values()):
            if one.ends <= time.monotonic():
                del self._visible[one.nudge]
                if not one.is_closed:
                    self._shut(connection, one.server, one.shown_as)

    def _shut(self, connection: DBusConnection, server: str, shown_as: int) -> None:
        """Close one, without waiting: some servers answer an unknown number with an error."""
        address = DBusAddress(PATH, bus_name=server, interface=SERVER)
        call = new_method_call(address, "CloseNotification", "u", (shown_as,))
        call.header.flags = MessageFlag.no_reply_expected
        connection.send(call)


def _bus_id(connection: DBusConnection) -> str:
    reply = connection.send_and_get_reply(message_bus.GetId(), timeout=ANSWER_WITHIN_SECONDS)
    (bus,) = unwrap_msg(reply)
    return str(bus)


def _call(connection: DBusConnection, method: str) -> Message:
    address = DBusAddress(PATH, bus_name=SERVER, interface=SERVER)
    call = new_method_call(address, method)
    return connection.send_and_get_reply(call, timeout=ANSWER_WITHIN_SECONDS)


def _more(connection: DBusConnection) -> bool:
    """Take what has come; return whether anything had."""
    try:
        connection.recv_messages(timeout=0)
    except TimeoutError:
        return False
    return True
