"""Who may ask at the door, and what strange guests can't do: the next command is served."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest

from doors import Asked, OpenDoor, a_door
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import find_folders
from holdfast.door import answering, client, server
from holdfast.ledger.files import make_private_folder
from holdfast.ledger.work import time_now
from holdfast.urges.use_cases import list_urges, log_urge
from waiting import wait_until


@pytest.fixture
def opened(app: App, place: Path) -> Iterator[OpenDoor]:
    assert not place.exists()
    with a_door(App(app.folders, clock=app.clock)) as opened:
        yield opened


@pytest.fixture
def guest(place: Path, opened: OpenDoor) -> Iterator[socket.socket]:
    """A guest who has connected and sent nothing yet."""
    assert not opened.changes
    with socket.socket(socket.AF_UNIX) as guest:
        guest.settimeout(30)
        guest.connect(str(place))
        yield guest


def is_served(app: App) -> bool:
    """Return whether the next command is answered at the door."""
    door, person = Asked(), App(app.folders, clock=app.clock)
    person.door = door
    person.call(time_now)
    return door.answered == ["time_now"]


def received(guest: socket.socket) -> bytes:
    """Return everything that the door sends to a guest."""
    said = b""
    with suppress(ConnectionResetError):
        while chunk := guest.recv(65536):
            said += chunk
    return said


@pytest.mark.parametrize(
    "said", [b"\n", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xfe\0\n", b"[1, 2]\n", b'{"version": 1}\n']
)
def test_garbage_is_answered_with_do_it_yourself(
    app: App, guest: socket.socket, said: bytes
) -> None:
    guest.sendall(said)
    assert received(guest) == b"!\n"
    assert is_served(app)


@pytest.mark.parametrize("leaves", [True, False])
def test_half_a_line_is_dropped_when_the_guest_leaves_or_after_a_while(
    app: App, place: Path, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch, *, leaves: bool
) -> None:
    if not leaves:
        monkeypatch.setattr(server, "CALL_WITHIN_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as guest:
        guest.settimeout(30)
        guest.connect(str(place))
        guest.sendall(b'{"version": "0.')
        if leaves:
            guest.shutdown(socket.SHUT_WR)
        assert received(guest) == b""
    assert is_served(app)
    assert opened.changes == []


def test_a_large_message_goes_through(person: App, door: Asked, opened: OpenDoor) -> None:
    person.call(log_urge, draft="I miss you. " * 500_000)
    assert door.answered == ["log_urge"]
    assert not opened.outdated.is_set()


def test_with_too_many_calls_at_once_the_next_command_does_it_itself(
    app: App, opened: OpenDoor
) -> None:
    running = opened.server._running
    for _ in range(server.MOST_AT_ONCE):
        running.acquire(blocking=False)
    assert not is_served(app)
    running.release()
    assert is_served(app)


def test_a_call_of_a_guest_that_has_gone_is_not_carried_out(
    app: App, guest: socket.socket, opened: OpenDoor
) -> None:
    line = client._line(app.folders, "a call", log_urge, {"draft": "I miss you"})
    guest.sendall(line[:-1])
    guest.shutdown(socket.SHUT_RD)  # whatever is sent to it now fails
    guest.sendall(b"\n")
    assert is_served(app)
    assert opened.changes == []
    assert app.call(list_urges) == ()


def test_a_guest_of_another_user_gets_no_answer_and_their_daemon_is_not_asked(
    app: App, place: Path, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(30)
        stranger.connect(str(place))
        assert received(stranger) == b""
    assert client.ask(app.folders, "a call", time_now, {}) is None
    monkeypatch.undo()
    assert opened.changes == []


_KNOCK = """
import os, socket, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
with socket.socket(socket.AF_UNIX) as door:
    door.settimeout(30)
    door.connect(sys.argv[1])
    door.sendall(sys.stdin.buffer.read())
    print(door.recv(100))
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be another")
def test_another_user_of_the_machine_is_kept_out(clock: FakeClock) -> None:
    # pytest's own folders are closed to others anyway.
    with TemporaryDirectory(prefix="holdfast-test-") as home:
        app = App(find_folders({"HOLDFAST_HOME": home}), clock=clock)
        place = Path(app.folders.door)
        with a_door(app) as opened:
            line = client._line(app.folders, "a call", log_urge, {})
            assert stat.S_IMODE(place.stat().st_mode) == 0o600
            assert "PermissionError" in _knock(place, line)
            Path(home).chmod(0o755)
            assert "PermissionError" in _knock(place, line)
            place.chmod(0o666)
            assert "!" not in _knock(place, line)
            assert is_served(app)
        assert not place.exists()
        assert opened.changes == []
        assert app.call(list_urges) == ()


def _knock(place: Path, line: bytes) -> str:
    """Send a call as another user; return what they saw."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _KNOCK, str(place)],
        input=line,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def test_the_socket_of_a_killed_daemon_is_replaced(app: App, place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    assert not is_served(app)
    with a_door(app):
        assert is_served(app)


def test_a_file_in_the_place_of_the_socket_is_kept_and_commands_do_everything(
    app: App, place: Path
) -> None:
    place.write_text("mine")
    with a_door(app):
        assert not is_served(app)
    assert place.read_text() == "mine"


def test_a_home_whose_path_is_too_long_for_a_socket_works(clock: FakeClock, tmp_path: Path) -> None:
    long = tmp_path / ("long" * 20) / ("longer" * 20)
    app = App(find_folders({"HOLDFAST_HOME": str(long)}), clock=clock)
    make_private_folder(long)
    with a_door(app):
        assert is_served(app)


def test_closing_lets_the_current_call_finish(
    app: App, guest: socket.socket, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, may_end = Event(), Event()
    real = answering.Answering.to

    def slow(self: answering.Answering, line: bytes) -> tuple[bytes, bool]:
        going.set()
        may_end.wait(timeout=30)
        return real(self, line)

    monkeypatch.setattr(answering.Answering, "to", slow)
    monkeypatch.setattr(server, "END_WITHIN_SECONDS", 30 * server.MOST_AT_ONCE)
    guest.sendall(client._line(app.folders, "a call", log_urge, {}))
    going.wait(timeout=30)
    closing = Thread(target=opened.server.close)
    closing.start()
    wait_until(lambda: opened.server._socket is None, "the closing")
    may_end.set()
    assert b'"id":1' in received(guest)
    closing.join(timeout=30)
    assert not closing.is_alive()
