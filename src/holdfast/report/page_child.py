"""The child that draws one page: reads the report as JSON from stdin, writes HTML to stdout."""

import sys

import msgspec

from holdfast.errors import NotDrawn
from holdfast.report.model import WeeklyReport


def main() -> None:
    """Draw the page. If that fails, print why and end with the exit code in the first argument."""
    report = msgspec.json.decode(sys.stdin.buffer.read(), type=WeeklyReport)
    try:
        from holdfast.report.page import render_page

        page = render_page(report)
    except NotDrawn as trouble:
        sys.stdout.write(trouble.message)
        sys.exit(int(sys.argv[1]))
    # Whatever the locale says.
    sys.stdout.buffer.write(page.encode())


if __name__ == "__main__":
    main()
