"""The weekly report as a page: one HTML file that loads nothing else."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import NotDrawn
from holdfast.report import words as report_words
from holdfast.report.model import WeeklyReport
from holdfast.words import counted, visible

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("templates")
_SHADES = (1, 2, 3, 5)
"""From so many urges on, an hour is one shade darker: the same in every week."""


def render_page(report: WeeklyReport) -> str:
    """Return the page of a report. NotDrawn where a library is missing."""
    return fill_page("week.html", "week.css", has_charts=True, report=report, words=report_words)


def fill_page(name: str, *styles: str, has_charts: bool = False, **values: object) -> str:
    """Return a page filled in, with its styles. NotDrawn where a library is missing."""
    try:
        if has_charts:
            from holdfast.report import charts

            values["charts"] = charts
        template = _environment().get_template(name)
    except ImportError as error:
        raise NotDrawn(
            f"A page can't be drawn here: {error.name} is missing.",
            "pip install --force-reinstall holdfast",
        ) from None
    style = "".join((_TEMPLATES / one).read_text(encoding="utf-8") for one in styles)
    return template.render(
        **values,
        style=style,
        # The policy allows only this style.
        style_digest=b64encode(sha256(style.encode()).digest()).decode(),
    )


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Whatever a person typed is shown with its control characters escaped.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.globals.update(counted=counted, made=report_words.made, shade=_shade)
    return environment


def _shade(count: int) -> str:
    return f"shade-{sum(count >= step for step in _SHADES)}"
