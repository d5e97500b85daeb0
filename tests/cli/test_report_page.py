"""`holdfast report` as a page: written, and opened."""

from pathlib import Path

import click
import pytest

from conftest import Commands
from fakes import FakeClock
from lives import live

ALIAS = "<b>Sam</b>"
ESCAPE = "\x1b[31mred"
DRAFT = "<script>alert(1)</script>"


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that a browser was asked to open."""
    opened: list[str] = []

    def launch(url: str) -> int:
        opened.append(url)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    monkeypatch.setenv("DISPLAY", ":99")
    return opened


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
def test_without_a_browser_the_path_of_the_page_is_printed(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    monkeypatch.setattr(click, "launch", lambda _: 1)
    monkeypatch.setenv("DISPLAY", screen)
    holdfast.ok("log", "--no-draft")
    said = holdfast.ok("report", "--open")
    page = holdfast.app.folders.reports / "for-now.html"
    assert said.out == f"No browser could be started: {page}\n"
    assert page.exists()


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_only_a_page_can_be_opened(holdfast: Commands, form: str) -> None:
    said = holdfast("report", "--open", "--format", form)
    assert said.code == 2
    assert "Leave --format out" in said.err
