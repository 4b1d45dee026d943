"""Shared by all tests: whether everything runs, and files with own staff."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds import write_staff


@pytest.fixture(scope="session")
def deep(request: pytest.FixtureRequest) -> bool:
    """Whether everything runs (`make test-deep`), and not what takes minutes in small."""
    return bool(request.config.getoption("deep"))


@pytest.fixture
def staff_files(tmp_path: Path) -> tuple[str, str]:
    """A CSV file with two organisations and two departments, and one with ties between the people."""
    return write_staff(tmp_path)
