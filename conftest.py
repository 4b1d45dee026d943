"""The order of the tests: fast ones first, those marked slow last."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the slow tests to the end and keep the order of all others."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
