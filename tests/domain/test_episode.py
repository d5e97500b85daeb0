"""Episodes: urges less than 30 minutes apart."""

import itertools
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.examples import MINUTE, urge
from holdfast.domain.episode import APART, beginnings, episodes

felt_after = st.lists(st.timedeltas(timedelta(), timedelta(hours=6)), max_size=15)


@given(felt_after, st.randoms())
def test_urges_are_of_one_episode_exactly_while_the_next_comes_within_the_half_hour(
    after: list[timedelta], random: Random
) -> None:
    urges = [urge(number, at) for number, at in enumerate(after)]
    in_order = sorted(urges, key=lambda one: (one.felt_at, one.id))
    random.shuffle(urges)
    groups = episodes(urges)
    assert [one for group in groups for one in group] == in_order
    felt = [one.felt_at for one in in_order]
    assert beginnings(felt) == tuple(group[0].felt_at for group in groups)
    for group in groups:
        assert all(b.felt_at - a.felt_at < APART for a, b in itertools.pairwise(group))
    for one, other in itertools.pairwise(groups):
        assert other[0].felt_at - one[-1].felt_at >= APART


def test_half_an_hour_to_the_minute_begins_a_new_one() -> None:
    assert len(episodes([urge(1), urge(2, 29 * MINUTE)])) == 1
    assert len(episodes([urge(1), urge(2, 30 * MINUTE)])) == 2


def test_no_urge_is_no_episode() -> None:
    assert episodes([]) == ()
