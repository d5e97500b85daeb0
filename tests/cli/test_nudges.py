"""`holdfast nudges`: what came and why, in one line each; snoozing, and switching kinds off."""

import pytest

from conftest import Commands
from fakes import FakeClock, FakeNotifier
from holdfast.services.tick import tick


def test_each_nudge_of_the_past_is_explained_in_one_line(
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


def test_of_a_few_the_newest_is_the_one_that_came_last_not_the_one_that_was_planned_last(
    holdfast: Commands, clock: FakeClock
) -> None:
    holdfast.ok("log", typed="I miss you")
    run = holdfast.app.call(tick, run=None).run
    clock.forward(minutes=5)
    holdfast.ok("log", typed="I do")
    holdfast.app.call(tick, run=run)
    said = holdfast.ok("nudges", "--limit", "2", "--json").json
    every = holdfast.ok("nudges", "--json").json
    moments = [nudge["handed_over_at"] or nudge["due_at"] for nudge in every]
    assert moments == sorted(moments, reverse=True)
    assert said == every[:2]


def test_a_snooze_says_until_when_and_how_to_end_it(
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


@pytest.mark.parametrize(
    ("said", "why", "way_out"),
    [
        ("40d", "Nudges can be snoozed for 30 days at most.", "holdfast nudges off KIND"),
        ("soon", "“soon”", ""),
        ("1 month", "", "days"),
    ],
)
def test_a_snooze_that_is_no_length_or_too_long_is_said(
    holdfast: Commands, said: str, why: str, way_out: str
) -> None:
    refused = holdfast("nudges", "snooze", said)
    assert refused.code == 2
    assert why in refused.err
    assert way_out in refused.err


KINDS = {
    "patience": "patience",
    "check-in": "check_ins",
    "risky-hours": "risky_hours",
    "reflection": "reflection",
    "change": "changes",
    "report": "weekly_report",
}


@pytest.mark.parametrize(("kind", "setting"), KINDS.items())
def test_each_kind_is_switched_on_and_off_in_the_config_file(
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


def test_what_else_stands_in_the_config_file_stays(holdfast: Commands) -> None:
    config = holdfast.app.folders.config
    config.parent.mkdir(parents=True)
    config.write_text("# mine\n[nudges]\ncheck_ins = false # not these\n")
    holdfast.ok("nudges", "off", "patience")
    assert config.read_text() == (
        "# mine\n[nudges]\ncheck_ins = false # not these\npatience = false\n"
    )


def test_a_kind_that_does_not_exist_is_said_with_those_that_do(holdfast: Commands) -> None:
    refused = holdfast("nudges", "off", "everything")
    assert refused.code == 2
    for kind in KINDS:
        assert kind in refused.err


def test_a_config_file_that_can_not_be_read_is_not_changed(holdfast: Commands) -> None:
    config = holdfast.app.folders.config
    config.parent.mkdir(parents=True)
    config.write_text("[nudges\n")
    refused = holdfast("nudges", "off", "patience")
    assert refused.code == 1
    assert "isn't TOML" in refused.err
    assert config.read_text() == "[nudges\n"
