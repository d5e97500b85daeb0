"""`holdfast report` as a page: written, and opened."""

import errno
import os
import signal
from pathlib import Path

import pytest

from conftest import Commands
from fakes import FakeClock
from holdfast.desktop import viewer
from lives import live

ALIAS = "<b>Sam</b>"
ESCAPE = "\x1b[31mred"
DRAFT = "<script>alert(1)</script>"


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the pages that a browser was asked to open."""
    opened: list[str] = []
    monkeypatch.setattr(viewer, "show", lambda page, _: opened.append(str(page)))
    return opened


def _launcher(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put an xdg-open that runs this script first on the PATH."""
    program = folder / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("week.html", "<!DOCTYPE html>"),
        ("week.MD", "# Week"),
        ("week.json", "{"),
        ("week.csv", "id,contact"),
        ("week.htm", "<!DOCTYPE html>"),
        ("week.txt", "Week"),
        ("week", "Week"),
    ],
)
def test_a_files_ending_chooses_its_format(
    holdfast: Commands, tmp_path: Path, name: str, begins: str
) -> None:
    holdfast.ok("log", "--no-draft")
    holdfast.ok("report", "--output", str(tmp_path / name))
    assert (tmp_path / name).read_text().startswith(begins)


def test_an_unknown_ending_needs_a_format(holdfast: Commands, tmp_path: Path) -> None:
    file = tmp_path / "week.docx"
    said = holdfast("report", "--output", str(file))
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: I can't write a report as .docx. Use .txt, .html, .md, .json or .csv.\n"
        "Try: another file name, or --format text\n"
    )
    assert not file.exists()
    holdfast.ok("report", "--output", str(file), "--format", "text")
    assert file.read_text().startswith("Week")


def test_a_page_has_no_draft_and_escapes_what_was_typed(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", ALIAS)
    holdfast.ok("cooldown", "start", "30d")
    words = ("--intensity", "8", "--trigger", DRAFT, "--trigger", ESCAPE)
    holdfast.ok("log", *words, typed=f"zwieback {DRAFT}")
    holdfast.ok("sent")
    shown = holdfast.ok("report", "--format", "html", "--contact", ALIAS).out
    assert "zwieback" not in shown
    assert "\x1b" not in shown
    assert DRAFT not in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;Sam&lt;/b&gt;" in shown
    assert "\\x1b[31mred" in shown


def test_opening_a_week_that_is_over_replaces_its_page(
    holdfast: Commands, clock: FakeClock, launched: list[str]
) -> None:
    holdfast.ok("log", "--no-draft", "--intensity", "8")
    clock.forward(days=7)
    said = holdfast.ok("report", "--week", "last", "--open")
    (kept,) = holdfast.ok("report", "--list", "--json").json
    assert said.out == f"Handed to your browser: {kept['path']}\n"
    page = Path(kept["path"])
    assert page.name == "2026-W47.html"
    before = page.read_text(encoding="utf-8")
    holdfast.ok("retract", "1")
    holdfast.ok("report", "--week", "last", "--open")
    assert page.read_text(encoding="utf-8") != before
    assert launched == [str(page)] * 2
    assert len(holdfast.ok("report", "--list", "--json").json) == 1


@pytest.mark.parametrize("words", [(), ("--week", "last", "--contact", "Sam")])
def test_a_report_of_this_week_or_of_one_contact_is_not_kept(
    holdfast: Commands, clock: FakeClock, launched: list[str], words: tuple[str, ...]
) -> None:
    live(holdfast, clock)
    holdfast.ok("report", "--open", *words)
    page = holdfast.app.folders.reports / "for-now.html"
    assert launched == [str(page)]
    assert page.stat().st_mode & 0o777 == 0o600
    assert len(holdfast.ok("report", "--list", "--json").json) == 1


@pytest.mark.parametrize("screen", ["", ":99"])
def test_a_browser_that_fails_is_reported_with_the_path_of_the_page(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screen: str
) -> None:
    _launcher(tmp_path, monkeypatch, "exit 3")
    monkeypatch.setenv("DISPLAY", screen)
    holdfast.ok("log", "--no-draft")
    said = holdfast("report", "--open")
    page = holdfast.app.folders.reports / "for-now.html"
    assert (said.code, said.out) == (1, "")
    assert str(page) in said.err
    assert ("xdg-open failed (exit code 3)" if screen else "no screen") in said.err
    assert page.exists()


@pytest.mark.parametrize("script", ["exit 0", "exec sleep 9"])
def test_a_browser_that_starts_or_runs_on_was_handed_the_page(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    monkeypatch.setattr(viewer, "FAILS_WITHIN_SECONDS", 0.2 if "sleep" in script else 20)
    _launcher(tmp_path, monkeypatch, f'echo "$1" $$ >{tmp_path}/opened; {script}')
    holdfast.ok("log", "--no-draft")
    page = holdfast.app.folders.reports / "for-now.html"
    assert holdfast.ok("report", "--open").out == f"Handed to your browser: {page}\n"
    opened, pid = (tmp_path / "opened").read_text().split()
    assert opened == str(page)
    if "sleep" in script:
        os.kill(int(pid), signal.SIGKILL)


def test_a_full_disk_leaves_the_report_that_was_there(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    holdfast.ok("log", "--no-draft")
    file = tmp_path / "week.html"
    file.write_text("the old one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    said = holdfast("report", "--output", str(file), "--yes")
    assert (said.code, said.err) == (
        1,
        f"Error: The disk is full: {file} can't be written.\nTry: free some space first\n",
    )
    assert file.read_text() == "the old one"
    assert [path.name for path in tmp_path.glob("*week*")] == ["week.html"]


@pytest.mark.parametrize("length", [250, 5000])
def test_a_long_file_name_works_or_is_a_sentence(
    holdfast: Commands, tmp_path: Path, length: int
) -> None:
    holdfast.ok("log", "--no-draft")
    file = tmp_path / f"{'n' * (length - 5)}.html"
    said = holdfast("report", "--output", str(file))
    if length == 250:
        assert file.read_text().startswith("<!DOCTYPE html>")
    else:
        assert (said.code, said.err.splitlines()[1]) == (1, "Try: a shorter name")
        assert "This name is too long" in said.err


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_only_a_page_can_be_opened(holdfast: Commands, form: str) -> None:
    said = holdfast("report", "--open", "--format", form)
    assert said.code == 2
    assert "Leave --format out" in said.err
