"""How many episodes were let go."""

import pytest

from domain.examples import urge
from holdfast.domain.letting_go import let_go_of
from holdfast.domain.urge import Outcome


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    # Let go, decided, at most with the open ones, all.
    [
        ((), (0, 0, 0, 0)),
        ((("let-go",),), (1, 1, 1, 1)),
        ((("let-go", "let-go", "let-go"),), (1, 1, 1, 1)),
        ((("let-go", "sent"),), (0, 1, 0, 1)),
        ((("let-go", "open"),), (0, 0, 1, 1)),
        ((("open", "sent"),), (0, 1, 0, 1)),
        ((("let-go",), ("sent",), ("open",), ("open", "let-go")), (1, 2, 3, 4)),
    ],
)
def test_an_episode_counts_once_by_what_became_of_all_its_urges(
    outcomes: tuple[tuple[Outcome, ...], ...], counts: tuple[int, ...]
) -> None:
    found = let_go_of([[urge(outcome=one) for one in group] for group in outcomes])
    assert (found.decided.count, found.decided.of, found.at_most, found.of_all) == counts
