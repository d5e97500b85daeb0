"""Telling systemd the daemon's state, as sd_notify does: over the socket in NOTIFY_SOCKET."""

import os
import socket
from contextlib import suppress

WITHIN_SECONDS = 1.0
READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class ServiceManager:
    """The service manager that started the daemon; without an address there is none."""

    def __init__(self, address: str) -> None:
        # “@” is for the zero byte of an abstract socket, which no environment can hold.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def tell(self, state: str) -> None:
        """Send a state; the daemon goes on if the socket is broken, full or gone."""
        if not self._address:
            return
        with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(WITHIN_SECONDS)
            to.sendto(state.encode(), os.fsencode(self._address))


def service_manager() -> ServiceManager:
    """Return the manager of this process, and hide its socket from child processes."""
    return ServiceManager(os.environ.pop("NOTIFY_SOCKET", ""))
