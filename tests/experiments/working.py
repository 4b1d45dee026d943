"""Some configurations run by an executor, into a store that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path

from experiments.runs import RunStore
from experiments.work import Worker


def run_all(executor, workers, sets, wanted, finished=lambda done: None, weekly=True):
    """The runs of each configuration; `finished` is told of runs that were run."""

    def told(done):
        if done:
            finished(done)

    with tempfile.TemporaryDirectory() as folder:
        kept = RunStore(Path(folder) / "study" / "one")
        return Worker(kept, executor, workers).do(sets, wanted, told, weekly)
