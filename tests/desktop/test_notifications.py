"""Notifications on a real desktop, and on every kind of broken one."""

import os
import shutil
import socket
import sys
import threading
from html import unescape
from pathlib import Path

import pytest

from desktop_session import WHOLE_SERVER, Desktop, FakeServer, Notification
from holdfast.desktop.notifications import DesktopNotifier
from holdfast.services.ports import Shown
from processes import children, wait_for_the_end_of_all
from waiting import wait_until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the desktops of Linux"),
    pytest.mark.measured,  # it is reached in processes alone
]


def show(
    notifier: DesktopNotifier, title: str, body: str, *, tag: str = "one", gentle: bool = False
) -> Shown:
    return notifier.show(title, body, tag=tag, gentle=gentle)


TEXTS = {
    "plain": ("It is written down", "You set this wait yourself."),
    "unicode": ("Zeit für dich", "„Warten“ ist … schön – naïve café, Ελλάδα, 日本語"),
    "emoji": ("🌊 A wave", "👩‍👩‍👧 and 🏳️‍🌈 and 🫶🏽"),
    "right to left": ("שלום", "مرحبا بالعالم، لا ترسل شيئا"),
    "markup": ("<b>bold</b> & more", "1 < 2 > 0 && <b>not bold</b> &amp; <i>"),
    "quotes": ("\"double\" and 'single'", "`uptime` $(reboot) $HOME \\n %s {week}"),
    "backslashes": ("a\\nb\\", "C:\\new \\t and one at the end \\"),
    "lines": ("Two lines", "the first\nthe second\n\nthe fourth"),
    "a percent sign and a tab": ("100 %d", "a\tb"),
    "very long": ("Long", "a wave that goes on " * 250),
    "an empty body": ("Only a title", ""),
}


@pytest.mark.parametrize(("title", "body"), TEXTS.values(), ids=TEXTS.keys())
def test_the_desktop_shows_exactly_the_title_and_the_body(
    desktop: Desktop, title: str, body: str
) -> None:
    shown = show(DesktopNotifier(), title, body)
    assert shown.ok, shown.detail
    assert shown.detail.startswith("handed over to dunst ")
    (seen,) = desktop.shown()
    assert (seen.app, seen.title, _read(seen.body)) == ("Holdfast", title, body)


@pytest.mark.parametrize("text", ["--help", "-u", "-", "--", "-t 1"])
def test_words_that_look_like_options_are_shown_as_words(desktop: Desktop, text: str) -> None:
    # notify-send would take them for its own: a space in front keeps them.
    assert show(DesktopNotifier(), text, text).ok
    assert desktop.shown() == [Notification("Holdfast", f" {text}", f" {text}")]


def test_a_notification_without_a_title_is_shown_under_the_programs_name(desktop: Desktop) -> None:
    assert show(DesktopNotifier(), "", "Only a body").ok
    assert desktop.shown() == [Notification("Holdfast", "Holdfast", "Only a body")]


def test_shown_again_a_nudge_takes_the_place_of_the_first(desktop: Desktop) -> None:
    for body in ("before the kill", "after it"):
        assert show(DesktopNotifier(), "The same nudge", body, tag="holdfast-14").ok
    assert show(DesktopNotifier(), "Another", "one", tag="holdfast-15").ok
    assert [(seen.title, seen.body) for seen in desktop.shown()] == [
        ("The same nudge", "after it"),
        ("Another", "one"),
    ]


def test_what_nobody_asked_for_is_of_low_urgency_and_nothing_is_ever_critical(bus: str) -> None:
    with FakeServer(bus, answers=WHOLE_SERVER) as server:
        assert show(DesktopNotifier(), "Asked for", "by logging").ok
        assert show(DesktopNotifier(), "Unasked", "by itself", tag="two", gentle=True).ok
    assert server.urgencies == {"Asked for": 1, "Unasked": 0}


def test_a_notification_is_seen_on_the_screen(desktop: Desktop) -> None:
    colours_before, before = desktop.picture()
    assert colours_before == 1
    assert show(DesktopNotifier(), "A wave, not an order", "It can be here.").ok
    # More than frame and ground: letters have shades.
    wait_until(lambda: desktop.picture()[0] > 5, "letters on the screen")
    assert desktop.picture()[1] != before
    assert desktop.shown()


def test_two_notifications_at_once_are_both_shown(desktop: Desktop) -> None:
    notifier, results = DesktopNotifier(), []
    threads = [
        threading.Thread(
            target=lambda n=n: results.append(show(notifier, f"Number {n}", "", tag=str(n)))
        )
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.ok for result in results] == [True, True]
    assert {seen.title for seen in desktop.shown()} == {"Number 0", "Number 1"}


def test_a_shown_notification_leaves_no_process_behind(desktop: Desktop) -> None:
    before = children()
    assert show(DesktopNotifier(), "Title", "Body").ok
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])
    assert desktop.shown()


def test_without_a_session_bus_it_says_so() -> None:
    _assert_not_shown("there is no desktop session here")


def test_a_bus_without_a_server_is_said(bus: str) -> None:
    assert bus
    shown = _assert_not_shown("no notification server answers")
    assert "ServiceUnknown" in shown.detail


@pytest.mark.parametrize(
    "address", ["unix:path={nobody}", "unix:path={missing}", "nonsense", "tcp:host=nowhere"]
)
def test_an_address_where_no_bus_listens_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    nobody = tmp_path / "s"
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind("s")
    monkeypatch.setenv(
        "DBUS_SESSION_BUS_ADDRESS", address.format(nobody=nobody, missing=tmp_path / "missing")
    )
    _assert_not_shown("the session bus can't be reached")


def test_the_sessions_usual_bus_is_found_without_an_address(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(bus.removeprefix("unix:path=").partition(",")[0])
    (tmp_path / "bus").symlink_to(path)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with FakeServer(bus, answers=WHOLE_SERVER) as server:
        assert show(DesktopNotifier(), "Title", "Body") == Shown(
            ok=True, detail="handed over to a fake 1.0"
        )
    assert "Notify" in server.asked


def test_a_missing_notify_send_is_said_with_the_package_that_has_it(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with FakeServer(bus, answers=WHOLE_SERVER) as server:
        shown = _assert_not_shown("notify-send is missing")
    assert "libnotify-bin" in shown.detail
    assert "Notify" not in server.asked


def _with_notify_send(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a notify-send of our own first on the PATH."""
    program = folder / "notify-send"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_a_notify_send_that_fails_showed_nothing(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_notify_send(monkeypatch, tmp_path, "exit 3")
    with FakeServer(bus, answers=WHOLE_SERVER):
        _assert_not_shown("notify-send failed (exit 3)")


def test_a_notification_goes_from_the_screen_by_itself(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_notify_send(monkeypatch, tmp_path, f'echo "$@" > {tmp_path}/words')
    with FakeServer(bus, answers=WHOLE_SERVER):
        assert show(DesktopNotifier(), "Title", "Body").ok
    words = (tmp_path / "words").read_text().split()
    # 0 would mean: until somebody clicks it away.
    assert 1_000 <= int(words[words.index("-t") + 1]) <= 60_000


def test_what_lies_in_the_current_folder_is_not_run(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "html.py", "plyer.py"):
        (tmp_path / name).write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    with FakeServer(bus, answers=WHOLE_SERVER):
        assert show(DesktopNotifier(), "Title", "Body").ok


def test_a_server_that_never_answers_is_given_up_on(bus: str) -> None:
    with FakeServer(bus) as server:
        _assert_not_shown("the notification server does not answer", time_limit=30)
    assert server.asked == ["GetServerInformation"]


def test_a_server_that_never_answers_is_given_up_on_at_the_time_limit(bus: str) -> None:
    with FakeServer(bus):
        _assert_not_shown("the desktop did not answer within 0.5 s", time_limit=0.5)


def test_a_server_that_hangs_at_the_notification_itself_is_given_up_on(bus: str) -> None:
    with FakeServer(bus, answers=WHOLE_SERVER[:2]) as server:
        _assert_not_shown("the desktop did not answer within 3 s", time_limit=3)
    assert "Notify" in server.asked


def test_closing_ends_what_is_being_shown_and_shows_nothing_more(bus: str) -> None:
    notifier, results = DesktopNotifier(time_limit=60), []
    with FakeServer(bus, answers=WHOLE_SERVER[:2]) as server:
        before = children()
        thread = threading.Thread(target=lambda: results.append(show(notifier, "Title", "Body")))
        thread.start()
        wait_until(lambda: "Notify" in server.asked, "the notification at the server")
        notifier.close()
        thread.join(timeout=20)
        assert not thread.is_alive()
        asked = len(server.asked)
        assert show(notifier, "Title", "Body") == Shown(ok=False, detail="the daemon was stopping")
        assert len(server.asked) == asked
    (shown,) = results
    assert not shown.ok
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])


@pytest.mark.parametrize("failures", [20, pytest.param(1000, marks=pytest.mark.soak)])
def test_however_often_it_fails_no_thread_no_child_and_no_open_file_stays(
    bus: str, failures: int
) -> None:
    notifier = DesktopNotifier()
    show(notifier, "Title", "Body")  # what is opened once may stay
    before = children(), threading.active_count(), len([*Path("/proc/self/fd").iterdir()])
    for _ in range(failures):
        assert not show(notifier, "Title", f"nobody listens at {bus}").ok
    assert (children(), threading.active_count(), len([*Path("/proc/self/fd").iterdir()])) == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])


def test_a_python_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    _assert_not_shown("no helper process could be started")


def test_a_helper_that_dies_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = shutil.which("true")
    assert silent
    monkeypatch.setattr(sys, "executable", silent)
    _assert_not_shown("the notification helper ended without an answer")


def _assert_not_shown(because: str, time_limit: float = 20) -> Shown:
    """Show one: it is not shown, the reason is said, and no process stays."""
    before = children()
    shown = show(DesktopNotifier(time_limit), "Title", "Body")
    assert not shown.ok
    assert because in shown.detail
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])
    return shown


def _read(markup: str) -> str:
    """Read a body as dunst's markup has it."""
    return unescape(markup)
