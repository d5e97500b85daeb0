"""`holdfast nudges`: what came and why, in one row each; snoozing, and switching kinds off."""

import re

import pytest

from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.cli.nudges import KINDS
from holdfast.daemon.tick import tick


def test_nudges_explains_each_nudge_in_one_row(
    holdfast: Commands, clock: FakeClock, notifier: FakeNotifier
) -> None:
    holdfast.ok("log", typed="I miss you")
    run = holdfast.app.call(tick, run=None).run
    holdfast.ok("log", typed="I do")
    holdfast.app.call(tick, run=run)
    holdfast.ok("let-go", "1")
    holdfast.ok("let-go", "2")
    clock.forward(minutes=12)
    holdfast.app.call(tick, run=None)
    (title, body), *_ = notifier.shown
    lines = holdfast.ok("nudges").out.splitlines()
    assert [re.split(r"\s{2,}", line) for line in lines] == [
        ["When", "Kind", "Result", "Why", "Text"],
        ["Fri 20 Nov, 23:00", "check-in", "planned", "30 minutes after urge 1"],
        [
            "Fri 20 Nov, 22:40",
            "check-in",
            "not shown: it had been let go by then",
            "10 minutes after urge 1",
        ],
        [
            "Fri 20 Nov, 22:30",
            "patience",
            "not shown: another word of patience had come shortly before",
            "urge 2 was logged",
        ],
        [
            "Fri 20 Nov, 22:30",
            "patience",
            "came: handed over to a fake",
            "urge 1 was logged",
            f'"{title}. {body}"',
        ],
    ]


def test_a_snooze_stops_nudges_and_says_until_when(
    holdfast: Commands, notifier: FakeNotifier
) -> None:
    assert holdfast.ok("nudges", "snooze", "3h").out == (
        "Nudges are paused until Sat 21 Nov, 01:30.\n"
        "To turn nudges back on: holdfast nudges snooze off\n"
    )
    holdfast.ok("log", typed="I miss you")
    holdfast.app.call(tick, run=None)
    assert notifier.shown == []
    assert holdfast.ok("nudges").out.startswith("Nudges are paused until Sat 21 Nov, 01:30.\n")
    assert holdfast.ok("nudges", "snooze", "off").out == "Nudges are back on.\n"
    holdfast.app.call(tick, run=None)
    assert len(notifier.shown) == 1
    assert holdfast.ok("nudges", "snooze", "off", "--json").json == {"until": None}


@pytest.mark.parametrize(("kind", "setting"), KINDS.items())
def test_each_kind_of_nudge_is_switched_in_the_config_file(
    holdfast: Commands, kind: str, setting: str
) -> None:
    for now, then in (("off", "on"), ("on", "off")):
        holdfast("nudges", then, kind)
        assert holdfast.ok("nudges", now, kind).out == (
            f"{kind.capitalize()} nudges are now {now}.\n"
            f"To undo that: holdfast nudges {then} {kind}\n"
        )
        value = "true" if now == "on" else "false"
        assert holdfast.ok("config", "get", f"nudges.{setting}").out == f"{value}\n"
        assert holdfast.ok("nudges", now, kind).out == (
            f"{kind.capitalize()} nudges are {now} already.\n"
        )


def test_switching_a_kind_keeps_the_rest_of_the_config_file(holdfast: Commands) -> None:
    config = holdfast.app.folders.config
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("# mine\n[nudges]\ncheck_ins = false # not these\n")
    holdfast.ok("nudges", "off", "patience")
    assert config.read_text() == (
        "# mine\n[nudges]\ncheck_ins = false # not these\npatience = false\n"
    )
    config.write_text("[nudges\n")
    refused = holdfast("nudges", "off", "patience")
    assert (refused.code, "isn't valid TOML" in refused.err) == (1, True)
    assert config.read_text() == "[nudges\n"
