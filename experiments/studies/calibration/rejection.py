"""Calibration by approximate Bayesian computation: which parameter sets the evidence leaves standing.

Parameter sets are drawn from the prior, tried against the targets, and kept if every target holds:
rejection sampling (Tavaré et al. 1997; Pritchard et al. 1999), which is the first generation of
pyABC's sequential sampler with no tolerance beyond the targets' own. Candidate n has its own stream
of random numbers, so that any number of processes finds the same sets.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import cloudpickle
import numpy as np
from pyabc import ABCSMC, RV, ConstantEpsilon, Distribution
from pyabc.sampler import Sampler

from experiments.config.plan import Plan
from experiments.config.priors import calibrated, shape, values_of
from experiments.execution.executors import Executor
from experiments.studies.calibration.targets import TARGETS, Trial
from simulation import Settings, SettingsError, change
from simulation.passport import Value

MOST_CANDIDATES = 1_000_000
HIGHEST_SEED = 2**31  # of a trial's first world


class Tried(NamedTuple):
    """A parameter set that was tried.

    Attributes:
        candidate: its number.
        values: the settings drawn.
        found: the value of every target; NaN for those after the first that does not hold.
    """

    candidate: int
    values: Mapping[str, Value]
    found: Mapping[str, float]

    @property
    def refused_by(self) -> str:
        """Key of the first target that does not hold; empty if all hold."""
        return next((t.key for t in TARGETS if not t.holds(self.found[t.key])), "")


def try_out(settings: Settings, seeds: Sequence[int]) -> dict[str, float]:
    """The value of every target in a parameter set, up to the first that does not hold; then NaN."""
    trial = Trial(settings, seeds)
    found = dict.fromkeys((target.key for target in TARGETS), math.nan)
    for target in TARGETS:
        found[target.key] = target.of(trial)
        if not target.holds(found[target.key]):
            break
    return found


def failing(found: Mapping[str, float], _: Mapping[str, float]) -> float:
    """The distance from the evidence: how many targets are not shown to hold."""
    return float(sum(not target.holds(found[target.key]) for target in TARGETS))


def calibrate(
    plan: Plan, executor: Executor, workers: int, finished: Callable[[Tried], None]
) -> list[Tried]:
    """Draw parameter sets until enough are accepted; gives all that were tried, in order.

    Args:
        plan: says how many are to be accepted, and how many replicates a trial has.
        executor: how.
        workers: processes at once.
        finished: told of each candidate as soon as it has been tried.

    Raises:
        SettingsError: hardly any parameter set is plausible.
    """
    logging.getLogger("ABC").setLevel(logging.WARNING)
    priors = Distribution(**{name: RV(*shape(leaf)) for name, leaf in calibrated().items()})
    sampler = Numbered(plan.seed, executor, workers, finished)
    search = ABCSMC(
        functools.partial(simulate, plan.settings, plan.replicates), priors, failing,
        population_size=plan.accepted, eps=ConstantEpsilon(0), sampler=sampler,
    )  # fmt: skip
    search.new("sqlite://", dict.fromkeys((target.key for target in TARGETS), 0.0))
    search.run(max_nr_populations=1)
    return sampler.tried


def simulate(settings: Settings, replicates: int, drawn: Mapping[str, float]) -> dict[str, float]:
    """Try what was drawn in as many worlds, whose seeds come from the candidate's stream as well."""
    first = int(np.random.randint(HIGHEST_SEED))
    try:
        tried = change(settings, values_of(drawn))
    except SettingsError:  # drawn together they cannot be: no target holds
        return dict.fromkeys((target.key for target in TARGETS), math.nan)
    return try_out(tried, range(first, first + replicates))


class Numbered(Sampler):
    """pyABC's sampling by candidate number: the first to be plausible count, whoever is done first."""

    def __init__(
        self, seed: int, executor: Executor, workers: int, finished: Callable[[Tried], None]
    ) -> None:
        super().__init__()
        self.seed, self.executor, self.workers, self.finished = seed, executor, workers, finished
        self.tried: list[Tried] = []

    def sample_until_n_accepted(
        self, n: int, simulate_one: Callable[[], Any], t: int, **_: Any
    ) -> Any:
        """Try candidates until `n` are accepted and all before the last of these are done."""
        work = functools.partial(evaluate, cloudpickle.dumps(simulate_one), self.seed)
        particles: dict[int, Any] = {}
        sample = self._create_empty_sample()
        with contextlib.closing(
            self.executor(work, range(MOST_CANDIDATES), self.workers)
        ) as results:
            for number, particle in results:
                particles[number] = particle
                self.finished(tried(number, particle))
                while self.nr_evaluations_ in particles and sample.n_accepted < n:
                    particle = particles.pop(self.nr_evaluations_)
                    sample.append(particle)
                    self.tried.append(tried(self.nr_evaluations_, particle))
                    self.nr_evaluations_ += 1
                if sample.n_accepted == n:
                    return sample
        raise SettingsError(
            f"Only {sample.n_accepted} of {MOST_CANDIDATES} parameter sets are plausible."
        )


def evaluate(simulate_one: bytes, seed: int, number: int) -> Any:
    """Have pyABC draw and simulate candidate `number`; it draws from NumPy's global stream."""
    np.random.seed([seed, number])
    return _loaded(simulate_one)()


@functools.cache
def _loaded(pickled: bytes) -> Any:
    return cloudpickle.loads(pickled)


def tried(number: int, particle: Any) -> Tried:
    """What a particle of pyABC says."""
    return Tried(number, values_of(particle.parameter), particle.sum_stat)
