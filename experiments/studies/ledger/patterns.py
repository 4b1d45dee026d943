"""Claims of the Bristol paper and of neighbouring studies, as paired comparisons with a falsifier.

A pattern compares configurations in the same worlds; every effect is positive if the claim is right. Its
falsifier takes away what the claim names: then the effects must vanish. `claims.yaml` holds them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.config.configurations import Changes
from experiments.methods.estimates import Values
from experiments.studies.content import texts
from experiments.studies.ledger.effects import Effect, effect
from simulation.descriptions import Outcome


class Pattern(NamedTuple):
    """One claim."""

    key: str  # its number
    claim: str  # in words
    compare: Mapping[str, Changes]  # settings of each configuration, by a name that the effects use
    effects: Sequence[Effect]  # what must be positive
    # Settings given to all configurations, under which the effects must vanish, and the same in words; None
    # where no setting takes away what the claim names, and why.
    falsifier: Changes | None = None
    vanishes: str = ""
    no_falsifier: str = ""
    built_in: str = ""  # the rule of the model that says so nearly directly; empty: it is emergent
    account: bool = False  # whether it is used as evidence about parameters


def _pattern(key: str, effects: Any, provided: Any = (), **said: Any) -> Pattern:
    found = [
        effect(name, *(given if isinstance(given, list) else [given]), provided=many is provided)
        for many in (effects, provided)
        for one in many
        for name, given in one.items()
    ]
    return Pattern(key, effects=found, **said)


def outcomes_of(patterns: Iterable[Pattern]) -> set[str]:
    """The outcomes of runs that the effects of some patterns use, found by evaluating them."""
    used: set[str] = set()

    class Noting(dict[str, Values]):
        def __missing__(self, outcome: str) -> Values:
            used.add(outcome)
            return np.zeros(2)

    for pattern in patterns:
        for one in pattern.effects:
            one.value({name: Noting() for name in pattern.compare})
    return used


def account_columns() -> dict[str, Outcome]:
    """What the columns for claims of the account hold, with their unit."""
    return {
        one.key: Outcome(f"Whether the set satisfies: {one.claim}", "true or false")
        for one in PATTERNS
        if one.account
    }


_SAID = texts(__package__, "claims.yaml")
PATTERNS = tuple(_pattern(key, **said) for key, said in _SAID["claims"].items())
# Reported claims without an entry: the same as another one, or not represented in the model.
SAME_AS: Mapping[str, str] = _SAID["same_as"]
OUT_OF_REACH: Mapping[str, str] = _SAID["out_of_reach"]
