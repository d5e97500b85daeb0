"""Episodes: urges less than 30 minutes apart."""

import itertools
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from holdfast.urges.episode import EPISODE_GAP, beginnings, episodes
from report.examples import MINUTE, urge


@given(st.lists(st.integers(0, 360), max_size=10), st.randoms())
def test_an_episode_goes_on_while_the_next_urge_comes_within_half_an_hour(
    minutes: list[int], random: Random
) -> None:
    urges = [urge(number, at * MINUTE) for number, at in enumerate(minutes)]
    in_order = sorted(urges, key=lambda one: (one.felt_at, one.id))
    random.shuffle(urges)
    groups = episodes(urges)
    assert [one for group in groups for one in group] == in_order
    assert beginnings([one.felt_at for one in in_order]) == tuple(
        group[0].felt_at for group in groups
    )
    for group in groups:
        assert all(b.felt_at - a.felt_at < EPISODE_GAP for a, b in itertools.pairwise(group))
    for one, other in itertools.pairwise(groups):
        assert other[0].felt_at - one[-1].felt_at >= EPISODE_GAP


def test_an_urge_half_an_hour_later_begins_a_new_episode() -> None:
    assert episodes([]) == ()
    assert len(episodes([urge(1), urge(2, 29 * MINUTE)])) == 1
    assert len(episodes([urge(1), urge(2, 30 * MINUTE)])) == 2
