"""`holdfast let-go --erase`: the text goes, whatever became of the urge; the count stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Commands
from lives import DRAFT, MARK, kept_draft

UPGRADE = "before-0003.db"
OPEN: list[str] = []


@pytest.fixture
def logged(holdfast: Commands) -> Commands:
    holdfast.ok("log", typed=DRAFT)
    return holdfast


def is_erased(holdfast: Commands) -> bool:
    """Say whether the text stands in no file of the home any more, and in no answer."""
    home = holdfast.app.folders.home
    files = [path for path in home.rglob("*") if path.is_file()]
    return kept_draft(holdfast.app.folders) is None and not any(
        MARK.encode() in path.read_bytes() for path in files
    )


@pytest.mark.parametrize(
    ("before", "says", "outcome"),
    [
        ([], "Urge 1: let go.", "let-go"),
        (["let-go 1"], "Urge 1: let go.", "let-go"),
        (["sent 1"], "Urge 1 is sent.", "sent"),
        (["retract 1"], "Urge 1 is retracted.", "open"),
        (["sent 1", "retract 1"], "Urge 1 is retracted.", "sent"),
    ],
    ids=["open", "let-go", "sent", "retracted", "sent and retracted"],
)
def test_the_text_goes_whatever_became_of_the_urge_and_the_rest_stays(
    logged: Commands, before: list[str], says: str, outcome: str
) -> None:
    for words in before:
        logged.ok(*words.split())
    counted = logged.ok("show", "1", "--json").json["urge"]
    assert not is_erased(logged)
    said = logged.ok("let-go", "1", "--erase")
    assert is_erased(logged)
    lines = said.out.splitlines()
    assert lines[:2] == [says, "Its text is erased."]
    assert "before upgrades" not in said.out
    urge = logged.ok("show", "1", "--json").json["urge"]
    assert (urge["outcome"], urge["has_draft"]) == (outcome, False)
    for kept in ("felt_at", "retracted_at", "slip", "hold"):
        assert urge[kept] == counted[kept]


@pytest.mark.parametrize("before", ["sent 1", "retract 1"])
def test_without_erase_what_was_sent_or_retracted_is_not_let_go_and_keeps_its_text(
    logged: Commands, before: str
) -> None:
    logged.ok(*before.split())
    assert logged("let-go", "1").code == 1
    assert kept_draft(logged.app.folders) == DRAFT


@pytest.mark.parametrize("before", [OPEN, ["sent 1"], ["retract 1"]], ids=str)
@pytest.mark.parametrize("again", ["let-go 1 --erase", "let-go 1 --erase --json"])
def test_erasing_twice_is_no_error(logged: Commands, before: list[str], again: str) -> None:
    for words in before:
        logged.ok(*words.split())
    logged.ok("let-go", "1", "--erase")
    said = logged.ok(*again.split())
    if "--json" not in again:
        assert "It had no text to erase.\n" in said.out


@pytest.mark.parametrize("before", [OPEN, ["sent 1"], ["retract 1"]], ids=str)
def test_where_copies_from_before_upgrades_still_hold_it_that_is_said(
    logged: Commands, before: list[str]
) -> None:
    for words in before:
        logged.ok(*words.split())
    backups = logged.app.folders.backups
    backups.mkdir()
    (backups / UPGRADE).write_bytes(logged.app.folders.database.read_bytes())
    said = logged.ok("let-go", "1", "--erase")
    assert f"Copies that were made before upgrades still hold it: {backups}\n" in said.out
    assert kept_draft(logged.app.folders) is None


def no_folder(_: Path) -> None:
    pass


def an_empty_folder(backups: Path) -> None:
    backups.mkdir()


@pytest.mark.parametrize("make", [no_folder, an_empty_folder])
def test_where_there_are_no_copies_none_are_spoken_of(
    logged: Commands, make: Callable[[Path], None]
) -> None:
    make(logged.app.folders.backups)
    assert "Copies" not in logged.ok("let-go", "1", "--erase").out


def test_without_a_text_none_is_spoken_of_as_gone(holdfast: Commands) -> None:
    holdfast.ok("log", "--no-draft")
    (holdfast.app.folders.backups).mkdir()
    (holdfast.app.folders.backups / UPGRADE).touch()
    said = holdfast.ok("let-go", "--erase").out
    assert "It had no text to erase.\n" in said
    assert "Copies" not in said
