"""The weekly report as text: as wide as the terminal, down to 40 columns, and never unkind."""

import json
from pathlib import Path

import pytest

from conftest import Commands
from fakes import FakeClock
from lives import MARK, live

LAST_WEEK = """\
Week of 9 Nov 2026 (2026-W46)
2026-11-09 to 2026-11-15, Europe/Berlin

You let 1 urge go, and wrote once while it was held. You wrote that down, too.
Nothing starts over.

1  let go      ████████████
0  still open
1  sent        ████████████

     1  while it was held (slips)
1 of 2  pauses waited out
3 of 4  days kept so far of the cool-down for Sam
     8  strength at first (one rating)
     5  strength when last rated (one rating)

Rated again: 1 of 1 less strong.

When (hour of the day)
    0           6           12          18
Mon · · · · · · · · · · · · · · · · · · · · · · · ·
Tue · · · · · · · · · · · · · · · · · · · · · · · ·
Wed · · · · · · · · · · · · · · · · · · · · · · 1 ·
Thu · · · · · · · · · · · · · · · · · · 1 · · · · ·
Fri · · · · · · · · · · · · · · · · · · · · · · · ·
Sat · · · · · · · · · · · · · · · · · · · · · · · ·
Sun · · · · · · · · · · · · · · · · · · · · · · · ·

Too few episodes to name hours of the day.

Strength (0 to 10), at first and later
Wed 22:30  ▇▅  8 → 5 in 10 min

Triggers: alone 1, song 1
Channels: sms 1

Without the daemon: 97.5 h, in which nothing was nudged or asked.
"""

EMPTY_WEEK = """\
Week of 2 Nov 2026 (2026-W45)
2026-11-02 to 2026-11-08, Europe/Berlin

Holdfast was not here yet in that week.
"""


def plain(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("columns", [80, 40])
def test_a_week_looked_back_on(
    holdfast: Commands, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    live(holdfast, clock)
    monkeypatch.setenv("COLUMNS", str(columns))
    said = plain(holdfast.ok("report", "--week", "last").out)
    assert max(map(len, said.splitlines())) <= columns
    if columns == 80:
        assert said == LAST_WEEK


def test_a_week_without_urges_is_no_praise_and_no_blame(
    holdfast: Commands, clock: FakeClock
) -> None:
    live(holdfast, clock)
    assert plain(holdfast.ok("report", "--week", "2026-W45").out) == EMPTY_WEEK


def test_the_week_that_is_not_over_says_so(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    assert holdfast.ok("report").out.startswith("Week of 16 Nov 2026 (2026-W47), so far\n")
    assert json.loads(holdfast.ok("report", "--json").out)["finished"] is False


@pytest.mark.parametrize(
    ("said", "week"),
    [
        ("this", "2026-W47"),
        ("last", "2026-W46"),
        ("LAST", "2026-W46"),
        ("2026-W47", "2026-W47"),
        ("2026W46", "2026-W46"),
        ("2026-w9", "2026-W09"),
        ("2020-W53", "2020-W53"),
    ],
)
def test_a_week_is_said_in_any_of_these_ways(holdfast: Commands, said: str, week: str) -> None:
    assert holdfast.ok("report", "--week", said, "--json").json["week"] == week


@pytest.mark.parametrize("said", ["garbage", "2026-W54", "2025-W53", "2026-W00", "W47", "47"])
def test_what_is_no_week_is_said_with_what_would_be_one(holdfast: Commands, said: str) -> None:
    answer = holdfast("report", "--week", said)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"Error: “{said}” isn't a week. Say “last”, “this”, one like 2026-W47, or a day of it "
        "like 2026-11-18.\n"
    )


def test_a_report_is_about_everyone_or_about_one(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    holdfast.ok("contact", "add", "Robin")
    holdfast.ok("log", "--contact", "Robin", typed="a message")
    counts = {
        name: holdfast.ok("report", "--json", *which).json["urges"]["count"]
        for name, which in {
            "everyone": (),
            "Sam": ("--contact", "Sam"),
            "Robin": ("--contact", "robin"),
        }.items()
    }
    assert counts == {"everyone": 2, "Sam": 1, "Robin": 1}
    assert holdfast.ok("report", "--contact", "sam").out.startswith(
        "Week of 16 Nov 2026 (2026-W47), so far · Sam\n"
    )


def test_format_json_and_json_are_one_document(holdfast: Commands, clock: FakeClock) -> None:
    live(holdfast, clock)
    assert holdfast.ok("report", "--format", "json").out == holdfast.ok("report", "--json").out


def test_output_writes_a_private_file_and_says_where(
    holdfast: Commands, clock: FakeClock, tmp_path: Path
) -> None:
    live(holdfast, clock)
    file = tmp_path / "week.txt"
    said = holdfast.ok("report", "--week", "last", "--output", str(file))
    assert said.out == ""
    assert said.err == f"Written to {file}.\n"
    assert file.read_text() == LAST_WEEK
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("form", ["text", "md", "json", "csv"])
def test_each_format_goes_to_a_pipe_and_into_a_file_alike(
    holdfast: Commands, clock: FakeClock, tmp_path: Path, form: str
) -> None:
    live(holdfast, clock)
    words = ("report", "--week", "last", "--format", form)
    file = tmp_path / "week"
    holdfast.ok(*words, "--output", str(file))
    assert file.read_bytes().decode() == holdfast.ok(*words).out
    assert MARK not in file.read_text()  # no draft, in none of them


def test_a_file_that_holds_something_is_written_over_only_when_that_is_said(
    holdfast: Commands, clock: FakeClock, tmp_path: Path
) -> None:
    live(holdfast, clock)
    file = tmp_path / "week.json"
    file.write_text("mine")
    file.chmod(0o644)
    words = ("report", "--week", "last", "--format", "json", "--output", str(file))
    said = holdfast(*words)
    assert (said.code, file.read_text()) == (2, "mine")
    assert said.err == (
        f"Error: {file} is there already. Write over it?\nTry: --yes, or another file\n"
    )
    holdfast.ok(*words, "--yes")
    assert json.loads(file.read_text())["week"] == "2026-W46"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_is_as_good_as_none(holdfast: Commands, tmp_path: Path) -> None:
    file = tmp_path / "made-by-mktemp"
    file.touch()
    holdfast.ok("report", "--output", str(file))
    assert file.read_text().startswith("Week of 16 Nov 2026")


@pytest.mark.parametrize("own", ["holdfast.db", "config.toml", "reports/2026-W46.html", "link"])
def test_nothing_of_holdfasts_own_is_written_over(
    holdfast: Commands, clock: FakeClock, own: str
) -> None:
    live(holdfast, clock)
    home = holdfast.app.folders.home
    (home / "link").hardlink_to(home / "holdfast.db")
    before = holdfast.app.folders.database.read_bytes()
    said = holdfast("report", "--output", str(home / own), "--yes")
    assert said.code == 1
    assert said.err == (
        f"Error: {home / own} is Holdfast's own. Nothing was changed.\nTry: another file\n"
    )
    assert holdfast.app.folders.database.read_bytes() == before


@pytest.mark.parametrize("place", [".", "file/week.txt", "loop"])
def test_a_file_that_can_not_be_written_is_one_sentence(
    holdfast: Commands, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    said = holdfast("report", "--output", str(tmp_path / place))
    assert said.code in {1, 2}
    assert said.err.startswith("Error: ")
    assert "went wrong" not in said.err


def test_the_kept_reports_are_listed_newest_first_with_their_files(
    holdfast: Commands, clock: FakeClock
) -> None:
    assert holdfast.ok("reports").out.startswith("None yet.")
    live(holdfast, clock)
    (kept,) = holdfast.ok("reports", "--json").json
    assert kept["week"] == "2026-W46"
    assert holdfast.ok("reports").out == f"2026-W46  {kept['path']}\n"
    assert kept["path"].endswith("/reports/2026-W46.html")
    file = holdfast.app.folders.reports / "2026-W46.html"
    assert ">Week of 9 Nov 2026 (2026-W46)</p>" in file.read_text(encoding="utf-8")


def test_output_leaves_a_link_and_a_folder_of_the_persons_own_as_they_are(
    holdfast: Commands, clock: FakeClock, tmp_path: Path
) -> None:
    live(holdfast, clock)
    folder = tmp_path / "mine"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (tmp_path / "link").symlink_to(folder / "week.txt")
    holdfast.ok("report", "--output", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (folder / "week.txt").read_text().startswith("Week of 16 Nov 2026")
    assert folder.stat().st_mode & 0o777 == 0o755


def test_contact_that_belongs_to_no_urge_is_not_denied(holdfast: Commands) -> None:
    holdfast.ok("contact", "add", "Sam")
    holdfast.ok("sent", "--alone", "--at", "yesterday 22:15")
    said = holdfast.ok("report").out
    assert "You contacted them once. Nothing starts over." in said
    assert "None logged" not in said
