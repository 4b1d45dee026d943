"""The factors that a study's YAML describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.config.priors import shape
from experiments.config.schema import groups
from experiments.config.values import is_number, passport, setting
from experiments.methods.designs.factors import Factor
from simulation import SettingsError

PLAUSIBLE = "plausible"


def factors_of(vary: Mapping[str, Any]) -> tuple[Factor, ...]:
    """The factors of a study.

    Args:
        vary: by dotted name of a setting (or nested by group) one of

            * a list of values, as in `[26, 52, 104]` or `[none, two_way]`;
            * a range, as in `{low: 0.0, high: 0.5}`, also with `scale: log`;
            * a distribution, as in `{distribution: beta, a: 2, b: 2}` (see `Factor`);
            * the word `plausible`: the choices of the setting, or its plausible range as in the
              prior of the calibration (over the logarithm where it spans orders of magnitude).

    Returns:
        One for each setting, in the order of the mapping.

    Raises:
        SettingsError: a value is not allowed; the sentence says where and what is.
    """
    if not isinstance(vary, Mapping):
        raise SettingsError(f"vary must map settings to what they vary over, not {vary!r}.")
    return tuple(_factor(name, said) for name, said in _flat(vary))


def _flat(vary: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names with their dots: the command line turns `vary.contract.weeks` into nested mappings."""
    for name, said in vary.items():
        if name in groups() and isinstance(said, Mapping):
            yield from ((f"{name}.{rest}", inner) for rest, inner in said.items())
        else:
            yield name, said


def _factor(name: str, said: Any) -> Factor:
    leaf = setting(name)
    if said == PLAUSIBLE:
        return _plausible(name)
    if isinstance(said, Mapping):
        return _spread(name, said)
    if isinstance(said, Sequence) and not isinstance(said, str):
        return Factor(leaf.name, levels=tuple(said))
    raise SettingsError(
        f"{name} cannot vary over {said!r}: give it a list of values, a range such as "
        f"{{low: 0, high: 1}}, a distribution such as {{distribution: beta, a: 2, b: 2}}, "
        f"or the word {PLAUSIBLE}."
    )


def _spread(name: str, said: Mapping[str, Any]) -> Factor:
    rest = {str(key): value for key, value in said.items()}
    ends = {"low": rest.pop("low", None), "high": rest.pop("high", None)}
    if "distribution" in rest:
        return Factor(name, **ends, distribution=rest.pop("distribution"), parameters=rest)
    return Factor(name, **ends, scale=rest.pop("scale", "linear"), parameters=rest)


def _plausible(name: str) -> Factor:
    leaf = setting(name)
    known = passport(leaf).plausible
    if not known:
        raise SettingsError(f"{name} has no plausible values: give it a list of values.")
    if not is_number(leaf):
        return Factor(name, levels=known)
    # As in the prior of the calibration.
    scale = "log" if shape(leaf)[0] == "loguniform" else "linear"
    low, high = known
    return Factor(name, low=low, high=high, scale=scale)  # type: ignore[arg-type]
