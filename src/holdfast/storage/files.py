"""Files that only their owner may read, there whole or not at all."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from holdfast.storage.database import make_private_folder, told_plainly


def write_private(path: Path, text: str) -> None:
    """Write a file in the home; a crash leaves the old one or the new one."""
    with told_plainly(path):
        path = path.resolve()  # a link, as dotfile managers make them, stays one
        make_private_folder(path.parent)
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        with os.fdopen(
            os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


def remove_all(paths: Iterable[Path]) -> list[Path]:
    """Remove files and folders; gives those that could not be removed."""
    left = []
    for path in paths:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left
