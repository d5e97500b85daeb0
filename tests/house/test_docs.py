"""What the docs point at is there."""

import re
from pathlib import Path
from typing import get_args

from holdfast.domain.nudge import NudgeKind

TESTS = Path(__file__).parents[1]
HOLDING = TESTS.parent / "docs" / "holding.md"
NAMED = re.compile(r"`((?:[a-z]+/[a-z_]+\.py)|…)(?:::(\w+))?`")


def test_every_test_that_the_page_about_holding_names_is_there() -> None:
    named: list[tuple[str, str]] = []
    for row in HOLDING.read_text(encoding="utf-8").splitlines():
        if row.startswith("| ") and (found := NAMED.search(row)):
            file = named[-1][0] if found[1] == "…" else found[1]
            named.append((file, found[2] or ""))
    assert len(named) > 30
    missing = [
        (file, name)
        for file, name in named
        if not (TESTS / file).exists() or f"def {name}(" not in (TESTS / file).read_text() + "def ("
    ]
    assert missing == []


def test_the_page_about_nudges_has_every_kind_with_when_why_and_how_to_turn_it_off() -> None:
    page = (HOLDING.parent / "nudges.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith("| `")]
    listed = {row[0].strip("|` "): row for row in rows}
    assert set(listed) == set(get_args(NudgeKind)) - {"test"}
    for kind, row in listed.items():
        assert len(row) == 4
        assert f"`holdfast nudges off {kind}`" in row[3]
