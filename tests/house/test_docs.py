"""What the docs point at is there."""

import re
from pathlib import Path

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
