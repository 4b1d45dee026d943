"""Some configurations run by an executor, into a store that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.config.observed import Weekly
from experiments.execution.worker import Worker
from experiments.store.parts import RunStore


class Found(NamedTuple):
    replicates: pd.DataFrame
    weekly: Weekly


def run_all(executor, workers, sets, wanted, finished=lambda done: None, weekly=100):
    """The runs of each configuration; `finished` is told of runs that were run."""

    def told(done):
        if done:
            finished(done)

    with tempfile.TemporaryDirectory() as folder:
        kept = RunStore(Path(folder) / "study" / "one")
        stored = Worker(kept, executor, workers).do(sets, wanted, told, weekly)
        return [Found(runs.replicates, runs.weekly) for runs in stored]
