"""Make the guide's picture of a week's page, from the demo's week.

It needs the tests' packages and Debian's chromium: .venv/bin/python docs/pictures/page.py
"""

import os
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from holdfast.app import App, content
from holdfast.clock.model import Reading
from holdfast.contacts.use_cases import add_contact
from holdfast.desktop.folders import find_folders
from holdfast.report.page import render_page
from holdfast.report.use_cases import weekly_report
from holdfast.urges.use_cases import let_go, log_urge, rate_urge

PICTURE = Path(__file__).parent / "page.png"
MONDAY = datetime(2026, 11, 16, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
CHECK_IN = timedelta(minutes=10)
PAGE: ViewportSize = {"width": 860, "height": 1000}


class Clock:
    """A clock that is set by hand, so that the pictures look the same each time."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def read(self) -> Reading:
        """Return the reading of a machine that was started when the week began."""
        return Reading(self.moment, self.moment - MONDAY, "a boot", synchronised=True)


def main() -> None:
    """Make the picture."""
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        clock = Clock()
        app = App(find_folders({"HOLDFAST_HOME": home}), clock=clock)
        live(app, clock)
        report = app.call(weekly_report, week="last")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        take(browser, render_page(report), "main")
        browser.close()


def live(app: App, clock: Clock) -> None:
    """Log the demo's week as somebody does who answers each check-in."""
    app.call(add_contact, name="Sam")
    for urge in content("demo.toml")["urge"]:
        hour, minute = map(int, urge["time"].split(":"))
        clock.moment = MONDAY + timedelta(days=urge["weekday"], hours=hour, minutes=minute)
        app.call(
            log_urge,
            intensity=urge["intensity"],
            triggers=tuple(urge["triggers"]),
            channel=urge["channel"],
        )
        clock.moment += CHECK_IN
        if "later" in urge:
            app.call(rate_urge, intensity=urge["later"])
        if urge.get("let_go"):
            app.call(let_go)
    clock.moment = MONDAY + timedelta(days=7, hours=9)


def take(browser: Browser, page: str, what: str) -> None:
    """Save a picture of a part of a page, at most of its first screen."""
    view = browser.new_page(viewport=PAGE, device_scale_factor=1.5)
    view.set_content(page)
    box = view.locator(what).bounding_box()
    assert box is not None  # noqa: S101 - both have one
    height = min(box["height"], PAGE["height"])
    view.screenshot(path=PICTURE, clip={**box, "height": height})
    view.close()


if __name__ == "__main__":
    main()
