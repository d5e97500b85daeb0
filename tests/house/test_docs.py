"""What the docs point at is there."""

from pathlib import Path

from holdfast.app import OFFERS, load

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_about_nudges_has_every_kind_with_when_why_and_how_to_turn_it_off() -> None:
    page = (DOCS / "nudges.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith("| `")]
    listed = {row[0].strip("|` "): row for row in rows}
    assert set(listed) == {kind for offer in OFFERS for kind in load(offer).kinds}
    for kind, row in listed.items():
        assert len(row) == 4
        assert f"`holdfast nudges off {kind}`" in row[3]
