"""`holdfast nudges`: what came and why, in one line each; snoozing, and switching kinds off."""

import pytest

from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.cli.nudges import KINDS
from holdfast.daemon.tick import tick


def test_nudges_explains_each_nudge_in_one_line(
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
    assert holdfast.ok("nudges").out == (
        "Fri 20 Nov 2026, 23:00: check-in is planned (because 30 minutes after urge 1)\n"
        "Fri 20 Nov 2026, 22:40: check-in was not shown, as it had been let go by then "
        "(because 10 minutes after urge 1)\n"
        "Fri 20 Nov 2026, 22:30: patience was not shown, as another word of patience had come "
        "shortly before (because urge 2 was logged)\n"
        "Fri 20 Nov 2026, 22:30: patience came: handed over to a fake (because urge 1 was logged)\n"
        f"  “{title}. {body}”\n"
    )


def test_a_snooze_stops_nudges_and_says_until_when(
    holdfast: Commands, notifier: FakeNotifier
) -> None:
    assert holdfast.ok("nudges", "snooze", "3h").out == (
        "No nudge comes until Sat 21 Nov 2026, 01:30.\nTo end that: holdfast nudges snooze off\n"
    )
    holdfast.ok("log", typed="I miss you")
    holdfast.app.call(tick, run=None)
    assert notifier.shown == []
    assert holdfast.ok("nudges").out.startswith("No nudge comes until Sat 21 Nov 2026, 01:30.\n")
    assert holdfast.ok("nudges", "snooze", "off").out == "Nudges come again.\n"
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
            f"Nudges of the kind “{kind}” are {now} now.\n"
            f"To undo that: holdfast nudges {then} {kind}\n"
        )
        value = "true" if now == "on" else "false"
        assert f"nudges.{setting} = {value} " in holdfast.ok("config", "show").out
        assert holdfast.ok("nudges", now, kind).out == (
            f"Nudges of the kind “{kind}” are {now} already.\n"
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
    assert (refused.code, "isn't TOML" in refused.err) == (1, True)
    assert config.read_text() == "[nudges\n"
