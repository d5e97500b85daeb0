"""The urge to look somebody up: the same hold, and nothing is asked about what was seen."""

import pytest

from cli.conftest import LET_IT_GO, STRENGTH, Opens
from conftest import Commands
from holdfast.app import App
from holdfast.errors import NotUnderstood
from holdfast.urges.use_cases import list_urges, log_urge

LOOK = ("log", "--kind", "lookup")


@pytest.fixture
def sam(holdfast: Commands) -> Commands:
    holdfast.ok("contact", "add", "Sam")
    return holdfast


def test_an_urge_to_look_asks_for_no_message(sam: Commands, by_the_clock: Opens) -> None:
    at = by_the_clock(*LOOK)
    said = at.answer(STRENGTH, "6")
    assert "What do you want to write?" not in said
    at.answer(LET_IT_GO, "")
    assert at.end() == 0
    assert "Saved (#1): an urge to look.\n" in at.seen
    for word in ("profile", "saw", "what did you", "message"):
        assert word not in at.seen.replace("every message", "")
    (urge,) = sam.ok("list", "--json").json
    assert (urge["kind"], urge["intensity"], urge["outcome"]) == ("lookup", 6, "let-go")
    assert not urge["has_draft"]


def test_an_urge_to_look_is_held_as_one_to_write(sam: Commands) -> None:
    assert "On hold until" in sam.ok(*LOOK, typed="").out
    assert sam("check").code == 10


def test_a_kind_that_is_none_gives_the_message_back(sam: Commands) -> None:
    said = sam("log", "--kind", "poem", typed="I miss you")
    assert said.code == 2
    assert "I miss you" in said.err
    assert "--kind takes message or lookup." in said.err


def test_an_urge_to_look_takes_no_message(sam: Commands) -> None:
    for words in (("I", "miss", "you"), ("-e",)):
        said = sam(*LOOK, *words, typed="")
        assert said.code == 2
        assert "Only one of these is possible" in said.err
    assert sam.ok("list", "--json").json == []


def test_an_urge_to_look_is_never_saved_with_a_message(app: App) -> None:
    with pytest.raises(NotUnderstood, match="An urge to look has no message"):
        app.call(log_urge, kind="lookup", draft="I miss you")
    assert app.call(list_urges) == ()


def test_lists_say_which_urges_were_to_look(sam: Commands) -> None:
    sam.ok(*LOOK, "--trigger", "song", typed="")
    sam.ok("log", typed="I miss you")
    assert "song      to look, open\n" in sam.ok("list").out
    assert "Urge to look: open, song\n" in sam.ok("history").out
    assert "\n  urge      to look them up\n" in sam.ok("show", "1").out
    assert "to look" not in sam.ok("show", "2").out
    assert [urge["kind"] for urge in sam.ok("list", "--json").json] == ["message", "lookup"]


def test_contact_made_is_never_taken_to_belong_to_an_urge_to_look(sam: Commands) -> None:
    sam.ok("log", typed="I miss you")
    sam.ok(*LOOK, typed="")
    assert "(#1)" in sam.ok("sent").out
    assert "It belongs to no urge" in sam.ok("sent").out


def test_a_report_counts_urges_to_look_apart(sam: Commands) -> None:
    assert "look them up" not in sam.ok("report").out
    sam.ok(*LOOK, typed="")
    sam.ok("log", typed="I miss you")
    assert "1  urge to look them up\n" in sam.ok("report").out
    sam.ok(*LOOK, typed="")
    assert "2  urges to look them up\n" in sam.ok("report").out
    found = sam.ok("report", "--json").json
    assert (found["urges"]["count"], found["lookups"]) == (3, 2)
    assert sam.ok("report", "--format", "csv").out.splitlines()[1].endswith(",lookup")


@pytest.mark.parametrize("word", ["look", "stalk", "profile"])
def test_words_for_looking_lead_to_it(holdfast: Commands, word: str) -> None:
    assert holdfast(word).err.endswith("Try: holdfast log --kind lookup\n")
