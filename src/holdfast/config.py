"""The config file: reading it into checked settings, and setting one of them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from shlex import quote
from typing import Any

from holdfast.clock.length import parse_length
from holdfast.decoding import text_of
from holdfast.errors import ConfigError, NotFound, NotUnderstood
from holdfast.ledger.files import write_private
from holdfast.settings import MOST_A_DAY, Hours, Settings, check_delay, check_pause

_NOT_READ = (ValueError, TypeError, AttributeError, KeyError, NotUnderstood)
_SWITCHED = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_MOST_DIGITS = 9  # Python refuses to read thousands of them
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Key:
    """One setting: its place in the file, what it may be, how it is read and written."""

    section: str
    name: str
    field: str
    expects: str
    read: Callable[[Any], Any]
    say: Callable[[Any], str]

    def __str__(self) -> str:
        return f"{self.section}.{self.name}"

    def of(self, settings: Settings) -> Any:  # noqa: ANN401 - each setting has its own type
        """Return this setting's value."""
        return getattr(settings, self.field)


@dataclass(frozen=True)
class Setting:
    """A setting as `config show` prints it: its value in TOML, and where that comes from."""

    key: str
    value: str
    source: str


def load_settings(path: Path) -> Settings:
    """Return what the config file sets, else the defaults; raise ConfigError if it is wrong."""
    return Settings(**{key.field: value for key, value in _set_in(path).items()})


def explain_settings(path: Path) -> tuple[Setting, ...]:
    """Return every setting and its source; raise ConfigError if the file is wrong."""
    found = _set_in(path)
    defaults = Settings()
    return tuple(
        Setting(
            str(key),
            key.say(found[key] if key in found else key.of(defaults)),
            str(path) if key in found else "default",
        )
        for key in KEYS
    )


def make_config(path: Path) -> None:
    """Make a config file with every setting and its default, if there is none."""
    if not path.exists():
        write_private(path, _example())


def set_config(path: Path, section: str, name: str, value: object) -> None:
    """Set one setting in the config file; the rest stays as the person wrote it."""
    import tomlkit

    make_config(path)
    document = tomlkit.parse(text_of(path.read_bytes()))
    document.setdefault(section, tomlkit.table())[name] = value
    write_private(path, tomlkit.dumps(document))
    load_settings(path)


def _example() -> str:
    """Return config.example.toml from an installed package, or from a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package, package.parents[1]):
        if (example := folder / "config.example.toml").is_file():
            return example.read_text(encoding="utf-8")
    raise ConfigError("config.example.toml is missing.", "pip install --force-reinstall holdfast")


def say_setting(section: str, name: str, settings: Settings) -> str:
    """Return a setting as a person would type it."""
    key = _key(section, name)
    return key.say(key.of(settings)).strip('"')


def read_setting(section: str, name: str, said: str) -> object:
    """Return a setting from what a person typed; raise NotUnderstood if it doesn't fit."""
    return _read_typed(_key(section, name), said)


def find_setting(path: Path, name: str, *, to_set: str | None = None) -> Setting:
    """Return a setting by its name, such as “cooldown.pause”.

    Raise NotFound, with the command for the setting that was probably meant, or ConfigError.
    """
    found = {one.key: one for one in explain_settings(path)}
    if name not in found:
        from difflib import get_close_matches

        known = {short: one for one in found for short in (one.partition(".")[2], one)}
        near = get_close_matches(name.lower(), known, n=1)
        if not near:
            way_out = "holdfast config show"
        elif to_set is None:
            way_out = f"holdfast config get {known[near[0]]}"
        else:
            way_out = f"holdfast config set {known[near[0]]} {quote(to_set)}"
        raise NotFound(f'There is no setting "{name}".', way_out)
    return found[name]


def change_setting(path: Path, name: str, said: str) -> tuple[Setting, Setting]:
    """Set one setting to what a person typed; return it as it was before and as it is now."""
    before = find_setting(path, name, to_set=said)
    section, _, within = name.partition(".")
    key = _key(section, within)
    now = key.say(_read_typed(key, said))
    if now != before.value:
        import tomllib

        set_config(path, section, within, tomllib.loads(f"value = {now}")["value"])
    return before, find_setting(path, name)


def _read_typed(key: Key, said: str) -> object:
    """Return a setting's value from a person's words, which have no quotes as TOML has."""
    typed: object = _SWITCHED.get(said.lower(), said)
    if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS:
        typed = int(said)
    for value in (typed, said):
        with suppress(*_NOT_READ):
            return key.read(value)
    raise NotUnderstood(f'{key} takes {key.expects}, not "{said}".')


def _key(section: str, name: str) -> Key:
    return next(key for key in KEYS if (key.section, key.name) == (section, name))


def _set_in(path: Path) -> dict[Key, Any]:
    """Return what the file sets, in the order of KEYS."""
    document = _document(path)
    known = {(key.section, key.name): key for key in KEYS}
    for section, content in document.items():
        if section not in {key.section for key in KEYS}:
            raise _unknown(path, section, {key.section for key in KEYS})
        if not isinstance(content, dict):
            raise _wrong(path, section, f"takes a table, [{section}], not {_found(content)}")
        for name in content:
            if (section, name) not in known:
                names = {key.name for key in KEYS if key.section == section}
                raise _unknown(path, f"{section}.{name}", names)
    return {
        key: _read(path, key, document[key.section][key.name])
        for key in KEYS
        if key.name in document.get(key.section, {})
    }


def _document(path: Path) -> dict[str, Any]:
    import tomllib  # most homes have no config file

    try:
        if path.is_fifo():  # reading it would wait forever
            raise _wrong(path, "the file", "is a pipe, not a file", f"ls -l {path}")
        return tomllib.loads(text_of(path.read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _wrong(
            path, "the file", f"can't be read: {error.strerror}", f"ls -l {path}"
        ) from None
    except UnicodeDecodeError:
        raise _wrong(path, "the file", "isn't UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, "the file", f"isn't valid TOML: {error}") from None
    except (ValueError, RecursionError) as error:
        raise _wrong(path, "the file", f"can't be read ({type(error).__name__})") from None


def _read(path: Path, key: Key, value: object) -> object:
    try:
        return key.read(value)
    except _NOT_READ:
        found = f"takes {key.expects}, not {_found(value)}"
        raise _wrong(path, str(key), found) from None


def _wrong(path: Path, what: str, found: str, way_out: str = "holdfast config edit") -> ConfigError:
    return ConfigError(f"In {path}: {what} {found}.", way_out)


def _unknown(path: Path, what: str, known: set[str]) -> ConfigError:
    if what == "nudges.changes":
        return _wrong(path, what, "is called nudges.requests now")
    return _wrong(path, what, f"isn't a setting. The settings here: {', '.join(sorted(known))}")


def _found(value: object) -> str:
    match value:
        case bool():
            return _say_bool(value)
        case str():
            return _text(value)
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)


def _read_bool(value: Any) -> bool:  # noqa: ANN401 - as TOML has it
    if isinstance(value, bool):
        return value
    raise TypeError


def _read_zone(value: Any) -> str:  # noqa: ANN401 - as TOML has it
    if value:
        from zoneinfo import ZoneInfo

        return ZoneInfo(value).key
    if isinstance(value, str):
        return ""
    raise TypeError


def _read_clock(value: Any) -> time:  # noqa: ANN401 - as TOML has it
    hours, minutes = value.split(":")
    return time(int(hours), int(minutes))


def _read_hours(value: Any) -> Hours:  # noqa: ANN401 - as TOML has it
    start, end = value.split("-")
    return Hours(_read_clock(start.strip()), _read_clock(end.strip()))


def _read_quiet(value: Any) -> Hours | None:  # noqa: ANN401 - as TOML has it
    return None if value == "" else _read_hours(value)


def _read_a_day(value: object) -> int:
    if type(value) is int and 0 <= value <= MOST_A_DAY:
        return value
    raise TypeError


def _read_weekday(value: Any) -> int:  # noqa: ANN401 - as TOML has it
    return _DAYS.index(value.lower())


def _text(value: str) -> str:
    return f'"{value}"'


def _say_length(value: timedelta) -> str:
    minutes = value // timedelta(minutes=1)
    if minutes % (24 * 60) == 0 and minutes > 24 * 60:
        return _text(f"{minutes // (24 * 60)}d")
    return _text(f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m")


def _say_clock(value: time) -> str:
    return _text(f"{value:%H:%M}")


def _say_hours(hours: Hours | None) -> str:
    return _text(f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours else "")


def _say_bool(value: object) -> str:
    return "true" if value else "false"


_ON_OR_OFF = "true or false"

KEYS = (
    Key(
        "person",
        "time_zone",
        "time_zone",
        'a time zone such as "Europe/Berlin", or "" for the system\'s',
        _read_zone,
        _text,
    ),
    Key("person", "sleep", "sleep", 'two times such as "22:00-08:00"', _read_hours, _say_hours),
    Key(
        "cooldown",
        "delay",
        "delay",
        'a length from "1h" to "7d"',
        lambda said: check_delay(parse_length(said)),
        _say_length,
    ),
    Key(
        "cooldown",
        "pause",
        "pause",
        'a length from "10m" to "7d"',
        lambda said: check_pause(parse_length(said)),
        _say_length,
    ),
    Key("nudges", "patience", "nudge_patience", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "check_ins", "nudge_check_ins", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "risky_hours", "nudge_risky_hours", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "reflection", "nudge_reflection", _ON_OR_OFF, _read_bool, _say_bool),
    Key(
        "nudges",
        "reflection_at",
        "reflection_at",
        'a time such as "20:00"',
        _read_clock,
        _say_clock,
    ),
    Key("nudges", "requests", "nudge_requests", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "weekly_report", "nudge_weekly_report", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "unasked_a_day", "unasked_a_day", "a number from 0 to 3", _read_a_day, str),
    Key(
        "nudges",
        "quiet",
        "quiet",
        'two times such as "21:00-09:00", or "" for while you sleep',
        _read_quiet,
        _say_hours,
    ),
    Key("nudges", "discreet", "discreet", _ON_OR_OFF, _read_bool, _say_bool),
    Key(
        "report",
        "weekday",
        "report_weekday",
        'a day such as "monday"',
        _read_weekday,
        lambda day: _text(_DAYS[day]),
    ),
    Key("report", "time", "report_time", 'a time such as "09:00"', _read_clock, _say_clock),
)
