"""Shared by all tests: whether everything runs, files with own staff and posts, and a small model."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import BrokeringModel
from tests.people import load, write_staff
from tests.posts import own
from tests.worlds import small

__all__ = ["deep", "load", "model", "own", "staff_files"]


@pytest.fixture(scope="session")
def deep(request: pytest.FixtureRequest) -> bool:
    """Whether everything runs (`make test-deep`), and not what takes minutes in small."""
    return bool(request.config.getoption("deep"))


@pytest.fixture
def staff_files(tmp_path: Path) -> tuple[str, str]:
    """A CSV file with two organisations and two departments, and one with ties between the people."""
    return write_staff(tmp_path)


@pytest.fixture
def model() -> BrokeringModel:
    """A small model at its beginning."""
    return BrokeringModel(small(), rng=5)
