"""The screen of a ride: few words, nothing that moves but the breath, and no countdown."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from holdfast.app import App
from holdfast.promises.model import Hold
from holdfast.urges.answers import urge_answer_with_hold
from holdfast.urges.model import Rating
from holdfast.urges.ride import Ride, ToDo, advance, begin, leave, not_saved, saved
from holdfast.urges.surf import RideAnswer, RideWords, begin_ride
from holdfast.urges.surf_words import surf_screen, title, word_at
from holdfast.urges.use_cases import log_urge
from report.examples import MINUTE, urge

NOTHING_HELD = Hold(held=False, until=None, reason=None, remaining_seconds=None)
WORDS = (
    RideWords("A wave, not an order", "The feeling can be here, and you can still do something."),
    RideWords("Your reason:", "They asked for room"),
)
BEGUN = RideAnswer(
    urge=urge_answer_with_hold(urge(4, intensity=8), NOTHING_HELD),
    asks_at_start=True,
    planned_seconds=(),
    words=WORDS,
    before=((8, 5, 3), (7, 7), (9, 4)),
)

AT_80 = """\



          Riding it out (#4)

                              ━━━━━━━━━━━━━━━━━━━━
                                  breathe out

          A wave, not an order
          The feeling can be here, and you can still do something.

          How strong is it now, 0 to 10? Press 0 to 9, or t for 10.

          Before: 8 → 5 → 3  ·  7 → 7  ·  9 → 4

          l  let it go     q  leave"""

AT_40_IN_10_ROWS = """\
  Riding it out (#4)
           ━━━━━━━━━━━━━━━━━━
              breathe out
  A wave, not an order
  The feeling can be here, and you can
  still do something.
  How strong is it now, 0 to 10?
  Press 0 to 9, or t for 10.
  l  let it go     q  leave"""


def ride(seconds: float = 7, *, is_open: bool = True) -> Ride:
    begun = begin(is_open=is_open, asks_at_start=True)
    return advance(begun, timedelta(seconds=seconds))[0]


def screen(
    shown: Ride,
    begun: RideAnswer = BEGUN,
    columns: int = 80,
    rows: int = 24,
    *,
    plain: bool = False,
) -> str:
    lines = surf_screen(shown, begun, width=columns, height=rows, in_unicode=not plain)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("columns", "rows", "expected"), [(80, 24, AT_80), (40, 10, AT_40_IN_10_ROWS)]
)
def test_a_ride_fits_its_screen(columns: int, rows: int, expected: str) -> None:
    assert screen(ride(), columns=columns, rows=rows) == expected


def test_a_ride_is_drawn_in_ascii_where_the_terminal_has_nothing_else() -> None:
    reason = replace(BEGUN, words=(RideWords("Your reason:", "für “mich” … 心"),))
    said = screen(saved(ride(), ToDo(5, 0)), reason, plain=True)
    assert said.isascii()
    assert "Noted: 8 -> 5." in said
    assert "=====" in said
    assert r'f\xfcr "mich" ... \u5fc3' in said


def test_a_rating_is_acknowledged_as_part_of_the_urges_curve_without_praise() -> None:
    rated = urge_answer_with_hold(urge(4, ratings=(Rating(urge().felt_at, 6),)), NOTHING_HELD)
    for begun, noted in ((BEGUN, "8 → 5"), (replace(BEGUN, urge=rated), "6 → 5")):
        shown = screen(saved(ride(), ToDo(5, 0)), begun)
        assert f"          Noted: {noted}.\n" in shown
        assert "How strong" not in shown


def test_an_answer_that_was_not_saved_is_reported_calmly() -> None:
    shown = " ".join(screen(not_saved(ride())).split())
    assert "That couldn't be saved. You can press it again." in shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0.9, "Riding it out (#4)"),
        (1, "Riding it out (#4) · 1 min"),
        (12.9, "Riding it out (#4) · 12 min"),
        (59.9, "Riding it out (#4) · 59 min"),
        (75, "Riding it out (#4) · 1 h 15 min"),
    ],
)
def test_a_rides_title_tells_how_long_it_has_gone_on(minutes: float, shown: str) -> None:
    assert title(ride(minutes * 60), BEGUN) == shown


def test_a_ride_that_logged_its_urge_tells_so_in_its_first_minute() -> None:
    new = begin(is_open=True, asks_at_start=True, is_new=True)
    assert "Saved (#4)\n" in screen(new)
    assert "Riding it out (#4) · 2 min" in screen(advance(new, 2 * MINUTE)[0])


def test_another_word_is_shown_every_three_minutes() -> None:
    places = [word_at(ride(minutes * 60), BEGUN) for minutes in (0, 2.9, 3, 5.9, 6)]
    assert places == [0, 0, 1, 1, 0]


def test_a_closed_urge_is_not_offered_to_be_let_go() -> None:
    assert "let it go" not in screen(ride(is_open=False))
    assert "q  leave" in screen(ride(is_open=False))


def test_a_ride_without_words_and_curves_shows_the_breath_and_the_question() -> None:
    bare = screen(ride(), replace(BEGUN, words=(), before=()))
    assert all(one in bare for one in ("breathe out", "How strong"))
    assert "Before" not in bare


def test_a_curve_is_kept_on_one_line_and_a_long_reason_is_cut() -> None:
    begun = replace(
        BEGUN,
        before=tuple((9, *[8] * count) for count in (6, 5, 1)),
        words=(RideWords("Your reason:", "because " * 200),),
    )
    said = screen(ride(), begun, columns=40)
    assert "  Before: 9 → 8 → 8 → 8 → 8 → 8 → 8\n          9 → 8 → 8 → 8 → 8 → 8\n" in said
    assert said.count("because") < 15
    assert " …\n" in said


def test_control_characters_in_a_reason_are_escaped() -> None:
    begun = replace(BEGUN, words=(RideWords("Your reason:", "a\x1b[2Jb"),))
    assert r"a\x1b[2Jb" in screen(ride(), begun)


@given(
    st.floats(0, 10_000),
    st.integers(1, 120),
    st.integers(1, 60),
    st.booleans(),
    st.text(max_size=100),
    st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=20).map(tuple), max_size=3).map(
        tuple
    ),
)
def test_a_ride_never_needs_more_room_than_the_terminal_has(
    seconds: float,
    columns: int,
    rows: int,
    plain: bool,
    reason: str,
    before: tuple[tuple[int, ...], ...],
) -> None:
    begun = replace(BEGUN, words=(*WORDS, RideWords("Your reason:", reason)), before=before)
    for shown in (ride(seconds), saved(ride(seconds), ToDo(3, 0)), not_saved(ride(seconds))):
        lines = surf_screen(shown, begun, width=columns, height=rows, in_unicode=not plain)
        assert len(lines) <= rows
        assert all(cell_len(line.text) <= columns for line in lines)


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("rows", [10, 14, 24, 50])
def test_nothing_moves_on_the_screen_while_a_question_a_word_or_an_answer_changes(
    columns: int, rows: int
) -> None:
    places = set()
    for shown in (ride(1), ride(200), ride(601), saved(ride(), ToDo(5, 0)), not_saved(ride())):
        lines = screen(shown, columns=columns, rows=rows).split("\n")
        marks = ("q  leave", "━")
        at = (next(n for n, line in enumerate(lines) if mark in line) for mark in marks)
        places.add((len(lines), *at))
    assert len(places) == 1


PROMISES = re.compile(
    r"remaining|to go\b|until|almost|nearly|soon|will pass|passes|well done|great|proud|"
    r"good job|you may write|free to|\bover\b|\bends?\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("with_draft", [True, False])
def test_no_screen_counts_down_promises_praises_or_gives_a_green_light(
    app: App, *, with_draft: bool
) -> None:
    app.call(log_urge, draft="I miss you" if with_draft else None, intensity=8)
    begun = app.call(begin_ride)
    for minute in range(70):
        for shown in (ride(minute * 60), saved(ride(minute * 60), ToDo(3, 0))):
            said = screen(shown, begun)
            assert PROMISES.search(said) is None
            assert "I miss you" not in said


def test_a_ride_that_was_left_can_still_be_drawn() -> None:
    assert "Riding it out" in screen(leave(ride()))
