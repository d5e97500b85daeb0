"""The child that draws one page: reads the report as JSON from stdin, writes HTML to stdout."""

import sys

import msgspec

from holdfast.domain.keeping import NewReport
from holdfast.errors import NotDrawn


def main() -> None:
    """Draw the page; where that can't be, say why and end with the exit code that was asked for."""
    new = msgspec.json.decode(sys.stdin.buffer.read(), type=NewReport)
    try:
        from holdfast.rendering.page import render_page

        page = render_page(new.report, is_anew=new.before is not None)
    except NotDrawn as trouble:
        sys.stdout.write(trouble.message)
        sys.exit(int(sys.argv[1]))
    # Whatever the locale says.
    sys.stdout.buffer.write(page.encode())


if __name__ == "__main__":
    main()
