"""A week's urges as CSV, quoted as in RFC 4180: no drafts, and no formulas for a spreadsheet."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO

from holdfast.urges.model import Urge
from holdfast.words import visible

COLUMNS = (
    "id",
    "contact",
    "felt_at",
    "logged_at",
    "channel",
    "intensity",
    "last_rating",
    "ratings",
    "triggers",
    "outcome",
    "outcome_at",
    "slip",
    "kind",
)
_STARTS_A_FORMULA = frozenset("=+-@＝＋－＠")


def urges_csv(urges: Iterable[Urge]) -> str:
    """Return urges as CSV with a header; instants are in UTC (ISO 8601), unknown values empty."""
    out = StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(urge) for urge in urges)
    return out.getvalue()


def _row(urge: Urge) -> tuple[object, ...]:
    return (
        urge.id,
        as_text(urge.contact),
        _instant(urge.felt_at),
        _instant(urge.logged_at),
        as_text(urge.channel or ""),
        "" if urge.intensity is None else urge.intensity,
        urge.ratings[-1].intensity if urge.ratings else "",
        len(urge.ratings),
        # Each by itself: a spreadsheet may split at semicolons.
        "; ".join(map(as_text, urge.triggers)),
        urge.outcome,
        _instant(urge.outcome_at) if urge.outcome_at else "",
        int(urge.slip),
        urge.kind,
    )


def as_text(said: str) -> str:
    """Return what a person typed so that no spreadsheet takes it for a formula.

    A spreadsheet reads a cell with an apostrophe in front as text.
    """
    shown = visible(said)
    return f"'{shown}" if shown.lstrip()[:1] in _STARTS_A_FORMULA else shown


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
