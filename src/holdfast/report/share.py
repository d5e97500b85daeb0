"""A report to show to somebody trusted: no names, no triggers, no words of the person's own."""

from holdfast.report.model import WeeklyReport
from holdfast.value import replace

THE_PERSON = "the person"


def to_share(report: WeeklyReport) -> WeeklyReport:
    """Return a report without names, triggers, channels and own words."""
    return replace(
        report,
        contact=None,
        triggers={},
        channels={},
        wanted=None,
        cooldowns=tuple(replace(one, contact=THE_PERSON) for one in report.cooldowns),
        after_slips=tuple(
            replace(one, contact=THE_PERSON, channel=None) for one in report.after_slips
        ),
    )
