"""Work of many clients in turn: nobody waits for all that somebody else asked."""

from __future__ import annotations

import contextlib
import functools
import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Any


class Task[T]:
    """A call that waits for its turn in another process, and the future of what it gives."""

    def __init__(self, call: Callable[[Any], T], argument: Any) -> None:
        self.call, self.argument = call, argument
        self.future: Future[T] = Future()


class Turns:
    """Gives the processes one task of each client after the other.

    Each request of a client has its turn likewise among those of the same client.

    Args:
        processes: the executor that is there when a task's turn comes.
        at_once: tasks that it is given at a time, as many as it has processes.
    """

    def __init__(self, processes: Callable[[], Executor], at_once: int) -> None:
        self._processes = processes
        self._free = at_once
        self._waiting: dict[str, dict[int, deque[Task[Any]]]] = {}  # by client, then by request
        self._lock = threading.Lock()

    def ask(self, client: str, tasks: Iterable[Task[Any]]) -> None:
        """Queue the tasks of one request, behind those of the client's other requests and of others."""
        queue = deque(tasks)
        with self._lock:
            self._waiting.setdefault(client, {})[id(queue)] = queue
        self._go_on()

    def drop(self) -> None:
        """Cancel all that has not begun."""
        with self._lock:
            queues = [queue for own in self._waiting.values() for queue in own.values()]
            self._waiting.clear()
        for queue in queues:
            for task in queue:
                task.future.cancel()

    def _go_on(self) -> None:
        while task := self._next():
            if not task.future.set_running_or_notify_cancel():
                self._end()
                continue
            try:
                inner = self._processes().submit(task.call, task.argument)
            except Exception as error:  # the processes have been killed, or have ended
                self._end()
                task.future.set_exception(error)
            else:
                inner.add_done_callback(functools.partial(self._done, task.future))

    def _next(self) -> Task[Any] | None:
        """The task whose turn it is, for which a process is then taken; None if there is no such."""
        with self._lock:
            if not self._free or not self._waiting:
                return None
            self._free -= 1
            client = next(iter(self._waiting))
            own = self._waiting.pop(client)
            request = next(iter(own))
            queue = own.pop(request)
            task = queue.popleft()
            if queue:
                own[request] = queue  # behind the client's others
            if own:
                self._waiting[client] = own  # behind other clients
            return task

    def _end(self) -> None:
        with self._lock:
            self._free += 1

    def _done(self, outer: Future[Any], inner: Future[Any]) -> None:
        self._end()
        if inner.cancelled():
            outer.set_exception(RuntimeError("The processes have ended."))
        elif error := inner.exception():
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())
        self._go_on()


class LeastFirst:
    """Lets one thread compute at a time: of those that wait, the one whose work has taken least so far.

    What is short is done soon, whatever long work others have. `spent` is how many seconds work has taken.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._numbers = itertools.count()  # who came first, among equals
        self._waiting: list[tuple[float, int, threading.Event]] = []

    @contextlib.contextmanager
    def turn(self, spent: float) -> Iterator[None]:
        """Wait for a turn, and have it."""
        called = threading.Event()
        with self._lock:
            if self._taken:
                heapq.heappush(self._waiting, (spent, next(self._numbers), called))
            else:
                self._taken = True
                called.set()
        called.wait()
        try:
            yield
        finally:
            with self._lock:
                self._taken = bool(self._waiting)
                if self._taken:
                    heapq.heappop(self._waiting)[2].set()

    def offer(self, spent: float) -> None:
        """Within a turn: let those go first whose work has taken less."""
        called = threading.Event()
        with self._lock:
            if not self._waiting or self._waiting[0][0] >= spent:
                return
            own = spent, next(self._numbers), called
            heapq.heapreplace(self._waiting, own)[2].set()
        called.wait()
