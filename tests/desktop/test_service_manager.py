"""Messages to the service manager: through any kind of socket, or none."""

import os
import socket
from pathlib import Path

import pytest

from holdfast.desktop import service_manager as module
from holdfast.desktop.service_manager import ALIVE, READY, ServiceManager, service_manager

QUEUE = Path("/proc/sys/net/unix/max_dgram_qlen")


def test_a_state_reaches_the_manager_at_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("s")
        ServiceManager(str(Path("s"))).tell(READY)
        assert manager.recv(100) == b"READY=1"


def test_a_state_reaches_the_manager_at_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel picks a free name
        ServiceManager("@" + manager.getsockname()[1:].decode()).tell(ALIVE)
        assert manager.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    "address", ["", "/nobody/is/here", "@nobody-is-here", "/dev/null", "x" * 200, "a\0b", "vsock:2"]
)
def test_a_state_is_dropped_where_nobody_listens(address: str) -> None:
    ServiceManager(address).tell(READY)


def test_a_manager_that_reads_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WITHIN_SECONDS", 0.001)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")
        to = ServiceManager("@" + manager.getsockname()[1:].decode())
        for _ in range(int(QUEUE.read_text()) + 3):
            to.tell(ALIVE)


def test_the_managers_socket_is_not_inherited_by_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "@somewhere")
    assert service_manager()._address == "\0somewhere"
    assert "NOTIFY_SOCKET" not in os.environ
    assert service_manager()._address == ""
