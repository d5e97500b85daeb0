"""The unit and the entry that start the daemon at login, and how each quotes odd paths."""

import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.desktop.autostart import may_not_read_entries
from holdfast.desktop.folders import find_folders
from holdfast.desktop.login_files import (
    DEFAULT,
    GRAPHICAL,
    MARK,
    Start,
    entry_text,
    in_entry,
    in_unit,
    own_line,
    said_in,
    start_for,
    unit_text,
)
from holdfast.errors import Refused
from needs import require_programs

ODD = ["/a b", "/a%b", "/a$b", "/a\\b", '/a"b', "/a'b", "/a`b", "/a\nb", "/ä/日", "/a;b", "/a#b"]


def start_in(home: str, *, python: str = sys.executable) -> Start:
    words = (python, "-P", "-m", "holdfast", "--config", f"{home}/config.toml")
    return Start(python, home, words, (("HOLDFAST_HOME", home),))


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/usr/bin/python3", "/usr/bin/python3"),
        ("/a b", '"/a b"'),
        ("/50%", '"/50%%"'),
        ("/a$b", '"/a$b"'),  # no variable after “:”
        ("/a\\b", r'"/a\\b"'),
        ('/a"b', r'"/a\"b"'),
        ("/a'b", '"/a\'b"'),
        ("/a\nb", r'"/a\x0ab"'),
        ("/ä", '"/ä"'),
        ("", '""'),
    ],
)
def test_a_unit_quotes_what_systemd_would_read_differently(word: str, quoted: str) -> None:
    assert in_unit(word) == quoted


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/usr/bin/python3", "/usr/bin/python3"),
        ("/a b", '"/a b"'),
        ("/50%", '"/50%%"'),
        ("/a$b", r'"/a\\$b"'),
        ("/a`b", r'"/a\\`b"'),
        ("/a\\b", r'"/a\\\\b"'),
        ('/a"b', r'"/a\\"b"'),
        ("/a'b", '"/a\'b"'),
        ("/a\nb", r'"/a\nb"'),
        ("/ä", '"/ä"'),
    ],
)
def test_an_entry_quotes_a_word_as_an_argument_and_then_as_a_string(word: str, quoted: str) -> None:
    assert in_entry(word) == quoted


@pytest.mark.parametrize("home", ODD)
def test_an_entrys_command_is_read_back_as_it_was_meant(home: str) -> None:
    (line,) = [one for one in entry_text(start_in(home)).splitlines() if one.startswith("Exec=")]
    string = line.removeprefix("Exec=").encode().decode("unicode_escape").encode("latin-1").decode()
    # Within double quotes a shell has the same escapes; “%%” is the desktop's own.
    said = subprocess.run(
        ["sh", "-c", f'for word in {string}; do printf "%s\\0" "$word"; done'],
        capture_output=True,
        text=True,
        check=True,
    )
    words = [word.replace("%%", "%") for word in said.stdout.split("\0")[:-1]]
    assert words == ["env", f"HOLDFAST_HOME={home}", *start_in(home).words, "daemon", "restart"]


@pytest.mark.parametrize("target", [GRAPHICAL, DEFAULT])
@pytest.mark.parametrize("home", ["/home/sam", *ODD])
def test_a_unit_passes_systemds_own_check(tmp_path: Path, home: str, target: str) -> None:
    require_programs("systemd-analyze")
    unit = tmp_path / "holdfast.service"
    unit.write_text(unit_text(start_in(home), target))
    verified = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(unit)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = verified.stdout + verified.stderr
    assert verified.returncode == 0, said
    assert "holdfast" not in said  # other units' faults are not ours


@pytest.mark.parametrize("home", ["/home/sam", *ODD])
def test_an_entry_passes_the_desktops_own_check(tmp_path: Path, home: str) -> None:
    require_programs("desktop-file-validate")
    entry = tmp_path / "holdfast.desktop"
    entry.write_text(entry_text(start_in(home)))
    said = subprocess.run(
        ["desktop-file-validate", str(entry)], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@pytest.mark.parametrize("home", ["/home/sam", *ODD])
def test_both_files_name_their_home_and_their_python(home: str) -> None:
    for text in (unit_text(start_in(home), DEFAULT), entry_text(start_in(home))):
        assert said_in(text, "Home") == home
        assert said_in(text, "Python") == sys.executable


@pytest.mark.parametrize(
    ("text", "home"),
    [
        *((text, None) for text in ("", "[Unit]\n", "# Home: /home/sam\n", "\x00")),
        *((f"{MARK}\n{rest}", "") for rest in ("", "# Home: ?\n")),
    ],
)
def test_a_file_without_our_mark_or_without_a_home_belongs_to_no_home(
    text: str, home: str | None
) -> None:
    assert said_in(text, "Home") == home


def test_a_unit_starts_and_ends_with_the_desktop_if_that_has_a_target() -> None:
    graphical, default = (unit_text(start_in("/h"), target) for target in (GRAPHICAL, DEFAULT))
    assert "PartOf=graphical-session.target\n" in graphical
    assert "WantedBy=graphical-session.target\n" in graphical
    # A target that is never started must not be waited for.
    assert "graphical-session.target" not in default
    assert "WantedBy=default.target\n" in default


def test_both_files_carry_only_the_variables_that_the_home_depends_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "/home/sam")
    plain = {"XDG_DATA_HOME": "/data", "XDG_STATE_HOME": "/home/sam/.local/state", "LANG": "de"}
    start = start_for(find_folders(plain), plain)
    assert start.environment == (("XDG_DATA_HOME", "/data"),)
    assert start.words == (sys.executable, "-P", "-m", "holdfast")
    chosen = {**plain, "HOLDFAST_HOME": "/home/sam/h"}
    start = start_for(find_folders(chosen, "/etc/h.toml"), chosen)
    assert start.environment == (("HOLDFAST_HOME", "/home/sam/h"),)
    assert start.words[4:] == ("--config", "/etc/h.toml")


@pytest.mark.parametrize("python", ['/a"b/python', "/a'b/python", "/a\\b/python", "/a\nb/python"])
def test_a_python_that_systemd_would_not_start_is_refused(python: str) -> None:
    with pytest.raises(Refused, match="systemd can't start a program with this path"):
        unit_text(start_in("/h", python=python), DEFAULT)


def test_a_python_that_a_desktop_would_not_start_is_refused() -> None:
    with pytest.raises(Refused, match="A desktop can't start a program with this path"):
        entry_text(start_in("/h", python="/a=b/python"))


def test_a_home_whose_path_is_no_text_is_refused() -> None:
    home = b"/h\xff".decode(errors="surrogateescape")
    for write in (entry_text, lambda start: unit_text(start, DEFAULT)):
        with pytest.raises(Refused, match="isn't text"):
            write(start_in(home))


@pytest.mark.parametrize(
    ("environment", "desktop"),
    [
        ({"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "DISPLAY": ":0"}, None),
        ({"XDG_CURRENT_DESKTOP": "KDE"}, None),
        ({"XDG_CURRENT_DESKTOP": "i3", "DISPLAY": ":0"}, "i3"),
        ({"XDG_SESSION_DESKTOP": "sway", "WAYLAND_DISPLAY": "wayland-1"}, "sway"),
        ({"DESKTOP_SESSION": "dwm", "DISPLAY": ":0"}, "dwm"),
        ({"DISPLAY": ":0"}, "This desktop"),
        ({}, None),
    ],
)
def test_only_desktops_that_are_known_to_read_entries_are_relied_on(
    environment: dict[str, str], desktop: str | None
) -> None:
    assert may_not_read_entries(environment) == desktop


@pytest.mark.parametrize(
    ("desktop", "file", "begins", "ends"),
    [
        ("i3", "~/.config/i3/config", "exec --no-startup-id env 'HOLDFAST_HOME=/a b' ", "restart"),
        ("sway", "~/.config/sway/config", "exec env 'HOLDFAST_HOME=/a b' ", "restart"),
        ("dwm", "~/.xprofile", "env 'HOLDFAST_HOME=/a b' ", "restart &"),
    ],
)
def test_for_other_desktops_there_is_a_line_for_their_own_config(
    desktop: str, file: str, begins: str, ends: str
) -> None:
    where, line = own_line(start_in("/a b"), desktop)
    assert where.startswith(file)
    assert line.startswith(begins)
    assert line.endswith(ends)
