"""WHEN: what a person types for a moment, where they are."""

from datetime import UTC, datetime, tzinfo

from holdfast.errors import NotUnderstood

FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
WHENS = 'Try "20m ago", "9pm" or "yesterday 22:15".'


def parse_when(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant (UTC) of a moment in the person's zone; a day begins at midnight."""
    from holdfast.clock.phrases import moment_of  # most commands are told no moment

    moment = moment_of(said, now, zone)
    if moment is None:
        raise NotUnderstood(f'I can\'t read the time "{said}". {_nearest(said, now, zone)}')
    if moment < FIRST_MOMENT:
        raise NotUnderstood(f'"{said}" is before 1970. {WHENS}')
    return moment


def parse_past(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant of a moment that has been; raise NotUnderstood if it is to come."""
    moment = parse_when(said, now=now, zone=zone)
    if moment > now:
        raise NotUnderstood(f'"{said}" is still to come. {WHENS}')
    return moment


def parse_coming(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Return the instant of a moment to come: a weekday or a date without its year is the next one.

    If it can only have been, that instant is returned.
    """
    from holdfast.clock.phrases import moment_of

    moment = parse_when(said, now=now, zone=zone)
    year = now.astimezone(zone).year
    dated = [f"{said}{mark}{one}" for one in (year, year + 1) for mark in ("", " ", ".", "/")]
    for phrase in (said, f"next {said}", *dated):
        coming = moment_of(phrase, now, zone)
        if coming and coming > now:
            return coming
    return moment


def _nearest(said: str, now: datetime, zone: tzinfo) -> str:
    from holdfast.clock.nearest import nearest

    *others, last = [f'"{phrase}"' for phrase in nearest(said, now, zone)] or [""]
    if not last:
        return WHENS
    return f"Try {', '.join(others)} or {last}." if others else f"Try {last}."
