"""The whole time as a person sees it: in the terminal, as a page, and by the command."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Commands
from fakes import EVENING, FakeClock
from holdfast.report.whole_time import words
from holdfast.report.whole_time.model import CoolDownDays, StrengthChange, WholeTime
from holdfast.report.whole_time.page import render_whole_time
from holdfast.report.whole_time.terminal import whole_time_text
from holdfast.report.words import NOT_ENOUGH
from lives import MARK, live
from report.whole_times import EMPTY, HOSTILE, LONG, ONE, WHOLE_TIMES


@pytest.mark.parametrize("whole", WHOLE_TIMES.values(), ids=WHOLE_TIMES)
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("in_unicode", [True, False])
def test_no_line_is_wider_than_the_terminal_or_needs_letters_that_it_lacks(
    whole: WholeTime, width: int, *, in_unicode: bool
) -> None:
    text = whole_time_text(whole, width, in_unicode=in_unicode)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert in_unicode or text.isascii()


@pytest.mark.parametrize(("width", "weeks"), [(40, 36), (80, 76)])
def test_the_calendar_has_the_last_weeks_that_fit_and_says_so(width: int, weeks: int) -> None:
    lines = whole_time_text(LONG, width).splitlines()
    assert f"Calendar: the last {weeks} of 147 weeks" in lines
    friday = next(line for line in lines if line.startswith("Fri "))
    assert len(friday) == width
    assert friday.endswith("█")  # today
    saturday = next(line for line in lines if line.startswith("Sat "))
    assert len(saturday) == width - 1  # tomorrow is blank


def test_days_without_an_entry_are_told_from_days_before_and_without_reminders() -> None:
    monday = next(line for line in whole_time_text(ONE_MORE, 40).splitlines() if "Mon " in line)
    assert monday == "Mon  ·-░"
    assert "- nothing logged, and reminders off" in whole_time_text(ONE_MORE, 40)


_MONDAYS = [date(2026, 11, 16) - timedelta(weeks=number) for number in range(4)]
ONE_MORE = replace(
    LONG,
    began_on=_MONDAYS[2],
    days={str(_MONDAYS[3] + timedelta(days=1)): 9, str(_MONDAYS[0]): 1},
    days_without_reminders=(_MONDAYS[1],),
)


@pytest.mark.parametrize("whole", [ONE, EMPTY])
def test_below_ten_urges_there_is_no_picture_unless_it_is_unfolded(whole: WholeTime) -> None:
    assert "Calendar" not in whole_time_text(whole, 80)
    page = render_whole_time(whole)
    assert page.count("<details>") == (1 if whole.days else 0)
    assert (NOT_ENOUGH in page) == bool(whole.days)


def test_nothing_logged_is_not_called_no_urges() -> None:
    text = whole_time_text(EMPTY, 80)
    assert "Nothing logged yet.\nThat doesn't mean nothing was felt." in text
    assert "0" not in text.replace("20", "")
    assert "–" in whole_time_text(LONG, 80)  # months without an entry


def test_after_a_no_nobody_is_told_that_nothing_starts_over() -> None:
    promised, both, no = (
        words.headline(replace(LONG, slips=slips, slips_against_no=against))
        for slips, against in ((2, 0), (3, 1), (1, 1))
    )
    assert promised == [
        "You contacted them twice while on hold.",
        "You noted it honestly. Nothing starts over.",
    ]
    assert no == [
        "They had said no, and you contacted them once.",
        "What would make it harder next time?",
    ]
    assert "Nothing starts over" not in " ".join(both)


def test_days_kept_are_shown_from_the_seventh_day_on() -> None:
    cooldowns = [CoolDownDays("Sam", date(2026, 11, 14), None, 6, days) for days in (6, 7)]
    shown = words.cooldowns(replace(LONG, cooldowns=tuple(cooldowns)))
    assert shown == [("6 of 7", "days kept for Sam, since Sat 14 Nov")]


def test_strength_is_told_with_its_counts_and_without_a_cause() -> None:
    change = StrengthChange(3, 7.5, 20, 4, 11)
    assert words.strength(replace(LONG, strength=change)) == [
        "Typical strength in the first 3 months: 7.5 (20 urges).",
        "In the last 3 months: 4 (11 urges).",
        "This doesn't show why. You may also have logged differently.",
    ]
    assert words.strength(replace(LONG, strength=None)) == ["Not enough yet to see a pattern."]


def test_a_saved_page_names_the_year_in_which_it_was_made() -> None:
    page = render_whole_time(ONE)
    assert " to Fri 20 Nov 2026, Europe/Berlin" in page
    assert "Made Fri 20 Nov 2026, " in page


def test_days_without_an_entry_or_reminders_are_counted() -> None:
    known = replace(
        ONE_MORE, began_on=date(2026, 11, 2), days={"2025-12-01": 2, "2026-11-10": 1}, urges=3
    )
    assert words.gaps(known) == [
        "Since Mon 2 Nov, you logged urges on 1 of 19 days.",
        "A day without an entry doesn't mean nothing was felt.",
        "On 1 of these days, reminders were off all day.",
        "Your last logged urge: Tue 10 Nov, 10 days ago.",
    ]


@pytest.mark.parametrize("whole", WHOLE_TIMES.values(), ids=WHOLE_TIMES)
def test_the_page_is_one_file_without_any_script_or_address(whole: WholeTime) -> None:
    page = render_whole_time(whole)
    for never in ("<script", " style=", "http:", "https:", "url(", "@import", "src=", "href="):
        assert never not in page
    assert "\x1b" not in page
    assert re.findall(r"<h(\d)", page)[0] == "1"


def test_the_page_has_a_square_for_each_day_of_the_years_with_urges() -> None:
    page = render_whole_time(LONG)
    pictures = page.split('<ul class="shades">')[0]
    days = (date(2024, 12, 31) - LONG.starts_on).days + (LONG.ends_on - date(2025, 12, 31)).days + 1
    assert pictures.count("<rect") == days
    assert pictures.count("<title>") - 1 == len(LONG.days)
    assert re.findall(r"<h3>(\d+)</h3>", page) == ["2026", "2025", "2024"]
    assert page.count('role="img"') == 2
    assert page.count('<p class="small">nothing logged</p>') == 1  # 2025


def test_what_a_person_typed_is_escaped_on_the_page() -> None:
    page = render_whole_time(HOSTILE)
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


@pytest.fixture
def lived(holdfast: Commands, clock: FakeClock) -> Commands:
    live(holdfast, clock)
    clock.moment = EVENING
    return holdfast


def test_all_is_printed_written_and_given_as_json(lived: Commands, tmp_path: Path) -> None:
    printed = lived.ok("report", "--all").out
    assert printed.startswith("The whole time\n")
    file = tmp_path / "all.html"
    written = lived.ok("report", "--all", "--contact", "sam", "--output", str(file))
    assert written.err == f"Saved in {file}.\n"
    page = file.read_text(encoding="utf-8")
    assert "<title>The whole time · Sam</title>" in page
    assert file.stat().st_mode & 0o777 == 0o600
    found = lived.ok("report", "--all", "--json").json
    assert (found["urges"], found["slips"], found["days"]["2026-11-20"]) == (3, 1, 1)
    assert MARK not in printed + page


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--week", "last"), "--all shows the whole time. Leave --week out."),
        (("--format", "csv"), "--all can't be csv. Choose text, html or json."),
        (("--format", "md"), "--all can't be md. Choose text, html or json."),
        (("--open", "--format", "json"), "--open shows a page. Leave --format out."),
    ],
)
def test_options_that_do_not_go_with_all_are_refused(
    holdfast: Commands, options: tuple[str, ...], sentence: str
) -> None:
    answer = holdfast("report", "--all", *options)
    assert (answer.code, answer.out) == (2, "")
    assert f"Error: {sentence}" in answer.err
