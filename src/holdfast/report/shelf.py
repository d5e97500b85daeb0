"""Saves finished reports: one page a week in the home's reports folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.errors import NotDrawn, StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.report.model import WeeklyReport


class Shelf:
    """Writes pages; if a page can't be drawn, the report's text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, report: WeeklyReport) -> str:
        """Write the report of a week, in the place of an older one. Return its path."""
        from holdfast.ledger.files import write_private
        from holdfast.report.page import render_page

        page = path = self._folder / f"{report.week}.html"
        try:
            text = render_page(report)
        except NotDrawn as trouble:
            from holdfast.report.terminal import report_text

            path, text = page.with_suffix(".txt"), f"{report_text(report)}\n{trouble.message}\n"
        write_private(path, text)
        if path == page:
            page.with_suffix(".txt").unlink(missing_ok=True)
        # A folder's name may be no text; the ledger takes nothing else.
        return str(path).encode(errors="backslashreplace").decode()

    def clear(self) -> None:
        """Remove all pages."""
        from holdfast.ledger.files import remove_all

        if left := remove_all(self._folder.glob("*")):
            raise StorageError(f"{left[0]} can't be removed.")
