"""Working off a plan: here, or shared out to processes or a cluster. Every executor gives the same numbers.

An executor applies a function to items of work, as many at a time as it has processes, and gives
each result with the number of its item, in whatever order they are finished. It takes items only as
it gets on, so that there may be no end of them.
Closed early, it stops, and ends all that it started.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator, Mapping

from experiments.execution.executors.cluster import OnCluster
from experiments.execution.executors.face import AHEAD, Executor
from experiments.execution.executors.jobs import start_slurm
from experiments.execution.executors.local import processes, serial
from experiments.execution.executors.pieces import (
    Runs,
    compile_rules,
    run_piece,
)
from experiments.execution.executors.scheduler import start_dask
from simulation import SettingsError
from simulation.params import nearest

__all__ = [
    "AHEAD",
    "EXECUTORS",
    "Executor",
    "Runs",
    "compile_rules",
    "dask",
    "executor_called",
    "opened",
    "processes",
    "run_piece",
    "serial",
    "slurm",
    "workers_for",
]

dask = OnCluster(start_dask)
slurm = OnCluster(start_slurm)

EXECUTORS: Mapping[str, Executor] = {
    "processes": processes,
    "serial": serial,
    "dask": dask,
    "slurm": slurm,
}


def executor_called(name: str, cluster: str = "") -> Executor:
    """The executor of that name.

    Args:
        name: which.
        cluster: where its cluster is, for those that have one.

    Raises:
        SettingsError: there is none, or it has no cluster.
    """
    if name not in EXECUTORS:
        raise SettingsError(f"There is no executor {name!r}; {nearest(name, EXECUTORS)}")
    executor = EXECUTORS[name]
    if isinstance(executor, OnCluster):
        return dataclasses.replace(executor, where=cluster)
    if cluster:
        raise SettingsError(
            f"cluster says where executor=dask or slurm finds its workers; executor={name} has none."
        )
    return executor


@contextlib.contextmanager
def opened(name: str, cluster: str, workers: int) -> Iterator[Executor]:
    """The executor of that name for as long as a study takes; ends the cluster that it started.

    Args:
        name: which.
        cluster: where its cluster is, for those that have one.
        workers: processes at once.

    Raises:
        SettingsError: there is none, or its cluster cannot be had.
    """
    executor = executor_called(name, cluster)
    with contextlib.ExitStack() as stack:
        if isinstance(executor, OnCluster):
            executor = stack.enter_context(executor.kept(workers))
        yield executor


def workers_for(wanted: int | None) -> int:
    """How many processes to use: as many as wanted, else one per core this process may use.

    Raises:
        SettingsError: fewer than one.
    """
    if wanted is not None and wanted < 1:
        raise SettingsError(f"workers must be at least 1 (null: one per core), not {wanted}.")
    if wanted is None and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return wanted or os.cpu_count() or 1
