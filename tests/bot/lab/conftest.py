"""What tests of the lab share."""

from pathlib import Path

import pytest


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, where the command line finds its database."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
