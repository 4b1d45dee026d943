"""What the package offers, and what it does not pull in."""

from __future__ import annotations

import pytest

import simulation
from tests.worlds import python

PUBLIC = {
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
}


def test_the_public_names_are_these_and_all_there():
    assert set(simulation.__all__) == PUBLIC
    assert all(getattr(simulation, name) is not None for name in PUBLIC)


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = simulation.Nonsense


def test_simulating_needs_neither_mesa_nor_the_studies():
    code = "import simulation, sys; print([m for m in ('mesa', 'hydra', 'experiments') if m in sys.modules])"
    assert python(code) == "[]"
