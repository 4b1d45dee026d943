"""`executor=slurm`: each worker is a job of SLURM; the scheduler is in this process."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.execution.executors.cluster import Crew
from experiments.execution.executors.local import interrupts_held, track_resources
from experiments.execution.executors.scheduler import LOOPBACK, need, quieten
from simulation import SettingsError

if TYPE_CHECKING:
    from dask_jobqueue import SLURMCluster

COMMANDS = ("sbatch", "scancel", "squeue")
LOOPBACK_INTERFACE = "lo"
LOST = "5s"  # after which a worker that has gone is replaced by another job
PATIENCE = 15.0  # seconds that SLURM may take to answer, and to list a job
DEATH_TIMEOUT = 60  # seconds after which a job ends that cannot reach the scheduler


@contextlib.contextmanager
def start(where: str, workers: int) -> Iterator[Crew]:
    """A scheduler here and `workers` jobs, which reach it over the network interface `where`.

    Without one they use loopback, which works where all of SLURM's nodes are this machine.

    Raises:
        SettingsError: something is not installed, or SLURM refuses the jobs.
    """
    interface = check(where)
    # SLURM writes the output of a job to the folder where it was submitted, which all nodes see.
    folder = tempfile.TemporaryDirectory(
        prefix=".brokering-jobs-", dir=".", ignore_cleanup_errors=True
    )
    with folder as logs, contextlib.ExitStack() as stack:
        yield _hired(stack, interface, workers, Path(logs).resolve())


def check(where: str) -> str:
    """Check that SLURM and what it needs are there; gives the network interface.

    Raises:
        SettingsError: something is missing, or this machine has no such network interface.
    """
    for command in COMMANDS:
        if shutil.which(command) is None:
            raise SettingsError(
                f"executor=slurm needs SLURM's command {command}, which is not on this machine: run the "
                "study on a machine that submits jobs."
            )
    need("dask_jobqueue", "slurm")
    quieten()
    import psutil

    name = where or LOOPBACK_INTERFACE
    if name not in (known := psutil.net_if_addrs()):
        raise SettingsError(
            f"cluster must be the network interface through which SLURM's jobs reach this machine: one "
            f"of {', '.join(known)}, not {name!r}."
        )
    return name


def _hired(stack: contextlib.ExitStack, interface: str, workers: int, logs: Path) -> Crew:
    """A scheduler in this process and a job for each worker, which the stack ends."""
    with interrupts_held():  # what is raised during an import may be lost
        import dask
        from distributed import Client

        with _signals_kept():
            from dask_jobqueue import SLURMCluster

    stack.enter_context(dask.config.set({"distributed.deploy.lost-worker-timeout": LOST}))
    # Dask's threads and SLURM's commands are made with Ctrl-C blocked, as it is for this process
    # alone: no job is submitted whose number is not read.
    track_resources()
    with interrupts_held():
        cluster = stack.enter_context(SLURMCluster(**_wanted(interface, logs)))
        client = stack.enter_context(Client(cluster))
    _check_job(cluster.job_script())
    watch = _Watch(cluster, workers, logs)
    return Crew(client, "The scheduler", watch.without, watch.mend)


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """Keep the signal handlers, which importing dask-jobqueue replaces."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_job(script: str) -> None:
    """Check that SLURM accepts a job; its later answers are lost in Dask's threads."""
    try:
        answer = subprocess.run(
            ["sbatch", "--test-only"], input=script, capture_output=True, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SettingsError("SLURM does not answer: check it with sinfo.") from None
    if answer.returncode:
        said = [line.removeprefix("sbatch: error: ") for line in answer.stderr.splitlines()]
        reason = said[-1].removeprefix("allocation failure: ") if said else "no reason given"
        raise SettingsError(f"SLURM refuses the jobs: {reason.rstrip('.')}.")


def _wanted(interface: str, logs: Path) -> dict[str, Any]:
    """One core for each job; partition, memory and time are SLURM's defaults or those in SBATCH_..."""
    return {
        "cores": 1, "processes": 1, "memory": 0, "job_mem": "0", "interface": interface,
        "job_directives_skip": ("--mem", "-t "), "job_name": "brokering", "python": sys.executable,
        "log_directory": str(logs), "death_timeout": DEATH_TIMEOUT,
        "worker_extra_args": ["--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"],
        "scheduler_options": {"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
    }  # fmt: skip


class _Watch:
    """Watches the jobs of a cluster."""

    def __init__(self, cluster: SLURMCluster, workers: int, logs: Path) -> None:
        self.cluster, self.workers, self.logs = cluster, workers, logs
        self.announced = False

    def mend(self) -> None:
        """Submit jobs for lost workers."""
        self.cluster.scale(self.workers)

    def without(self, seconds: float) -> str:
        """The reason why there are no workers: the jobs have ended. While they queue, wait."""
        if seconds < PATIENCE:
            return ""
        if _any_left(job.job_id for job in self.cluster.workers.values()):
            if not self.announced:
                print(
                    "Waiting for SLURM to start the jobs (squeue shows them) ...", file=sys.stderr
                )
            self.announced = True
            return ""
        return f"SLURM's jobs ended before they reached this machine: {self._last_words()}"

    def _last_words(self) -> str:
        lines = [line for log in self.logs.glob("*.err") for line in log.read_text().splitlines()]
        return (lines[-1] if lines else "they gave no message").rstrip(".") + "."


def _any_left(numbers: Iterator[str | None]) -> bool:
    """Whether SLURM still knows any of these jobs as waiting or running."""
    wanted = {number for number in numbers if number}
    mine = ["squeue", "--noheader", "--me", "--format=%A"]
    try:
        listed = subprocess.run(mine, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return True
    # A controller that does not answer for a moment has not lost its jobs.
    return listed.returncode != 0 or bool(wanted & set(listed.stdout.split()))
