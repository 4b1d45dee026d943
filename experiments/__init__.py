"""How studies are run, kept and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.store.archive import load, stream

__all__ = ["load", "stream"]


def __getattr__(name: str) -> Any:
    """Import what reads results only when it is asked for."""
    if name in __all__:
        from experiments.store import archive

        return getattr(archive, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
