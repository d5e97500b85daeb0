"""Commands as processes that are forked from one that has already imported everything.

Starting Python and importing takes a third of a second of each command, and forking a hundredth.
A forked command is a process like any other: it has a process id, signals, files and a terminal of
its own. Only what Python decides while it starts can't be tried with it (its flags, its encoding,
what it imports), and the kernel still shows the parent's command line and environment for it.
"""

import atexit
import fcntl
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

_DECIDED_AT_START = ("LANG", "LC_", "PYTHON", "LD_", "FAKETIME", "DONT_FAKE")
_LARGEST_MESSAGE = 1_000_000


def can_be_forked(environment: Mapping[str, str]) -> bool:
    """Return whether nothing in the environment matters to Python while it starts."""
    ours = _started().environment
    names = {name for name in {*ours, *environment} if name.startswith(_DECIDED_AT_START)}
    return all(ours.get(name) == environment.get(name) for name in names)


class Forked:
    """A forked process; offers what `subprocess.Popen` does, as far as tests need it."""

    def __init__(
        self,
        program: Sequence[str],
        environment: Mapping[str, str],
        files: tuple[int, int, int],
        *,
        terminal: bool = False,
    ) -> None:
        """Run `-m holdfast WORDS…` or `-c CODE WORDS…`, with these as its input and outputs."""
        self.returncode: int | None = None
        self._news, theirs = socket.socketpair()
        request = {
            "program": list(program),
            "environment": dict(environment),
            "folder": os.getcwd(),  # noqa: PTH109 - as the child takes it
            "terminal": terminal,
        }
        with theirs:
            message = json.dumps(request).encode()
            socket.send_fds(_started().socket, [message], [*files, theirs.fileno()])
        self.pid = int(self._line())

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, or the signal's number below zero; TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._news], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("holdfast", timeout or 0)
            self.returncode = int(self._line())
            self._news.close()
        return self.returncode

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    send_signal = kill

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            more = self._news.recv(1)
            if not more:
                raise EOFError("the process that forks has ended")
            line += more
        return line


def run(
    program: Sequence[str], environment: Mapping[str, str], typed: bytes, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, as `subprocess.run` does."""
    (stdin, to_it), (out, stdout), (err, stderr) = os.pipe(), os.pipe(), os.pipe()
    child = Forked(program, environment, (stdin, stdout, stderr))
    for number in (stdin, stdout, stderr):
        os.close(number)
    said: dict[int, bytes] = {}
    # Both outputs are read and the input written at once, so that no full pipe stops the command.
    threads = [threading.Thread(target=_read, args=(number, said)) for number in (out, err)]
    threads.append(threading.Thread(target=_write, args=(to_it, typed)))
    for thread in threads:
        thread.start()
    try:
        child.wait(timeout)
    finally:
        child.kill()
        for thread in threads:
            thread.join(timeout)
    out_text, err_text = (said[one].decode().replace("\r\n", "\n") for one in (out, err))
    return subprocess.CompletedProcess(program, child.wait(), out_text, err_text)


def _read(number: int, said: dict[int, bytes]) -> None:
    with open(number, "rb") as pipe:
        said[number] = pipe.read()


def _write(number: int, typed: bytes) -> None:
    with suppress(BrokenPipeError), open(number, "wb", buffering=0) as pipe:
        while typed:
            typed = typed[pipe.write(typed) or 0 :]


class _Parent:
    """The process that forks; it ends when the tests do."""

    def __init__(self) -> None:
        self.environment = {
            name: value
            for name, value in os.environ.items()
            # It belongs to no test's home, and it is not measured.
            if not name.startswith(("COVERAGE_PROCESS", "HOLDFAST_", "TMPDIR", "XDG_"))
        }
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST_MESSAGE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def end(self) -> None:
        """Wait for its end, so that the time its children took is counted."""
        self.socket.close()
        self._process.wait()


@cache
def _started() -> _Parent:
    return _Parent()


def end_parent() -> None:
    """End the process that forks, if there is one."""
    if _started.cache_info().currsize:
        _started().end()
        _started.cache_clear()


# From here on: what runs in the process that forks.


def _serve(requests: socket.socket) -> None:
    """Fork for each request, and report each child's end to the test that asked for it."""
    woken, wakes = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    news: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([requests.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 1000)
            _tell_ends(news)
        if requests.fileno() in ready:
            message, files, _, _ = socket.recv_fds(requests, _LARGEST_MESSAGE, 4)
            if not message:
                return
            teller = socket.socket(fileno=files.pop())
            pid = os.fork()
            if pid == 0:
                _become(json.loads(message), files)  # raises what ends the process
            for number in files:
                os.close(number)
            news[pid] = teller
            teller.sendall(b"%d\n" % pid)


def _tell_ends(news: dict[int, socket.socket]) -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with suppress(OSError), news.pop(pid) as teller:
                teller.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _become(request: dict[str, Any], files: Sequence[int]) -> NoReturn:
    """Turn this child into the requested process, in all that a program can see of itself."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if request["terminal"]:
        os.setsid()
        fcntl.ioctl(files[0], termios.TIOCSCTTY, 0)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 1000)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    _open_standard_files()
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        import coverage

        coverage.process_startup()
    _end_as_python_does(lambda: _run(*request["program"]))


def _run(how: str, what: str, *words: str) -> None:
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    sys.argv = [how if how == "-c" else what, *words]
    if how == "-m":
        from holdfast.cli.main import run as run_holdfast

        run_holdfast()
    exec(compile(what, "<string>", "exec"), main.__dict__)  # noqa: S102 - the test's own program


def _end_as_python_does(program: Callable[[], None]) -> NoReturn:
    """Run a program and exit without freeing the memory, which would take longer than most."""
    code: object = 0
    try:
        program()
    except SystemExit as end:
        code = end.code
    except BaseException as error:  # noqa: BLE001 - Python prints every one
        traceback.print_exception(error)
        code = 1
        if isinstance(error, KeyboardInterrupt):
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.raise_signal(signal.SIGINT)
    if not isinstance(code, int | None):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined] # it waits for threads
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        code = 120
    os._exit(code or 0)


def _open_standard_files() -> None:
    # Opened again: whether one is at a terminal decides how it is buffered.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        before = getattr(sys, name)
        stream = os.fdopen(
            number,
            "r" if number == 0 else "w",
            1 if number == 2 else -1,
            encoding=before.encoding,
            errors=before.errors,
            closefd=False,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _import_everything() -> None:
    """Import the program, and fill its caches that last as long as a process."""
    import holdfast

    for module in pkgutil.walk_packages(holdfast.__path__, "holdfast."):
        if not module.name.endswith(("__main__", "_child")):
            import_module(module.name)
    _try_it()
    assert "readline" not in sys.modules  # it asks what kind of terminal there is, when imported


def _try_it() -> None:
    from holdfast.app import App
    from holdfast.desktop.folders import find_folders
    from holdfast.ledger import database, migrating
    from holdfast.overview.status import status
    from holdfast.urges.use_cases import let_go, list_urges, log_urge, show_urge
    from once import migrating_once, quick_engine

    migrating.run_migrations = migrating_once(migrating.run_migrations)  # type: ignore[assignment] # for tests
    database.create_engine = quick_engine  # type: ignore[attr-defined] # for tests
    with tempfile.TemporaryDirectory() as folder:
        app = App(find_folders({"HOLDFAST_HOME": folder}))
        app.call(log_urge, draft="I miss you")
        for use_case in (list_urges, show_urge, status, let_go):
            app.call(use_case)


if __name__ == "__main__":
    import gc

    gc.set_threshold(100_000)  # as the program does for itself
    _import_everything()
    gc.collect()
    gc.freeze()  # what is never collected is never copied either
    _serve(socket.socket(fileno=int(sys.argv[1])))
