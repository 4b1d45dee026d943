"""Studies in the jobs of a real SLURM with two nodes, whose jobs and workers are killed in mid-study."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from experiments.execution import executors
from experiments.execution.executors import jobs
from tests.cluster.slurm import Slurm, why_not
from tests.cluster.study import RUNS, Killer, assert_same, run_all
from tests.experiments.processes import has_written, interrupt, start
from tests.experiments.small import SMALL, contents
from tests.experiments.test_command import ENDED, INTERRUPTED, LONG, folders
from tests.refusals import refusal

pytestmark = [
    pytest.mark.cluster, pytest.mark.slow, pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]  # fmt: skip


@pytest.fixture(scope="module")
def running():
    # A socket's path may have 107 characters at most.
    temporary = tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True)
    with temporary as folder, Slurm(Path(folder)) as slurm:
        yield slurm


@pytest.fixture
def slurm(running, monkeypatch, tmp_path):
    """SLURM, found by its commands; no job and no file is left of a test."""
    monkeypatch.setenv("SLURM_CONF", str(running.configuration))
    monkeypatch.chdir(tmp_path)
    yield running
    for _ in range(150):
        if not running.jobs():
            break
        time.sleep(0.1)
    assert running.jobs() == {}
    assert list(tmp_path.glob(".*")) == []


def node(item):
    time.sleep(0.1)
    return os.environ["SLURMD_NODENAME"], os.environ["SLURM_JOB_ID"]


@pytest.mark.deep
def test_a_study_in_jobs_on_two_nodes_is_that_of_one_process(slurm):
    with executors.opened("slurm", "", 4) as executor:
        assert_same(run_all(executor, 4))
        places = {place for _, place in itertools.islice(executor(node, range(60), 4), 60)}
    assert {name for name, _ in places} == {"one", "two"} and len(places) == 4


@pytest.mark.deep
def test_a_worker_that_is_killed_is_replaced_within_its_job(slurm):
    killer = Killer()
    with executors.opened("slurm", "", 2) as executor:
        found = run_all(executor, 2, killer)
    assert killer.in_hand and killer.done == RUNS
    assert_same(found)


@pytest.mark.deep
def test_a_job_that_is_killed_is_submitted_again_and_its_pieces_are_done_again(slurm):
    killed = []

    def kill_one(done):
        if not killed:
            killed.extend(job for job, on in slurm.jobs().items() if on)
            slurm.say("scancel", "--signal=KILL", "--full", killed[0])

    with executors.opened("slurm", "", 2) as executor:
        assert_same(run_all(executor, 2, kill_one))
        for _, (_, job) in executor(node, range(600), 2):
            if job not in killed:
                break
    assert killed and job not in killed


def ears(item):
    """The addresses that a worker, and what watches over it, listen on."""
    return {
        connection.laddr.ip
        for process in (psutil.Process(), psutil.Process().parent())
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }


def test_everything_listens_on_loopback(slurm):
    with executors.opened("slurm", "", 1) as executor:
        assert list(executor(ears, [0], 1)) == [(0, {"127.0.0.1"})]


def test_the_command_gives_the_same_bytes_as_one_process(slurm, ask, tmp_path):
    kept = {}
    for how in ("serial", "slurm"):
        asked = (*SMALL[:-1], "arms=[solos,team]", "replicates=60", "workers=2")
        answer = ask(*asked, f"executor={how}", f"results={how}")
        assert (answer.status, answer.err) == (0, "")
        (folder,) = folders(tmp_path / how)
        kept[how] = contents(folder)
    assert kept["serial"] == kept["slurm"]


@pytest.mark.parametrize(
    "stage", [pytest.param("waits for its jobs", marks=pytest.mark.deep), "runs"]
)
def test_an_interrupt_ends_the_command_and_its_jobs(slurm, tmp_path, stage):
    stages = {
        "waits for its jobs": lambda running: bool(slurm.jobs()),
        "runs": has_written(tmp_path),
    }
    running = start(tmp_path, LONG, "executor=slurm", "workers=2", often=True)
    status, err = interrupt(running, signal.SIGINT, stages[stage])
    assert status in ENDED and INTERRUPTED.fullmatch(err)


def test_what_slurm_refuses_is_said_in_its_words(slurm, monkeypatch):
    monkeypatch.setenv("SBATCH_PARTITION", "nowhere")
    with refusal("partition"), executors.opened("slurm", "", 2) as executor:
        list(executor(node, range(2), 2))


def test_jobs_that_end_at_once_end_the_study_with_what_they_said(slurm, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(jobs, "PATIENCE", 3.0)
    with refusal(), executors.opened("slurm", "", 2) as executor:
        list(executor(node, range(2), 2))
