"""Planning nudges: what there is to say, what is said now, and why the rest is not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.examples import MINUTE, NOW, nudge, urge
from holdfast.domain.nudge import UNASKED, Nudge, NudgeKind
from holdfast.domain.nudging import (
    RATED_SHORTLY,
    Planning,
    plan_for_report,
    plan_for_urge,
    plan_nudges,
)
from holdfast.domain.settings import Hours, Settings
from holdfast.domain.situation import Deadline, Situation, Unasked, is_halved
from holdfast.domain.span import Span
from holdfast.domain.urge import Rating, Urge

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A Friday, 15:00 in Berlin: no quiet hours, a long day behind and before.
NOON = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
LONG_AGO = NOON - 30 * DAY
NEVER = Hours(time(0), time(0))


def situation(now: datetime = NOON, **fields: Any) -> Situation:
    """Give a quiet afternoon, on which the daemon has ticked for a month."""
    plain = Situation(now=now, zone=BERLIN, settings=Settings(), here_since=LONG_AGO, asked={})
    return replace(plain, **fields)


def planned(one: Situation, written: Iterable[str] = ()) -> Planning:
    return plan_nudges(one, frozenset(written))


def waiting(kind: NudgeKind, number: int = 1, **fields: Any) -> Nudge:
    """Give an unasked nudge that has been due for a minute and is for the rest of the day."""
    plain = {
        "key": f"{kind}:{number}",
        "due_at": NOON - MINUTE,
        "expires_at": NOON + DAY,
        "urge_id": None,
    }
    return nudge(number, kind=kind, **{**plain, **fields})


def report(**fields: Any) -> Nudge:
    return waiting("report", **fields)


def shown(one: Situation) -> str | None:
    show = planned(one).show
    return show.key if show else None


def why_not(one: Situation) -> str:
    """Say why the nudge that waits was put aside."""
    (aside,) = planned(one).aside.values()
    return aside.why


# What an urge's logging starts.


def started(one: Urge, **which: bool) -> dict[str, timedelta]:
    wanted = {"starts_episode": True, "patience": True, "check_ins": True, **which}
    return {plan.key: plan.due_at - NOW for plan in plan_for_urge(one, **wanted)}


def test_an_urge_starts_a_word_of_patience_at_once_and_two_check_ins() -> None:
    assert started(urge(14)) == {
        "patience:urge-14": timedelta(),
        "check-in:urge-14:10m": 10 * MINUTE,
        "check-in:urge-14:30m": 30 * MINUTE,
    }


def test_an_urge_within_an_episode_shares_its_check_ins() -> None:
    assert started(urge(14), starts_episode=False) == {"patience:urge-14": timedelta()}


def test_one_that_was_retracted_begins_no_episode_for_the_next_one() -> None:
    mistaken = urge(1, felt_at=NOW - 25 * MINUTE, retracted_at=NOW - 24 * MINUTE)
    new = urge(2, felt_at=NOW)
    one = planned(situation(NOW, new_urges=(new,), episodes=((mistaken, new),)))
    assert [plan.key for plan in one.new if plan.kind == "check-in"] == [
        "check-in:urge-2:10m",
        "check-in:urge-2:30m",
    ]


def test_what_the_person_turned_off_is_not_planned() -> None:
    assert started(urge(), patience=False).keys() == {"check-in:urge-1:10m", "check-in:urge-1:30m"}
    assert started(urge(), check_ins=False).keys() == {"patience:urge-1"}


def test_an_urge_logged_a_little_later_is_asked_about_from_when_it_was_felt() -> None:
    late = urge(1, felt_at=NOW - 15 * MINUTE, logged_at=NOW)
    assert started(late) == {"patience:urge-1": timedelta(), "check-in:urge-1:30m": 15 * MINUTE}


def test_an_urge_logged_an_episode_later_is_a_record_and_starts_nothing() -> None:
    assert started(urge(1, felt_at=NOW - 30 * MINUTE, logged_at=NOW)) == {}


@given(st.timedeltas(timedelta(), timedelta(hours=2)))
def test_nothing_is_planned_for_before_it_was_logged_and_all_of_it_expires(
    late: timedelta,
) -> None:
    one = urge(1, felt_at=NOW - late, logged_at=NOW)
    for plan in plan_for_urge(one, starts_episode=True, patience=True, check_ins=True):
        assert one.logged_at <= plan.due_at < plan.expires_at


def test_of_a_new_urge_the_word_of_patience_is_shown_and_the_questions_wait() -> None:
    new = urge(1)
    one = planned(situation(NOW, new_urges=(new,), episodes=((new,),)))
    assert [plan.key for plan in one.new] == [
        "patience:urge-1",
        "check-in:urge-1:10m",
        "check-in:urge-1:30m",
    ]
    assert one.show == one.new[0]
    assert one.aside == {}


def test_what_was_written_down_before_is_not_new() -> None:
    new = urge(1)
    about = situation(NOW, new_urges=(new,), episodes=((new,),))
    assert planned(about, [plan.key for plan in planned(about).new]) == Planning((), {}, None, None)


# Whether what was started still fits.

RATED = (Rating(NOW, 5),)
RATED_BEFORE = (Rating(NOW - RATED_SHORTLY, 5),)


@pytest.mark.parametrize(
    ("episode", "asked", "why"),
    [
        ((urge(),), 0, None),
        ((urge(outcome="let-go"),), 0, "let go"),
        ((urge(outcome="sent"),), 0, "sent"),
        ((urge(retracted_at=NOW),), 0, "retracted"),
        ((urge(ratings=RATED),), 0, "rated"),
        # The rating answered the check-in before; this one asks again.
        ((urge(ratings=RATED_BEFORE),), 1, None),
        ((urge(ratings=RATED),), 1, "shortly before"),
        ((urge(ratings=RATED * 2),), 1, "rated"),
        # An episode is asked about as long as one of its urges is open.
        ((urge(1, outcome="let-go"), urge(2)), 0, None),
        ((urge(1, outcome="let-go"), urge(2, outcome="sent")), 0, "let go"),
        ((urge(1, retracted_at=NOW), urge(2, outcome="sent")), 0, "sent"),
        # By what was corrected since, it was no moment.
        ((urge(felt_at=NOW - HOUR),), 0, "corrected"),
    ],
)
def test_a_check_in_is_shown_unless_there_is_nothing_to_ask(
    episode: tuple[Urge, ...], asked: int, why: str | None
) -> None:
    one = situation(NOW, waiting=(nudge(),), episodes=(episode,), asked={1: asked})
    if why is None:
        assert shown(one) == nudge().key
    else:
        assert shown(one) is None
        assert why in why_not(one)


def test_patience_comes_although_it_was_rated() -> None:
    word = nudge(kind="patience")
    assert shown(situation(NOW, waiting=(word,), episodes=((urge(ratings=RATED),),))) == word.key


@pytest.mark.parametrize(("minutes", "comes"), [(1, False), (9, False), (10, True)])
def test_words_of_patience_come_ten_minutes_apart(minutes: int, comes: bool) -> None:
    word = nudge(kind="patience")
    one = situation(NOW, waiting=(word,), episodes=((urge(),),), patience_at=NOW - minutes * MINUTE)
    assert (shown(one) == word.key) == comes
    if not comes:
        assert "another word of patience" in why_not(one)


def test_of_those_due_together_the_newest_is_shown_and_the_rest_is_put_aside() -> None:
    three = tuple(nudge(number, due_at=NOW - 4 * MINUTE + number * MINUTE) for number in (1, 2, 3))
    one = planned(situation(NOW, waiting=three, episodes=((urge(),),)))
    assert one.show == three[-1]
    assert {key: aside.why for key, aside in one.aside.items()} == {
        nudge.key: "a newer nudge came at the same moment" for nudge in three[:-1]
    }


# What comes by itself.


def test_no_nudge_ends_a_hold() -> None:
    assert {*UNASKED} == {"change", "report", "risky-hours", "reflection"}


CHANGE = Deadline(3, NOON - MINUTE, NOON + DAY - MINUTE)


def test_a_change_is_said_when_it_is_ready_and_once_before_it_lapses() -> None:
    one = planned(situation(deadlines=(CHANGE,)))
    assert one.show == one.new[0]
    assert (one.new[0].key, one.new[0].why) == (
        "change-ready:3",
        "change 3 has waited out its delay",
    )
    assert one.next_at == CHANGE.lapses_at - 2 * HOUR
    later = planned(situation(CHANGE.lapses_at - HOUR, deadlines=(CHANGE,)), ["change-ready:3"])
    assert [plan.key for plan in later.new] == ["change-lapse:3"]
    assert later.show == later.new[0]
    assert "lapses soon" in later.new[0].why


def test_a_change_that_lapses_in_quiet_hours_is_said_before_they_begin() -> None:
    ten_in_the_evening = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    change = Deadline(3, NOON - DAY, ten_in_the_evening + 5 * HOUR)
    before = planned(
        situation(ten_in_the_evening - 31 * MINUTE, deadlines=(change,)), ["change-ready:3"]
    )
    assert before.new == ()
    assert before.next_at == ten_in_the_evening - 30 * MINUTE
    then = planned(
        situation(ten_in_the_evening - 30 * MINUTE, deadlines=(change,)), ["change-ready:3"]
    )
    assert then.show == then.new[0]


def test_in_a_changes_last_hours_only_those_are_said() -> None:
    change = Deadline(3, NOON - 23 * HOUR, NOON + HOUR)
    ready = waiting("change", key="change-ready:3", expires_at=change.lapses_at)
    one = planned(situation(waiting=(ready,), deadlines=(change,)), [ready.key])
    assert one.show == one.new[0]
    assert one.aside[ready.key].why == "a newer one takes its place"


def test_what_was_decided_is_not_said_any_more() -> None:
    ready = waiting("change", key="change-ready:3")
    assert "confirmed or called off" in why_not(situation(waiting=(ready,)))


def test_the_daily_look_back_is_off_until_it_is_asked_for() -> None:
    evening = NOON + 5 * HOUR
    assert planned(situation(evening)).new == ()
    on = Settings(nudge_reflection=True)
    one = planned(situation(evening, settings=on))
    assert (one.new[0].key, one.show) == ("reflection:2026-11-20", one.new[0])
    assert planned(situation(evening + 2 * HOUR, settings=on)).new == ()
    assert planned(situation(settings=on)).next_at == evening


def habit(hour: int) -> tuple[datetime, ...]:
    """Give ten evenings on which it began at that hour (UTC)."""
    return tuple(NOON.replace(hour=hour) - day * DAY for day in range(11, 0, -1))


def test_hours_in_which_it_often_began_are_said_half_an_hour_ahead() -> None:
    one = situation(began=habit(18))  # 19:00 in Berlin: the hours from 18 to 21
    assert planned(one).next_at == datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    then = planned(situation(NOON + 2.5 * HOUR, began=habit(18)))
    assert then.show == then.new[0]
    assert then.new[0].key == "risky-hours:2026-11-20"
    assert then.new[0].why == "11 of 11 times in eight weeks began between 18 and 21 o'clock"
    assert planned(situation(NOON + 3.5 * HOUR, began=habit(18))).new == ()


@pytest.mark.parametrize("hour", [0, 3])  # 1 and 4 o'clock in Berlin
def test_hours_within_the_quiet_ones_are_said_before_those_begin(hour: int) -> None:
    half_past_nine = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert planned(situation(began=habit(hour))).next_at == half_past_nine
    then = planned(situation(half_past_nine, began=habit(hour)))
    assert then.show == then.new[0]


def test_with_too_little_to_tell_no_hours_are_named() -> None:
    assert planned(situation(NOON + 2.5 * HOUR, began=habit(18)[:9])).new == ()


def test_of_several_weeks_only_the_newest_is_announced() -> None:
    weeks = [
        replace(report(number=number), key=plan.key, due_at=plan.due_at, expires_at=plan.expires_at)
        for number, plan in enumerate(
            plan_for_report(week, NOON - ago)
            for week, ago in (("2026-W45", 2 * DAY), ("2026-W46", DAY))
        )
    ]
    one = planned(situation(waiting=tuple(weeks)))
    assert one.show == weeks[1]
    assert one.aside == {"report:2026-W45": one.aside["report:2026-W45"]}


def test_where_there_is_room_for_one_a_change_comes_first_and_the_look_back_last() -> None:
    order = []
    left = [
        waiting("reflection"),
        waiting("risky-hours"),
        report(),
        waiting("change", key="change-ready:3"),
    ]
    while left:
        one = situation(
            waiting=tuple(left),
            deadlines=(CHANGE,),
            settings=Settings(nudge_reflection=True),
        )
        show = planned(one, ["change-ready:3"]).show
        assert isinstance(show, Nudge)
        order.append(show.kind)
        left.remove(show)
    assert tuple(order) == UNASKED


# Never nag.

WAITS = {
    "snoozed": ({"snoozed": Span(NOON - HOUR, NOON + HOUR)}, NOON + HOUR, "nudges were snoozed"),
    "just woken": (
        {"here_since": NOON - MINUTE},
        NOON + 4 * MINUTE,
        "the machine had only just woken, or the daemon started",
    ),
    "just let go": ({"let_go_at": NOON - MINUTE}, NOON + 59 * MINUTE, "you had just let one go"),
    "another nudge": (
        {"shown_at": NOON - MINUTE},
        NOON + 44 * MINUTE,
        "another nudge was less than 45 minutes old",
    ),
    "enough": (
        {
            "unasked": (Unasked(NOON - HOUR, answered=True),),
            "settings": Settings(quiet=NEVER),
        },
        datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
        "the day had had its one",
    ),
    "three are enough": (
        {
            "unasked": tuple(Unasked(NOON - n * HOUR, answered=True) for n in (1, 2, 3)),
            "settings": Settings(unasked_a_day=3, quiet=NEVER),
        },
        datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
        "the day had had its 3",
    ),
    "switched off by number": (
        {"settings": Settings(unasked_a_day=0, quiet=NEVER)},
        datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
        "none may come by itself",
    ),
    "quiet hours": (
        {"settings": Settings(quiet=Hours(time(14), time(16)))},
        NOON + HOUR,
        "quiet hours lasted",
    ),
}


@pytest.mark.parametrize(("fields", "until", "why"), WAITS.values(), ids=WAITS.keys())
def test_an_unasked_nudge_waits_and_says_why_when_it_has_waited_for_nothing(
    fields: dict[str, Any], until: datetime, why: str
) -> None:
    one = situation(waiting=(report(),), **fields)
    assert planned(one) == Planning((), {}, None, until)
    if why != "none may come by itself":
        assert shown(situation(until, waiting=(report(),), **fields)) == report().key
    gone = report(expires_at=NOON)
    missed = planned(situation(NOON, waiting=(gone,), **fields)).aside[gone.key]
    assert (missed.state, missed.why) == ("expired", f"its moment passed while {why}")


def test_what_waits_is_looked_at_again_before_it_expires() -> None:
    soon = report(expires_at=NOON + MINUTE)
    assert planned(situation(waiting=(soon,), let_go_at=NOON)).next_at == NOON + MINUTE


@pytest.mark.parametrize(
    "fields",
    [
        {"here_since": NOW},
        {"let_go_at": NOW},
        {"shown_at": NOW},
        {"unasked": (Unasked(NOW, answered=True),)},
        {"settings": Settings(quiet=Hours(time(0), time(23, 59)))},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_the_person_started_waits_for_nothing_of_that(fields: dict[str, Any]) -> None:
    assert shown(situation(NOW, waiting=(nudge(),), episodes=((urge(),),), **fields)) == nudge().key


def test_snoozed_nothing_comes_at_all() -> None:
    snoozed = Span(NOW, NOW + 30 * MINUTE)
    one = situation(NOW, waiting=(nudge(),), episodes=((urge(),),), snoozed=snoozed)
    assert planned(one) == Planning((), {}, None, nudge().expires_at)


def test_a_snooze_that_was_said_after_the_moment_had_passed_did_not_keep_it() -> None:
    gone = report(expires_at=NOON)
    one = situation(NOON, waiting=(gone,), snoozed=Span(NOON, NOON + HOUR))
    assert why_not(one) == "its moment had passed before it could be shown"


def test_what_kept_it_when_it_was_due_is_named_and_not_what_came_after() -> None:
    ten = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    late = waiting("change", key="change-lapse:3", due_at=ten - 30 * MINUTE, expires_at=ten + HOUR)
    one = situation(ten + HOUR, waiting=(late,), unasked=(Unasked(ten - 6 * HOUR, answered=True),))
    assert why_not(one) == "its moment passed while the day had had its one"


def test_who_asks_for_a_daily_look_back_gets_it_instead_of_a_word_before_risky_hours() -> None:
    on = Settings(nudge_reflection=True)
    then = NOON + 2.5 * HOUR
    assert planned(situation(then, began=habit(18), settings=on)).new == ()
    two = replace(on, unasked_a_day=2)
    assert planned(situation(then, began=habit(18), settings=two)).new[0].kind == "risky-hours"


def test_what_passed_while_the_machine_slept_says_so() -> None:
    missed = report(expires_at=NOON - MINUTE)
    one = situation(waiting=(missed,), here_since=NOON - MINUTE)
    assert why_not(one) == "its moment passed while the machine slept or no daemon ran"


def test_what_nothing_kept_back_is_only_said_to_have_passed() -> None:
    assert "before it could be shown" in why_not(situation(waiting=(report(expires_at=NOON),)))


def test_never_two_at_once_and_what_the_person_started_first() -> None:
    one = situation(
        waiting=(report(), nudge(due_at=NOON, expires_at=NOON + HOUR)), episodes=((urge(),),)
    )
    assert shown(one) == nudge().key
    assert planned(one).aside == {}


@pytest.mark.parametrize("kind", UNASKED)
def test_what_was_switched_off_is_put_aside(kind: NudgeKind) -> None:
    off = Settings(
        nudge_changes=False,
        nudge_weekly_report=False,
        nudge_risky_hours=False,
        nudge_reflection=False,
    )
    one = situation(waiting=(waiting(kind),), settings=off, deadlines=(CHANGE,), began=habit(18))
    assert why_not(one) == "it had been switched off by then"
    assert planned(one).new == ()


def unasked(*answered: bool, first: timedelta = HOUR) -> tuple[Unasked, ...]:
    return tuple(Unasked(NOON - first - n * DAY, answer) for n, answer in enumerate(answered))


@pytest.mark.parametrize(
    ("history", "halved"),
    [
        (unasked(), False),
        (unasked(False, False), False),
        (unasked(False, False, False), True),
        (unasked(False, False, False, True), True),
        (unasked(True, False, False, False), False),
        (unasked(False, True, False, False), False),
        # Within the hour nobody can say yet that it was ignored.
        (unasked(False, False, False, first=HOUR - MINUTE), False),
        (unasked(False, False, False, False, first=HOUR - MINUTE), True),
    ],
)
def test_after_three_ignored_in_a_row_nudges_are_halved_until_one_is_answered(
    history: tuple[Unasked, ...], halved: bool
) -> None:
    assert is_halved(history, NOON) == halved


@pytest.mark.parametrize(
    ("a_day", "days", "shown_in_all"), [(1, 20, 10), (2, 20, 20), (3, 20, 30), (0, 20, 0)]
)
def test_halved_means_half_as_many(a_day: int, days: int, shown_in_all: int) -> None:
    history: tuple[Unasked, ...] = tuple(
        Unasked(NOON - n * DAY, answered=False) for n in (8, 9, 10)
    )
    midnight = NOON + 9 * HOUR
    for hour in range(24 * days):
        now = midnight + hour * HOUR
        one = situation(
            now,
            waiting=(report(due_at=now, expires_at=now + HOUR),),
            settings=Settings(unasked_a_day=a_day),
            unasked=history[:12],
        )
        if planned(one).show:
            history = (Unasked(now, answered=False), *history)
    assert len(history) - 3 == shown_in_all


def test_a_day_is_one_where_the_person_is() -> None:
    # Shown at 15:00 in Berlin; they fly on, and it is still Friday in New York, then Saturday.
    history = (Unasked(NOON, answered=True),)
    there = situation(NOON + 10 * HOUR, zone=NEW_YORK, unasked=history, waiting=(report(),))
    assert shown(there) is None
    saturday = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
    assert shown(replace(there, now=saturday)) == report().key


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia")]),
    st.times(),
    st.times(),
)
def test_in_quiet_hours_nothing_unasked_is_shown_and_they_end(
    now: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    quiet = Hours(start, end)
    one = situation(
        now,
        zone=zone,
        settings=Settings(quiet=quiet),
        waiting=(report(due_at=now, expires_at=now + 2 * DAY),),
    )
    made = planned(one)
    if quiet.contains(now, zone):
        assert made.show is None
        assert made.next_at
        assert now < made.next_at <= now + DAY + 2 * HOUR
    else:
        assert made.show == one.waiting[0]
