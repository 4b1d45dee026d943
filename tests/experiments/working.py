"""Some configurations run by an executor, into a store that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.config.observed import Weekly
from experiments.execution.worker import Worker
from experiments.store.parts import Parts


class Found(NamedTuple):
    replicates: pd.DataFrame
    weekly: Weekly


def in_sets(sets, wanted):
    """Each of some changes in every one of some parameter sets."""
    return [[(one, one.configured(changes)) for one in sets] for changes in wanted]


def run_all(executor, workers, sets, wanted, finished=lambda done: None, weekly=100):
    """The runs of each configuration; `finished` is called for runs that were run."""

    def told(done):
        if done:
            finished(done)

    with tempfile.TemporaryDirectory() as folder:
        kept = Parts(Path(folder) / "study" / "one")
        found = Worker(kept, executor, workers).run(in_sets(sets, wanted), told, weekly)
        return [Found(runs.replicates, runs.weekly) for runs in found]
