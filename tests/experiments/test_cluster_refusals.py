"""What is said where there is no cluster to be had; no cluster is started here."""

from __future__ import annotations

import pytest

from experiments.execution import executors
from experiments.execution.executors import jobs, scheduler
from simulation import SettingsError

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
    assert said.startswith(f"executor={executor} needs d")
    assert said.endswith("pip install 'knowledge-brokering[cluster]'.\n")
    assert not list(tmp_path.iterdir())


def test_without_slurms_commands_the_missing_one_is_named(ask, monkeypatch):
    monkeypatch.setattr(jobs.shutil, "which", lambda command: None)
    assert "needs SLURM's command sbatch, which is not on this machine" in refused(
        ask, "executor=slurm"
    )


def test_a_network_interface_that_is_not_there_is_named_with_those_that_are(ask, slurms_commands):
    pytest.importorskip("dask_jobqueue")
    said = refused(ask, "executor=slurm", "cluster=nowhere")
    assert "one of lo" in said and "not 'nowhere'" in said


@pytest.mark.parametrize("where", ["nonsense", "/", "scheduler.json"])
def test_what_is_neither_address_nor_file_is_no_scheduler(ask, where):
    pytest.importorskip("distributed")
    said = refused(ask, "executor=dask", f"cluster={where}")
    assert "tcp://127.0.0.1:8786" in said and f"no file {where!r}" in said


@pytest.mark.parametrize("text", ["", "[1]", "{}", "5"])
def test_another_file_is_no_scheduler_file(tmp_path, text):
    file = tmp_path / "scheduler.json"
    file.write_text(text)
    with pytest.raises(SettingsError, match="is not the scheduler file"):
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
    assert said.startswith("No Dask scheduler answers at tcp://127.0.0.1:1: start one with")


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_an_executor_without_a_cluster_does_not_ignore_one(ask, executor):
    said = refused(ask, f"executor={executor}", "cluster=tcp://127.0.0.1:1")
    assert f"leave it empty for executor={executor}" in said


def test_keys_that_are_not_there_are_refused(ask):
    assert "did you mean 'cluster'?" in refused(ask, "clusters=tcp://127.0.0.1:1")
    assert "There is no executor 'desk'; did you mean 'dask'?" in refused(ask, "executor=desk")
    assert "cluster must be a text" in refused(ask, "cluster.address=tcp://127.0.0.1:1")


def test_where_the_cluster_is_changes_no_name(ask):
    with executors.opened("serial", "", 1) as executor:
        assert executor is executors.serial
    assert executors.executor_called("dask", "tcp://there:1").where == "tcp://there:1"
