"""Whoever runs the pieces, and however many, the numbers and their order are the same."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pandas as pd
import pytest

from experiments import executors
from experiments.plan import ParameterSet, Piece
from simulation import Settings, SettingsError, change, simulate

CHANGES = {
    "arm": "none", "population.managers": 6, "population.academics": 6, "weeks": 30,
    "contract.weeks": 20,
}  # fmt: skip
SETS = [ParameterSet(0, change(Settings(), CHANGES), range(50))]
WANTED = [{"arm": "none"}, {"arm": "team"}]


def run_all(executor, workers, finished=lambda done: None, sets=SETS):
    return executors.run_configurations(sets, WANTED, executor, workers, finished, weekly=True)


def reversed_order(work, items, workers):
    yield from reversed(list(executors.serial(work, items, workers)))


@pytest.fixture(scope="module")
def expected():
    return run_all(executors.serial, 1)


@pytest.mark.parametrize("executor", [executors.processes, reversed_order])
def test_every_executor_gives_what_one_process_gives(expected, executor):
    done: list[int] = []
    found = run_all(executor, 2, done.append)
    assert sum(done) == 100
    for runs, wanted in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(runs.replicates, wanted.replicates, check_exact=True)
        np.testing.assert_array_equal(runs.weekly, wanted.weekly)


def test_the_runs_are_those_of_the_model(expected):
    settings = change(SETS[0].settings, {"arm": "team"})
    replicates = expected[1].replicates.drop(columns="set")
    pd.testing.assert_frame_equal(replicates, simulate(settings, range(50)))
    weekly = simulate(settings, range(50), weekly=True)
    for column, name in enumerate(executors.WEEKLY):
        found = expected[1].weekly[:, :, column]
        np.testing.assert_array_equal(found.reshape(-1), weekly[name].to_numpy(float))


def test_over_parameter_sets_runs_are_told_apart_and_weeks_are_means():
    sets = [
        ParameterSet(
            number,
            change(SETS[0].settings, {"culture.bad": bad}),
            range(4 * number, 4 * number + 4),
        )
        for number, bad in enumerate((0.0, 1.0))
    ]
    _, team = run_all(executors.serial, 1, sets=sets)
    assert team.replicates["set"].tolist() == [0] * 4 + [1] * 4
    for row, one in enumerate(sets):
        weekly = simulate(change(one.settings, {"arm": "team"}), one.seeds, weekly=True)
        means = weekly.groupby("week")["attitude_host"].mean().to_numpy()
        found = team.weekly[row, :, executors.WEEKLY.index("attitude_host")]
        np.testing.assert_allclose(found, means, rtol=1e-12)


def test_the_same_configuration_twice_is_run_once():
    done: list[int] = []
    twice = [{"arm": "team"}, {"arm": "team", "culture.bad": SETS[0].settings.culture.bad}]
    first, second = executors.run_configurations(SETS, twice, executors.serial, 1, done.append)
    assert sum(done) == 50 and first is second


def test_a_run_that_is_stopped_leaves_no_process_behind():
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        run_all(executors.processes, 2, stop)
    assert set(multiprocessing.active_children()) <= before


def test_an_error_in_a_worker_reaches_the_one_who_asked():
    wrong = Piece(change(Settings(), {"population.managers": 4}), (-1,))
    with pytest.raises(ValueError, match="non-negative"):
        list(executors.processes(executors.run_piece, [wrong], 1))


def test_executors_and_workers_are_checked():
    assert executors.executor_called("serial") is executors.serial
    assert executors.workers_for(3) == 3 and executors.workers_for(None) >= 1
    with pytest.raises(SettingsError, match="did you mean 'serial'"):
        executors.executor_called("serials")
    with pytest.raises(SettingsError, match="at least 1"):
        executors.workers_for(0)
