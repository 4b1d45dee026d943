"""Executors run the pieces of a study: here, in several processes, or on a cluster, with equal numbers.

An executor applies a function to items of work, as many at once as it has processes, and gives each
result with the number of its item, in the order in which they are finished. It takes items only when it
can work on them, so that there may be any number. Closed early, it stops and ends all that it started.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator, Mapping

from experiments.execution.executors.cluster import OnCluster
from experiments.execution.executors.jobs import check_slurm, start_slurm
from experiments.execution.executors.local import AHEAD, Executor, processes, serial
from experiments.execution.executors.scheduler import check_dask, start_dask
from simulation import SettingsError
from simulation.errors import nearest

__all__ = [
    "AHEAD",
    "EXECUTORS",
    "Executor",
    "check_executor",
    "executor_called",
    "opened",
    "workers_for",
]

dask = OnCluster(start_dask, check_dask)
slurm = OnCluster(start_slurm, check_slurm)

EXECUTORS: Mapping[str, Executor] = {
    "processes": processes, "serial": serial, "dask": dask, "slurm": slurm,
}  # fmt: skip


def executor_called(name: str, cluster: str = "") -> Executor:
    """The executor of that name; `cluster` says where its cluster is, if it has one.

    Raises:
        SettingsError: there is none, or it uses no cluster.
    """
    if name not in EXECUTORS:
        raise SettingsError(f"There is no executor {name!r}; {nearest(name, EXECUTORS)}")
    executor = EXECUTORS[name]
    if isinstance(executor, OnCluster):
        return dataclasses.replace(executor, where=cluster)
    if cluster:
        raise SettingsError(
            f"cluster applies to executor=dask and executor=slurm only; leave it empty for executor={name}."
        )
    return executor


def check_executor(name: str, cluster: str) -> None:
    """Check that an executor could run a study, without starting anything.

    Raises:
        SettingsError: there is none of that name, or its cluster is not available.
    """
    executor = executor_called(name, cluster)
    if isinstance(executor, OnCluster):
        executor.check(cluster)


@contextlib.contextmanager
def opened(name: str, cluster: str, workers: int) -> Iterator[Executor]:
    """The same for the time of a study, with so many workers; ends the cluster that it started.

    Raises:
        SettingsError: there is none, or its cluster is not available.
    """
    executor = executor_called(name, cluster)
    with contextlib.ExitStack() as stack:
        if isinstance(executor, OnCluster):
            executor = stack.enter_context(executor.kept(workers))
        yield executor


def workers_for(wanted: int | None) -> int:
    """The number of processes: as many as wanted, else one per core that this process may use.

    Raises:
        SettingsError: fewer than one.
    """
    if wanted is not None and wanted < 1:
        raise SettingsError(f"workers must be at least 1, or null for one per core; not {wanted}.")
    if wanted is None and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return wanted or os.cpu_count() or 1
