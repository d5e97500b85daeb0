"""Telling the service manager how the daemon is: sd_notify, over the socket that it names."""

import os
import socket
from contextlib import suppress

WITHIN_SECONDS = 1.0
READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class ServiceManager:
    """Whoever started the daemon and waits for its word; nobody, where no socket was named."""

    def __init__(self, address: str) -> None:
        # An abstract socket's name begins with a zero, which no environment can hold.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def tell(self, state: str) -> None:
        """Say a state; a socket that is broken, full or gone is no trouble of the daemon's."""
        if not self._address:
            return
        with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(WITHIN_SECONDS)
            to.sendto(state.encode(), os.fsencode(self._address))


def service_manager() -> ServiceManager:
    """Give who is to be told, and keep it from the children: they have nothing to say there."""
    return ServiceManager(os.environ.pop("NOTIFY_SOCKET", ""))
