"""A progress bar on stderr, if that is a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress(total: int, what: str = "Runs") -> Iterator[Callable[[int], None]]:
    """Show a progress bar and the time left; gives what is called with the number finished since."""
    from rich import progress as bars

    err = Console(stderr=True)
    columns = (
        "{task.description}", bars.BarColumn(), bars.MofNCompleteColumn(), "time left:",
        bars.TimeRemainingColumn(),
    )  # fmt: skip
    with bars.Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
