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
from holdfast.ledger.ports import Shown
from processes import children, wait_for_the_end_of_all
from waiting import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the desktops of Linux"),
    pytest.mark.measured,  # the code runs only in child processes
]


def show(
    notifier: DesktopNotifier, title: str, body: str, *, tag: str = "one", gentle: bool = False
) -> Shown:
    return notifier.show(title, body, tag=tag, gentle=gentle)


TEXTS = {
    "plain": ("Saved", "You set this wait yourself."),
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
def test_the_desktop_shows_the_title_and_the_body_unchanged(
    desktop: Desktop, title: str, body: str
) -> None:
    shown = show(DesktopNotifier(), title, body)
    assert shown.ok, shown.detail
    assert shown.detail.startswith("handed over to dunst ")
    (seen,) = desktop.shown()
    assert (seen.app, seen.title, unescape(seen.body)) == ("Holdfast", title, body)


@pytest.mark.parametrize("text", ["--help", "-u", "-", "--", "-t 1"])
def test_a_text_that_looks_like_an_option_is_shown_as_text(desktop: Desktop, text: str) -> None:
    # notify-send would take them for its own: a space in front keeps them.
    assert show(DesktopNotifier(), text, text).ok
    assert desktop.shown() == [Notification("Holdfast", f" {text}", f" {text}")]


def test_a_notification_without_a_title_has_the_programs_name(desktop: Desktop) -> None:
    assert show(DesktopNotifier(), "", "Only a body").ok
    assert desktop.shown() == [Notification("Holdfast", "Holdfast", "Only a body")]


def test_a_nudge_that_is_shown_again_replaces_the_first(desktop: Desktop) -> None:
    for body in ("before the kill", "after it"):
        assert show(DesktopNotifier(), "The same nudge", body, tag="holdfast-14").ok
    assert show(DesktopNotifier(), "Another", "one", tag="holdfast-15").ok
    assert [(seen.title, seen.body) for seen in desktop.shown()] == [
        ("The same nudge", "after it"),
        ("Another", "one"),
    ]


def test_a_nudge_that_comes_by_itself_has_low_urgency(bus: str) -> None:
    with FakeServer(bus, answers=WHOLE_SERVER) as server:
        assert show(DesktopNotifier(), "Asked for", "by logging").ok
        assert show(DesktopNotifier(), "Unasked", "by itself", tag="two", gentle=True).ok
    assert server.urgencies == {"Asked for": 1, "Unasked": 0}


def test_a_notification_appears_on_the_screen(desktop: Desktop) -> None:
    colours_before, before = desktop.picture()
    assert colours_before == 1
    assert show(DesktopNotifier(), "A wave, not an order", "It can be here.").ok
    # More colours than frame and background have: letters.
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


def test_a_notification_leaves_no_process_behind(desktop: Desktop) -> None:
    before = children()
    assert show(DesktopNotifier(), "Title", "Body").ok
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])
    assert desktop.shown()


def test_a_missing_session_bus_is_reported() -> None:
    _assert_not_shown("there is no desktop session here")


def test_a_bus_without_a_notification_server_is_reported(bus: str) -> None:
    assert bus
    shown = _assert_not_shown("no notification server answers")
    assert "ServiceUnknown" in shown.detail


@pytest.mark.parametrize("address", ["unix:path={left}", "unix:path=/missing", "nonsense", "tcp:x"])
def test_a_bus_address_where_nobody_listens_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind("s")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address.format(left=tmp_path / "s"))
    _assert_not_shown("the session bus can't be reached")


def test_the_usual_bus_of_a_session_is_found_without_an_address(
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


def test_a_missing_notify_send_is_reported_with_its_package(
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


def test_a_notify_send_that_fails_is_reported(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_notify_send(monkeypatch, tmp_path, "exit 3")
    with FakeServer(bus, answers=WHOLE_SERVER):
        _assert_not_shown("notify-send failed (exit 3)")


def test_a_notification_disappears_by_itself(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_notify_send(monkeypatch, tmp_path, f'echo "$@" > {tmp_path}/words')
    with FakeServer(bus, answers=WHOLE_SERVER):
        assert show(DesktopNotifier(), "Title", "Body").ok
    words = (tmp_path / "words").read_text().split()
    # 0 would mean: until somebody clicks it away.
    assert 1_000 <= int(words[words.index("-t") + 1]) <= 60_000


def test_files_in_the_current_folder_are_not_run(
    bus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "html.py", "plyer.py"):
        (tmp_path / name).write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    with FakeServer(bus, answers=WHOLE_SERVER):
        assert show(DesktopNotifier(), "Title", "Body").ok


@pytest.mark.parametrize(
    ("answered", "reason", "time_limit"),
    [
        (0, "the notification server does not answer", 30),
        (0, "the desktop did not answer within 0.5 s", 0.5),
        (2, "the desktop did not answer within 3 s", 3),
    ],
)
def test_a_server_that_hangs_is_given_up_on(
    bus: str, answered: int, reason: str, time_limit: float
) -> None:
    with FakeServer(bus, answers=WHOLE_SERVER[:answered]) as server:
        _assert_not_shown(reason, time_limit=time_limit)
    assert ("Notify" in server.asked) == (answered == 2)


def test_closing_the_notifier_ends_a_running_notification_and_shows_no_more(bus: str) -> None:
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
        assert show(notifier, "Title", "Body") == Shown(
            ok=False, detail="reminders were being turned off"
        )
        assert len(server.asked) == asked
    (shown,) = results
    assert not shown.ok
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])


@pytest.mark.parametrize("failures", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_failed_notifications_leave_no_thread_child_or_open_file(bus: str, failures: int) -> None:
    notifier = DesktopNotifier()
    show(notifier, "Title", "Body")  # what is opened once may stay
    before = children(), threading.active_count(), len([*Path("/proc/self/fd").iterdir()])
    for _ in range(failures):
        assert not show(notifier, "Title", f"nobody listens at {bus}").ok
    assert (children(), threading.active_count(), len([*Path("/proc/self/fd").iterdir()])) == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("/nonexistent/python", "no helper process could be started"),
        (shutil.which("true"), "the notification helper ended without an answer"),
    ],
)
def test_a_helper_process_that_does_not_run_is_reported(
    monkeypatch: pytest.MonkeyPatch, python: str, reason: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    _assert_not_shown(reason)


def _assert_not_shown(because: str, time_limit: float = 20) -> Shown:
    """Show a notification, which fails for this reason and leaves no process."""
    before = children()
    shown = show(DesktopNotifier(time_limit), "Title", "Body")
    assert not shown.ok
    assert because in shown.detail
    assert children() == before
    wait_for_the_end_of_all(os.environ["HOLDFAST_HOME"])
    return shown
