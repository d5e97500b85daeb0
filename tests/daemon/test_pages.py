"""Making a week's page in a process of its own, and every way in which that fails."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.clock.machine import SystemClock
from holdfast.daemon import pages
from holdfast.errors import HoldfastError
from holdfast.report.use_cases import list_reports
from holdfast.urges.use_cases import log_urge


def make_page(app: App, monkeypatch: pytest.MonkeyPatch, week: str) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(app.folders.database.parent))
    pages.make_page_in_child(app.ports("a call"), week=week, config=app.folders.config)


def test_the_page_of_a_week_is_made_and_kept_by_a_process_of_its_own(
    app: App, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The child has the machine's own clocks.
    clock.moment, clock.synchronised = SystemClock().read().wall - timedelta(days=14), False
    app.call(log_urge, draft="I miss you", felt="1h ago")
    week = f"{clock.moment:%G-W%V}"
    make_page(app, monkeypatch, week)
    (kept,) = app.call(list_reports)
    assert kept.week == week
    assert "1 urge logged" in Path(kept.path).read_text(encoding="utf-8")
    assert Path(kept.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("import sys; sys.exit(1)", "its process ended with 1"),
        ("import os; os.kill(os.getpid(), 9)", "its process ended with -9"),
        ("import time; time.sleep(60)", "not made within 0.2 s"),
        (None, "No such file"),
    ],
)
def test_a_process_that_breaks_or_hangs_or_never_starts_is_reported_in_one_sentence(
    app: App,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    python: str | None,
    message: str,
) -> None:
    program = tmp_path / "python"
    if python:
        program.write_text(f"#!{sys.executable} -S\n{python}\n")
        program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(pages, "TIME_LIMIT_SECONDS", 0.2 if "sleep" in (python or "") else 20)
    with pytest.raises(HoldfastError, match=message):
        make_page(app, monkeypatch, "2026-W47")
