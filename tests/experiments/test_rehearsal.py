"""A dry run says what a study takes, and leaves nothing behind."""

from __future__ import annotations

from importlib import import_module

import pytest

from experiments.execution import dry_run
from tests.experiments.reported import carries, numbers
from tests.experiments.small import SMALL
from tests.refusals import check_sentence


def test_a_dry_run_counts_measures_and_shows_the_first_points(ask, tmp_path):
    answer = ask(
        "kind=sweep", "vary={contract.weeks: [13, 20, 26]}", "arms=[team,solos]", *SMALL[:-1],
        "replicates=1000", "dry_run=true", "workers=2",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    assert carries(answer.out, 9000, 60, 2, 320) and "MB" in answer.out
    assert "contract.weeks=13" in answer.out
    assert not list(tmp_path.iterdir())


def test_parameter_sets_and_worlds_of_their_own_are_counted(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.quality\n1,0.3\n2,0.5\n3,0.6\n")
    small = (*SMALL[:-1], "replicates=100", "set_replicates=7", "dry_run=true")
    answer = ask("study=headline", f"ensemble={few}", *small)
    assert 5 * 100 + 5 * 3 * 7 in numbers(answer.out), answer.err
    answer = ask("study=convergence", *small)
    assert (5 + 4) * 100 in numbers(answer.out), answer.err


def test_a_study_with_a_stop_rule_is_rehearsed_up_to_its_ceiling(ask):
    answer = ask(*SMALL[:-1], "replicates=500", "until.width=0.01", "dry_run=true")
    assert carries(answer.out, 2500, 60), answer.err


def test_a_dry_run_says_how_many_runs_are_saved_and_how_many_remain(ask, monkeypatch):
    words = (*SMALL[:-1], "arms=[team,solos]", "executor=serial")
    assert ask(*words, "replicates=2").status == 0
    answer = ask(*words, "replicates=2", "dry_run=true")
    assert "6 of these" in answer.out and "0 remain" in answer.out
    assert "remain" not in ask(*words, "replicates=4", "dry_run=true").out  # another result


def test_a_dry_run_says_when_an_ensemble_has_fewer_sets_than_it_may_use(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("culture.quality\n0.3\n0.5\n0.6\n")
    words = (*SMALL, f"ensemble={few}", "set_replicates=2", "dry_run=true")
    assert "only 3 parameter sets" in ask(*words, "most_sets=9").out
    assert "only" not in ask(*words, "most_sets=2").out


def test_what_cannot_be_known_is_not_guessed(ask):
    answer = ask("study=calibration", "dry_run=true")
    assert answer.status == 2
    check_sentence(answer.err)


def test_a_run_that_fails_is_told_in_a_dry_run_as_in_a_study(ask, monkeypatch):
    def fail(piece):
        raise ValueError("there is no such week")

    monkeypatch.setattr("experiments.execution.pieces.run_piece", fail)
    monkeypatch.setattr(dry_run, "see_compiled", lambda: None)
    answer = ask(*SMALL, "dry_run=true")
    assert answer.status == 1 and "Traceback" not in answer.err
    assert "ValueError: there is no such week" in answer.err


def test_very_many_runs_are_told_before_they_begin(ask, monkeypatch):
    def begun(*said, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(dry_run, "WORK", 100_000)
    monkeypatch.setattr(import_module("experiments.studies.conduct"), "conduct", begun)
    words = ("kind=sweep", "vary={contract.weeks: [13, 20]}", "arms=[team,solos]", *SMALL[:-1])
    few, many = (ask(*words, f"replicates={number}").err for number in (100, 500_000))
    assert few.startswith("Interrupted") and many.endswith(f"\n{few}")
    check_sentence(many.removesuffix(f"\n{few}"), "3000000 dry_run=true")


@pytest.mark.parametrize("argument", ["contract.weeks=300", "replicates=1"])
def test_what_cannot_be_is_refused_in_a_dry_run_too(ask, argument):
    assert ask(argument, "dry_run=true").status == 2


@pytest.mark.parametrize(
    ("argument", "names"),
    [
        ("executor=dusk", "dusk dask"),
        ("cluster=lo", "cluster"),
        ("results=file", "file"),
        ("name=a.b", "a.b"),
    ],
)
def test_an_executor_a_folder_or_a_name_that_cannot_be_is_refused_too(
    ask, tmp_path, argument, names
):
    (tmp_path / "file").touch()
    answer = ask(argument, "dry_run=true")
    assert answer.status == 2
    check_sentence(answer.err, names)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_scheduler_that_does_not_answer_is_found_in_a_dry_run(ask):
    answer = ask("executor=dask", "cluster=tcp://127.0.0.1:1", "dry_run=true")
    assert answer.status == 2
    check_sentence(answer.err, "tcp://127.0.0.1:1")
