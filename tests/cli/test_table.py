"""Tables and wrapped lines: aligned columns, narrow terminals, wide characters, ASCII only."""

import re

import pytest

from cli.conftest import Opens
from conftest import Commands
from holdfast.cli.saying import cells, wrapped
from holdfast.cli.table import Column, table_lines

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLUMNS = (
    Column("#", right=True),
    Column("When", dim=True),
    Column("Triggers", wraps=True),
    Column("Outcome"),
)
WHEN = "Fri 20 Nov, 22:25"
ROWS = [
    ("4", WHEN, "song, an argument, their birthday", "open"),
    ("12", WHEN, "", "let go"),
]


def test_a_command_at_the_end_of_a_line_is_not_broken() -> None:
    line = "Kept. When you're ready: holdfast let-go 3"
    assert wrapped(line, 40) == ["Kept. When you're ready:", "holdfast let-go 3"]
    assert wrapped("Logged by accident? holdfast amend 3 --outcome open", 40) == [
        "Logged by accident?",
        "holdfast amend 3 --outcome open",
    ]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            None,
            [
                " #  When               Triggers                           Outcome",
                f" 4  {WHEN}  song, an argument, their birthday  open",
                f"12  {WHEN}                                     let go",
            ],
        ),
        (
            60,
            [
                " #  When               Triggers                      Outcome",
                f" 4  {WHEN}  song, an argument, their      open",
                "                       birthday",
                f"12  {WHEN}                                let go",
            ],
        ),
        (
            40,
            [
                " #  When               Outcome",
                f" 4  {WHEN}  open",
                "    song, an argument, their birthday",
                f"12  {WHEN}  let go",
            ],
        ),
    ],
)
def test_a_row_gets_narrower_before_its_text_goes_below_it(
    width: int | None, lines: list[str]
) -> None:
    assert [COLOUR.sub("", line) for line in table_lines(COLUMNS, ROWS, width)] == lines


@pytest.mark.parametrize(
    "name", ["Zoë", "Zoe\u0308", "小明", "👋 Sam", "שרה", "a\u200bb", "n" * 50]
)
def test_columns_are_aligned_whatever_the_script_of_a_name(name: str) -> None:
    lines = table_lines((Column("Name"), Column("Held")), [("Sam", "yes"), (name, "yes")], None)
    ends = {cells(COLOUR.sub("", line).removesuffix("yes")) for line in lines[1:]}
    assert len(ends) == 1


def test_a_table_without_rows_has_no_lines() -> None:
    assert table_lines(COLUMNS, [], 80) == []


@pytest.mark.parametrize(
    ("text", "width", "hang", "lines"),
    [
        ("one two three", 7, 0, ["one two", "three"]),
        ("  until  Wed 30 Dec", 14, 9, ["  until  Wed", "         30", "         Dec"]),
        ("no-contact time", 5, 0, ["no-contact", "time"]),
        ("小明 小明", 5, 0, ["小明", "小明"]),
        ("", 40, 0, [""]),
    ],
)
def test_a_line_breaks_between_words_only(
    text: str, width: int, hang: int, lines: list[str]
) -> None:
    assert wrapped(text, width, hang) == lines


@pytest.mark.parametrize("columns", [20, 80])
def test_a_terminal_without_utf_8_or_colour_gets_plain_ascii(
    holdfast: Commands, terminal: Opens, columns: int
) -> None:
    holdfast.ok("contact", "add", "Zoë")
    holdfast.ok("log", "--no-draft", "--trigger", "a song, an argument and a photo")
    for words in (["status"], ["list"], ["--help"]):
        shown = terminal(*words, columns=columns, LC_ALL="C", NO_COLOR="1")
        assert shown.end() == 0
        assert shown.seen.isascii()
        assert "\\u" not in shown.seen
        assert "\x1b" not in shown.seen
