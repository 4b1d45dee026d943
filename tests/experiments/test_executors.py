"""Whoever runs the pieces, and however many, the numbers and their order are the same."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pandas as pd
import pytest

from experiments import executors
from experiments.plan import Piece, Plan
from simulation import Settings, SettingsError, change, simulate

CHANGES = {
    "arm": "none", "population.managers": 6, "population.academics": 6, "weeks": 30,
    "contract.weeks": 20,
}  # fmt: skip
PLAN = Plan(
    "s", "arms", "q", ("none", "team"), ("team", "none"), 50, 0, change(Settings(), CHANGES)
)


def reversed_order(pieces, workers):
    yield from reversed(list(executors.serial(pieces, workers)))


@pytest.fixture(scope="module")
def expected():
    return executors.run_arms(PLAN, executors.serial, 1, lambda done: None)


@pytest.mark.parametrize("executor", [executors.processes, reversed_order])
def test_every_executor_gives_what_one_process_gives(expected, executor):
    done: list[int] = []
    found = executors.run_arms(PLAN, executor, 2, done.append)
    assert sum(done) == 100
    assert list(found) == ["none", "team"]
    for arm, runs in found.items():
        pd.testing.assert_frame_equal(runs.replicates, expected[arm].replicates, check_exact=True)
        np.testing.assert_array_equal(runs.weekly, expected[arm].weekly)


def test_the_runs_are_those_of_the_model(expected):
    settings = PLAN.settings_for("team")
    pd.testing.assert_frame_equal(expected["team"].replicates, simulate(settings, range(50)))
    weekly = simulate(settings, range(50), weekly=True)
    for column, name in enumerate(executors.WEEKLY):
        found = expected["team"].weekly[:, :, column]
        np.testing.assert_array_equal(found.reshape(-1), weekly[name].to_numpy(float))


def test_a_run_that_is_stopped_leaves_no_process_behind():
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        executors.run_arms(PLAN, executors.processes, 2, stop)
    assert set(multiprocessing.active_children()) <= before


def test_an_error_in_a_worker_reaches_the_one_who_asked():
    wrong = Piece(change(Settings(), {"population.managers": 4}), (-1,))
    with pytest.raises(ValueError, match="non-negative"):
        list(executors.processes([wrong], 1))


def test_executors_and_workers_are_checked():
    assert executors.executor_called("serial") is executors.serial
    assert executors.workers_for(3) == 3 and executors.workers_for(None) >= 1
    with pytest.raises(SettingsError, match="did you mean 'serial'"):
        executors.executor_called("serials")
    with pytest.raises(SettingsError, match="at least 1"):
        executors.workers_for(0)
