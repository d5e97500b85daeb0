"""Telling the service manager: over whatever socket it names, and over none."""

import socket
from pathlib import Path

import pytest

from holdfast.desktop import service_manager as module
from holdfast.desktop.service_manager import ALIVE, READY, ServiceManager, service_manager


def test_a_state_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("s")
        ServiceManager(str(Path("s"))).tell(READY)
        assert manager.recv(100) == b"READY=1"


def test_a_state_arrives_at_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")  # the kernel picks a free name
        ServiceManager("@" + manager.getsockname()[1:].decode()).tell(ALIVE)
        assert manager.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    "address", ["", "/nobody/is/here", "@nobody-is-here", "/dev/null", "x" * 200, "a\0b", "vsock:2"]
)
def test_where_nobody_listens_it_goes_on(address: str) -> None:
    ServiceManager(address).tell(READY)


def test_a_manager_that_takes_nothing_in_is_not_waited_for_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "WITHIN_SECONDS", 0.01)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("")
        to = ServiceManager("@" + manager.getsockname()[1:].decode())
        for _ in range(600):  # more than its queue holds
            to.tell(ALIVE)


def test_no_child_inherits_the_managers_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("NOTIFY_SOCKET", "@somewhere")
    assert service_manager()._address == "\0somewhere"
    assert "NOTIFY_SOCKET" not in os.environ
    assert service_manager()._address == ""
