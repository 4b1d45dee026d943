"""The priors of a calibration: which settings are uncertain, and their distributions.

A setting's prior is uniform over the plausible range of its passport, or uniform over its logarithm where
the range is so wide that the order of magnitude is unknown.
"""

from collections.abc import Collection, Mapping

import numpy as np

from experiments.config.ensembles import significant, typed
from experiments.config.schema import SETTINGS, passport
from simulation.params import FILE_SETTINGS, TOGETHER
from simulation.passport import Leaf, Value

DIGITS = 4  # significant digits of a drawn value
ORDER_OF_MAGNITUDE = 5.0  # a range that spans this factor is drawn on a logarithmic scale

# Settings that are chosen or given, rather than uncertain: not part of the prior.
CHOSEN = (
    "weeks", "population.organisations", "population.managers", "population.departments",
    "population.academics", "population.hosts", "population.ally_share", "context.reorganisation",
    "context.pressure", "context.senior_involvement", "context.relations", "context.funding_loss",
    "brokers.managers", "brokers.academics", "brokers.fte", "brokers.interpersonal_skill",
    "brokers.elsewhere", "contract.start", "contract.weeks", "team.hours",
    *(f"team.{name}" for name in TOGETHER), "projects.window", "money.salary", "money.critical_mass",
    *FILE_SETTINGS,
)  # fmt: skip


def calibrated(without: Collection[str] = ()) -> dict[str, Leaf]:
    """The settings that are drawn: every number that is not `CHOSEN`, nor among `without`."""
    return {
        name: leaf
        for name, leaf in SETTINGS.items()
        if name not in (*CHOSEN, *without) and not isinstance(leaf.default, str)
    }


def shape(leaf: Leaf) -> tuple[str, float, float]:
    """The prior of a setting: the name and the arguments of a distribution of SciPy."""
    low, high = (float(bound) for bound in passport(leaf).plausible)
    if isinstance(leaf.default, int):
        return "randint", low, high + 1
    if low > 0 and high / low >= ORDER_OF_MAGNITUDE:
        return "loguniform", low, high
    return "uniform", low, high - low


def value_from(kind: str, first: float, second: float, stream: np.random.RandomState) -> float:
    """A value of a prior of this `shape`: what `rvs` of SciPy's distribution gives, to the bit.

    Raises:
        ValueError: no prior has this shape.
    """
    match kind:
        case "uniform":
            return first + second * stream.uniform()
        case "loguniform":
            low, high = np.log(first), np.log(second)
            return float(np.exp(low + stream.uniform() * (high - low)))
        case "randint":
            return float(stream.randint(int(first), int(second)))
        case _:
            raise ValueError(f"No prior is {kind}.")


def values_of(drawn: Mapping[str, float]) -> dict[str, Value]:
    """The drawn values as settings, rounded to the digits that are kept."""
    return typed({name: significant(float(value), DIGITS) for name, value in drawn.items()})
