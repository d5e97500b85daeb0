"""The settings: every key and its values, broken files, and `holdfast config`."""

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import an_editor
from conftest import Commands, Processes
from holdfast.setting_keys import KEYS
from holdfast.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

# For each setting: good values in TOML, and how `config show` prints them.
SWITCHES = ("patience", "check_ins", "risky_hours", "reflection", "requests", "weekly_report")
ON_OFF = {"true": "true", "false": "false"}
GOOD = {
    **{f"nudges.{name}": ON_OFF for name in (*SWITCHES, "discreet")},
    "person.time_zone": {'""': '""', '"Europe/Berlin"': '"Europe/Berlin"', '"UTC"': '"UTC"'},
    "person.sleep": {
        '"22:00-08:00"': '"22:00-08:00"',
        '"1:05 - 9:00"': '"01:05-09:00"',
        '"00:00-00:00"': '"00:00-00:00"',
    },
    "person.country": {'""': '""', '"de"': '"DE"', '"UK"': '"GB"'},
    "cooldown.delay": {'"1h"': '"1h"', '"7d"': '"7d"', '"1d12h"': '"36h"', '"90m"': '"90m"'},
    "cooldown.pause": {'"10m"': '"10m"', '"7d"': '"7d"', '"24h"': '"24h"'},
    "nudges.reflection_at": {'"20:00"': '"20:00"', '"7:30"': '"07:30"'},
    "nudges.unasked_a_day": {"0": "0", "1": "1", "3": "3"},
    "nudges.quiet": {'""': '""', '"21:00-9:00"': '"21:00-09:00"'},
    "report.weekday": {'"monday"': '"monday"', '"Sunday"': '"sunday"'},
    "report.time": {'"09:00"': '"09:00"', '"0:00"': '"00:00"', '"23:59"': '"23:59"'},
}
BAD = {
    **{f"nudges.{name}": ["1", '"yes"'] for name in (*SWITCHES, "discreet")},
    "person.time_zone": ["7", "true", '"Mars/Olympus"', '"../../etc/passwd"', "[]", '"Europe"'],
    "person.sleep": ["22", '"22:00"', '"late"', '"25:00-08:00"', '"22:60-08:00"', '"-"', "[]"],
    "person.country": ["7", '"Germany"', '"D"', '"4D"'],
    "cooldown.delay": ["24", '"59m"', '"8d"', '"1 month"', '""', "true", '"soon"', "1.5"],
    "cooldown.pause": ["24", '"9m"', '"8d"', '"1 month"', '""', "false", "{}"],
    "nudges.reflection_at": ["20", '"24:00"', '""', "false"],
    "nudges.unasked_a_day": ["4", "-1", "1.0", "true", '"one"'],
    "nudges.quiet": ["0", "false", '"22:00"', "[]"],
    "report.weekday": ["0", '"mon"', '"montag"', '""', "true", "2026-11-20"],
    "report.time": ["9", '"9"', '"24:00"', '"09:60"', '"nine"', '"09:00:00"', "09:00:00"],
}


def write(holdfast: Commands, text: str | bytes) -> Path:
    """Write the person's config file."""
    path = holdfast.app.folders.config
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def state(key: str, value: str) -> str:
    section, name = key.split(".")
    return f"[{section}]\n{name} = {value}\n"


def pairs(table: dict[str, list[str]] | dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [(key, value) for key, values in table.items() for value in values]


def test_the_tables_of_values_have_every_setting() -> None:
    assert set(GOOD) == set(BAD) == {str(key) for key in KEYS}


@pytest.mark.parametrize(("key", "value"), pairs(GOOD))
def test_a_good_value_is_shown_with_its_file(holdfast: Commands, key: str, value: str) -> None:
    path = write(holdfast, state(key, value))
    holdfast.ok("config", "check")
    shown = {one["key"]: one for one in holdfast.ok("config", "show", "--json").json}
    assert shown[key] == {"key": key, "value": GOOD[key][value], "source": str(path)}
    others = [one["source"] for name, one in shown.items() if name != key]
    assert set(others) == {"default"}


@pytest.mark.parametrize(("key", "value"), pairs(BAD))
def test_a_bad_value_is_reported_with_its_file_its_key_and_what_is_expected(
    holdfast: Commands, key: str, value: str
) -> None:
    path = write(holdfast, state(key, value))
    said = holdfast("config", "check")
    (expects,) = [one.expects for one in KEYS if str(one) == key]
    assert (said.code, said.out) == (1, "")
    begins = f"Error: In {path}: {key} takes {expects}, not "
    ends = ".\nTry: holdfast config edit\n"
    assert said.err.startswith(begins)
    assert said.err.endswith(ends)
    found = said.err.removeprefix(begins).removesuffix(ends)
    assert found in {value, "a list", "a table", value.strip('"')}


def test_a_file_of_another_system_is_read(holdfast: Commands) -> None:
    write(holdfast, b'\xef\xbb\xbf# sch\xf6n\r\n[cooldown]\r\npause = "2d"\r\n')
    assert "2d" in holdfast.ok("config", "show").out


UNUSABLE: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("[person\n", "the file isn't valid TOML: "),
    "unknown key": (
        "[person]\nsleeps = 1\n",
        "person.sleeps isn't a setting.",
    ),
    "old key": ("[nudges]\nchanges = true\n", "nudges.changes is called nudges.requests now."),
    "unknown table": (
        "[persons]\n",
        "persons isn't a setting. The settings here: cooldown, ",
    ),
    "no table": ("person = 3\n", "person takes a table, [person], not 3."),
    "a number for hours": ("[person]\nsleep = 22\n", "person.sleep takes two times"),
    "wrong type": ('[nudges]\npatience = "on"\n', "nudges.patience takes true or false"),
    "wrong value": ('[cooldown]\npause = "1m"\n', "cooldown.pause takes a length"),
}


def each_with(words: str, what: str, *others: str) -> list[tuple[str, str]]:
    """Pair one command with every kind of broken file, and the other commands with one of them."""
    return [*((words, one) for one in UNUSABLE), *((other, what) for other in others)]


@pytest.mark.parametrize(
    ("words", "what"),
    each_with(
        "config check",
        "wrong value",
        "config show",
        "cooldown start 3d",
        "init --contact Sam --length 3d",
    ),
)
def test_a_broken_file_stops_commands_that_depend_on_its_settings(
    holdfast: Commands, words: str, what: str
) -> None:
    holdfast.ok("log", typed="a message")
    text, sentence = UNUSABLE[what]
    path = write(holdfast, text)
    said = holdfast(*words.split())
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"Error: In {path}: {sentence}")
    assert said.err.endswith("\nTry: holdfast config edit\n")


@pytest.mark.parametrize(
    ("words", "what"), each_with("log", "wrong type", "status", "check", "let-go 1", "")
)
def test_a_broken_file_stops_no_command_of_a_hard_night_and_is_noted(
    process: Processes, holdfast: Commands, words: str, what: str
) -> None:
    holdfast.ok("log", typed="a message")
    text, sentence = UNUSABLE[what]
    path = write(holdfast, text)
    done = process(*words.split(), typed="another")
    assert done.returncode in {0, 10}
    assert done.stdout
    assert done.stderr.startswith(f"Note: In {path}: {sentence}")
    assert "Until you fix that, Holdfast uses the defaults." in done.stderr
    assert done.stderr.endswith("To fix it: holdfast config edit\n")
    assert done.stderr.count("Note:") == 1


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (Path.mkdir, "can't be read: "),  # even root can't read it as a file
        (os.mkfifo, "is a pipe, not a file."),  # reading it would wait forever
    ],
)
def test_a_file_that_can_not_be_read_is_reported(
    process: Processes, holdfast: Commands, make: Callable[[Path], object], trouble: str
) -> None:
    path = write(holdfast, "")
    path.unlink()
    make(path)
    done = process("config", "show")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: In {path}: the file {trouble}")
    assert process("log", typed="a message").returncode == 0


def test_the_example_file_has_every_setting_with_its_default_and_a_comment() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    document = tomllib.loads(text)
    defaults = Settings()
    assert {section: list(names) for section, names in document.items()} == {
        key.section: [one.name for one in KEYS if one.section == key.section] for key in KEYS
    }
    for key in KEYS:
        assert key.read(document[key.section][key.name]) == key.of(defaults)
        assert f"{key.name} = {key.say(key.of(defaults))}\n" in text
    for block in re.findall(r"^(?:\w+ = .+\n)+", text, re.MULTILINE):
        before = text[: text.index(block)].splitlines()[-1]
        assert before.startswith("# "), block


def test_config_show_prints_each_value_and_where_it_comes_from(holdfast: Commands) -> None:
    write(holdfast, '[cooldown]\npause = "2h"\n')
    lines = holdfast.ok("config", "show").out.splitlines()
    assert [line.split() for line in lines[:6]] == [
        ["Setting", "Value", "From"],
        ["person.time_zone", '""'],
        ["person.sleep", "22:00-08:00"],
        ["person.country", '""'],
        ["cooldown.delay", "24h"],
        ["cooldown.pause", "2h", "file"],
    ]
    assert [line.split()[0] for line in lines[1:]] == [str(key) for key in KEYS]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("cooldown.pause", "90 minutes", "90m"),
        ("cooldown.delay", "2d", "2d"),
        ("nudges.patience", "off", "false"),
        ("nudges.reflection", "TRUE", "true"),
        ("nudges.unasked_a_day", "3", "3"),
        ("nudges.quiet", "21:00-9:00", "21:00-09:00"),
        ("person.time_zone", "Europe/Berlin", "Europe/Berlin"),
        ("report.weekday", "Sunday", "sunday"),
    ],
)
def test_config_set_changes_one_setting_and_get_prints_it(
    holdfast: Commands, key: str, typed: str, value: str
) -> None:
    path = write(holdfast, "# mine\n[report]\ntime = '10:00' # late\n")
    before = holdfast.ok("config", "get", key).out.strip()
    said = holdfast.ok("config", "set", key, typed).out
    assert said.startswith(f"{key} is now {value} (before: {before}).\n")
    assert holdfast.ok("config", "get", key).out == f"{value}\n"
    assert holdfast.ok("config", "set", key, typed).out == f"{key} is {value} already.\n"
    assert path.read_text().startswith("# mine\n[report]\ntime = '10:00' # late\n")


@pytest.mark.parametrize(
    ("words", "code", "sentence", "way_out"),
    [
        ("set pause 2h", 1, 'There is no setting "pause".', "config set cooldown.pause 2h"),
        ("get cooldown.puase", 1, "There is no setting", "holdfast config get cooldown.pause"),
        ("get zzz", 1, 'There is no setting "zzz".', "holdfast config show"),
        ("set cooldown.pause soon", 2, 'takes a length from "10m" to "7d", not "soon".', ""),
        ("set cooldown.delay 1m", 2, 'takes a length from "1h" to "7d", not "1m".', ""),
        ("set nudges.patience 1", 2, 'takes true or false, not "1".', ""),
        ("set nudges.unasked_a_day 4", 2, 'takes a number from 0 to 3, not "4".', ""),
        (f"set person.sleep {'2' * 5000}", 2, 'takes two times such as "22:00-08:00"', ""),
    ],
)
def test_config_set_refuses_what_no_setting_takes_and_changes_nothing(
    holdfast: Commands, words: str, code: int, sentence: str, way_out: str
) -> None:
    path = write(holdfast, "# mine\n")
    said = holdfast("config", *words.split())
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert way_out in said.err
    assert path.read_text() == "# mine\n"


def test_config_set_does_not_change_a_broken_file(holdfast: Commands) -> None:
    path = write(holdfast, "[person\n")
    said = holdfast("config", "set", "cooldown.pause", "2h")
    assert (said.code, path.read_text()) == (1, "[person\n")
    assert "isn't valid TOML" in said.err


def test_the_config_option_chooses_another_file(process: Processes, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[cooldown]\npause = "2h"\n')
    assert process("--config", str(other), "config", "path").stdout == f"{other}\n"
    assert process("--config", str(other), "config", "get", "cooldown.pause").stdout == "2h\n"
    assert process("config", "get", "cooldown.pause").stdout == "24h\n"


def test_config_edit_begins_with_the_example_file(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", an_editor(tmp_path, f'cp "$1" {tmp_path}/seen'))
    path = holdfast.app.folders.config
    assert holdfast.ok("config", "edit").out == f"{path} is fine.\n"
    assert (tmp_path / "seen").read_text() == EXAMPLE.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_config_edit_reports_a_broken_result_and_keeps_it(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(holdfast, "# mine\n")
    monkeypatch.setenv("EDITOR", an_editor(tmp_path, 'echo "[cooldown" >> "$1"'))
    said = holdfast("config", "edit")
    assert said.code == 1
    assert said.err.startswith(
        f"Error: In {holdfast.app.folders.config}: the file isn't valid TOML: "
    )
    assert holdfast.app.folders.config.read_text() == "# mine\n[cooldown\n"


@pytest.mark.parametrize("words", ["status", "log --no-draft", "config check", "list --json"])
def test_a_missing_file_of_the_config_option_is_noted_and_the_defaults_apply(
    process: Processes, tmp_path: Path, words: str
) -> None:
    none = tmp_path / "none.toml"
    done = process("--config", str(none), *words.split())
    assert (done.returncode, done.stderr) == (
        0,
        f"Note: There is no file {none}. The defaults are used.\n",
    )
    assert done.stdout
    assert not none.exists()
