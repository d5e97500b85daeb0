"""Drawing a page in a child process, and every way in which that fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import draw
from holdfast.cli.json import json_document
from holdfast.errors import NotDrawn
from holdfast.report import drawing
from report.weeks import FULL

PUT = """
import sys, msgspec
from holdfast.app import app_for
from holdfast.report.model import WeeklyReport
app = app_for({"HOLDFAST_HOME": sys.argv[1]})
print(app.ports("a request").shelf.put(msgspec.json.decode(sys.stdin.read(), type=WeeklyReport)))
print(*sys.modules)
"""


def test_a_page_is_drawn_in_a_child_so_that_charts_and_templates_are_loaded_there(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PUT, str(tmp_path)],
        input=json_document(FULL),
        capture_output=True,
        text=True,
        check=True,
    )
    path, modules = done.stdout.splitlines()
    assert Path(path).read_text(encoding="utf-8") == draw(FULL)
    assert set(modules.split()) & {"jinja2", "pygal", "rich", "holdfast.report.page"} == set()


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("import sys; sys.exit(1)", "its process ended with 1"),
        ("import os; os.kill(os.getpid(), 9)", "its process ended with -9"),
        ("import time; time.sleep(60)", "not drawn within 0.2 s"),
        (None, "No such file"),
    ],
)
def test_a_child_that_breaks_or_hangs_or_never_starts_is_reported_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, python: str | None, message: str
) -> None:
    program = tmp_path / "python"
    if python:
        program.write_text(f"#!{sys.executable} -S\n{python}\n")
        program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(drawing, "TIME_LIMIT_SECONDS", 0.2 if "sleep" in (python or "") else 20)
    with pytest.raises(NotDrawn, match=message):
        drawing.in_child(FULL)


def test_a_child_that_lacks_a_library_reports_which(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pygal.py").write_text("raise ImportError('no', name='pygal')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotDrawn, match=r"^A page can't be drawn here: pygal is missing\.$"):
        drawing.in_child(FULL)
