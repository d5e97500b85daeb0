"""Drawing a page in a child: one that ends, whatever comes of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import draw
from holdfast.desktop import drawing
from holdfast.domain.keeping import MadeFrom, NewReport
from holdfast.domain.span import Span
from holdfast.errors import HoldfastError, NotDrawn
from holdfast.rendering.json import as_json
from rendering.weeks import END, FULL, START

NEW = NewReport(FULL, MadeFrom(Span(START, END), "a digest"))
FAILS = "import sys; sys.exit(1)"
HANGS = "import time; time.sleep(60)"


def test_a_child_draws_the_page_that_would_be_drawn_here() -> None:
    assert drawing.in_child(as_json(NEW)) == draw(NEW)


PUT = """
import sys, msgspec
from holdfast.app import app_for
from holdfast.domain.keeping import NewReport
app = app_for({"HOLDFAST_HOME": sys.argv[1]})
print(app.ports("a request").shelf.put(msgspec.json.decode(sys.stdin.read(), type=NewReport)))
print(*sys.modules)
"""


def test_who_has_a_page_drawn_keeps_neither_charts_nor_templates(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PUT, str(tmp_path)],
        input=as_json(NEW),
        capture_output=True,
        text=True,
        check=True,
    )
    path, modules = done.stdout.splitlines()
    assert Path(path).read_text(encoding="utf-8") == draw(NEW)
    assert set(modules.split()) & {"jinja2", "pygal", "rich", "holdfast.rendering.page"} == set()


def test_a_child_that_has_no_library_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pygal.py").write_text("raise ImportError('no', name='pygal')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotDrawn, match=r"^A page can't be drawn here: pygal is missing\.$"):
        drawing.in_child(as_json(NEW))


@pytest.mark.parametrize(
    ("child", "says"),
    [
        (FAILS, "its process ended with 1"),
        (HANGS, "not drawn within 0.2 s"),
        *((f"import os; os.kill(os.getpid(), {one})", f"ended with -{one}") for one in (4, 9, 11)),
    ],
)
def test_a_child_that_breaks_or_hangs_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, child: str, says: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!{sys.executable}\n{child}\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(drawing, "TIME_LIMIT_SECONDS", 0.2 if child is HANGS else 20)
    with pytest.raises(NotDrawn, match=says):
        drawing.in_child(as_json(NEW))


def test_a_child_that_was_ended_from_outside_says_nothing_about_the_next_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!{sys.executable}\nimport os; os.kill(os.getpid(), 15)\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(HoldfastError, match="was ended") as raised:
        drawing.in_child(as_json(NEW))
    assert not isinstance(raised.value, NotDrawn)


def test_a_python_that_is_gone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(NotDrawn, match="No such file"):
        drawing.in_child(as_json(NEW))
