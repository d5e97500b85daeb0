"""The config file: reading it into checked settings, and setting one of them."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from holdfast.decoding import text_of
from holdfast.errors import ConfigError, NotFound, NotUnderstood
from holdfast.ledger.files import write_private
from holdfast.setting_keys import KEYS, Key
from holdfast.settings import Settings

_NOT_READ = (ValueError, TypeError, AttributeError, KeyError, NotUnderstood)
_SWITCHED = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
_MOST_DIGITS = 9  # Python refuses to read thousands of them


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
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)
