"""Collective and solo knowledge brokering: an agent-based simulation.

`simulate` runs replicates with the compiled driver and gives pandas tables, `branch` several futures of one
past; `BrokeringModel` is the same model for Mesa, agent by agent; `Settings` and `change` say what to run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.descriptions import describe, label_of_outcome
from simulation.errors import SettingsError
from simulation.outcomes import branch, simulate
from simulation.params import change, check
from simulation.settings import Settings, label_of
from simulation.version import MODEL_VERSION, __version__

if TYPE_CHECKING:
    from simulation.model import BrokeringModel

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


def __getattr__(name: str) -> Any:
    """Mesa is imported only when its model is asked for: it takes seconds."""
    if name == "BrokeringModel":
        from simulation.model import BrokeringModel

        return BrokeringModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
