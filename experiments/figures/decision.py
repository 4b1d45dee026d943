"""The figures of a decision study."""

from __future__ import annotations

from pathlib import Path


def draw(folder: Path) -> list[Path]:
    """Draw."""
    return []
