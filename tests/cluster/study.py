"""A study that is long enough to lose workers in its midst, and what one process gives for it."""

from __future__ import annotations

import functools
import os
import signal

import numpy as np
import pandas as pd
from distributed import default_client

from experiments.config.configurations import ParameterSet
from experiments.execution import executors
from simulation import Settings, change
from tests.experiments import working

SETS = [ParameterSet(0, change(Settings(), {"arm": "none", "weeks": 110}), range(400))]
WANTED = [{"arm": "none"}, {"arm": "team"}]
RUNS = 800


def run_all(executor, workers=2, finished=lambda done: None):
    return working.run_all(executor, workers, SETS, WANTED, finished)


@functools.cache
def by_one_process():
    return run_all(executors.serial)


def assert_same(found):
    for runs, wanted in zip(found, by_one_process(), strict=True):
        pd.testing.assert_frame_equal(runs.replicates, wanted.replicates, check_exact=True)
        np.testing.assert_array_equal(runs.weekly, wanted.weekly)


class Killer:
    """Told of finished runs, kills at the first of them the worker that has most pieces in hand."""

    def __init__(self):
        self.done, self.killed, self.in_hand = 0, 0, 0

    def __call__(self, done):
        self.done += done
        if self.killed:
            return
        client = default_client()
        in_hand = {worker: len(pieces) for worker, pieces in client.processing().items()}
        busiest = max(in_hand, key=in_hand.get)
        self.in_hand = in_hand[busiest]
        (self.killed,) = client.run(os.getpid, workers=[busiest]).values()
        os.kill(self.killed, signal.SIGKILL)
