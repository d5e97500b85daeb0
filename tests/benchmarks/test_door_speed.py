"""Speed with a daemon, run by hand: `pytest -m speed -s tests/benchmarks/test_door_speed.py`.

F is what a click program with one durable INSERT through the standard library's sqlite3 takes.
Each figure is the median of the ratios of pairs that were measured one after the other.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from benchmarks.test_speed import BARE_PROMPT, Home, bare, fill, until_prompt
from holdfast.desktop.background import start_daemon, stop_daemon
from holdfast.desktop.folders import find_folders
from processes import processes_of

pytestmark = pytest.mark.speed

ROUNDS = 31
# Nudges would have the daemon start a notification while the next round is measured.
QUIET = "[nudges]\npatience = false\ncheck_ins = false\n"

DURABLE_INSERT = """
import click, sqlite3

@click.command()
def main():
    connection = sqlite3.connect("FILE", isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO rows (text) VALUES ('I miss you')")
    connection.execute("COMMIT")
    connection.close()

main()
"""


@dataclass
class Timed:
    """Whole processes, measured."""

    environment: dict[str, str]

    def seconds(self, command: list[str], said: str = "") -> float:
        began = time.perf_counter()
        subprocess.run(
            command, env=self.environment, input=said, text=True, capture_output=True, check=False
        )
        return time.perf_counter() - began

    def ratio(
        self,
        what: str,
        run: Callable[[], float],
        floor: Callable[[], float],
        before: Callable[[], object] = lambda: None,
    ) -> float:
        """Give the median of the ratios of pairs, after a warm-up."""
        pairs = []
        for number in range(ROUNDS + 2):
            before()
            pair = (run(), floor())
            if number > 1:
                pairs.append(pair)
        found = median(own / other for own, other in pairs)
        own, other = (median(column) * 1000 for column in zip(*pairs, strict=True))
        sys.stdout.write(f"\n{what}: {found:.2f} ({own:.0f} ms against {other:.0f} ms)")
        return float(found)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    fill(folder, 100)
    (folder / "config.toml").write_text(QUIET)
    return Home(folder)


@pytest.fixture
def daemon(home: Home) -> Iterator[int]:
    """The home's daemon, as a person has it; gives its process."""
    folders = find_folders({"HOLDFAST_HOME": str(home.folder)})
    assert start_daemon(folders.config, home.environment) == "ready"
    yield int(folders.lock.read_text().split('"pid": ')[1].split(",")[0])
    stop_daemon(folders.lock, within_seconds=5)


@pytest.fixture
def timed(home: Home) -> Timed:
    return Timed(home.environment)


@pytest.fixture
def floor(tmp_path: Path, timed: Timed) -> Callable[[], float]:
    """F: give its seconds."""
    command = bare(tmp_path, DURABLE_INSERT)
    with closing(sqlite3.connect(tmp_path / "bare.db")) as database:
        database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
    return lambda: timed.seconds(command)


def holdfast() -> list[str]:
    """The installed program: what a person runs."""
    return [str(Path(sys.executable).with_name("holdfast"))]


COMMANDS = [
    (("log", "--intensity", "5"), 1.25),
    (("status",), 1.25),
    (("check",), 1.25),
    (("let-go",), 1.25),
    (("rate", "5"), 1.25),
    (("status", "--line"), 1.1),
]


@pytest.mark.parametrize(("words", "bound"), COMMANDS, ids=str)
def test_with_a_daemon_a_command_takes_little_more_than_an_insert(
    daemon: int,
    home: Home,
    timed: Timed,
    floor: Callable[[], float],
    words: tuple[str, ...],
    bound: float,
) -> None:
    assert daemon

    def log_one() -> None:
        if words[0] == "let-go":
            home.seconds("log", "--no-draft")

    def run() -> float:
        return timed.seconds([*holdfast(), *words], "I miss you" if words[0] == "log" else "")

    assert timed.ratio(f"{' '.join(words)} / F", run, floor, log_one) <= bound


def test_without_a_daemon_asking_for_one_costs_next_to_nothing(timed: Timed) -> None:
    alone = Timed({**timed.environment, "HOLDFAST_DEBUG": "1"})  # it does not ask, then
    for words in (["log", "--no-draft"], ["check"]):
        found = timed.ratio(
            f"{words[0]} without a daemon / not asking for one",
            lambda words=words: timed.seconds([*holdfast(), *words]),  # type: ignore[misc] # bound now
            lambda words=words: alone.seconds([*holdfast(), *words]),  # type: ignore[misc] # bound now
        )
        assert found <= 1.05


@pytest.mark.parametrize("with_daemon", [True, False])
def test_the_prompt_of_log_stands_at_once_either_way(
    request: pytest.FixtureRequest, home: Home, timed: Timed, tmp_path: Path, *, with_daemon: bool
) -> None:
    if with_daemon:
        request.getfixturevalue("daemon")
    command = bare(tmp_path, BARE_PROMPT)
    found = timed.ratio(
        f"the prompt of log {'with' if with_daemon else 'without'} a daemon / a bare prompt",
        lambda: until_prompt([*holdfast(), "log"], home.environment),
        lambda: until_prompt(command, home.environment),
    )
    assert found <= 1.4


@pytest.mark.parametrize("other", ["watson", "jrnl"])
def test_it_is_faster_than_a_sibling(daemon: int, timed: Timed, tmp_path: Path, other: str) -> None:
    """Where one is installed: `SIBLINGS=/tmp/venv/bin`, with td-watson and jrnl in it."""
    assert daemon
    program = shutil.which(other, path=os.environ.get("SIBLINGS", ""))
    if program is None:
        pytest.skip(f"{other} is not installed")
    config = tmp_path / "jrnl.yaml"
    config.write_text(
        f"journals:\n  default:\n    journal: {tmp_path / 'journal.txt'}\n"
        "encrypt: false\neditor: ''\ntemplate: false\ntimeformat: '%F %r'\nversion: v4.2\n"
    )
    theirs = Timed({**timed.environment, "WATSON_DIR": str(tmp_path / "watson")})
    words = {
        "watson": [program, "start", "holding"],
        "jrnl": [program, "--config-file", str(config), "I miss you."],
    }[other]
    found = timed.ratio(
        f"log / {' '.join(Path(word).name for word in words[:2])}",
        lambda: timed.seconds([*holdfast(), "log"], "I miss you"),
        lambda: theirs.seconds(words),
        lambda: theirs.seconds([program, "cancel"]) if other == "watson" else None,
    )
    assert found < 1


@dataclass
class Idle:
    """What a process costs while nothing happens."""

    pid: int
    switched: int = 0
    spent: float = 0

    def begin(self) -> None:
        self.switched, self.spent = switches(self.pid), cpu_seconds(self.pid)

    def end(self, what: str, minutes: float) -> tuple[float, float, float]:
        """Say what it cost: MB PSS, voluntary switches a minute, CPU seconds an hour."""
        switched = (switches(self.pid) - self.switched) / minutes
        spent = (cpu_seconds(self.pid) - self.spent) * 60 / minutes
        pss = pss_kilobytes(self.pid) / 1024
        sys.stdout.write(
            f"\n{what}, idle for {minutes:g} min: {pss:.1f} MB PSS, {switched:.1f} voluntary "
            f"switches a minute, {spent:.2f} s CPU an hour"
        )
        return pss, switched, spent


BARE_SCHEDULER = """
from apscheduler.schedulers.blocking import BlockingScheduler
scheduler = BlockingScheduler(timezone="UTC")
scheduler.add_job(lambda: None, "interval", seconds=30)
scheduler.start()
"""


@pytest.fixture
def others(tmp_path: Path) -> Iterator[dict[str, Idle]]:
    """Run what the daemon is compared with: Safe Eyes, where Debian's is installed, among it."""
    marked = tmp_path / "others"
    for folder in ("", "safeeyes/style"):
        (marked / folder).mkdir(parents=True)
    folders = dict.fromkeys(("TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(marked))
    environment = {**os.environ, **folders}
    commands = [bare(tmp_path, BARE_SCHEDULER)]
    if all(map(shutil.which, ("safeeyes", "xvfb-run", "dbus-run-session"))):
        commands.append(["dbus-run-session", "--", "xvfb-run", "-a", "safeeyes"])
    started = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for command in commands
    ]
    time.sleep(15)
    running = processes_of(marked, "TMPDIR")
    wanted = {"bare APScheduler": "bare.py", "Safe Eyes": "bin/safeeyes"}
    yield {
        name: Idle(pid)
        for name, part in wanted.items()
        for pid, command in running.items()
        if part in command and "python" in command
    }
    for pid in processes_of(marked, "TMPDIR"):
        os.kill(pid, signal.SIGTERM)
    for process in started:
        process.wait()


def test_an_idle_daemon_costs_next_to_nothing(daemon: int, others: dict[str, Idle]) -> None:
    """For ten minutes, or as many as `IDLE_MINUTES` says."""
    minutes = float(os.environ.get("IDLE_MINUTES", "10"))
    ours = Idle(daemon)  # its first ticks, which are none of an idle one, are over
    for one in (ours, *others.values()):
        one.begin()
    time.sleep(minutes * 60)
    for name, other in others.items():
        other.end(name, minutes)
    pss, switched, spent = ours.end("holdfast's daemon", minutes)
    assert pss <= 45
    assert switched <= 8
    assert spent <= 0.3


def switches(pid: int) -> int:
    """Count the voluntary context switches of all threads."""
    words = [
        line.split()[1]
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    ]
    return sum(map(int, words))


def cpu_seconds(pid: int) -> float:
    """Give the processor's time that a process has had, in nanoseconds' resolution."""
    spent = (path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, spent)) / 1e9


def pss_kilobytes(pid: int) -> int:
    """Give a process's proportional share of the memory."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("\nPss:")[1].split()[0])
