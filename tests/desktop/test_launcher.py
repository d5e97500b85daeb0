"""Holdfast in the desktop's menu: added with the daemon, removed with it, valid for any path."""

import subprocess
from pathlib import Path

import pytest

from desktop.test_login_files import ODD, start_in
from holdfast.desktop import launcher
from needs import require_programs


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_DATA_HOME": str(tmp_path / "data")}


@pytest.mark.parametrize("home", ["/home/me/holdfast", *ODD])
def test_the_entry_is_valid_and_its_icon_is_there(environment: dict[str, str], home: str) -> None:
    require_programs("desktop-file-validate")
    entry = launcher.add(start_in(home), environment)
    assert entry
    checked = subprocess.run(
        ["desktop-file-validate", entry], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")
    text = entry.read_text()
    (icon,) = [Path(line[5:]) for line in text.splitlines() if line.startswith("Icon=")]
    assert icon.read_text().startswith("<svg")
    assert "X-GNOME-UsesNotifications=true\n" in text
    assert text.count("\nExec=env ") == 1


def test_adding_twice_changes_nothing_and_removing_removes_both_files(
    environment: dict[str, str],
) -> None:
    entry = launcher.add(start_in("/home/me"), environment)
    assert entry
    assert launcher.add(start_in("/home/me"), environment) is None
    assert launcher.remove("/home/other", environment) is None
    assert launcher.remove("/home/me", environment) == entry
    left = [path for path in Path(environment["XDG_DATA_HOME"]).rglob("*") if path.is_file()]
    assert left == []
    assert launcher.remove("/home/me", environment) is None


@pytest.mark.parametrize("text", ["[Desktop Entry]\n", "", "# Home: /home/me\n"])
def test_an_entry_that_is_not_ours_stays_as_it_is(environment: dict[str, str], text: str) -> None:
    entry = launcher.add(start_in("/home/me"), environment)
    assert entry
    entry.write_text(text)
    assert launcher.add(start_in("/home/me"), environment) is None
    assert launcher.remove("/home/me", environment) is None
    assert entry.read_text() == text
