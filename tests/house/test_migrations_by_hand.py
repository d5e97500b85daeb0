"""Writing a new migration, as a developer does."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_alembic_drafts_an_empty_migration_because_tables_and_migrations_agree(
    tmp_path: Path,
) -> None:
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    drafted = subprocess.run(
        [sys.executable, "-m", "alembic", "revision", "--autogenerate", "-m", "next"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert drafted.returncode == 0, drafted.stderr
    (new,) = (tmp_path / "migrations" / "versions").glob("*_next.py")
    assert "    pass\n" in new.read_text()
