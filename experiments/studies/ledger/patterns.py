"""Claims of the Bristol paper and of neighbouring studies, as paired comparisons with a falsifier.

A pattern compares configurations in the same worlds; every effect is positive if the claim is right. Its
falsifier switches the mechanism off: then the effects must vanish. `claims.yaml` holds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.studies.content import texts
from experiments.studies.ledger.effects import Effect, effect
from simulation.passport import Value

Changes = Mapping[str, Value]


class Pattern(NamedTuple):
    """One claim.

    Attributes:
        key: its number.
        claim: in words.
        compare: settings of each configuration, by a name that the effects use.
        effects: what must be positive.
        falsifier: settings, given to all configurations, under which the effects must vanish; None
            where no setting switches the mechanism off.
        vanishes: the falsifier in words.
    """

    key: str
    claim: str
    compare: Mapping[str, Changes]
    effects: Sequence[Effect]
    falsifier: Changes | None
    vanishes: str = ""


def _pattern(key: str, claim: str, compare: Any, effects: Any, **rest: Any) -> Pattern:
    found = [
        effect(name, *(said if isinstance(said, list) else [said]))
        for one in effects
        for name, said in one.items()
    ]
    return Pattern(key, claim, compare, found, rest.get("falsifier"), rest.get("vanishes", ""))


_SAID = texts(__package__, "claims.yaml")
PATTERNS = tuple(_pattern(key, **said) for key, said in _SAID["claims"].items())
# Reported claims without an entry: the same as another one, or not represented in the model.
SAME_AS: Mapping[str, str] = _SAID["same_as"]
OUT_OF_REACH: Mapping[str, str] = _SAID["out_of_reach"]
