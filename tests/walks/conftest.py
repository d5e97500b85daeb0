"""A person at a terminal, and a desktop that shows their reminders."""

from cli.conftest import by_the_clock, terminal
from desktop_session import desktop, desktop_processes

__all__ = ["by_the_clock", "desktop", "desktop_processes", "terminal"]
