"""Paired replicates with fixed seeds; an effect counts beyond three standard errors of the pairs."""

from __future__ import annotations

import functools

import numpy as np

from simulation import Settings, change, simulate
from simulation.batch import run

SEEDS, FEW = range(2000, 2120), range(2000, 2005)
END = "practising_host_end"
STAY = {"contract.exit": 0.0, "contract.exit_strain": 0.0, "context.funding_loss": 0.0}


@functools.cache
def _simulated(changes, seeds):
    return simulate(change(Settings(), {"weeks": 104} | dict(changes)), seeds)


def team(seeds=SEEDS, **changes):
    """Two years of the team with these settings, a row per replicate."""
    return _simulated(tuple(sorted(changes.items())), seeds)


@functools.cache
def brokers_at_the_end(settings):
    """The brokers of each replicate after two years."""
    return [world.brokers for world in run(settings, SEEDS, keep=[104]).worlds[104]]


def lead(column=END, **changes):
    """The team less solos, by replicate."""
    return team(**changes)[column] - team(**changes | {"arm": "solos"})[column]


def interval(difference):
    """Mean of paired differences, and three standard errors."""
    return difference.mean(), 3 * difference.std(ddof=1) / np.sqrt(len(difference))


def assert_no_more(one, other):
    mean, error = interval(one - other)
    assert not one.equals(other), "the runs are the same, so that they show nothing"
    assert mean <= error


def assert_more(one, other):
    mean, error = interval(one - other)
    assert mean > error
