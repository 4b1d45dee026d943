"""Shared by all tests: examples drawn by hypothesis are the same in every run; files with own staff."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from tests.worlds import write_staff

hypothesis.settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("repeatable")


@pytest.fixture
def staff_files(tmp_path: Path) -> tuple[str, str]:
    """A CSV file with two organisations and two departments, and one with ties between the people."""
    return write_staff(tmp_path)
