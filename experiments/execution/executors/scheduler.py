"""`executor=dask`: the workers of a scheduler that is running, or of one started for the study."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.execution.executors.cluster import INSTALL, Crew
from experiments.execution.executors.local import interrupts_held, track_resources
from simulation import SettingsError

if TYPE_CHECKING:
    from distributed import LocalCluster

PATIENCE = 5.0  # seconds that a scheduler may take to answer
FAREWELL = 20.0  # seconds that workers of this machine may take to end
WITHOUT_WORKERS = 30.0  # seconds that it may be without any
LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def start(where: str, workers: int) -> Iterator[Crew]:
    """The workers of the scheduler at an address or in a scheduler file; without one, new workers here.

    Raises:
        SettingsError: Dask is not installed, or no scheduler answers there.
    """
    check(where)
    if where:
        with _connected(address_of(where)) as crew:
            yield crew
        return
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
        yield _hired(stack, workers, scratch)


def check(where: str) -> None:
    """Check that there is Dask, and that a scheduler answers where one is named.

    Raises:
        SettingsError: there is not, or none does.
    """
    need("distributed", "dask")
    quieten()
    if where:
        address = address_of(where)
        try:
            asyncio.run(asyncio.wait_for(_greeted(address), PATIENCE))
        except (OSError, ValueError, TypeError):
            raise _silent(address) from None


def need(library: str, executor: str) -> None:
    """Check that a library is installed.

    Raises:
        SettingsError: it is not.
    """
    if find_spec(library) is None:
        raise SettingsError(f"executor={executor} needs {library}: {INSTALL}.")


def quieten() -> None:
    """Silence Dask's logs; what matters is reported by this program."""
    for logger in ("distributed", "tornado"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)


def _hired(stack: contextlib.ExitStack, workers: int, scratch: str) -> Crew:
    """A scheduler in this process and workers on this machine, which the stack ends."""
    # Dask's threads and processes are made with Ctrl-C blocked, as it is for this process alone. What is
    # raised during an import may be lost, and the study would go on until its first result.
    track_resources()
    with interrupts_held():
        from distributed import Client, LocalCluster

        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host=LOOPBACK,
            memory_limit=0, local_directory=scratch, silence_logs=logging.CRITICAL,
            # No dashboard; what listens in its place does so on loopback.
            dashboard_address=f"{LOOPBACK}:0", scheduler_kwargs={"dashboard": False},
        )  # fmt: skip
        stack.callback(_end, cluster)
        client = stack.enter_context(Client(cluster))
    return Crew(client, "The scheduler", lambda seconds: "")


def _end(cluster: LocalCluster) -> None:
    """End a cluster; without a limit, Dask waits as long as a worker does not answer.

    Its processes end with this one in any case.
    """
    with contextlib.suppress(TimeoutError):
        cluster.close(timeout=FAREWELL)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Crew]:
    from distributed import Client

    def without(seconds: float) -> str:
        if seconds < WITHOUT_WORKERS:
            return ""
        return (
            f"The scheduler at {address} has no workers: start some with 'dask worker {address}'."
        )

    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError):
        raise _silent(address) from None
    with client:
        yield Crew(client, f"The scheduler at {address}", without)


def _silent(address: str) -> SettingsError:
    return SettingsError(
        f"No Dask scheduler answers at {address}: start one with 'dask scheduler', or leave "
        "cluster empty for one on this machine."
    )


async def _greeted(address: str) -> None:
    """Exchange Dask's greeting; a client would wait forever for a server that never answers."""
    from distributed import Security
    from distributed.comm import connect

    greeted = await connect(address, **Security().get_connection_args("client"))
    greeted.abort()


def address_of(where: str) -> str:
    """The address of a scheduler: the text itself, or that in a scheduler file.

    Raises:
        SettingsError: it is neither an address nor such a file.
    """
    if "://" in where:
        return where
    try:
        return str(json.loads(Path(where).read_text())["address"])
    except OSError:
        raise SettingsError(
            f"cluster must be the address of a Dask scheduler, such as tcp://{LOOPBACK}:8786, or its "
            f"scheduler file; there is no file {where!r}."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise SettingsError(f"{where} is not the scheduler file of a Dask scheduler.") from None
