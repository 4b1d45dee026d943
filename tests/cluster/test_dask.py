"""Real Dask clusters on loopback: workers are killed, schedulers go away, and no number changes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
from distributed import LocalCluster

from experiments.execution import executors
from experiments.execution.executors import cluster, scheduler
from tests.cluster.study import RUNS, Killer, assert_same, run_all
from tests.experiments.processes import (
    PATIENCE,
    gone,
    has_children,
    has_loaded,
    has_written,
    interrupt,
    start,
)
from tests.experiments.small import SMALL, contents
from tests.experiments.test_command import ENDED, INTERRUPTED, LONG, folders
from tests.refusals import refusal

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.xdist_group("cluster")]
LATE = 120.0  # seconds


def children():
    """The processes below this one, without Python's own helper, which stays."""
    found = psutil.Process().children(recursive=True)
    return {child for child in found if "resource_tracker" not in " ".join(child.cmdline())}


def nap(seconds):
    time.sleep(seconds)
    return seconds


@pytest.fixture(scope="module")
def shared():
    """A cluster on this machine for all tests that leave it as it was: lost workers are replaced."""
    with executors.opened("dask", "", 2) as executor:
        yield executor


@pytest.fixture
def nobody_left():
    """Sees that a test leaves no process behind."""
    before = children()
    yield
    assert psutil.wait_procs(children() - before, timeout=PATIENCE)[1] == []


@pytest.fixture
def somebodys(tmp_path, monkeypatch):
    """A scheduler that somebody else runs, with two workers that nobody restarts: its file, the processes."""
    monkeypatch.setattr(scheduler, "PATIENCE", PATIENCE)  # however busy the machine is
    monkeypatch.setattr(scheduler, "WITHOUT_WORKERS", PATIENCE)
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m"]
    here = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file))
    started = [subprocess.Popen(
        [*dask, "distributed.cli.dask_scheduler", "--port", "0", *here], stderr=subprocess.DEVNULL
    )]  # fmt: skip
    while not file.exists() or not file.read_text():
        time.sleep(0.1)
    for _ in range(2):
        work = [*dask, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *here]
        started.append(subprocess.Popen(work, stderr=subprocess.DEVNULL))
    yield str(file), started
    for process in reversed(started):
        process.kill()
        process.wait()


def at(where):
    return executors.opened("dask", str(where), 1)


def test_a_worker_that_is_killed_is_replaced_and_its_pieces_are_done_again(shared):
    killer = Killer()
    found = run_all(shared, 2, killer)
    assert killer.in_hand and killer.done == RUNS and not psutil.pid_exists(killer.killed)
    assert_same(found)


@pytest.mark.deep
def test_the_workers_that_are_left_do_what_a_killed_one_had_in_hand(somebodys):
    file, _ = somebodys
    killer = Killer()
    with at(file) as executor:
        found = run_all(executor, 1, killer)
        assert_same(found)
        assert killer.in_hand and killer.done == RUNS
        assert [*executor(nap, [0.0], 1)] == [(0, 0.0)]


@pytest.mark.deep
def test_a_scheduler_is_found_by_its_address_too(somebodys):
    with open(somebodys[0]) as file:
        address = json.load(file)["address"]
    with at(address) as executor:
        assert sorted(executor(nap, [0.02, 0.01, 0.0], 1)) == [(0, 0.02), (1, 0.01), (2, 0.0)]


@pytest.mark.deep
def test_few_items_are_taken_ahead_and_closing_early_ends_everything(nobody_left):
    taken = []
    endless = (taken.append(number) or 0.01 for number in itertools.count())
    with (
        executors.opened("dask", "", 2) as executor,
        contextlib.closing(executor(nap, endless, 2)) as results,
    ):
        for given, _ in enumerate(itertools.islice(results, 100), 1):
            assert len(taken) <= given + 2 * executors.AHEAD


def test_everything_listens_on_loopback(shared):
    assert len(list(shared(nap, [0.1] * 4, 2))) == 4
    open_to = [
        connection.laddr.ip
        for process in (psutil.Process(), *children())
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(open_to) >= 3 and set(open_to) == {"127.0.0.1"}


def fail(item):
    raise ValueError(f"cannot do {item}")


def end(item):
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_error_in_a_worker_reaches_the_one_who_asked(shared):
    with pytest.raises(ValueError, match="cannot do 3"):
        list(shared(fail, [3], 1))


def test_a_piece_that_ends_every_worker_ends_the_study_with_a_sentence(shared):
    with refusal():
        list(shared(end, [3], 2))


def test_a_scheduler_that_goes_away_ends_the_study_with_a_sentence(somebodys):
    file, (process, *_) = somebodys
    with refusal(), at(file) as executor:
        results = executor(nap, itertools.repeat(0.1), 1)
        next(results)
        process.kill()
        list(results)


@pytest.mark.deep
def test_a_scheduler_without_workers_ends_the_study_with_a_sentence(somebodys, monkeypatch):
    file, (_, *workers) = somebodys
    with refusal("dask worker"), at(file) as executor:
        results = executor(nap, itertools.repeat(0.1), 1)
        next(results)
        monkeypatch.setattr(scheduler, "WITHOUT_WORKERS", 2.0)
        for worker in workers:
            worker.kill()
        list(results)


@pytest.mark.deep
def test_workers_with_another_version_of_the_model_are_refused(somebodys, monkeypatch):
    monkeypatch.setattr(cluster, "version", lambda: "another")
    with refusal(), at(somebodys[0]) as executor:
        list(executor(nap, [0.0], 1))


def test_somebody_who_listens_but_says_nothing_is_no_scheduler(monkeypatch):
    monkeypatch.setattr(scheduler, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with refusal(address), at(address) as executor:
            list(executor(nap, [0.0], 1))


def test_the_command_gives_the_same_bytes_as_one_process(ask, tmp_path):
    kept = {}
    for how in ("serial", "dask"):
        asked = (*SMALL[:-1], "arms=[solos,team]", "replicates=60", "workers=2")
        answer = ask(*asked, f"executor={how}", f"results={how}")
        assert (answer.status, answer.err) == (0, "")
        (folder,) = folders(tmp_path / how)
        kept[how] = contents(folder)
    assert kept["serial"] == kept["dask"]


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("imports", marks=pytest.mark.deep),
        "starts its workers",
        pytest.param("runs", marks=pytest.mark.deep),
    ],
)
def test_an_interrupt_ends_the_command_and_its_cluster(tmp_path, stage):
    stages = {
        "imports": has_loaded("msgpack"),
        "starts its workers": has_children(2),  # the first is Python's own helper
        "runs": has_written(tmp_path),
    }
    running = start(tmp_path, LONG, "executor=dask", "workers=2", often=True)
    status, err = interrupt(running, signal.SIGINT, stages[stage])
    assert status in ENDED and INTERRUPTED.fullmatch(err)
    assert gone(running.pid)


def test_a_cluster_that_does_not_end_keeps_nobody_waiting(monkeypatch, nobody_left):
    async def late(cluster):
        await asyncio.sleep(LATE)

    before = {*LocalCluster._instances}
    monkeypatch.setattr(scheduler, "FAREWELL", 0.5)
    with executors.opened("dask", "", 1) as executor:
        assert [*executor(nap, [0.0], 1)] == [(0, 0.0)]
        (cluster,) = {*LocalCluster._instances} - before
        monkeypatch.setattr(LocalCluster, "_close", late)
        begun = time.monotonic()
    assert time.monotonic() - begun < LATE / 2
    monkeypatch.undo()
    cluster.close()
