"""Working off a plan: in this process, or shared out to several. Every executor gives the same numbers.

An executor applies a function to items of work, as many at a time as it has processes, and gives
each result with the number of its item, in whatever order they are finished. It takes items only as
it gets on, so that there may be no end of them; `run_configurations` puts results in order again.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import forkserver, resource_tracker
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.plan import Changes, ParameterSet, Piece, pieces_of
from simulation import Settings, SettingsError, change
from simulation.batch import run
from simulation.measures import History, broker_columns, group_columns, groups
from simulation.outcomes import replicate_table
from simulation.params import nearest
from simulation.staff import staff_of

AHEAD = 2  # pieces handed out for each process: one to work on, one to go on with

Weekly = npt.NDArray[np.float64]

# What is kept of every week.
WEEKLY_OF_GROUPS = {
    "host": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "other": ("practising", "attitude", "knowledge", "skill", "confidence", "ties", "bond"),
    "host_managers": ("practising",),
    "host_academics": ("practising",),
    "managers": ("practising", "decisions_informed"),
    "academics": ("practising", "bids_begun", "bids_won"),
}
WEEKLY_OF_BROKERS = ("brokers_in_post", "strain", "broker_confidence", "contacts", "fte_weeks")
WEEKLY = (
    *(f"{field}_{group}" for group, fields in WEEKLY_OF_GROUPS.items() for field in fields),
    *WEEKLY_OF_BROKERS,
)


class Runs(NamedTuple):
    """What came out of some replicates.

    Attributes:
        replicates: a row per replicate, as `simulation.simulate` gives them, with the number of its
            parameter set.
        weekly: `(R, W + 1, len(WEEKLY))` for the same replicates in the same order; over an ensemble
            means of a parameter set's replicates, a row per piece of work.
    """

    replicates: pd.DataFrame
    weekly: Weekly


class Executor(Protocol):
    """How work is done (see above)."""

    def __call__[Item, Result](
        self, work: Callable[[Item], Result], items: Iterable[Item], workers: int
    ) -> Generator[tuple[int, Result], None, None]:
        """Give `(number, work(item))` for the items."""


def run_piece(piece: Piece, weekly: bool = False) -> Runs:
    """Run the replicates of one piece of work once, and tabulate them.

    Args:
        piece: what to run.
        weekly: whether the weeks are wanted too, which takes a while; without them `Runs.weekly` is
            empty.
    """
    history = run(piece.settings, piece.seeds)
    replicates = replicate_table(history, piece.settings, piece.seeds)
    replicates.insert(1, "set", piece.number)
    weeks = _weeks(history, piece.settings) if weekly else np.empty((len(replicates), 0, 0))
    return Runs(replicates, weeks)


def _weeks(history: History, settings: Settings) -> Weekly:
    """`(R, W + 1, len(WEEKLY))`: what is kept of every week."""
    places = groups(staff_of(settings).places)
    columns = broker_columns(history.brokers)
    for group in WEEKLY_OF_GROUPS:
        columns |= group_columns(history.places, places[group], group)
    return np.stack([columns[name] for name in WEEKLY], axis=-1)


def serial[Item, Result](
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Generator[tuple[int, Result], None, None]:
    """One item after the other, in this process; `workers` is ignored."""
    for number, item in enumerate(items):
        yield number, work(item)


def processes[Item, Result](
    work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Generator[tuple[int, Result], None, None]:
    """`workers` items at a time, each in a process of its own.

    Stopping early waits for the few items that are being worked on: a process that is ended while
    it hands over a result would leave the reader waiting for the rest.
    """
    pool = ProcessPoolExecutor(workers, _context(), _serve)
    waiting = iter(enumerate(items))
    running: dict[Future[Result], int] = {}
    try:
        while True:
            with _interrupts_held():
                for number, item in itertools.islice(waiting, AHEAD * workers - len(running)):
                    running[pool.submit(work, item)] = number
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> multiprocessing.context.BaseContext:
    """Workers forked from a clean process that has imported the model once, where there is such a thing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    # Started with Ctrl-C blocked, that process and those forked from it never see it. The tracker
    # goes first, as starting it would end the block.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return context


def _serve() -> None:
    """Begin a worker's life: leave Ctrl-C to the process that started it, and end with that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Put Ctrl-C off until the workers are there: one that is being made cannot be ended."""
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


EXECUTORS: Mapping[str, Executor] = {"processes": processes, "serial": serial}


def executor_called(name: str) -> Executor:
    """The executor of that name.

    Raises:
        SettingsError: there is none.
    """
    if name not in EXECUTORS:
        raise SettingsError(f"There is no executor {name!r}; {nearest(name, EXECUTORS)}")
    return EXECUTORS[name]


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


def compile_rules() -> None:
    """Run a small world once, which leaves the compiled rules where every process finds them."""
    small = {"population.managers": 2, "population.academics": 2, "weeks": 2, "contract.weeks": 2}
    posts = {"brokers.managers": 1, "brokers.academics": 1}
    run_piece(Piece(change(Settings(), small | posts), (0,)))


def run_configurations(
    sets: Sequence[ParameterSet],
    wanted: Sequence[Changes],
    executor: Executor,
    workers: int,
    finished: Callable[[int], None],
    weekly: bool = False,
) -> list[Runs]:
    """All replicates of some configurations, in every one of some parameter sets.

    Args:
        sets: the parameter sets, with the replicates of each.
        wanted: each configuration, as changes to a parameter set; the same twice is run once.
        executor: how.
        workers: processes at once.
        finished: told the number of runs whenever some are done.
        weekly: whether the weeks are wanted too; without them `Runs.weekly` is empty.

    Returns:
        The runs of each configuration, in the order of `wanted`.
    """
    work = functools.partial(run_piece, weekly=weekly)
    keep = _mean_weeks if weekly and len(sets) > 1 else _all
    configured = [[change(one.settings, changes) for one in sets] for changes in wanted]
    first = {settings[0]: settings for settings in reversed(configured)}
    pieces = [
        (settings[0], piece)
        for settings in first.values()
        for one, own in zip(sets, settings, strict=True)
        for piece in pieces_of(own, one.seeds, one.number)
    ]
    kept: dict[int, Runs] = {}
    with contextlib.closing(executor(work, [piece for _, piece in pieces], workers)) as done:
        for number, result in done:
            kept[number] = keep(result)
            finished(len(pieces[number][1].seeds))
    found: dict[Settings, list[Runs]] = {}
    for number, (settings, _) in enumerate(pieces):
        found.setdefault(settings, []).append(kept.pop(number))
    joined = {settings: _joined(parts) for settings, parts in found.items()}
    return [joined[settings[0]] for settings in configured]


def _all(runs: Runs) -> Runs:
    return runs


def _mean_weeks(runs: Runs) -> Runs:
    """The weeks of a piece as one row: of all replicates of a set, or of as many as fit a piece."""
    some = (~np.isnan(runs.weekly)).sum(axis=0, keepdims=True)
    total = np.nansum(runs.weekly, axis=0, keepdims=True)
    return Runs(runs.replicates, total / np.where(some > 0, some, np.nan))


def _joined(parts: Sequence[Runs]) -> Runs:
    return Runs(
        pd.concat([part.replicates for part in parts], ignore_index=True),
        np.concatenate([part.weekly for part in parts]),
    )
