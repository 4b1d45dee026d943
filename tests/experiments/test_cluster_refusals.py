"""What is said where there is no cluster to be had; no cluster is started here."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest

from experiments.execution import executors
from experiments.execution.executors import jobs, scheduler
from tests.refusals import check_sentence, refusal

SMALL = ("replicates=2", "weeks=4", "contract.weeks=4")


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr(scheduler, "find_spec", lambda library: None)


@pytest.fixture
def slurms_commands(monkeypatch):
    monkeypatch.setattr(jobs.shutil, "which", lambda command: f"/usr/bin/{command}")


def refused(ask, *arguments):
    answer = ask(*SMALL, *arguments)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    return answer.err


@pytest.mark.parametrize("executor", ["dask", "slurm"])
def test_without_the_engine_it_is_said_what_to_install(
    ask, tmp_path, no_engine, slurms_commands, executor
):
    said = refused(ask, f"executor={executor}")
    check_sentence(said, f"executor={executor} knowledge-brokering[cluster]")
    assert not list(tmp_path.iterdir())


def test_without_slurms_commands_the_missing_one_is_named(ask, monkeypatch):
    monkeypatch.setattr(jobs.shutil, "which", lambda command: None)
    check_sentence(refused(ask, "executor=slurm"), "sbatch")


def test_a_network_interface_that_is_not_there_is_named_with_those_that_are(ask, slurms_commands):
    pytest.importorskip("dask_jobqueue")
    said = refused(ask, "executor=slurm", "cluster=nowhere")
    check_sentence(said, "lo nowhere")


@pytest.mark.parametrize("where", ["nonsense", "/", "scheduler.json"])
def test_what_is_neither_address_nor_file_is_no_scheduler(ask, where):
    pytest.importorskip("distributed")
    said = refused(ask, "executor=dask", f"cluster={where}")
    check_sentence(said, f"cluster tcp:// {where!r}")


@pytest.mark.parametrize("text", ["", "[1]", "{}", "5"])
def test_another_file_is_no_scheduler_file(tmp_path, text):
    file = tmp_path / "scheduler.json"
    file.write_text(text)
    with refusal("scheduler.json"):
        scheduler.address_of(str(file))


def test_a_scheduler_is_named_by_its_address_or_its_file(tmp_path):
    file = tmp_path / "scheduler.json"
    file.write_text('{"address": "tcp://127.0.0.1:1234"}')
    assert scheduler.address_of("tls://there:1") == "tls://there:1"
    assert scheduler.address_of(str(file)) == "tcp://127.0.0.1:1234"


def test_no_scheduler_answers(ask, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(scheduler, "PATIENCE", 0.5)
    said = refused(ask, "executor=dask", "cluster=tcp://127.0.0.1:1")
    check_sentence(said, "tcp://127.0.0.1:1")


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_an_executor_without_a_cluster_does_not_ignore_one(ask, executor):
    said = refused(ask, f"executor={executor}", "cluster=tcp://127.0.0.1:1")
    check_sentence(said, f"cluster executor={executor}")


def test_keys_that_are_not_there_are_refused(ask):
    check_sentence(refused(ask, "clusters=tcp://127.0.0.1:1"), "clusters cluster")
    check_sentence(refused(ask, "executor=desk"), "executor desk dask")
    check_sentence(refused(ask, "cluster.address=tcp://127.0.0.1:1"), "cluster")


def test_a_cluster_is_started_once_where_the_key_says(monkeypatch):
    started = []

    @contextlib.contextmanager
    def start(where, workers):
        started.append((where, workers))
        yield None

    monkeypatch.setitem(executors.CLUSTERS, "dask", SimpleNamespace(start=start))
    with executors.opened("dask", "tcp://there:1", 3):
        assert started == [("tcp://there:1", 3)]


@pytest.mark.parametrize(
    ("name", "cluster", "known"),
    [("processes", "", 3), ("dask", "", 3), ("dask", "tcp://there:1", 0), ("slurm", "ib0", 3)],
)
def test_nobody_knows_how_many_work_for_a_scheduler_that_is_not_of_the_study(name, cluster, known):
    assert executors.at_once(name, cluster, 3) == known
