"""How studies are run, kept and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.archive import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """Import what reads results only when it is asked for."""
    if name == "load":
        from experiments.archive import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
