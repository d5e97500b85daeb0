"""The settings: every key, what is said of a file that can't be used, and who goes on without."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import Commands, Processes
from holdfast.config import KEYS
from holdfast.domain.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

# Each setting: values that fit, as TOML has them, and how `config show` says them.
GOOD = {
    "person.time_zone": {'""': '""', '"Europe/Berlin"': '"Europe/Berlin"', '"UTC"': '"UTC"'},
    "person.sleep": {
        '"22:00-08:00"': '"22:00-08:00"',
        '"1:05 - 9:00"': '"01:05-09:00"',
        '"00:00-00:00"': '"00:00-00:00"',
    },
    "cooldown.delay": {'"1h"': '"1h"', '"7d"': '"7d"', '"1d12h"': '"36h"', '"90m"': '"90m"'},
    "cooldown.pause": {'"10m"': '"10m"', '"7d"': '"7d"', '"24h"': '"24h"'},
    "nudges.patience": {"true": "true", "false": "false"},
    "nudges.check_ins": {"true": "true", "false": "false"},
    "nudges.risky_hours": {"true": "true", "false": "false"},
    "nudges.reflection": {"true": "true", "false": "false"},
    "nudges.reflection_at": {'"20:00"': '"20:00"', '"7:30"': '"07:30"'},
    "nudges.changes": {"true": "true", "false": "false"},
    "nudges.weekly_report": {"true": "true", "false": "false"},
    "nudges.unasked_a_day": {"0": "0", "1": "1", "3": "3"},
    "nudges.quiet": {'""': '""', '"21:00-9:00"': '"21:00-09:00"'},
    "nudges.discreet": {"true": "true", "false": "false"},
    "report.weekday": {'"monday"': '"monday"', '"Sunday"': '"sunday"'},
    "report.time": {'"09:00"': '"09:00"', '"0:00"': '"00:00"', '"23:59"': '"23:59"'},
}
BAD = {
    "person.time_zone": ["7", "true", '"Mars/Olympus"', '"../../etc/passwd"', "[]", '"Europe"'],
    "person.sleep": ["22", '"22:00"', '"late"', '"25:00-08:00"', '"22:60-08:00"', '"-"', "[]"],
    "cooldown.delay": ["24", '"59m"', '"8d"', '"1 month"', '""', "true", '"soon"', "1.5"],
    "cooldown.pause": ["24", '"9m"', '"8d"', '"1 month"', '""', "false", "{}"],
    "nudges.patience": ["1", "0", '"true"', '"yes"', "[]"],
    "nudges.check_ins": ["1", '"false"'],
    "nudges.risky_hours": ["1", '"on"'],
    "nudges.reflection": ["0", '"20:00"'],
    "nudges.reflection_at": ["20", '"24:00"', '""', "false"],
    "nudges.changes": ['"off"'],
    "nudges.weekly_report": ["1", '"no"'],
    "nudges.unasked_a_day": ["4", "-1", "1.0", "true", '"one"'],
    "nudges.quiet": ["0", "false", '"22:00"', "[]"],
    "nudges.discreet": ["0", '"no"'],
    "report.weekday": ["0", '"mon"', '"montag"', '""', "true", "2026-11-20"],
    "report.time": ["9", '"9"', '"24:00"', '"09:60"', '"nine"', '"09:00:00"', "09:00:00"],
}


def write(holdfast: Commands, text: str | bytes) -> Path:
    """Put a config file where the person has theirs."""
    path = holdfast.app.folders.config
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def state(key: str, value: str) -> str:
    section, name = key.split(".")
    return f"[{section}]\n{name} = {value}\n"


def pairs(table: dict[str, list[str]] | dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [(key, value) for key, values in table.items() for value in values]


def test_the_tables_here_know_every_setting() -> None:
    assert list(GOOD) == list(BAD) == [str(key) for key in KEYS]


@pytest.mark.parametrize(("key", "value"), pairs(GOOD))
def test_a_value_that_fits_is_taken_and_shown_with_its_file(
    holdfast: Commands, key: str, value: str
) -> None:
    path = write(holdfast, state(key, value))
    holdfast.ok("config", "check")
    shown = {one["key"]: one for one in holdfast.ok("config", "show", "--json").json}
    assert shown[key] == {"key": key, "value": GOOD[key][value], "source": str(path)}
    others = [one["source"] for name, one in shown.items() if name != key]
    assert set(others) == {"default"}


@pytest.mark.parametrize(("key", "value"), pairs(BAD))
def test_a_value_that_does_not_fit_names_file_key_found_and_expected(
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


UNUSABLE: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("[person\n", "it isn't TOML: "),
    "no UTF-8": (b'[person]\ntime_zone = "\xff"\n', "it isn't text in UTF-8."),
    "unknown key": ("[person]\nsleeps = 1\n", "person.sleeps is no setting; known here: sleep, t"),
    "unknown table": ("[persons]\n", "persons is no setting; known here: cooldown, nudges, "),
    "no table": ("person = 3\n", "person is 3; expected is a table: [person]."),
    "a number for hours": ("[person]\nsleep = 22\n", "person.sleep is 22; expected is two times"),
    "wrong type": ('[nudges]\npatience = "on"\n', 'nudges.patience is "on"; expected is true'),
    "wrong value": ('[cooldown]\npause = "1m"\n', 'cooldown.pause is "1m"; expected is a length'),
}


def each_with(words: str, what: str, *others: str) -> list[tuple[str, str]]:
    """Pair one command with every kind of unusable file, and other commands with one of them."""
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
def test_a_file_that_can_not_be_used_ends_what_promises_its_settings(
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
def test_what_is_needed_at_two_in_the_morning_goes_on_with_the_defaults_and_a_note(
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


@pytest.mark.parametrize(
    ("words", "what"), each_with("log", "no TOML", "rate 1 5", "let-go 1", "status", "check", "")
)
def test_no_file_keeps_anybody_from_these(holdfast: Commands, words: str, what: str) -> None:
    holdfast.ok("log", typed="a message")
    write(holdfast, UNUSABLE[what][0])
    said = holdfast(*words.split(), typed="another")
    assert said.code == (10 if words == "check" else 0)
    assert said.err == ""


def test_a_file_that_may_not_be_read_is_said(process: Processes, holdfast: Commands) -> None:
    path = write(holdfast, "")
    path.unlink()
    path.mkdir()  # even root can't read it as a file
    done = process("config", "show")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: In {path}: it can't be read: ")
    assert process("log", typed="a message").returncode == 0


def test_one_that_can_be_read_only_once_is_said_and_promises_nothing(process: Processes) -> None:
    piped = f"{sys.executable} -m holdfast --config <(echo '[cooldown]'; echo 'delay = \"7d\"')"
    done = subprocess.run(
        ["bash", "-c", f"{piped} cooldown start 30d"],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "it can't be read more than once.\nTry: --config with a file\n" in done.stderr
    assert process("--config", os.devnull, "cooldown", "start", "30d").returncode == 0


def test_the_example_has_every_setting_with_its_default_and_a_comment_above() -> None:
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


def test_show_says_each_value_and_where_it_comes_from(holdfast: Commands) -> None:
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
        "nudges.changes = true   (default)\n"
        "nudges.weekly_report = true   (default)\n"
        "nudges.unasked_a_day = 1   (default)\n"
        'nudges.quiet = ""   (default)\n'
        "nudges.discreet = true   (default)\n"
        'report.weekday = "monday"   (default)\n'
        'report.time = "09:00"   (default)\n'
    )


def test_path_says_where_the_file_is_or_would_be(holdfast: Commands) -> None:
    assert holdfast.ok("config", "path").out == f"{holdfast.app.folders.config}\n"
    assert not holdfast.app.folders.home.exists()


def test_check_without_a_file_is_fine(holdfast: Commands) -> None:
    assert holdfast.ok("config", "check").out == "There is no config file; the defaults hold.\n"


def test_a_setting_is_the_next_promises_default_and_no_running_ones(holdfast: Commands) -> None:
    holdfast.ok("cooldown", "start", "30d", "--contact", "Sam")
    write(holdfast, '[cooldown]\ndelay = "3d"\npause = "2h"\n')
    running = holdfast.ok("cooldown", "show", "--json").json
    assert (running["delay_seconds"], running["pause_seconds"]) == (86_400, 86_400)
    holdfast.ok("contact", "add", "Robin")
    started = holdfast.ok("cooldown", "start", "3d", "--contact", "Robin", "--json").json
    assert (started["delay_seconds"], started["pause_seconds"]) == (3 * 86_400, 2 * 3600)


def test_the_configured_zone_goes_before_the_systems(holdfast: Commands) -> None:
    write(holdfast, '[person]\ntime_zone = "Asia/Tokyo"\n')
    urge = holdfast.ok("log", "--no-draft", "--at", "2026-11-20 18:00", "--json").json["urge"]
    assert urge["felt_at"] == "2026-11-20T09:00:00Z"


def test_another_file_can_be_named(process: Processes, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[cooldown]\npause = "2h"\n')
    assert process("--config", str(other), "config", "path").stdout == f"{other}\n"
    assert (
        f'cooldown.pause = "2h"   ({other})'
        in process("--config", str(other), "config", "show").stdout
    )
    assert '"24h"   (default)' in process("config", "show").stdout


def editor(folder: Path, script: str) -> str:
    program = folder / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_edit_begins_with_every_setting_explained(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, f'cp "$1" {tmp_path}/seen'))
    path = holdfast.app.folders.config
    assert holdfast.ok("config", "edit").out == f"{path} is fine.\n"
    assert (tmp_path / "seen").read_text() == EXAMPLE.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_edit_leaves_a_file_that_is_there_as_it_is(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(holdfast, '# mine\n[cooldown]\npause = "2h"\n')
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "# more" >> "$1"'))
    holdfast.ok("config", "edit")
    text = holdfast.app.folders.config.read_text()
    assert text == '# mine\n[cooldown]\npause = "2h"\n# more\n'


def test_edit_says_what_is_wrong_with_the_result_and_keeps_it(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "[cooldown" > "$1"'))
    said = holdfast("config", "edit")
    assert said.code == 1
    assert said.err.startswith(f"Error: In {holdfast.app.folders.config}: it isn't TOML: ")
    assert holdfast.app.folders.config.read_text() == "[cooldown\n"


def test_edit_without_an_editor_is_one_sentence(
    holdfast: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    said = holdfast("config", "edit")
    assert said.code == 1
    assert said.err.startswith("Error: The editor “/no/such/editor” could not be started")


@pytest.mark.parametrize(
    ("program", "way_out"),
    [
        ("/no/such/editor", "EDITOR=nano holdfast config edit, or another editor, with {}"),
        ("nano", "another editor, with {}"),
    ],
)
def test_an_editor_that_fails_is_said_with_how_to_edit_the_config_in_another_one(
    holdfast: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, way_out: str
) -> None:
    Path(editor(tmp_path, "exit 1")).rename(tmp_path / "nano")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("EDITOR", program)
    said = holdfast("config", "edit")
    assert said.code == 1
    assert said.err.endswith(f"\nTry: {way_out.format(holdfast.app.folders.config)}\n")
    assert "draft" not in said.err
    monkeypatch.setenv("EDITOR", editor(tmp_path, "true"))
    holdfast.ok("config", "edit")


@pytest.mark.parametrize("words", ["status", "log --no-draft", "config check", "list --json"])
def test_a_file_that_is_named_and_not_there_is_noted_and_the_defaults_hold(
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
