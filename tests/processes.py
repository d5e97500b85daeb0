"""Which processes belong to a test's home, read from the kernel."""

import os
from contextlib import suppress
from pathlib import Path

from waiting import wait_until


def processes_of(value: object, name: str = "HOLDFAST_HOME") -> dict[int, str]:
    """Return the running processes whose environment has this value, with their command lines."""
    wanted = f"{name}={value}".encode()
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = words.decode(errors="replace")
    return found


def wait_for_the_end_of_all(home: object) -> None:
    """Wait until no process of a home lives: a killed process's child ends a little later."""
    wait_until(lambda: not processes_of(home), f"the end of every process of {home}")


def children() -> set[int]:
    """Return this process's children, with those that ended and were not waited for."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def has_open(pid: int, file: Path) -> bool:
    """Return whether a process has a file open now."""
    with suppress(OSError):
        return any(link.readlink() == file for link in Path(f"/proc/{pid}/fd").iterdir())
    return False
