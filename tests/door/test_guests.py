"""Whoever knocks: garbage, silence, too much, too many, strangers. The next command is served."""

import os
import resource
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest

from doors import Asked, OpenDoor, a_door
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import find_folders
from holdfast.door import answering, client, listening, protocol, server
from holdfast.services import urges
from holdfast.services.work import trusted_now
from waiting import wait_until


@pytest.fixture
def place(app: App) -> Path:
    app.make_folder(app.folders.home)
    return Path(app.folders.door)


@pytest.fixture
def opened(app: App, place: Path) -> Iterator[OpenDoor]:
    assert not place.exists()
    with a_door(App(app.folders, clock=app.clock)) as opened:
        yield opened


@pytest.fixture
def guest(place: Path, opened: OpenDoor) -> Iterator[socket.socket]:
    """Somebody who has come in and has not said anything yet."""
    assert not opened.changes
    with socket.socket(socket.AF_UNIX) as guest:
        guest.settimeout(30)
        guest.connect(str(place))
        yield guest


def is_served(app: App) -> bool:
    """Say whether the next command is answered at the door."""
    door = Asked()
    person = App(app.folders, clock=app.clock)
    person.door = door
    person.call(trusted_now)
    return door.answered == ["trusted_now"]


def heard(guest: socket.socket) -> bytes:
    """Give all that the door says to a guest, up to the end."""
    said = b""
    with suppress(ConnectionResetError):
        while chunk := guest.recv(65536):
            said += chunk
    return said


@pytest.mark.parametrize(
    "said",
    [b"\n", b"{}\n", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xfe\0\n", b"[1, 2]\n", b'{"version": 1}\n'],
)
def test_garbage_is_answered_with_do_it_yourself(
    app: App, guest: socket.socket, said: bytes
) -> None:
    guest.sendall(said)
    assert heard(guest) == b"!\n"
    assert is_served(app)


def test_half_a_line_is_not_waited_for_once_the_guest_has_gone(
    app: App, guest: socket.socket
) -> None:
    guest.sendall(b'{"version": "0.')
    guest.shutdown(socket.SHUT_WR)
    assert heard(guest) == b""
    assert is_served(app)


def test_half_a_line_is_not_waited_for_for_long(
    app: App, guest: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REQUEST_WITHIN_SECONDS", 0.05)
    assert is_served(app)
    with socket.socket(socket.AF_UNIX) as late:
        late.settimeout(30)
        late.connect(guest.getpeername())
        late.sendall(b'{"version": "0.')
        assert heard(late) == b""
    assert is_served(app)


def test_a_hundred_megabytes_are_not_taken(app: App, guest: socket.socket) -> None:
    sent = 0
    with suppress(BrokenPipeError, ConnectionResetError):
        while sent < 100 * 1024 * 1024:
            sent += guest.send(b" " * 1024 * 1024)
    assert sent < 2 * protocol.LARGEST_REQUEST
    assert is_served(app)


def test_a_request_that_is_too_large_is_not_even_sent(app: App, opened: OpenDoor) -> None:
    assert not opened.changes
    large = "x" * protocol.LARGEST_REQUEST
    assert client.ask(app.folders, "a request", urges.log_urge, {"draft": large}) is None


def test_a_large_message_goes_through(app: App, opened: OpenDoor) -> None:
    door = Asked()
    person = App(app.folders, clock=app.clock)
    person.door = door
    person.call(urges.log_urge, draft="I miss you. " * 500_000)
    assert door.answered == ["log_urge"]
    assert opened.outdated.is_set() is False


def test_a_thousand_silent_guests_keep_nobody_waiting(
    app: App, place: Path, opened: OpenDoor
) -> None:
    # Each is two open files of this process, the guests' and the server's.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with ExitStack() as guests:
        for _ in range(1000):
            guests.enter_context(socket.socket(socket.AF_UNIX)).connect(str(place))
        # As soon as they are all in: until then the command does it itself.
        wait_until(lambda: is_served(app), "an answer among a thousand silent guests")
        assert len(opened.server._silent) <= server.MOST_SILENT
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert is_served(app)


def test_with_too_many_at_work_the_next_one_does_it_itself(app: App, opened: OpenDoor) -> None:
    running = opened.server._running
    taken = 0
    while running.acquire(blocking=False):
        taken += 1
    assert taken == server.MOST_AT_ONCE
    assert not is_served(app)
    for _ in range(taken):
        running.release()
    assert is_served(app)


def test_a_guest_that_has_gone_has_nothing_done_for_it(
    app: App, guest: socket.socket, opened: OpenDoor
) -> None:
    line = client._line(app.folders, "a request", urges.log_urge, {"draft": "I miss you"})
    guest.sendall(line[:-1])
    guest.shutdown(socket.SHUT_RD)  # it reads no more: what is said to it fails
    guest.sendall(b"\n")
    assert is_served(app)
    guest.close()
    assert opened.changes == []
    assert app.call(urges.list_urges) == ()


def test_a_guest_of_another_user_is_shown_the_door(
    app: App, place: Path, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(30)
        stranger.connect(str(place))
        assert heard(stranger) == b""
    assert not is_served(app)  # nor does a command speak to a daemon that is not its user's
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
    # Not where pytest has its folders, which nobody else can enter anyway.
    with TemporaryDirectory(prefix="holdfast-test-") as home:
        app = App(find_folders({"HOLDFAST_HOME": home}), clock=clock)
        place = Path(app.folders.door)
        with a_door(app) as opened:
            line = client._line(app.folders, "a request", urges.log_urge, {})
            assert "PermissionError" in knock(place, line)
            Path(home).chmod(0o755)
            assert "PermissionError" in knock(place, line)
            # Even where its owner has let everybody at the socket.
            place.chmod(0o666)
            assert "!" not in knock(place, line)
            assert is_served(app)
        assert opened.changes == []
        assert app.call(urges.list_urges) == ()


def knock(place: Path, line: bytes) -> str:
    """Ask for something as another user; gives what that one saw."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _KNOCK, str(place)],
        input=line,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def test_the_socket_is_its_owners_alone(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    os.umask(0o022)
    with a_door(app):
        (place,) = (tmp_path / "holdfast").iterdir()
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        assert is_served(app)
    assert not place.exists()
    assert not app.folders.home.exists()


@pytest.mark.parametrize("trouble", ["open to others", "a file", "not there"])
def test_where_the_runtime_folder_will_not_do_the_home_does(
    app: App, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    if trouble != "not there":
        (tmp_path / "run").mkdir()
    if trouble == "open to others":
        (tmp_path / "run" / "holdfast").mkdir()
        (tmp_path / "run" / "holdfast").chmod(0o777)
    if trouble == "a file":
        (tmp_path / "run" / "holdfast").touch()
    with a_door(app):
        assert place.exists()
        assert is_served(app)


def test_what_a_killed_daemon_left_is_taken_away(app: App, place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    assert not is_served(app)
    with a_door(app):
        assert is_served(app)


def test_what_is_no_socket_is_left_alone_and_commands_do_all_alone(app: App, place: Path) -> None:
    place.write_text("mine")
    with a_door(app):
        assert not is_served(app)
    assert place.read_text() == "mine"


def test_a_door_at_which_somebody_answers_is_left_alone(app: App, place: Path) -> None:
    with a_door(app), pytest.raises(FileExistsError):
        listening.listen(place)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place))
        other.listen()
        with pytest.raises(FileExistsError):
            listening.listen(place)


def test_a_socket_that_can_not_be_bound_is_closed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_LONGEST_PATH", 10_000)
    with pytest.raises(OSError, match="too long"):
        listening.listen(place.with_name("x" * 200))


@pytest.mark.parametrize("runtime", [True, False])
def test_a_home_whose_path_is_too_long_for_a_socket_works(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, runtime: bool
) -> None:
    long = tmp_path / ("long" * 20) / ("longer" * 20)
    app = App(find_folders({"HOLDFAST_HOME": str(long)}), clock=clock)
    app.make_folder(long)
    if runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    with a_door(app):
        assert is_served(app)


def test_a_door_that_opens_its_ears_too_late_is_not_waited_for(
    app: App, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "AWAKE_WITHIN_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as asleep:
        asleep.bind(str(place))
        asleep.listen()
        assert not is_served(app)


UNKNOWN_ERROR = (
    b'!{"value":null,"error":{"kind":["holdfast.nowhere","Gone"],"fields":{"message":"no"}},'
    b'"zone":"","trouble":null,"minded":false}\n'
)


@pytest.mark.parametrize("said", [b"?", b"!", b"!{", b"!\n", b"!{}\n", b"![1]\n", UNKNOWN_ERROR])
def test_an_answer_that_is_none_is_done_without(app: App, place: Path, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place))
        other.listen()

        def answer() -> None:
            one, _ = other.accept()
            with one:
                one.recv(65536)
                one.sendall(said)

        answering_thread = Thread(target=answer)
        answering_thread.start()
        assert not is_served(app)
        answering_thread.join(timeout=30)


def test_trouble_with_letting_people_in_does_not_end_it(
    app: App, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Troubled:
        """A socket that has too many files open, once, and is closed then."""

        def __init__(self) -> None:
            self.tries = 0

        def accept(self) -> None:
            self.tries += 1
            if self.tries == 2:
                monkeypatch.setattr(opened.server, "_socket", None)
            raise OSError

    troubled, listens = Troubled(), opened.server._socket
    monkeypatch.setattr(opened.server, "_socket", troubled)
    opened.server._accept(troubled)  # type: ignore[arg-type] # a fake
    assert troubled.tries == 2
    monkeypatch.setattr(opened.server, "_socket", listens)
    assert is_served(app)


def test_a_door_that_was_never_open_can_be_closed(app: App) -> None:
    door = server.Server(app, changed=lambda: None, outdated=lambda: None)
    door.close()
    assert not app.folders.home.exists()


def test_closing_lets_a_request_that_is_being_answered_finish(
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
    guest.sendall(client._line(app.folders, "a request", urges.log_urge, {}))
    going.wait(timeout=30)
    closing = Thread(target=opened.server.close)
    closing.start()
    wait_until(lambda: opened.server._socket is None, "the closing")
    may_end.set()
    assert b'"id":1' in heard(guest)
    closing.join(timeout=30)
    assert not closing.is_alive()


def test_a_guest_for_whom_there_is_no_thread_does_it_itself(
    app: App, opened: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: object) -> None:
        raise RuntimeError

    assert is_served(app)
    with monkeypatch.context() as patched:
        patched.setattr(threading, "Thread", type("No", (Thread,), {"start": none_left}))
        assert not is_served(app)
    assert is_served(app)
    assert opened.changes == []


def test_what_a_killed_daemon_left_goes_with_everything_else(app: App, place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    assert app.erase() == []
    assert list(app.folders.home.iterdir()) == []


@pytest.mark.parametrize("taken", ["removed", "replaced"])
def test_a_door_that_was_taken_away_is_made_anew(
    app: App, opened: OpenDoor, place: Path, taken: str
) -> None:
    place.unlink()
    if taken == "replaced":
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(str(place))
    opened.server.keep_open()
    assert is_served(app)
    opened.server.keep_open()
    assert is_served(app)


def test_on_closing_another_ones_socket_in_its_place_is_left(app: App, place: Path) -> None:
    with a_door(app):
        place.unlink()
        place.write_text("not ours")
    assert place.read_text() == "not ours"


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "said", ["{home}/config.toml", "{home}//config.toml", "{home}/./config.toml"]
)
def test_however_a_config_file_is_said_it_is_the_same_one(app: App, said: str) -> None:
    home = str(app.folders.home)
    assert is_served(App(find_folders({"HOLDFAST_HOME": home}, said.format(home=home))))


@pytest.mark.usefixtures("opened")
def test_a_time_zone_that_is_set_and_empty_is_not_handed_on(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "")
    assert not is_served(app)
