"""The text of the files that start Holdfast at login and from the menu, each with its quoting."""

import json
import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.desktop.folders import Folders, base_folder
from holdfast.errors import Refused

GRAPHICAL, DEFAULT = "graphical-session.target", "default.target"
MARK = "# Written by holdfast daemon install, removed by holdfast daemon uninstall."
_PLAIN = re.compile(r"[A-Za-z0-9_@:+,./=-]+")
_UNIT_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "%": "%%"})
_ENTRY_ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "`": r"\`", "$": r"\$", "%": "%%"},
)
_STRING_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_BESIDE_THE_SESSION = """\
# Reminders are shown on the desktop, so they start and end with its session.
After=graphical-session.target
PartOf=graphical-session.target
"""
_UNIT = """\
{mark}
# To change it: systemctl --user edit holdfast.service
# Home: {home}
# Python: {python}

[Unit]
Description=Holdfast reminders
{beside}# Not restarted forever: messages stay on hold without it.
StartLimitIntervalSec=5min
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
# “:” takes what follows as it is: a “$” in a path is no variable.
ExecStart=:{command}
{environment}
# 75 asks for a restart: a newer program is there, or another one keeps the database locked.
# 1 means that it can't run, and says why (another daemon runs, the config can't be used): a
# restart would not help.
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=1
# It reports after each tick, every 30 seconds. A locked database and a desktop that hangs can
# delay a tick by a minute or two; after five minutes it has hung.
WatchdogSec=5min
TimeoutStopSec=15

# What a user's unit can have without privileges. Not PrivateTmp=, ProtectSystem=, ProtectHome=
# and others that mount: they need a user namespace, which many systems forbid. Not ProtectClock=
# and SystemCallFilter=@system-service: they forbid asking whether the network has set the clock.
# Not MemoryDenyWriteExecute=: some builds of libffi, which Python's ctypes needs, don't load then.
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX
SystemCallArchitectures=native
UMask=0077
# A core dump would hold what a person wrote.
LimitCORE=0

[Install]
WantedBy={target}
"""
_ENTRY = """\
{mark}
# Home: {home}
# Python: {python}
[Desktop Entry]
Type=Application
Version=1.0
Name=Holdfast
Comment=Turns on Holdfast's reminders
Exec={command}
Terminal=false
NoDisplay=true
"""
_LAUNCHER = """\
{mark}
# Home: {home}
[Desktop Entry]
Type=Application
Version=1.0
Name=Holdfast
GenericName=Write it here instead
Comment=Write the message here. It is never sent.
Exec={command}
Icon={icon}
Terminal=true
Categories=Utility;
X-GNOME-UsesNotifications=true
"""


@dataclass(frozen=True)
class Start:
    """What to start at login, and for which home."""

    python: str
    home: str
    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    """The variables that decide where that home's files are."""


def start_for(folders: Folders, environment: Mapping[str, str]) -> Start:
    """Return what starts a home's daemon with the Python that runs this."""
    config = ("--config", str(folders.config.absolute())) if folders.config_is_theirs else ()
    carried: tuple[tuple[str, str], ...]
    if environment.get("HOLDFAST_HOME"):
        carried = (("HOLDFAST_HOME", folders.home_text),)
    else:
        carried = tuple(
            (name, folder)
            for name, usual in _USUAL.items()
            if (folder := base_folder(environment, name, usual)) != base_folder({}, name, usual)
        )
    words = (sys.executable, "-P", "-m", "holdfast", *config)
    return Start(sys.executable, folders.home_text, words, carried)


_OWN_LINES = {
    "i3": ("~/.config/i3/config", "exec --no-startup-id {}"),
    "sway": ("~/.config/sway/config", "exec {}"),
    "hyprland": ("~/.config/hypr/hyprland.conf", "exec-once = {}"),
}
_IN_PROFILE = ("~/.xprofile, or where else it starts its programs", "{} &")
_USUAL = {
    "XDG_DATA_HOME": "~/.local/share",
    "XDG_CONFIG_HOME": "~/.config",
    "XDG_STATE_HOME": "~/.local/state",
}


def unit_text(start: Start, target: str) -> str:
    """Return the unit for systemd's user manager; Refused if a path can't be in one."""
    _must_be_text(start)
    if set(start.python) & set("'\"\\") or _CONTROL.search(start.python):
        raise Refused(f"systemd can't start a program with this path: {start.python}.", _ELSEWHERE)
    return _UNIT.format(
        mark=MARK,
        home=_in_comment(start.home),
        python=_in_comment(start.python),
        beside=_BESIDE_THE_SESSION if target == GRAPHICAL else "",
        command=" ".join(map(in_unit, (*start.words, "daemon", "run"))),
        environment="".join(
            f"Environment={in_unit(f'{name}={value}')}\n" for name, value in start.environment
        ),
        target=target,
    )


def entry_text(start: Start) -> str:
    """Return the desktop's autostart entry; Refused if a path can't be in one."""
    # Not “start”: without systemd the daemon outlives its session, and still talks to the desktop
    # that has gone.
    return _ENTRY.format(
        mark=MARK,
        home=_in_comment(start.home),
        python=_in_comment(start.python),
        command=_in_exec(start, "daemon", "restart"),
    )


def launcher_text(start: Start, icon: str) -> str:
    """Return the entry for the desktop's menu; Refused if a path can't be in one."""
    command = _in_exec(start, "log")
    return _LAUNCHER.format(
        mark=MARK,
        home=_in_comment(start.home),
        command=command,
        icon=icon.translate(_STRING_ESCAPES),
    )


def _in_exec(start: Start, *command: str) -> str:
    _must_be_text(start)
    if "=" in start.python:
        raise Refused(
            f"A desktop can't start a program with this path: {start.python}.", _ELSEWHERE
        )
    return " ".join(map(in_entry, _at_a_desktop(start, *command)))


def own_line(start: Start, desktop: str) -> tuple[str, str]:
    """Return the config file of a desktop that reads no entries, and the line to add there."""
    file, line = _OWN_LINES.get(desktop.casefold(), _IN_PROFILE)
    return file, line.format(shlex.join(_at_a_desktop(start, "daemon", "restart")))


def _at_a_desktop(start: Start, *command: str) -> tuple[str, ...]:
    carried = tuple(f"{name}={value}" for name, value in start.environment)
    return (*(("env", *carried) if carried else ()), *start.words, *command)


def in_unit(word: str) -> str:
    """Quote a word for a unit's ExecStart= or Environment=."""
    if _PLAIN.fullmatch(word):
        return word
    escaped = word.translate(_UNIT_ESCAPES)
    quoted = _CONTROL.sub(lambda found: rf"\x{ord(found[0]):02x}", escaped)
    return f'"{quoted}"'


def in_entry(word: str) -> str:
    """Quote a word for an entry's Exec=: first as an argument, then as part of a string."""
    quoted = word if _PLAIN.fullmatch(word) else f'"{word.translate(_ENTRY_ESCAPES)}"'
    return quoted.translate(_STRING_ESCAPES)


def said_in(text: str, name: str) -> str | None:
    """Return the home or the Python that a file of ours names; None if it is not ours."""
    if not text.startswith(f"{MARK}\n"):
        return None
    found = re.search(rf"^# {name}: (.*)$", text, re.MULTILINE)
    try:
        return str(json.loads(found[1])) if found else ""
    except ValueError:
        return ""


def _in_comment(path: str) -> str:
    # A path may contain a newline.
    return json.dumps(path, ensure_ascii=False)


def _must_be_text(start: Start) -> None:
    words = (*start.words, start.home, *(value for _, value in start.environment))
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = word.encode(errors="backslashreplace").decode()
            raise Refused(f"A path that isn't text can't be started at login: {shown}.") from None


_ELSEWHERE = "an installation elsewhere"
