"""Shares work out to the workers of a Dask scheduler, some of which may be lost.

The scheduler gives the pieces of a lost worker to others. Only a few pieces are handed out for each
worker, and results are released at once, so that memory use does not grow with the study.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import time
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from experiments.execution.executors.local import AHEAD, interrupts_held
from simulation import SettingsError
from simulation.compiling import source_hash

if TYPE_CHECKING:
    from distributed import Client, Future

INSTALL = "pip install 'knowledge-brokering[cluster]'"
GLANCE = 1.0  # seconds between two checks of which workers there are


@dataclasses.dataclass
class Crew:
    """The workers of a scheduler."""

    client: Client  # the connection to the scheduler
    scheduler: str  # its name in a sentence
    # Gives the reason why there will be no workers, from the seconds without any; empty: wait.
    without: Callable[[float], str]
    # Replaces lost workers, where Dask does not do so itself.
    mend: Callable[[], None] = lambda: None
    # When there was a worker, by the monotonic clock.
    last_seen: float = dataclasses.field(default_factory=time.monotonic)

    def size(self) -> int:
        """The number of pieces that can be worked on at once, at least one.

        Raises:
            SettingsError: there will be no workers, or the scheduler has stopped.
        """
        try:
            self.mend()
            found = int(sum(self.client.nthreads().values()))
        except OSError:
            raise self.gone() from None
        if found:
            self.last_seen = time.monotonic()
        elif reason := self.without(time.monotonic() - self.last_seen):
            raise SettingsError(reason)
        return max(1, found)

    def gone(self) -> SettingsError:
        """The error to raise when the scheduler no longer answers."""
        return SettingsError(
            f"{self.scheduler} stopped during the study; all finished runs are saved."
        )


def share_out[Item, Result](
    crew: Crew, work: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Generator[tuple[int, Result], None, None]:
    """Give `(number, work(item))` for the items; `workers` is ignored.

    Raises:
        SettingsError: the cluster cannot continue.
    """
    import cloudpickle

    waiting = iter(enumerate(items))
    running: dict[Future, int] = {}
    size, seen = 1, 0.0
    try:
        while True:
            # Ctrl-C in the midst of Dask's code could leave a lock taken, or be lost in a destructor.
            with interrupts_held():
                if time.monotonic() > seen + GLANCE:
                    size, seen = crew.size(), time.monotonic()
                room = max(0, AHEAD * size - len(running))
                for number, item in itertools.islice(waiting, room):
                    # As bytes, Dask does not look for parts of its own in it.
                    packed = cloudpickle.dumps((work, item))
                    running[crew.client.submit(worked, version(), packed, pure=False)] = number
                if not running:
                    return
                finished = _finished(crew, running)
            while finished:
                with interrupts_held():
                    done = finished.pop()
                    number, result = running.pop(done), _result(crew, done)
                    del done
                yield number, result
    finally:
        if crew.client.status == "running":
            crew.client.cancel(list(running))


def worked(sender: str, packed: bytes) -> Any:
    """On a worker: do one item of work, given as the pickled function and its item.

    Raises:
        SettingsError: another version of the model is installed here than with the sender.
    """
    import cloudpickle

    if version() != sender:
        raise SettingsError(
            "A worker of the cluster has another version of knowledge-brokering, numba or NumPy: "
            "install the same versions everywhere."
        )
    work, item = cloudpickle.loads(packed)
    return work(item)


@functools.cache
def version() -> str:
    """The versions that numbers depend on: the model's sources, numba and NumPy."""
    import numba
    import numpy as np

    return source_hash(f"{numba.__version__} {np.__version__}")


def _finished(crew: Crew, running: Iterable[Future]) -> list[Future]:
    """Those that are done; waits for a moment if none is."""
    from distributed import wait
    from distributed.client import CancelledError

    with contextlib.suppress(TimeoutError):
        try:
            return list(wait(list(running), timeout=GLANCE, return_when="FIRST_COMPLETED").done)
        except CancelledError:
            raise crew.gone() from None
    return []


def _result(crew: Crew, done: Future) -> Any:
    """The result of a worker, or its error."""
    from distributed import KilledWorker
    from distributed.client import CancelledError

    try:
        return done.result()
    except KilledWorker:
        raise SettingsError(
            "Several workers ended abruptly at the same piece of work, perhaps for lack of memory: "
            "try fewer workers."
        ) from None
    except (CancelledError, OSError) as error:
        if crew.client.status == "running" and isinstance(error, OSError):
            raise
        raise crew.gone() from None
