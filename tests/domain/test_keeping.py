"""Keeping reports: when one is due, and of which weeks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.examples import NOW
from holdfast.domain.keeping import due_at, weeks_due
from holdfast.domain.settings import Settings
from holdfast.domain.week import Week, week_of

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Week(2026, 47)


def test_a_report_is_due_on_its_day_after_the_week_at_its_hour() -> None:
    due = due_at(WEEK, BERLIN, Settings()).astimezone(BERLIN)
    assert f"{due:%Y-%m-%d %H:%M}" == "2026-11-23 09:00"
    wednesday = due_at(WEEK, BERLIN, Settings(report_weekday=2, report_time=time(20, 30)))
    assert f"{wednesday.astimezone(BERLIN):%Y-%m-%d %H:%M}" == "2026-11-25 20:30"


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 6),
    st.timedeltas(timedelta(), timedelta(days=200)),
)
def test_the_weeks_due_are_over_begun_not_before_the_ledger_and_eight_at_most(
    now: datetime, weekday: int, age: timedelta
) -> None:
    settings = Settings(report_weekday=weekday)
    weeks = weeks_due(now, BERLIN, settings, now - age)
    assert list(weeks) == sorted(set(weeks))
    assert len(weeks) <= 8
    for week in weeks:
        assert week.ends_at(BERLIN) <= due_at(week, BERLIN, settings) <= now
        assert week.ends_at(BERLIN) > now - age
    # None is left out in between: what follows the last one is not due yet.
    after = week_of(weeks[-1].ends_at(BERLIN), BERLIN) if weeks else None
    if after:
        assert due_at(after, BERLIN, settings) > now
    assert [str(week) for week in weeks] == [str(weeks[-1].before(n)) for n in range(len(weeks))][
        ::-1
    ]


def test_a_new_ledger_owes_no_report_for_the_weeks_before_it() -> None:
    assert weeks_due(NOW, BERLIN, Settings(), NOW) == ()
    on_monday = NOW + timedelta(days=3)
    assert weeks_due(on_monday, BERLIN, Settings(), NOW) == (WEEK,)
    assert weeks_due(NOW, BERLIN, Settings(), NOW - timedelta(days=365))[-1] == WEEK.before()
