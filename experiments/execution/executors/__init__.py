"""Executors run the pieces of a study: here, in several processes, or on a cluster, with equal numbers.

An executor applies a function to items of work, as many at once as it has processes, and gives each
result with the number of its item, in the order in which they are finished. It takes items only when it
can work on them, so that there may be any number. Closed early, it stops and ends all that it started.
"""

import contextlib
import functools
import os
from collections.abc import Iterator, Mapping

from experiments.config.suggestions import check_known
from experiments.execution.executors import jobs, scheduler
from experiments.execution.executors.cluster import share_out
from experiments.execution.executors.local import AHEAD, Executor, processes, serial
from simulation import SettingsError

__all__ = [
    "AHEAD", "EXECUTORS", "Executor", "at_once", "check_executor", "opened", "processes", "serial",
    "workers_for",
]  # fmt: skip


HERE: Mapping[str, Executor] = {"processes": processes, "serial": serial}
# Each has `check(cluster)`, and `start(cluster, workers)`, which ends the workers that it started.
CLUSTERS = {"dask": scheduler, "slurm": jobs}
EXECUTORS = (*HERE, *CLUSTERS)


def check_executor(name: str, cluster: str) -> None:
    """Check that an executor could run a study, without starting anything.

    Raises:
        SettingsError: there is none of that name, it uses no cluster, or its cluster is not available.
    """
    _check_names(name, cluster)
    if name in CLUSTERS:
        CLUSTERS[name].check(cluster)


@contextlib.contextmanager
def opened(name: str, cluster: str, workers: int) -> Iterator[Executor]:
    """An executor for the time of a study; ends the cluster that it started.

    The workers of a cluster are started once for all calls, so that a study waits in a queue only once.

    Raises:
        SettingsError: there is none of that name, it uses no cluster, or its cluster is not available.
    """
    _check_names(name, cluster)
    if name in HERE:
        yield HERE[name]
        return
    with CLUSTERS[name].start(cluster, workers) as crew:
        yield functools.partial(share_out, crew)


def _check_names(name: str, cluster: str) -> None:
    check_known(name, EXECUTORS, "There is no executor")
    if cluster and name not in CLUSTERS:
        raise SettingsError(
            f"cluster applies to executor=dask and executor=slurm only; leave it empty for executor={name}."
        )


def at_once(name: str, cluster: str, workers: int) -> int:
    """The number of processes that an executor has; 0 for a scheduler of others, which any may join."""
    return 0 if name == "dask" and cluster else workers


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
