"""Collective and solo knowledge brokering: an agent-based simulation.

`simulate` runs replicates with the compiled driver and gives pandas tables, `branch` several futures of one
past; `BrokeringModel` is the same model for Mesa, agent by agent; `Settings` and `change` say what to run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.descriptions import describe, label_of_outcome
    from simulation.errors import SettingsError
    from simulation.model import BrokeringModel
    from simulation.outcomes import branch, simulate
    from simulation.params import change, check
    from simulation.settings import Settings, label_of
    from simulation.version import MODEL_VERSION, __version__

__all__ = [
    "MODEL_VERSION",
    "BrokeringModel",
    "Settings",
    "SettingsError",
    "__version__",
    "branch",
    "change",
    "check",
    "describe",
    "label_of",
    "label_of_outcome",
    "simulate",
]

_WHERE = {
    "descriptions": ("describe", "label_of_outcome"),
    "errors": ("SettingsError",),
    "model": ("BrokeringModel",),
    "outcomes": ("branch", "simulate"),
    "params": ("change", "check"),
    "settings": ("Settings", "label_of"),
    "version": ("MODEL_VERSION", "__version__"),
}


def __getattr__(name: str) -> Any:
    """Modules are imported when they are asked for: the compiler takes half a second, Mesa seconds."""
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"simulation.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
