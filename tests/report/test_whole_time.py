"""The whole time: each figure against a count of its own, over the calendar's traps."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact
from holdfast.promises.boundaries import set_boundary
from holdfast.promises.use_cases import start_cool_down
from holdfast.report.use_cases import whole_time
from holdfast.report.whole_time.model import WholeTime
from holdfast.urges.events import sent
from holdfast.urges.urge_changes import retract_urge
from holdfast.urges.use_cases import let_go, log_urge

BEGAN = datetime(2023, 12, 5, 15, 30, tzinfo=UTC)
NOW = datetime(2024, 11, 20, 23, 30, tzinfo=UTC)  # in Berlin it is the 21st
GAP = (datetime(2024, 4, 20, tzinfo=UTC), datetime(2024, 6, 15, tzinfo=UTC))
RUNS = [
    (BEGAN + timedelta(days=first), BEGAN + timedelta(days=last))
    for first, last in ((0, 40.2), (45.5, 45.6), (60, 200), (230, 351))
]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Entry:
    contact: str
    at: datetime
    outcome: str
    strength: int | None
    retracted: bool


Contacted = tuple[str, datetime, bool]
"""Who was contacted, when, and whether it was a slip."""


def made_up() -> tuple[list[Entry], list[Contacted]]:
    """Return the urges and contacts of most of a year, with weeks in which nothing was logged."""
    random = Random(13)
    entries: list[Entry] = []
    contacts: list[Contacted] = []
    at = BEGAN - 3 * DAY  # the first ones were remembered
    while (at := at + random.choice((0.1, 0.4, 3, 11, 30)) * HOUR) < NOW:
        if GAP[0] < at < GAP[1]:
            continue
        outcome = random.choice(("let-go", "let-go", "open", "sent"))
        strength = None if random.random() < 0.2 else random.randrange(11)
        retracted = random.random() < 0.1
        entries.append(Entry(random.choice(("Sam", "Kim")), at, outcome, strength, retracted))
        if outcome == "sent" and not retracted and random.random() < 0.5:
            contacts.append((entries[-1].contact, at, random.random() < 0.7))
    return entries, contacts


def save(app: App, entries: Sequence[Entry], contacts: Sequence[Contacted]) -> None:
    """Write rows: so many commands would take minutes."""
    numbers = {"Sam": 1, "Kim": 2}
    with closing(sqlite3.connect(app.folders.database)) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(urges)")]
        first = dict(zip(columns, database.execute("SELECT * FROM urges").fetchone(), strict=True))
        for number, one in enumerate(entries, 2):
            row = first | {
                "id": number,
                "contact_id": numbers[one.contact],
                "felt_at": micros(one.at),
                "outcome": one.outcome,
                "intensity": one.strength,
                "retracted_at": micros(NOW) if one.retracted else None,
            }
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO urges VALUES ({marks})", tuple(row.values()))  # noqa: S608
        for name, at, slip in contacts:
            database.execute(
                "INSERT INTO events (kind, contact_id, at, noted_at, slip) VALUES ('sent',?,?,?,?)",
                (numbers[name], micros(at), micros(at), slip),
            )
        for run in RUNS:
            database.execute(
                "INSERT INTO daemon_runs (began_at, seen_at) VALUES (?, ?)", tuple(map(micros, run))
            )


def micros(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000


def live_in(app: App, zone: str) -> None:
    app.folders.home.mkdir(exist_ok=True)
    app.folders.config.write_text(f'[person]\ntime_zone = "{zone}"\n')
    app._settings = None


def of(app: App, contact: str | None = None) -> WholeTime:
    return app.call(whole_time, contact=contact)


def middle(strengths: list[int]) -> float | None:
    ordered, half = sorted(strengths), len(strengths) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_year_with_gaps_is_counted_as_an_independent_count_does(
    app: App, clock: FakeClock, zone: str
) -> None:
    live_in(app, zone)
    clock.moment = BEGAN
    for who in ("Sam", "Kim"):
        app.call(add_contact, name=who)
    app.call(start_cool_down, contact="Sam", length="120d", sure=True)
    app.call(log_urge, contact="Sam", felt="5m ago")
    app.call(retract_urge, urge=1)
    clock.forward_to(BEGAN + 200 * DAY)
    app.call(start_cool_down, contact="Kim", length="300d", sure=True)
    clock.forward_to(NOW)
    entries, contacts = made_up()
    save(app, entries, contacts)
    assert len(entries) > 300
    assert len({slip for *_, slip in contacts}) == 2

    there = ZoneInfo(zone)
    for name in (None, "Sam", "Kim"):
        found = of(app, name)
        urges = [one for one in entries if not one.retracted and name in {None, one.contact}]
        slipped = [at for who, at, slip in contacts if slip and name in {None, who}]
        days = Counter(one.at.astimezone(there).strftime("%Y-%m-%d") for one in urges)
        assert found.days == days
        assert (found.urges, found.slips, found.slips_against_no) == (len(urges), len(slipped), 0)
        first_month = min(one.at for one in urges).astimezone(there).strftime("%Y-%m")
        assert found.months[0].month == first_month
        assert len({one.month for one in found.months}) == 12 == len(found.months)
        assert found.months[-1].month == "2024-11"
        for month in found.months:
            here = [one for one in urges if f"{one.at.astimezone(there):%Y-%m}" == month.month]
            outcomes = [one.outcome for one in here]
            rated = [one.strength for one in here if one.strength is not None]
            assert (month.let_go, month.sent, month.open) == tuple(
                map(outcomes.count, ("let-go", "sent", "open"))
            )
            assert (month.urges, month.rated, month.strength) == (
                len(here),
                len(rated),
                middle(rated),
            )
            assert month.slips == sum(
                f"{at.astimezone(there):%Y-%m}" == month.month for at in slipped
            )
        ends = [found.months[:3], found.months[-3:]]
        strengths = [
            [
                one.strength
                for one in urges
                if one.strength is not None
                and f"{one.at.astimezone(there):%Y-%m}" in {month.month for month in some}
            ]
            for some in ends
        ]
        assert found.strength is not None
        assert (found.strength.first, found.strength.last) == tuple(map(middle, strengths))
        kept = {one.contact: (one.days_kept, one.days) for one in found.cooldowns}
        began = {"Sam": (BEGAN, 120), "Kim": (BEGAN + 200 * DAY, 151)}  # Kim's still runs
        assert kept == {
            who: (
                sum(
                    not any(
                        whose == who and start + DAY * n <= at < start + DAY * (n + 1)
                        for whose, at, _ in contacts
                    )
                    for n in range(length)
                ),
                length,
            )
            for who, (start, length) in began.items()
            if name in {None, who}
        }
        today = date(2024, 11, 21 if zone == "Europe/Berlin" else 20)
        assert found.ends_on == today
        without, day = [], date(2023, 12, 5)
        while day < today:
            start = datetime(day.year, day.month, day.day, tzinfo=there).astimezone(UTC)
            tomorrow = day + DAY
            end = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=there)
            if not any(began < end and seen >= start for began, seen in RUNS):
                without.append(day)
            day = tomorrow
        assert list(found.days_without_reminders) == without
        assert len(without) > 40


def test_an_empty_ledger_has_a_whole_time_without_anything(app: App) -> None:
    found = of(app)
    assert (found.urges, found.days, found.months, found.cooldowns) == (0, {}, (), ())
    assert (found.began_on, found.strength, found.days_without_reminders) == (None, None, ())


def test_one_urge_gives_a_day_a_month_and_no_comparison(app: App) -> None:
    app.call(log_urge, felt="2026-11-18 12:00", intensity=7)
    found = of(app)
    assert found.days == {"2026-11-18": 1}
    assert [(one.month, one.urges, one.strength) for one in found.months] == [("2026-11", 1, 7.0)]
    assert (found.starts_on, found.strength) == (date(2026, 11, 18), None)


def test_one_month_with_many_urges_is_compared_with_nothing(app: App) -> None:
    for day in range(1, 21):
        app.call(log_urge, felt=f"2026-11-{day:02d} 12:00", intensity=day % 10)
    found = of(app)
    assert [(one.month, one.urges) for one in found.months] == [("2026-11", 20)]
    assert found.strength is None


def test_strength_is_compared_from_ten_rated_episodes_on_each_side(app: App) -> None:
    for month, strength in ((10, 8), (11, 3)):
        for day in range(1, 10):
            for minute in (0, 5):  # one episode
                felt = f"2026-{month}-{day:02d} 12:{minute:02d}"
                app.call(log_urge, felt=felt, intensity=strength)
    assert of(app).strength is None
    for felt in ("2026-10-20 12:00", "2026-11-15 12:00"):
        app.call(log_urge, felt=felt, intensity=0)
    change = of(app).strength
    assert change is not None
    assert (change.months, change.first, change.first_count, change.last) == (1, 8, 19, 3)


@pytest.mark.parametrize(
    ("felt", "day"),
    [
        ("2024-02-28 23:59", "2024-02-28"),
        ("2024-02-29 00:00", "2024-02-29"),
        ("2024-02-29 23:59", "2024-02-29"),
        ("2024-03-01 00:00", "2024-03-01"),
        ("2024-03-31 00:30", "2024-03-31"),  # 23 hours
        ("2024-03-31 23:30", "2024-03-31"),
        ("2024-10-27 00:30+02:00", "2024-10-27"),  # 25 hours
        ("2024-10-27 02:30+02:00", "2024-10-27"),
        ("2024-10-27 02:30+01:00", "2024-10-27"),
        ("2024-10-27 23:59+01:00", "2024-10-27"),
    ],
)
def test_an_urge_belongs_to_the_day_on_the_persons_calendar(app: App, felt: str, day: str) -> None:
    app.call(log_urge, felt=felt.replace(" ", "T") if "+" in felt else felt)
    assert list(of(app).days) == [day]


def test_slips_after_a_no_are_told_apart_and_no_days_are_counted(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")
    app.call(start_cool_down, contact="Sam", length="30d")
    clock.forward(days=8)
    app.call(sent, alone=True, contact="Sam")
    assert [(one.days_kept, one.days) for one in of(app).cooldowns] == [(8, 9)]
    clock.forward(hours=1)
    app.call(set_boundary, contact="Sam", boundary="stop")
    clock.forward(days=1)
    app.call(sent, alone=True, contact="Sam")
    found = of(app)
    assert (found.slips, found.slips_against_no, found.cooldowns) == (2, 1, ())


def test_what_became_of_an_urge_counts_in_the_month_in_which_it_was_felt(
    app: App, clock: FakeClock
) -> None:
    app.call(log_urge)
    clock.forward(days=20)
    app.call(let_go, urge=1)
    found = of(app)
    assert [(one.month, one.urges, one.let_go) for one in found.months] == [
        ("2026-11", 1, 1),
        ("2026-12", 0, 0),
    ]
