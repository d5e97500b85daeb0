"""`holdfast let-go --erase`: the text goes, whatever became of the urge; the count stays."""

import pytest

from conftest import Commands
from lives import DRAFT, MARK, kept_draft

UPGRADE = "before-0003.db"


@pytest.fixture
def logged(holdfast: Commands) -> Commands:
    holdfast.ok("log", typed=DRAFT)
    return holdfast


def is_erased(holdfast: Commands) -> bool:
    """Return whether the text is in no file of the home any more."""
    home = holdfast.app.folders.home
    files = [path for path in home.rglob("*") if path.is_file()]
    return kept_draft(holdfast.app.folders) is None and not any(
        MARK.encode() in path.read_bytes() for path in files
    )


@pytest.mark.parametrize(
    ("before", "says", "outcome"),
    [
        ([], "Let go (#1).", "let-go"),
        (["let-go 1"], "Let go (#1).", "let-go"),
        (["sent 1"], "#1 is sent.", "sent"),
        (["retract 1"], "#1 is retracted.", "open"),
        (["sent 1", "retract 1"], "#1 is retracted.", "sent"),
    ],
    ids=["open", "let-go", "sent", "retracted", "sent and retracted"],
)
def test_erasing_deletes_the_text_of_any_urge_and_keeps_the_urge(
    logged: Commands, before: list[str], says: str, outcome: str
) -> None:
    for words in before:
        logged.ok(*words.split())
    counted = logged.ok("show", "1", "--json").json["urge"]
    assert not is_erased(logged)
    said = logged.ok("let-go", "1", "--erase")
    assert is_erased(logged)
    lines = said.out.splitlines()
    assert lines[:2] == [says, "Its message is deleted."]
    assert "Backups" not in said.out
    urge = logged.ok("show", "1", "--json").json["urge"]
    assert (urge["outcome"], urge["has_draft"]) == (outcome, False)
    for kept in ("felt_at", "retracted_at", "slip", "hold"):
        assert urge[kept] == counted[kept]


def test_erasing_twice_is_no_error(logged: Commands) -> None:
    logged.ok("let-go", "1", "--erase")
    assert "It had no message to delete.\n" in logged.ok("let-go", "1", "--erase").out
    assert logged.ok("let-go", "1", "--erase", "--json").json["urge"]["has_draft"] is False


def test_erasing_names_the_copies_that_were_made_before_upgrades(logged: Commands) -> None:
    backups = logged.app.folders.backups
    backups.mkdir()
    (backups / UPGRADE).write_bytes(logged.app.folders.database.read_bytes())
    said = logged.ok("let-go", "1", "--erase")
    assert f"Backups from before an upgrade still have it: {backups}\n" in said.out
