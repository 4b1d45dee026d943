"""A dry run says what a study takes, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.experiments.small import SMALL


def test_a_dry_run_counts_measures_and_shows_the_first_points(ask, tmp_path):
    answer = ask(
        "kind=sweep", "vary={contract.weeks: [13, 20, 26]}", "arms=[team,solos]", *SMALL[:-1],
        "replicates=1000", "dry_run=true", "workers=2",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    assert answer.out.startswith("9000 runs of 60 weeks; about ")
    assert "with 2 processes" in answer.out and "MB of disk (measured on 320 runs)" in answer.out
    assert "contract.weeks=13" in answer.out and "Nothing was kept." in answer.out
    assert not list(tmp_path.iterdir())


def test_parameter_sets_and_worlds_of_their_own_are_counted(ask, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("candidate,culture.bad\n1,0.3\n2,0.5\n3,0.6\n")
    small = (*SMALL[:-1], "replicates=100", "set_replicates=7", "dry_run=true")
    answer = ask("study=headline", f"ensemble={few}", *small)
    assert answer.out.startswith(f"{5 * 100 + 5 * 3 * 7} runs"), answer.err
    answer = ask("study=convergence", *small)
    assert answer.out.startswith(f"{(5 + 4) * 100} runs"), answer.err


def test_a_study_with_a_stop_rule_is_rehearsed_up_to_its_ceiling(ask):
    answer = ask(*SMALL[:-1], "replicates=500", "until.width=0.01", "dry_run=true")
    assert answer.out.startswith("at most 2500 runs of 60 weeks"), answer.err


def test_what_cannot_be_known_is_not_guessed(ask):
    answer = ask("study=calibration", "dry_run=true")
    assert answer.status == 2 and "not known beforehand" in answer.err


@pytest.mark.parametrize("argument", ["contract.weeks=300", "replicates=1"])
def test_what_cannot_be_is_refused_in_a_dry_run_too(ask, argument):
    assert ask(argument, "dry_run=true").status == 2
