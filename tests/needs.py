"""The programs beyond Python that some tests need."""

import os
import shutil

import pytest


def require_programs(*names: str) -> None:
    """Skip a test whose Debian programs are not here; under `.ci/run` their absence fails."""
    missing = [name for name in names if shutil.which(name) is None]
    if not missing:
        return
    reason = f"needs {', '.join(missing)}"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, which .ci/run installs")
    pytest.skip(reason)
