"""The page in a real, headless Chromium: it is readable, and nothing leaves it."""

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from holdfast.report.page import render_page
from holdfast.report.whole_time.page import render_whole_time
from needs import require_programs
from report.more_weeks import HOSTILE, MARKUP, OVERFULL
from report.weeks import FULL, QUIET, SO_FAR
from report.whole_times import WHOLE_TIMES

pytestmark = pytest.mark.slow

WEEKS = {
    "quiet": QUIET,
    "so far": SO_FAR,
    "full": FULL,
    "overfull": OVERFULL,
    "hostile": HOSTILE,
}
Scheme = Literal["light", "dark"]
SMALL = {"width": 360, "height": 640}
LARGE = {"width": 1280, "height": 900}
MOST_PAGES = 2
SMUGGLED = """
<script>document.title = "run"</script>
<style>h1 {{ display: none }}</style>
<p style="position: fixed" id="styled">styled</p>
<img src="http://{host}/image" alt="" onerror="document.title = 'run'">
<link rel="stylesheet" href="http://{host}/style">
<iframe src="http://{host}/frame"></iframe>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_programs("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, week in WEEKS.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(render_page(week), encoding="utf-8")
    for name, whole in WHOLE_TIMES.items():
        found[f"whole {name}"] = folder / f"whole-{name}.html"
        found[f"whole {name}"].write_text(render_whole_time(whole), encoding="utf-8")
    return found


@dataclass
class Opened:
    """An open page, with its requests and its messages on the console."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def style(self, selector: str, name: str) -> str:
        told = f"one => getComputedStyle(one).getPropertyValue({name!r})"
        return str(self.page.eval_on_selector(selector, told))


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def open_page(file: Path, size: dict[str, int] = LARGE, scheme: Scheme = "light") -> Opened:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, color_scheme=scheme
        )
        contexts.append(context)
        page = Opened(context.new_page())
        page.page.on("request", lambda request: page.requests.append(request.url))
        page.page.on("console", lambda message: page.complaints.append(message.text))
        page.page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
        page.page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


Open = Callable[..., Opened]


@pytest.mark.parametrize("week", [*WEEKS, *(f"whole {name}" for name in WHOLE_TIMES)])
def test_a_page_fits_a_small_screen_is_accessible_and_loads_nothing_else(
    opened: Open, files: dict[str, Path], week: str
) -> None:
    one = opened(files[week], SMALL)
    # Folded parts have to be readable, too.
    one.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    light = Axe().run(one.page)
    assert light.violations_count == 0, light.generate_report()
    one.page.emulate_media(color_scheme="dark")
    dark = Axe().run(one.page, options={"runOnly": ["color-contrast"]})
    assert dark.violations_count == 0, dark.generate_report()
    assert one.requests == [files[week].as_uri()]
    assert one.complaints == []


@pytest.mark.parametrize("week", ["quiet", "full", "overfull"])
def test_a_page_fits_on_two_printed_sheets(opened: Open, files: dict[str, Path], week: str) -> None:
    printed = opened(files[week]).page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= MOST_PAGES


def test_the_table_behind_a_picture_is_hidden_on_the_screen_and_printed(
    opened: Open, files: dict[str, Path]
) -> None:
    page = opened(files["full"]).page
    table = page.locator("details table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()


def test_a_page_is_dark_on_a_dark_desktop_and_white_on_paper(
    opened: Open, files: dict[str, Path]
) -> None:
    def lightness(page: Opened) -> int:
        return sum(map(int, re.findall(r"\d+", page.style("html", "background-color"))[:3])) // 3

    light, dark = (opened(files["full"], scheme=one) for one in ("light", "dark"))
    assert lightness(light) > 240
    assert lightness(dark) < 40
    assert dark.style(".chart .rect.marked", "fill") != light.style(".chart .rect.marked", "fill")
    dark.page.emulate_media(media="print", color_scheme="dark")
    assert lightness(dark) == 255


def test_smuggled_markup_can_not_run_change_the_looks_or_call_home(
    opened: Open, files: dict[str, Path], tmp_path: Path
) -> None:
    title = opened(files["full"]).page.title()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        host = "{}:{}".format(*server.getsockname())
        page = files["full"].read_text(encoding="utf-8")
        smuggled = tmp_path / "smuggled.html"
        smuggled.write_text(page.replace("</main>", SMUGGLED.format(host=host) + "</main>"))
        one = opened(smuggled)
        assert one.page.title() == title
        assert one.style("h1", "display") == "block"
        assert one.style("#styled", "position") == "static"
        assert any("Content Security Policy" in complaint for complaint in one.complaints)
        # The browser may have connected before it had read the page's policy.
        with suppress(BlockingIOError):
            guest, _ = server.accept()
            with guest:
                guest.setblocking(False)
                assert guest.recv(1) == b""


def test_text_that_a_person_typed_is_shown_as_it_was_typed(
    opened: Open, files: dict[str, Path]
) -> None:
    text = opened(files["hostile"]).page.inner_text("main")
    assert MARKUP in text
    assert "\\x1b[31mred" in text
