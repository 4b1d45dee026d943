"""Whoever runs the pieces, and however many, the numbers and their order are the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.config.configurations import ParameterSet, Piece
from experiments.config.observed import WEEKLY
from experiments.execution import executors, pieces
from experiments.execution.executors import local
from experiments.execution.executors.local import interrupts_held
from simulation import Settings, change, simulate
from tests.experiments.working import run_all
from tests.refusals import refusal

CHANGES = {
    "arm": "none", "population.managers": 6, "population.academics": 6, "weeks": 30,
    "contract.weeks": 20,
}  # fmt: skip
SETS = [ParameterSet(0, change(Settings(), CHANGES), range(50))]
WANTED = [{"arm": "none"}, {"arm": "team"}]


def run(executor, workers, finished=lambda done: None):
    return run_all(executor, workers, SETS, WANTED, finished)


def reversed_order(work, items, workers):
    yield from reversed(list(local.serial(work, items, workers)))


@pytest.fixture(scope="module")
def expected():
    return run(local.serial, 1)


@pytest.mark.parametrize("executor", [local.processes, reversed_order])
def test_every_executor_gives_what_one_process_gives(expected, executor):
    done: list[int] = []
    found = run(executor, 2, done.append)
    assert sum(done) == 100
    for runs, wanted in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(runs.replicates, wanted.replicates, check_exact=True)
        np.testing.assert_array_equal(runs.weekly, wanted.weekly)


def test_the_runs_are_those_of_the_model(expected):
    settings = change(SETS[0].settings, {"arm": "team"})
    replicates = expected[1].replicates.drop(columns="set")
    pd.testing.assert_frame_equal(replicates, simulate(settings, range(50)), check_dtype=False)
    weekly = simulate(settings, range(50), weekly=True)
    for column, name in enumerate(WEEKLY):
        found = expected[1].weekly[:, :, column]
        np.testing.assert_array_equal(found.reshape(-1), weekly[name].to_numpy(float))


def test_the_same_configuration_twice_is_run_once():
    done: list[int] = []
    twice = [{"arm": "team"}, {"arm": "team", "culture.quality": SETS[0].settings.culture.quality}]
    first, second = run_all(local.serial, 1, SETS, twice, done.append)
    assert sum(done) == 50
    pd.testing.assert_frame_equal(first.replicates, second.replicates)


def test_a_run_that_is_stopped_leaves_no_process_behind():
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        run(local.processes, 2, stop)
    assert set(multiprocessing.active_children()) <= before


def test_an_error_in_a_worker_reaches_the_one_who_asked():
    wrong = Piece(change(Settings(), {"population.managers": 4}), (2**64,))
    with pytest.raises(Exception, match="too large"):
        list(local.processes(pieces.run_piece, [wrong], 1))


def test_executors_and_workers_are_checked():
    for name in ("serial", "processes"):
        with executors.opened(name, "", 1) as executor:
            assert executor is getattr(local, name)
    assert executors.workers_for(3) == 3 and executors.workers_for(None) >= 1
    with refusal("serial"):
        executors.check_executor("serials", "")
    with refusal("1"):
        executors.workers_for(0)


def test_an_interrupt_is_held_though_another_thread_could_take_it():
    """As threads of a linear algebra library can, which do not block the signal."""
    done, reached = threading.Event(), []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.5)
            reached.append("the end of the block")
    finally:
        done.set()
        other.join()
        signal.signal(signal.SIGINT, before)
    assert reached


def test_windows_has_a_pool_of_at_most_61_processes_and_no_way_to_block_signals(monkeypatch):
    monkeypatch.setattr(local, "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(local, "_context", lambda: None)
    monkeypatch.setattr(local, "ProcessPoolExecutor", lambda workers, *_: workers)
    assert [local.pool(workers) for workers in (4, 200)] == [4, 61]
    monkeypatch.delattr(local.signal, "pthread_sigmask")
    with interrupts_held():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
