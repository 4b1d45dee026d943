"""The factors of a design: settings that vary, each over something, as the YAML of a study has them."""

import dataclasses
import functools
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config import priors
from experiments.config.schema import groups, passport
from experiments.config.suggestions import check_known
from experiments.config.values import is_number, is_whole, setting, typed_column, value_of
from experiments.methods.designs import shapes
from experiments.methods.designs.shapes import Places
from simulation import SettingsError
from simulation.errors import nearest
from simulation.passport import Leaf, Value

SCALES = ("linear", "log")
PLAUSIBLE = "plausible"


@dataclasses.dataclass(frozen=True)
class Factor:
    """A setting that varies over a list, over a range or by a distribution; checked when it is made.

    `low` and `high` of a distribution default to the setting's legal range. The normal and lognormal are cut
    off there; their parameters are those before the cut.

    Raises:
        SettingsError: a value is not allowed; the sentence says why.
    """

    name: str  # dotted name of the setting, or `arm`
    levels: Sequence[Value] | None = None  # each is equally probable
    low: float | None = None  # the least value of a range, or of a distribution
    high: float | None = None  # the greatest value
    scale: str = "linear"  # of a range: even, or even in its logarithm (`log`)
    distribution: str | None = None  # one of `shapes.FAMILIES`
    # `mean` and `spread` (standard deviation) of the normal, `median` and `spread` (of the logarithm) of the
    # lognormal, `mode` of the triangular, `a` and `b` of the beta distribution.
    parameters: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.levels is not None:
            beside = (self.low, self.high, self.distribution)
            if beside != (None, None, None) or self.scale != "linear" or self.parameters:
                raise SettingsError(f"{self.name} varies over a list or a range, not over both.")
            object.__setattr__(self, "levels", _levels(self.leaf, self.levels))
            return
        if not is_number(self.leaf):
            raise SettingsError(
                f"{self.name} is not a number: it can vary only over a list of values."
            )
        if self.distribution is None:
            _check_range(self.leaf, self.scale, self.parameters)
        else:
            _check_family(self.leaf, self.distribution, self.parameters)
        self._check_ends()
        shape = self._shape
        if isinstance(shape, shapes.Distribution) and not shape.mass >= shapes.LEAST_MASS:
            raise SettingsError(
                f"{self.name}: less than {shapes.LEAST_MASS:.0%} of this distribution lies from "
                f"{shape.low:g} to {shape.high:g}; move it or spread it."
            )

    @property
    def leaf(self) -> Leaf:
        """The setting."""
        return setting(self.name)

    def column(self, places: Places) -> pd.Series:
        """The values at places from 0 to 1, in the type of the setting; 1 gives the greatest or last."""
        if not ((places >= 0) & (places <= 1)).all():
            raise ValueError("Places lie from 0 to 1.")
        return typed_column(self.leaf, self._shape.at(places))

    def cut(self, size: int) -> pd.Series:
        """A few different values that represent the whole.

        All levels of a list; so many equal steps through a range, both ends included, or medians of equally
        probable parts of a distribution. Whole numbers may be fewer.
        """
        return typed_column(self.leaf, self._shape.cut(size))

    @functools.cached_property
    def _shape(self) -> shapes.Shape:
        if self.levels is not None:
            return shapes.Levels(tuple(self.levels))
        kind = self.distribution or ("loguniform" if self.scale == "log" else "uniform")
        return shapes.shape_of(kind, self.parameters, *self.ends, is_whole(self.leaf))

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value; where none is said, those that are legal."""
        legal = passport(self.leaf).legal
        low = legal[0] if self.low is None else self.low
        return float(low), float(legal[1] if self.high is None else self.high)

    def _check_ends(self) -> None:
        said = {"low": self.low, "high": self.high}
        for end, value in said.items():
            if value is not None:
                value_of(self.leaf, value)
            elif self.distribution is None or shapes.FAMILIES[self.distribution].needs_ends:
                raise SettingsError(f"{self.name}: {end} is missing; a range needs low and high.")
        low, high = self.ends
        if low >= high:
            raise SettingsError(
                f"{self.name}: low must be less than high, not {low:g} and {high:g}."
            )
        if low <= 0 and (self.distribution or self.scale) in ("log", "loguniform"):
            raise SettingsError(f"{self.name}: a log scale needs a low above 0, not {low:g}.")
        mode = self.parameters.get("mode")
        if mode is not None and not low <= mode <= high:
            raise SettingsError(
                f"{self.name}: mode must be from {low:g} to {high:g}, not {mode:g}."
            )


def _levels(leaf: Leaf, said: Sequence[Value]) -> tuple[Value, ...]:
    if not len(said):
        raise SettingsError(f"{leaf.name}: the list of values is empty; give it at least one.")
    levels = tuple(value_of(leaf, value) for value in said)
    for value in levels:
        if levels.count(value) > 1:
            raise SettingsError(f"{leaf.name}: the value {value} is in the list more than once.")
    return levels


def _check_range(leaf: Leaf, scale: Any, parameters: Mapping[str, Any]) -> None:
    for word in parameters:
        end = nearest(str(word), ("low", "high", "scale", "distribution"))
        raise SettingsError(f"{leaf.name}: a range has no key {word!r}; {end}")
    check_known(scale, SCALES, f"{leaf.name}: there is no scale")


def _check_family(leaf: Leaf, name: Any, parameters: Mapping[str, Any]) -> None:
    check_known(name, shapes.FAMILIES, f"{leaf.name}: there is no distribution")
    wanted = shapes.FAMILIES[name].parameters
    for parameter in parameters:
        if parameter not in wanted:
            end = nearest(str(parameter), (*wanted, "low", "high"))
            raise SettingsError(f"{leaf.name}: the distribution {name} has no {parameter!r}; {end}")
    for parameter in wanted:
        if parameter not in parameters:
            raise SettingsError(
                f"{leaf.name}: {parameter} is missing; the distribution {name} needs "
                f"{' and '.join(wanted)}."
            )
        _check_parameter(leaf, parameter, parameters[parameter])


def _check_parameter(leaf: Leaf, parameter: str, value: Any) -> None:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    positive = parameter in shapes.POSITIVE
    if not number or not abs(value) <= sys.float_info.max or (positive and value <= 0):
        kind = "a number above 0" if positive else "a number"
        raise SettingsError(f"{leaf.name}: {parameter} must be {kind}, not {value!r}.")


# ---------------------------------------------------------------- from a study's YAML


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
    keys = ("low", "high", "distribution" if "distribution" in said else "scale")
    known = {key: said[key] for key in keys if key in said}
    rest = {str(key): value for key, value in said.items() if key not in keys}
    return Factor(name, **known, parameters=rest)


def _plausible(name: str) -> Factor:
    leaf = setting(name)
    known = passport(leaf).plausible
    if not known:
        raise SettingsError(f"{name} has no plausible values: give it a list of values.")
    if not is_number(leaf):
        return Factor(name, levels=known)
    # As in the prior of the calibration.
    scale = "log" if priors.shape(leaf)[0] == "loguniform" else "linear"
    low, high = known
    return Factor(name, low=low, high=high, scale=scale)  # type: ignore[arg-type]
