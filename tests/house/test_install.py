"""An installed wheel in a fresh environment, far from the checkout."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    (built,) = folder.glob("holdfast-*.whl")
    return built


def test_the_wheel_has_migrations_words_and_settings_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "holdfast/migrations/env.py",
        "holdfast/migrations/versions/0008_first_tables.py",
        "holdfast/content/nudges.toml",
        "holdfast/content/demo.toml",
        "holdfast/report/templates/week.css",
        "holdfast/report/templates/week.html",
        "holdfast/config.example.toml",
        "holdfast/py.typed",
    ):
        assert needed in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"holdfast"}


def test_the_packages_page_has_pictures_and_links_that_work_anywhere(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        (name,) = (one for one in files.namelist() if one.endswith("/METADATA"))
        page = files.read(name).decode()
    linked = re.findall(r"\]\(([^)#][^)]*)\)", page)
    assert linked
    assert [one for one in linked if not one.startswith("https://")] == []
    assert "Project-URL: Source, https://" in page


def test_a_plain_install_logs_and_holds_from_an_empty_home(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    programs = tmp_path / "venv" / "bin"
    subprocess.run([str(programs / "pip"), "install", "-q", str(wheel)], check=True)
    environment = {**os.environ, "HOLDFAST_HOME": str(tmp_path / "home")}

    def holdfast(*words: str, typed: str = "") -> str:
        done = subprocess.run(
            [str(programs / "holdfast"), *words],
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
        )
        return done.stdout

    logged = json.loads(holdfast("log", "--json", typed="I miss you"))
    assert logged["hold"]["held"]
    assert holdfast("config", "check")
    assert "let go" in holdfast("let-go")
    assert holdfast("report")
    assert "The daemon runs" in holdfast("daemon", "start")
    assert "stopped" in holdfast("daemon", "stop")
