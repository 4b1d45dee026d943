"""Executors on this machine: in this process, or in several. And what all executors have in common."""

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import forkserver, resource_tracker
from typing import Protocol

AHEAD = 2  # pieces handed out for each worker of a cluster: one to work on, one to continue with
WAITING = 16  # pieces handed out for each process, so that they have work while results are written
MOST_ON_WINDOWS = 61  # processes of a pool
RUNS = "experiments.execution.pieces"  # imports the model


class Executor(Protocol):
    """How work is done; the package explains what all executors have in common."""

    def __call__[Item, Result](
        self, work: Callable[[Item], Result], items: Iterable[Item], workers: int
    ) -> Generator[tuple[int, Result], None, None]:
        """Give `(number, work(item))` for the items."""


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

    Stopping early waits for the items in progress: a process that is killed while it hands over a
    result would leave the reader waiting for the rest.
    """
    served = pool(workers)
    waiting = iter(enumerate(items))
    running: dict[Future[Result], int] = {}
    try:
        while True:
            with interrupts_held():
                for number, item in itertools.islice(waiting, WAITING * workers - len(running)):
                    running[served.submit(work, item)] = number
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()
    finally:
        served.shutdown(cancel_futures=True)


def pool(workers: int, niceness: int = 0) -> ProcessPoolExecutor:
    """Processes that ignore Ctrl-C, and end with this one.

    `niceness` is by how much they give way to others, up to 19; Windows knows no such thing.
    """
    if os.name == "nt":
        workers = min(workers, MOST_ON_WINDOWS)
    return ProcessPoolExecutor(workers, _context(), _serve, (niceness,))


def _context() -> multiprocessing.context.BaseContext:
    """Workers are forked from a clean process that has imported the model, where the system can do so."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, RUNS])
    # Started with Ctrl-C blocked, that process and those forked from it never see it. The tracker
    # goes first, as starting it would end the block.
    track_resources()
    with interrupts_held():
        forkserver.ensure_running()
    return context


def track_resources() -> None:
    """Start the process that deletes what others leave in memory; Windows needs none."""
    if os.name == "posix":
        resource_tracker.ensure_running()


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Delay Ctrl-C; threads and processes that are made meanwhile never see it.

    Blocking it for one thread is not enough: the system then gives it to another thread of the
    process, such as one of a linear algebra library, and Python still handles it in the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        with _interrupts_blocked():
            yield
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        with _interrupts_blocked():
            yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(signal.SIGINT)


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(niceness: int) -> None:
    """Set up a worker: it ignores Ctrl-C, and ends with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
