"""Notifications with buttons: at a fake server that behaves as desktops do, and at real dunst."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any, Self

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from desktop_session import NOTIFICATIONS, Desktop, a_bus
from holdfast.desktop.asking import Asking
from holdfast.ledger.ports import CannotAsk, Left
from waiting import let_time_pass, wait_until

BUTTONS = (("let-go", "Let it go"), ("later", "Remind me in 10 min"))
PATH = "/org/freedesktop/Notifications"


class Server:
    """A notification server with buttons; a test presses them."""

    def __init__(self, bus: str, *, capabilities: tuple[str, ...] = ("body", "actions")) -> None:
        self.capabilities = capabilities
        self.shown: dict[int, list[str]] = {}
        """By number: the keys of the buttons."""
        self.bodies: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.first_number = 1
        self.is_silent = False
        self._end = threading.Event()
        self._to_do: SimpleQueue[Callable[[], object]] = SimpleQueue()
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

    def press(self, number: int, *keys: str) -> None:
        """Send that buttons were pressed."""
        for key in keys:
            self.signal("ActionInvoked", "us", (number, key))

    def signal(self, member: str, signature: str, body: tuple[object, ...]) -> None:
        emitter = DBusAddress(PATH, interface=NOTIFICATIONS)
        self._to_do.put(lambda: self._connection.send(new_signal(emitter, member, signature, body)))

    def _serve(self) -> None:
        while not self._end.is_set():
            try:
                self._to_do.get_nowait()()
            except Empty:
                try:
                    self._answer(self._connection.receive(timeout=0.02))
                except TimeoutError:
                    continue

    def _answer(self, message: Any) -> None:
        if message.header.message_type != MessageType.method_call:
            return
        method = message.header.fields[HeaderFields.member]
        answers: dict[str, tuple[str, tuple[object, ...]]] = {
            "GetServerInformation": ("ssss", ("fake", "nobody", "1.0", "1.2")),
            "GetCapabilities": ("as", (list(self.capabilities),)),
        }
        if method == "CloseNotification":
            self.closed.append(message.body[0])
            return
        if method == "Notify":
            self.bodies.append(message.body)
            number = self.first_number + len(self.shown) if self.first_number else 0
            self.shown[number] = message.body[5][::2]
            if self.is_silent:
                return
            answers["Notify"] = ("u", (number,))
        self._connection.send(new_method_return(message, *answers[method]))


@pytest.fixture
def server(bus: str) -> Iterator[Server]:
    with Server(bus) as one:
        yield one


@pytest.fixture
def presses() -> list[tuple[int, str]]:
    return []


@pytest.fixture
def asking(presses: list[tuple[int, str]]) -> Iterator[Asking]:
    one = Asking(lambda nudge, answer: presses.append((nudge, answer)))
    yield one
    one.close()


def ask(asking: Asking, nudge: int = 7) -> None:
    assert asking.ask(nudge, "Still there?", "It's <fine>", BUTTONS, gentle=False).ok


def settled(asking: Asking) -> None:
    """Wait until nothing is on the screen."""
    wait_until(lambda: asking.visible() == (), "an empty screen")


def test_a_press_is_the_answer_and_closes_the_notification(
    server: Server, asking: Asking, presses: list[tuple[int, str]]
) -> None:
    ask(asking)
    server.press(1, server.shown[1][0])
    wait_until(lambda: presses == [(7, "let-go")], "the answer")
    wait_until(lambda: server.closed == [1], "it to be closed")
    assert asking.visible() == ()


def test_twice_and_two_buttons_are_one_answer(
    server: Server, asking: Asking, presses: list[tuple[int, str]]
) -> None:
    ask(asking)
    first, second = server.shown[1]
    server.press(1, second, second, first)
    settled(asking)
    let_time_pass(0.2)
    assert presses == [(7, "later")]


def test_a_press_that_comes_after_closed_counts(
    server: Server, asking: Asking, presses: list[tuple[int, str]]
) -> None:
    ask(asking)
    server.signal("NotificationClosed", "uu", (1, 2))
    server.press(1, server.shown[1][0])
    wait_until(lambda: presses == [(7, "let-go")], "the answer")


@pytest.mark.parametrize(
    ("member", "signature", "body"),
    [
        ("ActionInvoked", "us", (1, "let-go")),
        ("ActionInvoked", "us", (1, "default")),
        ("ActionInvoked", "us", (2, "let-go-00000000")),
        ("ActionInvoked", "s", ("let-go",)),
        ("ActionInvoked", "ss", ("1", "let-go")),
        ("ActionInvoked", "uu", (1, 1)),
        ("Whatever", "us", (1, "let-go")),
    ],
)
def test_garbage_and_other_keys_are_no_answer(
    server: Server,
    asking: Asking,
    presses: list[tuple[int, str]],
    member: str,
    signature: str,
    body: tuple[object, ...],
) -> None:
    ask(asking)
    server.signal(member, signature, body)
    let_time_pass(0.2)
    assert presses == []
    server.press(1, server.shown[1][0])
    wait_until(lambda: presses == [(7, "let-go")], "the right answer after that")


def test_a_press_of_another_program_is_no_answer(
    server: Server, asking: Asking, presses: list[tuple[int, str]], bus: str
) -> None:
    ask(asking)
    with open_dbus_connection(bus=bus) as other:
        emitter = DBusAddress(PATH, interface=NOTIFICATIONS)
        other.send(new_signal(emitter, "ActionInvoked", "us", (1, server.shown[1][0])))
        let_time_pass(0.2)
    assert presses == []
    assert asking.visible() == (7,)


def test_what_was_answered_elsewhere_is_closed(server: Server, asking: Asking) -> None:
    ask(asking, 7)
    ask(asking, 8)
    asking.withdraw([7, 99])
    wait_until(lambda: server.closed == [1], "it to be closed")
    assert asking.visible() == (8,)


def test_ending_closes_all_and_asks_nothing_more(server: Server, asking: Asking) -> None:
    ask(asking, 7)
    ask(asking, 8)
    asking.close()
    wait_until(lambda: server.closed == [1, 2], "both to be closed")
    with pytest.raises(CannotAsk):
        asking.ask(9, "Still there?", "", BUTTONS, gentle=False)


def test_a_server_that_goes_takes_its_notifications_along(
    bus: str, asking: Asking, presses: list[tuple[int, str]]
) -> None:
    with Server(bus) as first:
        ask(asking)
        keys = first.shown[1]
    settled(asking)
    with Server(bus) as second:
        second.press(1, keys[0])
        let_time_pass(0.2)
        assert presses == []
        ask(asking, 8)
        second.press(1, second.shown[1][0])
        wait_until(lambda: presses == [(8, "let-go")], "the answer at the new server")


@pytest.mark.parametrize("capabilities", [(), ("body",)])
def test_a_server_without_buttons_is_not_asked(
    bus: str, asking: Asking, capabilities: tuple[str, ...]
) -> None:
    with Server(bus, capabilities=capabilities) as server:
        with pytest.raises(CannotAsk):
            ask(asking)
        assert server.bodies == []


def test_without_a_bus_or_a_server_nothing_is_asked(
    asking: Asking, bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bus
    with pytest.raises(CannotAsk):
        ask(asking)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(CannotAsk):
        ask(asking)


def test_a_number_of_zero_means_that_it_was_not_shown(server: Server, asking: Asking) -> None:
    server.first_number = 0
    shown = asking.ask(7, "Still there?", "", BUTTONS, gentle=False)
    assert (shown.ok, shown.detail) == (False, "the desktop discarded it")
    assert asking.visible() == ()


def test_a_server_that_does_not_answer_is_tried_again_and_not_by_another_way(
    server: Server, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.desktop.asking.ANSWER_WITHIN_SECONDS", 0.3)
    server.is_silent = True
    shown = asking.ask(7, "Still there?", "", BUTTONS, gentle=False)
    assert (shown.ok, shown.detail) == (False, "the notification server does not answer")


def test_the_notification_says_what_desktops_need(bus: str, asking: Asking) -> None:
    with Server(bus, capabilities=("actions", "body-markup")) as server:
        ask(asking)
        asking.ask(8, "At night", "", BUTTONS, gentle=True)
        by_day, at_night = server.bodies
    app, replaces, icon, title, body, actions, hints, expires = by_day
    assert (app, replaces, title, body) == ("Holdfast", 0, "Still there?", "It's &lt;fine&gt;")
    assert icon.endswith("/holdfast.svg")
    assert actions[1::2] == ["Let it go", "Remind me in 10 min"]
    assert "default" not in actions
    assert expires == 60_000
    quiet = {name: (hints[name], at_night[6][name]) for name in ("urgency", "suppress-sound")}
    assert quiet == {
        "urgency": (("y", 1), ("y", 0)),
        "suppress-sound": (("b", False), ("b", True)),
    }


def test_what_the_last_daemon_left_is_closed_on_the_same_bus_and_server_only(
    server: Server, asking: Asking
) -> None:
    shown = asking.ask(7, "Still there?", "", BUTTONS, gentle=False)
    assert (shown.shown_as, server.closed) == (1, [])
    assert shown.shown_by
    next_daemon = Asking(lambda _nudge, _answer: None)
    next_daemon.close_left([Left(1, shown.shown_by), Left(2, "another bus :1.9")])
    wait_until(lambda: server.closed == [1], "it to be closed")
    next_daemon.close()


def test_the_thread_ends_when_nothing_is_visible(server: Server, asking: Asking) -> None:
    ask(asking)
    server.press(1, server.shown[1][0])
    wait_until(
        lambda: all(one.name != "asking" for one in threading.enumerate()), "the thread's end"
    )
    ask(asking, 8)
    assert asking.visible() == (8,)


def test_two_desktops_do_not_hear_each_other(
    server: Server, asking: Asking, presses: list[tuple[int, str]], tmp_path_factory: Any
) -> None:
    ask(asking)
    with a_bus(tmp_path_factory.mktemp("other")) as other, Server(other) as elsewhere:
        elsewhere.press(1, server.shown[1][0])
        let_time_pass(0.2)
    assert presses == []


def test_real_dunst_shows_it_and_a_press_is_the_answer(
    desktop: Desktop, asking: Asking, presses: list[tuple[int, str]]
) -> None:
    shown = asking.ask(7, "Still there?", "It's fine", BUTTONS[:1], gentle=False)
    assert shown.detail.startswith("handed over to dunst")

    def dunst(*words: str) -> str:
        return subprocess.run(
            ["dunstctl", *words],
            env={"PATH": "/usr/bin:/bin", **desktop.environment},
            check=True,
            timeout=30,
            capture_output=True,
            text=True,
        ).stdout

    wait_until(lambda: dunst("count", "displayed").strip() == "1", "it on the screen")
    # With one button, as at night, dunst needs no menu to choose from.
    dunst("action", "0")
    wait_until(lambda: presses == [(7, "let-go")], "the answer")
    settled(asking)
