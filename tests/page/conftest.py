"""The page is tested with what tests of the command use."""

from __future__ import annotations

from tests.experiments.conftest import ask

__all__ = ["ask"]
