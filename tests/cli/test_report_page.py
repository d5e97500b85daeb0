"""`holdfast report` as a page: written, opened, and made anew beside the one before."""

from pathlib import Path

import click
import pytest

from conftest import Commands
from fakes import FakeClock
from holdfast.services.tick import tick
from lives import MARK, live

ALIAS = "<b>Sam</b>"
ESCAPE = "\x1b[31mred"
DRAFT = "<script>alert(1)</script>"


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what would have been opened, on a desktop that takes it."""
    opened: list[str] = []

    def launch(url: str) -> int:
        opened.append(url)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    monkeypatch.setenv("DISPLAY", ":99")
    return opened


def test_a_page_is_written_where_it_is_to_go(
    holdfast: Commands, clock: FakeClock, tmp_path: Path
) -> None:
    live(holdfast, clock)
    shown = holdfast.ok("report", "--week", "last", "--format", "html").out
    assert shown.startswith("<!DOCTYPE html>\n")
    assert MARK not in shown
    file = tmp_path / "week.html"
    said = holdfast.ok("report", "--week", "last", "--format", "html", "--output", str(file))
    assert (said.out, said.err) == ("", f"Written to {file}.\n")
    assert file.read_text(encoding="utf-8") == shown
    assert file.stat().st_mode & 0o777 == 0o600


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
def test_a_files_ending_says_which_format_it_is_to_have(
    holdfast: Commands, tmp_path: Path, name: str, begins: str
) -> None:
    holdfast.ok("log", "--no-draft")
    holdfast.ok("report", "--output", str(tmp_path / name))
    assert (tmp_path / name).read_text().startswith(begins)


def test_an_ending_that_no_report_has_is_refused_unless_its_format_is_said(
    holdfast: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "week.docx"
    said = holdfast("report", "--output", str(file))
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: A report is no “.docx”: a file's name ends in .txt, .html, .md, .json or .csv.\n"
        "Try: another name, or say what it is to hold: --format text\n"
    )
    assert not file.exists()
    holdfast.ok("report", "--output", str(file), "--format", "text")
    assert file.read_text().startswith("Week")


@pytest.mark.parametrize("form", ["text", "html", "md", "json", "csv"])
def test_a_draft_stands_in_no_report_and_what_was_typed_means_itself(
    holdfast: Commands, form: str
) -> None:
    holdfast.ok("contact", "add", ALIAS)
    holdfast.ok("cooldown", "start", "30d")
    holdfast.ok(
        "log",
        "--intensity",
        "8",
        "--trigger",
        DRAFT,
        "--trigger",
        ESCAPE,
        typed=f"zwieback {DRAFT}",
    )
    holdfast.ok("sent")
    holdfast.ok("log", "--intensity", "5", typed="zwieback")
    holdfast.ok("let-go")
    shown = holdfast.ok("report", "--format", form).out
    assert "zwieback" not in shown
    assert "\x1b" not in shown
    if form == "html":
        assert DRAFT not in shown
        assert "<b>" not in shown
        assert "&lt;b&gt;Sam&lt;/b&gt;" in shown
        assert "\\x1b[31mred" in shown


def test_the_page_of_a_week_that_is_over_is_opened_as_it_was_kept(
    holdfast: Commands, clock: FakeClock, launched: list[str]
) -> None:
    holdfast.ok("log", "--no-draft")
    clock.forward(days=7)
    holdfast.app.call(tick, run=None)
    (kept,) = holdfast.ok("reports", "--json").json
    said = holdfast.ok("report", "--week", "last", "--open")
    assert said.out == f"Handed to your browser: {kept['path']}\n"
    assert launched == [kept["path"]]
    assert len(holdfast.ok("reports", "--json").json) == 1


def test_a_page_that_nobody_kept_is_kept_when_it_is_opened(
    holdfast: Commands, clock: FakeClock, launched: list[str]
) -> None:
    holdfast.ok("log", "--no-draft")
    clock.forward(days=7)
    holdfast.ok("report", "--week", "last", "--open")
    (kept,) = holdfast.ok("reports", "--json").json
    assert launched == [kept["path"]]
    assert Path(kept["path"]).name == "2026-W47.html"


def test_where_a_kept_page_was_taken_away_another_is_shown(
    holdfast: Commands, clock: FakeClock, launched: list[str]
) -> None:
    holdfast.ok("log", "--no-draft")
    clock.forward(days=7)
    holdfast.ok("report", "--week", "last", "--open")
    Path(launched.pop()).unlink()
    holdfast.ok("report", "--week", "last", "--open")
    assert [Path(page).name for page in launched] == ["for-now.html"]


@pytest.mark.parametrize("words", [(), ("--week", "last", "--contact", "Sam")])
def test_a_week_so_far_and_one_contact_are_opened_and_not_kept(
    holdfast: Commands, clock: FakeClock, launched: list[str], words: tuple[str, ...]
) -> None:
    live(holdfast, clock)
    holdfast.ok("report", "--open", *words)
    page = holdfast.app.folders.reports / "for-now.html"
    assert launched == [str(page)]
    assert page.stat().st_mode & 0o777 == 0o600
    assert len(holdfast.ok("reports", "--json").json) == 1


def test_a_page_of_ones_own_is_opened_where_it_was_written(
    holdfast: Commands, clock: FakeClock, launched: list[str], tmp_path: Path
) -> None:
    live(holdfast, clock)
    file = tmp_path / "week.html"
    holdfast.ok("report", "--week", "last", "--open", "--output", str(file))
    assert launched == [str(file)]
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("screen", ["", ":99"])
def test_without_a_browser_it_says_where_the_page_is(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    monkeypatch.setattr(click, "launch", lambda _: 1)
    monkeypatch.setenv("DISPLAY", screen)
    holdfast.ok("log", "--no-draft")
    said = holdfast.ok("report", "--open")
    page = holdfast.app.folders.reports / "for-now.html"
    assert said.out == f"No browser could be started for it: {page}\n"
    assert page.exists()


@pytest.mark.parametrize("form", ["json", "csv", "md"])
def test_only_a_page_can_be_opened(holdfast: Commands, form: str) -> None:
    said = holdfast("report", "--open", "--format", form)
    assert said.code == 2
    assert "leave --format out" in said.err


def test_a_week_that_was_amended_says_so_and_is_made_anew_beside(
    holdfast: Commands, clock: FakeClock, launched: list[str]
) -> None:
    live(holdfast, clock)
    assert holdfast.ok("report", "--week", "last").err == ""
    holdfast.ok("log", "--no-draft", "--at", "2026-11-12 20:00")
    said = holdfast.ok("report", "--week", "last").err
    assert said.startswith("This week was amended after its page was made on Fri 20 Nov 2026")
    assert said.endswith("holdfast report --week 2026-W46 --open\n")
    assert holdfast.ok("report", "--week", "last", "--contact", "Sam").err == ""
    holdfast.ok("report", "--week", "last", "--open")
    assert launched[0].endswith("/2026-W46-2.html")
    assert holdfast.ok("report", "--week", "last").err == ""
    first, second = reversed(holdfast.ok("reports").out.splitlines())
    assert first.endswith("/2026-W46.html")
    assert second.endswith("/2026-W46-2.html  (made anew)")
