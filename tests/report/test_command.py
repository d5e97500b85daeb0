"""`holdfast report` and `holdfast reports`: which week, about which contact, into which file."""

from pathlib import Path

import pytest

from conftest import Commands
from fakes import FakeClock
from holdfast.report.terminal import report_text
from holdfast.report.use_cases import weekly_report
from lives import MARK, live


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    live(holdfast, clock)
    return holdfast


def test_a_report_is_printed_as_wide_as_the_terminal(
    lived: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    made = lived.app.call(weekly_report, week="last")
    assert lived.ok("report", "--week", "last").out == report_text(made, 40)


def test_a_week_before_the_ledger_is_told_from_a_quiet_one(lived: Commands) -> None:
    assert lived.ok("report", "--week", "2026-W45").out == (
        "Week of 2 Nov 2026 (2026-W45)\n"
        "Mon 2 Nov to Sun 8 Nov, Europe/Berlin\n\n"
        "Holdfast wasn't in use yet in that week.\n\n"
        "People to talk to, day or night: holdfast talk\n"
    )


def test_a_week_that_is_not_over_is_marked_as_such(lived: Commands) -> None:
    assert lived.ok("report").out.startswith("Week of 16 Nov 2026 (2026-W47), so far\n")
    assert lived.ok("report", "--json").json["finished"] is False


def test_an_unknown_week_is_refused_with_examples(holdfast: Commands) -> None:
    answer = holdfast("report", "--week", "garbage")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        'Error: I can\'t read the week "garbage". Try "last", "2026-W47" or a day in it: '
        '"2026-11-18".\n'
    )


def test_a_report_names_the_contact_that_it_is_about(lived: Commands) -> None:
    lived.ok("contact", "add", "Robin")
    lived.ok("log", "--contact", "Robin", typed="a message")
    counts = [
        lived.ok("report", "--json", *which).json["urges"]["count"]
        for which in ((), ("--contact", "Sam"), ("--contact", "robin"))
    ]
    assert counts == [2, 1, 1]
    heading = "Week of 16 Nov 2026 (2026-W47), so far · Sam\n"
    assert lived.ok("report", "--contact", "sam").out.startswith(heading)


@pytest.mark.parametrize("form", ["text", "md", "json", "csv"])
def test_each_format_is_the_same_in_a_pipe_and_in_a_private_file(
    lived: Commands, tmp_path: Path, form: str
) -> None:
    words = ("report", "--week", "last", "--format", form)
    file = tmp_path / "week"
    written = lived.ok(*words, "--output", str(file))
    assert (written.out, written.err) == ("", f"Saved in {file}.\n")
    assert file.read_bytes().decode() == lived.ok(*words).out
    assert file.stat().st_mode & 0o777 == 0o600
    assert MARK not in file.read_text()  # of no draft


def test_a_file_is_overwritten_only_with_yes_and_is_private_then(
    lived: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "week.txt"
    file.write_text("mine")
    file.chmod(0o644)
    words = ("report", "--week", "last", "--output", str(file))
    answer = lived(*words)
    assert (answer.code, file.read_text()) == (2, "mine")
    assert answer.err == (
        f"Error: {file} exists already. Replace it?\nTry: --yes, or another file\n"
    )
    lived.ok(*words, "--yes")
    assert file.read_text().startswith("Week of 9 Nov 2026")
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_is_overwritten_without_a_question(
    holdfast: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "made-by-mktemp"
    file.touch()
    holdfast.ok("report", "--output", str(file))
    assert file.read_text().startswith("Week of 16 Nov 2026")


@pytest.mark.parametrize("own", ["holdfast.db", "config.toml", "reports/2026-W46.html", "link"])
def test_no_file_of_holdfasts_own_is_overwritten(lived: Commands, own: str) -> None:
    home, database = lived.app.folders.home, lived.app.folders.database
    (home / "link").hardlink_to(database)
    before = database.read_bytes()
    answer = lived("report", "--output", str(home / own), "--yes")
    assert (answer.code, answer.err) == (
        1,
        f"Error: {home / own} belongs to Holdfast. Nothing was changed.\nTry: another file\n",
    )
    assert database.read_bytes() == before


@pytest.mark.parametrize("place", [".", "file/week.txt", "loop"])
def test_a_file_that_can_not_be_written_is_reported_in_one_sentence(
    holdfast: Commands, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    answer = holdfast("report", "--output", str(tmp_path / place))
    assert answer.code in {1, 2}
    assert answer.err.startswith("Error: ")
    assert "went wrong" not in answer.err


def test_output_leaves_the_persons_own_link_and_folder_as_they_are(
    lived: Commands, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(0o755)
    (tmp_path / "link").symlink_to(folder / "week.txt")
    lived.ok("report", "--output", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (folder / "week.txt").read_text().startswith("Week of 16 Nov 2026")
    assert folder.stat().st_mode & 0o777 == 0o755


def test_kept_reports_are_listed_newest_first_with_their_files(
    holdfast: Commands, clock: FakeClock
) -> None:
    assert holdfast.ok("report", "--list").out.startswith("No pages yet.")
    live(holdfast, clock)
    (kept,) = holdfast.ok("report", "--list", "--json").json
    assert kept["week"] == "2026-W46"
    assert kept["path"].endswith("/reports/2026-W46.html")
    header, row = holdfast.ok("report", "--list").out.splitlines()
    assert header.split() == ["Week", "Days", "Page"]
    assert row == f"2026-W46  9 Nov – 15 Nov  {kept['path']}"
    file = holdfast.app.folders.reports / "2026-W46.html"
    assert ">Week of 9 Nov 2026 (2026-W46)</p>" in file.read_text(encoding="utf-8")
