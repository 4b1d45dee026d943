"""The command, and compiled rules."""

from __future__ import annotations

import pytest

from tests.experiments.conftest import ask

__all__ = ["ask"]


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The rules are compiled before workers need them, as a study sees to it."""
    from experiments.execution.pieces import compile_rules

    compile_rules()
