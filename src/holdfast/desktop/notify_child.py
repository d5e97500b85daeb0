"""The child that shows one notification: JSON in on stdin, JSON out on stdout."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from shutil import which

APP_NAME = "Holdfast"
ICON = Path(__file__).parents[1] / "content" / "holdfast.svg"
ANSWER_WITHIN_SECONDS = 4
SHOWN_FOR_SECONDS = 15
SAME_PLACE = "x-canonical-private-synchronous"
"""The hint by which a notification replaces the one with the same value (dunst, mako, Xfce,
GNOME since 46); other desktops show both."""
_URGENCIES = {"low": 0, "normal": 1}
_BUS = "org.freedesktop.Notifications"


class NotShown(Exception):
    """The notification could not be shown."""


def main() -> None:
    """Show the notification of stdin, and print what came of it."""
    wanted = json.load(sys.stdin)
    # Nothing else that prints may get into the answer.
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        detail = show(
            str(wanted["title"]), str(wanted["body"]), str(wanted["tag"]), gentle=wanted["gentle"]
        )
        answer = {"ok": True, "detail": detail}
    except NotShown as reason:
        answer = {"ok": False, "detail": str(reason)}
    except Exception as error:  # noqa: BLE001 - desktops fail in many ways; the answer says how
        answer = {"ok": False, "detail": f"showing it failed: {type(error).__name__}"}
    json.dump(answer, out)


def show(title: str, body: str, tag: str, *, gentle: bool) -> str:
    """Hand a notification to the desktop; return what took it, or raise NotShown."""
    urgency = "low" if gentle else "normal"
    server = "the desktop"
    if sys.platform.startswith("linux"):
        server, knows_markup = _server()
        if knows_markup:
            body = escape(body, quote=False)
        if not _has_dbus_python():
            # notify-send reads “\n” in a body as a newline.
            body = body.replace("\\", "\\\\")
    with warnings.catch_warnings(), _noting_failures() as exit_codes:
        warnings.simplefilter("ignore")
        from plyer import notification

        # Not plyer's `notify`: it passes no expiry to notify-send, so a nudge would stay until it
        # is clicked away.
        notification._notify(  # noqa: SLF001 - see above
            title=_not_an_option(title) or APP_NAME,
            message=_not_an_option(body),
            app_name=APP_NAME,
            app_icon=str(ICON),
            timeout=SHOWN_FOR_SECONDS,
            expire_time=str(SHOWN_FOR_SECONDS * 1000),
            # `hint` is for notify-send, `hints` for D-Bus; each ignores the other.
            urgency=urgency,
            hint=f"string:{SAME_PLACE}:{tag}",
            hints=_hints(tag, urgency) if _has_dbus_python() else {},
        )
    if any(exit_codes):
        raise NotShown(f"notify-send failed (exit {exit_codes[-1]})")
    return f"handed over to {server}"


@contextmanager
def _noting_failures() -> Iterator[list[int]]:
    """Collect the exit codes of the programs that plyer calls; plyer ignores them."""
    exit_codes: list[int] = []
    call = subprocess.call

    def noting(command: Sequence[str]) -> int:
        # Its output must not get into the answer.
        exit_codes.append(call(command, stdout=subprocess.DEVNULL))
        return exit_codes[-1]

    subprocess.call = noting  # type: ignore[assignment] # only what plyer passes
    try:
        yield exit_codes
    finally:
        subprocess.call = call


def _not_an_option(text: str) -> str:
    """Return a text that notify-send doesn't take for an option."""
    return f" {text}" if text.startswith("-") else text


def _server() -> tuple[str, bool]:
    """Return the notification server's name and whether it reads markup, or raise NotShown."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import DBusErrorResponse, unwrap_msg

    os.environ["DBUS_SESSION_BUS_ADDRESS"] = session_bus()  # plyer looks there
    address = DBusAddress("/org/freedesktop/Notifications", bus_name=_BUS, interface=_BUS)
    try:
        with open_dbus_connection(bus="SESSION") as connection:

            def ask(method: str) -> tuple[object, ...]:
                call = new_method_call(address, method)
                answer: tuple[object, ...] = unwrap_msg(
                    connection.send_and_get_reply(call, timeout=ANSWER_WITHIN_SECONDS)
                )
                return answer

            name, _vendor, version, _spec = ask("GetServerInformation")
            (capabilities,) = ask("GetCapabilities")
    except DBusErrorResponse as error:
        raise NotShown(f"no notification server answers ({error.name})") from None
    except TimeoutError:
        raise NotShown("the notification server does not answer") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise NotShown(f"the session bus can't be reached ({type(error).__name__})") from None
    if not which("notify-send") and not _has_dbus_python():
        raise NotShown("notify-send is missing: install your system's libnotify (libnotify-bin)")
    return f"{name} {version}", "body-markup" in capabilities  # type: ignore[operator] # a list of names


def _hints(tag: str, urgency: str) -> dict[str, object]:
    import dbus  # type: ignore[import-not-found] # there where the system has it

    return {SAME_PLACE: tag, "urgency": dbus.Byte(_URGENCIES[urgency])}


def session_bus() -> str:
    """Return the address of the session's bus, or raise NotShown."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    bus = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / "bus"
    if not bus.exists():
        raise NotShown("there is no desktop session here (no session bus)")
    return f"unix:path={bus}"


def _has_dbus_python() -> bool:
    from importlib.util import find_spec

    return find_spec("dbus") is not None


if __name__ == "__main__":
    main()
