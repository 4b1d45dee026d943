"""What keeping runs costs, in ratios within one run: `make benchmark` prints them beside the table."""

from __future__ import annotations

import os
import time

import numpy as np
import pyarrow as pa
import pytest

from experiments.config.configurations import ParameterSet, pieces_of
from experiments.execution.executors.local import processes, serial
from experiments.execution.worker import Worker
from experiments.store.parts import Parts
from experiments.store.positions import KEYS
from simulation import Settings, change
from simulation.batch import run
from tests.experiments.working import in_sets

WANTED = [{"arm": arm} for arm in ("none", "single", "single_matched", "solos", "team")]


@pytest.fixture(scope="module", autouse=True)
def compiled():
    run(change(Settings(), {"weeks": 110}), [0])


def study(folder, executor, replicates, workers=1):
    """Seconds that a comparison of the five arms takes, from nothing to parts in order."""
    kept = Parts(folder / "study" / "one")
    kept.folder.mkdir(parents=True)
    sets = [ParameterSet(0, change(Settings(), {"arm": "none"}), range(replicates))]
    begun = time.perf_counter()
    Worker(kept, executor, workers).run(in_sets(sets, WANTED), lambda done: None)
    kept.sort()
    return time.perf_counter() - begun


def test_what_a_run_costs_beside_the_model(benchmark, tmp_path):
    """Tabulating, keeping, ordering: `percent_overhead` of the model's own time, 2,000 runs, one process."""

    def model():
        for changes in WANTED:
            for piece in pieces_of(change(Settings(), changes), range(400)):
                run(piece.settings, piece.seeds)

    benchmark.pedantic(model, rounds=1)
    whole = study(tmp_path, serial, 400)
    benchmark.extra_info["percent_overhead"] = round(100 * (whole / benchmark.stats["min"] - 1))


def test_parallel_efficiency(benchmark, tmp_path):
    """`percent_efficiency` of all cores for 10,000 runs: time in one process over cores x time in all."""
    cores = len(os.sched_getaffinity(0))
    alone = study(tmp_path / "serial", serial, 2_000)
    benchmark.pedantic(study, (tmp_path / "all", processes, 2_000, cores), rounds=1)
    efficiency = alone / (cores * benchmark.stats["min"])
    benchmark.extra_info["percent_efficiency"] = round(100 * efficiency)


def test_a_store_of_a_million_runs(benchmark, tmp_path):
    """Its index, in bytes a run and seconds to build; and a thousand runs read by name."""
    kept, per_part = Parts(tmp_path), 50_000
    for part in range(20):
        names = np.repeat([f"{part:04d}{c:012d}" for c in range(500)], 100)
        columns = {KEYS[0]: names, KEYS[1]: np.tile(np.arange(100), 500)}
        noise = np.random.default_rng(part).random((20, per_part))
        kept.add(pa.table(columns | {f"outcome_{n}": row for n, row in enumerate(noise)}))

    def index():
        return Parts(tmp_path).positions()

    found = benchmark.pedantic(index, rounds=3)
    benchmark.extra_info["runs"] = len(found.seed)
    benchmark.extra_info["bytes_a_run"] = round(
        sum(a.nbytes for a in (found.seed, found.part, found.row)) / len(found.seed)
    )
    kept.positions()
    begun = time.perf_counter()
    for c in range(10):
        kept.read({f"0007{c:012d}": range(100)})
    benchmark.extra_info["ms_to_read_100_runs"] = round((time.perf_counter() - begun) * 100, 1)
