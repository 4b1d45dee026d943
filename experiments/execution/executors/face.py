"""What every executor looks like."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

AHEAD = 2  # pieces handed out for each process: one to work on, one to go on with


class Executor(Protocol):
    """How work is done; what all have in common is said in the package."""

    def __call__[Item, Result](
        self, work: Callable[[Item], Result], items: Iterable[Item], workers: int
    ) -> Generator[tuple[int, Result], None, None]:
        """Give `(number, work(item))` for the items."""
