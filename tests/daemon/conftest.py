"""The desktop, for the tests of this folder."""

from desktop_session import bus, desktop, desktop_processes

__all__ = ["bus", "desktop", "desktop_processes"]
