"""docs/care.md says what each command shows under each boundary; here each is run."""

from pathlib import Path

import pytest

from cli.test_boundary_texts import under
from conftest import Commands
from fakes import FakeClock

PAGE = Path(__file__).parents[2] / "docs" / "care.md"
NOTHING = "–"
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]
BOUNDARIES, PLACES = ROWS[0][1:], ROWS[2:]
CASES = [
    (row[0].strip("`"), boundary, cell, set(row[1:]) - {cell, NOTHING})
    for row in PLACES
    for boundary, cell in zip(BOUNDARIES, row[1:], strict=True)
]


def test_the_page_has_every_boundary() -> None:
    assert BOUNDARIES == ["open", "space", "stop", "order", "mine"]
    assert len(PLACES) > 8


@pytest.mark.parametrize(
    ("words", "boundary", "shown", "others"),
    CASES,
    ids=[f"{words}, {boundary}, {shown}" for words, boundary, shown, _ in CASES],
)
def test_a_command_shows_what_the_page_says_under_a_boundary(
    holdfast: Commands,
    clock: FakeClock,
    words: str,
    boundary: str,
    shown: str,
    others: set[str],
) -> None:
    said = under(holdfast, clock, boundary, words)
    everything = said.out + said.err
    if shown != NOTHING:
        assert shown in everything
    assert [other for other in others if other in everything and other not in shown] == []
