"""The settings: every key and its values, broken files, and `holdfast config`."""

import re
import tomllib
from pathlib import Path

import pytest

from cli.conftest import an_editor
from conftest import Commands, Processes
from holdfast.config import KEYS
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
    found = re.escape(f"Error: In {path}: {key} is ") + r"(.+)" + re.escape("; expected is ")
    match = re.match(found, said.err)
    assert match
    assert match[1] in {value, "a list", "a table", value.strip('"')}
    assert said.err.endswith(f"; expected is {expects}.\nTry: holdfast config edit\n")


def test_a_file_of_another_system_is_read(holdfast: Commands) -> None:
    write(holdfast, b'\xef\xbb\xbf# sch\xf6n\r\n[cooldown]\r\npause = "2d"\r\n')
    assert 'pause = "2d"' in holdfast.ok("config", "show").out


UNUSABLE: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("[person\n", "it isn't TOML: "),
    "unknown key": ("[person]\nsleeps = 1\n", "person.sleeps is no setting; known here: sleep, t"),
    "old key": ("[nudges]\nchanges = true\n", "nudges.changes is called nudges.requests now."),
    "unknown table": ("[persons]\n", "persons is no setting; known here: cooldown, nudges, "),
    "no table": ("person = 3\n", "person is 3; expected is a table: [person]."),
    "a number for hours": ("[person]\nsleep = 22\n", "person.sleep is 22; expected is two times"),
    "wrong type": ('[nudges]\npatience = "on"\n', 'nudges.patience is "on"; expected is true'),
    "wrong value": ('[cooldown]\npause = "1m"\n', 'cooldown.pause is "1m"; expected is a length'),
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
    assert done.stderr.endswith("The defaults are used until it is mended.\n")
    assert done.stderr.count("Note:") == 1


def test_a_file_that_can_not_be_read_is_reported(process: Processes, holdfast: Commands) -> None:
    path = write(holdfast, "")
    path.unlink()
    path.mkdir()  # even root can't read it as a file
    done = process("config", "show")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: In {path}: it can't be read: ")
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
    path = write(holdfast, '[cooldown]\npause = "2h"\n')
    assert holdfast.ok("config", "show").out == (
        'person.time_zone = ""   (default)\n'
        'person.sleep = "22:00-08:00"   (default)\n'
        'cooldown.delay = "24h"   (default)\n'
        f'cooldown.pause = "2h"   ({path})\n'
        "nudges.patience = true   (default)\n"
        "nudges.check_ins = true   (default)\n"
        "nudges.risky_hours = true   (default)\n"
        "nudges.reflection = false   (default)\n"
        'nudges.reflection_at = "20:00"   (default)\n'
        "nudges.requests = true   (default)\n"
        "nudges.weekly_report = true   (default)\n"
        "nudges.unasked_a_day = 1   (default)\n"
        'nudges.quiet = ""   (default)\n'
        "nudges.discreet = true   (default)\n"
        'report.weekday = "monday"   (default)\n'
        'report.time = "09:00"   (default)\n'
    )


def test_the_config_option_chooses_another_file(process: Processes, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[cooldown]\npause = "2h"\n')
    assert process("--config", str(other), "config", "path").stdout == f"{other}\n"
    assert (
        f'cooldown.pause = "2h"   ({other})'
        in process("--config", str(other), "config", "show").stdout
    )
    assert '"24h"   (default)' in process("config", "show").stdout


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
    assert said.err.startswith(f"Error: In {holdfast.app.folders.config}: it isn't TOML: ")
    assert holdfast.app.folders.config.read_text() == "# mine\n[cooldown\n"


@pytest.mark.parametrize("words", ["status", "log --no-draft", "config check", "list --json"])
def test_a_missing_file_of_the_config_option_is_noted_and_the_defaults_apply(
    process: Processes, tmp_path: Path, words: str
) -> None:
    none = tmp_path / "none.toml"
    done = process("--config", str(none), *words.split())
    assert (done.returncode, done.stderr) == (
        0,
        f"Note: There is no {none}: the defaults hold.\n",
    )
    assert done.stdout
    assert not none.exists()
