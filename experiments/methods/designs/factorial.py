"""Designs over a few values of each factor: all combinations, a fraction of them, or one by one."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.config.values import typed_column
from experiments.methods.designs.factors import Factor
from experiments.methods.designs.filling import Stream, check_rows
from experiments.methods.designs.shapes import Places
from simulation import SettingsError
from simulation.params import whole_number
from simulation.passport import Value

MOST_RESOLUTION = 8


def grid(factors: Sequence[Factor], size: int, stream: Stream) -> pd.DataFrame:
    """The full factorial design: every combination, the last factor changing fastest.

    `size` is the number of values of every range or distribution (see `Factor.cut`). Not extendable, except
    by levels. It is not random.

    Raises:
        SettingsError: `size` is too small for a range, or there are too many combinations.
    """
    cuts = _cuts("grid", factors, size)
    check_rows("grid", math.prod(map(len, cuts)))
    return _table(factors, itertools.product(*cuts))


def one_at_a_time(
    factors: Sequence[Factor], size: int, stream: Stream, *, base: Mapping[str, Value] | None = None
) -> pd.DataFrame:
    """A base point, and each factor changed alone.

    `size` is the number of values of every range or distribution (see `Factor.cut`), and `base` has the
    values of the base point; other settings have their default there. Not extendable. It is not random.

    Raises:
        SettingsError: `size` is too small for a range.
    """
    cuts = _cuts("one_at_a_time", factors, size)
    here = [(base or {}).get(factor.name, factor.leaf.default) for factor in factors]
    rows = [here]
    for i, cut in enumerate(cuts):
        rows += [[*here[:i], value, *here[i + 1 :]] for value in cut if value != here[i]]
    check_rows("one_at_a_time", len(rows))
    return _table(factors, rows)


def fractional(
    factors: Sequence[Factor],
    size: int,
    stream: Stream,
    *,
    resolution: int | None = None,
    generators: str = "",
) -> pd.DataFrame:
    """A regular fraction of the full factorial design with two levels for each factor.

    A list must have two levels; a range gives its ends, a distribution its quartiles. `resolution` 3
    separates main effects from each other, 4 (the default) also from interactions of two factors, 5 also
    these interactions from each other; the fraction is the smallest that pyDOE finds, whatever `size` is.
    `generators` are, instead of a resolution, a word for each factor, as in `a b c abc`: single letters vary
    freely, the others are products of them (`-abc`: with the sign changed). Not extendable. It is not random.
    Source: Box and Hunter 1961, Technometrics 3(3).

    Raises:
        SettingsError: a factor without two levels, or a fraction that does not exist.
    """
    if len(factors) < 2:
        raise SettingsError("The design fractional needs at least two factors.")
    cuts = [factor.cut(2).tolist() for factor in factors]
    for factor, cut in zip(factors, cuts, strict=True):
        if len(cut) != 2:
            raise SettingsError(
                f"The design fractional needs two levels of {factor.name}, not {len(cut)}."
            )
    if generators and resolution is not None:
        raise SettingsError("The design fractional takes generators or a resolution, not both.")
    if generators:
        signs = _generated(generators, len(factors))
    else:
        signs = _resolved(4 if resolution is None else resolution, len(factors))
    high = (signs > 0).astype(int)
    return _table(factors, ([cut[i] for cut, i in zip(cuts, row, strict=True)] for row in high))


def _cuts(design: str, factors: Sequence[Factor], size: int) -> list[list[Value]]:
    for factor in factors:
        if factor.levels is None and size < 2:
            raise SettingsError(
                f"The design {design} cuts {factor.name} into at least 2 values: "
                f"its size cannot be {size}."
            )
    return [factor.cut(size).tolist() for factor in factors]


def _table(factors: Sequence[Factor], rows: Iterable[Sequence[Value]]) -> pd.DataFrame:
    columns = zip(factors, zip(*rows, strict=True), strict=True)
    return pd.DataFrame({one.name: typed_column(one.leaf, values) for one, values in columns})


def _resolved(resolution: int, count: int) -> Places:
    from pydoe import fracfact_by_res

    whole_number("resolution of the design fractional", resolution, 3, MOST_RESOLUTION)
    try:
        signs = fracfact_by_res(count, resolution)
    except ValueError as error:
        raise SettingsError(f"The design fractional is not possible: {error}.") from None
    check_rows("fractional", len(signs))
    return np.asarray(signs)


def _generated(generators: str, count: int) -> Places:
    from pydoe import fracfact

    words = str(generators).split()
    if len(words) != count:
        raise SettingsError(
            f"generators of the design fractional must be a word for each of the {count} factors, "
            f"as in 'a b ab', not {generators!r}."
        )
    check_rows("fractional", 2 ** sum(len(word.strip("+-")) == 1 for word in words))
    try:
        signs = np.asarray(fracfact(" ".join(words)))
    except (ValueError, IndexError) as error:
        reason = str(error).rstrip(".")
        raise SettingsError(f"generators {generators!r} make no design: {reason}.") from None
    with_mean = np.column_stack([np.ones(len(signs)), signs])
    if np.linalg.matrix_rank(with_mean) <= count:
        raise SettingsError(
            f"generators {generators!r} make no design: a factor would be constant or move with another."
        )
    return signs
