"""Designs that fill the space of the factors: places from 0 to 1, a row per point and a column per factor.

Of an extendable design a larger size repeats the points of a smaller one and adds to them.

Saltelli's scheme is for SALib's analysis of sensitivity, which takes outcomes in the order of its rows:

    factors = factors_of({"contract.weeks": {"low": 26, "high": 156}, "brokers.fte": "plausible"})
    outcomes = run(points("saltelli", factors, 256, seed=0))  # an outcome per row, in row order
    found = SALib.analyze.sobol.analyze(problem(factors), outcomes)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.methods.designs.factors import Factor
from experiments.methods.designs.shapes import Places
from simulation import SettingsError

Stream = np.random.Generator
MOST_POINTS = 100_000  # which are checked one by one before the first run


def check_rows(design: str, rows: int) -> None:
    """Refuse a design with too many points.

    Raises:
        SettingsError: there would be more than `MOST_POINTS`.
    """
    if rows > MOST_POINTS:
        raise SettingsError(
            f"The design {design} would have {rows} points; at most {MOST_POINTS} are allowed."
        )


def _check_power_of_two(design: str, size: int) -> None:
    """Refuse a size with which a Sobol sequence is not balanced."""
    if size & (size - 1):
        below = 1 << (size.bit_length() - 1)
        raise SettingsError(
            f"The size of the design {design} must be a power of two, such as {below} or "
            f"{2 * below}, not {size}."
        )


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """SALib's description of the factors, each on the unit scale.

    A new one each time, as SALib changes it.
    """
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0] for _ in names]}


def random(factors: Sequence[Factor], size: int, stream: Stream) -> Places:
    """Plain Monte Carlo: `size` points, each drawn independently of all others. Extendable."""
    return stream.random((size, len(factors)))


def latin_hypercube(factors: Sequence[Factor], size: int, stream: Stream) -> Places:
    """A Latin hypercube: each of `size` equally probable parts of every factor holds one point.

    Not extendable: another size has other parts. Source: McKay, Beckman and Conover 1979,
    Technometrics 21(2).
    """
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(len(factors), rng=stream).random(size))


def sobol_sequence(factors: Sequence[Factor], size: int, stream: Stream) -> Places:
    """A scrambled Sobol sequence, which covers the space more evenly than independent points.

    `size` points, a power of two. Extendable. Source: Owen 1998, Journal of Complexity 14(4), for the
    scrambling.
    """
    _check_power_of_two("sobol_sequence", size)
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(len(factors), rng=stream).random_base2(size.bit_length() - 1))


def saltelli(
    factors: Sequence[Factor], size: int, stream: Stream, *, second_order: bool = True
) -> Places:
    """Saltelli's scheme for Sobol indices, over a scrambled Sobol sequence.

    `size` base points, a power of two, each of which gives D + 2 points for D factors. With `second_order`
    there are 2 D + 2, for indices of pairs of factors; the analysis needs the same (`calc_second_order`).
    Extendable. Sources: Saltelli 2002, Computer Physics Communications 145(2); Saltelli et al. 2010, the
    same 181(2).
    """
    if not isinstance(second_order, bool):
        raise SettingsError(
            f"second_order of the design saltelli must be true or false, not {second_order!r}."
        )
    _check_power_of_two("saltelli", size)
    count = len(factors)
    check_rows("saltelli", size * (2 * count + 2 if second_order else count + 2))
    from SALib.sample import sobol as sampler

    sampled = sampler.sample(problem(factors), size, calc_second_order=second_order, seed=stream)
    return np.asarray(sampled)
