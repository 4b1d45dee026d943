"""The stopping rule: what it promises holds over many studies, and it says what it did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.methods.stopping import CEILING, NARROW, Looks, Rule, course, power, rule_of
from tests.experiments.small import SMALL, results_in
from tests.refusals import check_sentence, refusal


def stopped(rule, values):
    looks = Looks(rule)
    while count := looks.next:
        looks.look(values[:count])
    return looks


def test_it_stops_at_the_first_look_that_is_narrow_enough():
    values = np.tile([-1.0, 1.0], 5000)  # standard deviation 1
    looks = stopped(Rule(0.1, 50, 10_000), values)
    counts = [found.n for found in looks.seen]
    assert counts[0] == 50 and looks.reason == NARROW
    assert (looks.seen[-1].high - looks.seen[-1].low) / 2 <= 0.1
    assert 384 <= counts[-1] <= 1.2 * 384  # (1.96 / 0.1) squared, and a tenth more
    assert len(counts) <= 3


def test_it_stops_at_the_ceiling_and_says_so():
    looks = stopped(Rule(0.001, 50, 200), np.tile([-1.0, 1.0], 100))
    assert looks.seen[-1].n == 200 and looks.reason == CEILING
    assert looks.table()["reason"].tolist()[-1] == CEILING


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "least"), [("normal", 0.95), ("skewed", 0.93), ("mostly nothing", 0.94)]
)
def test_the_interval_covers_as_often_as_it_says_although_it_decides_when_to_stop(kind, least):
    """4000 studies: the standard error of the coverage is 0.0035 to 0.004, of which three are allowed.

    Where mean and spread go together, stopping at a small spread costs two points; that is said where
    the rule is described.
    """
    rng = np.random.default_rng(5)
    draw, mean = {
        "normal": (lambda n: rng.normal(0.3, 1, n), 0.3),
        "skewed": (lambda n: rng.exponential(1.0, n), 1.0),
        "mostly nothing": (lambda n: rng.normal(1, 1, n) * (rng.random(n) < 0.3), 0.3),
    }[kind]
    covered = 0
    for _ in range(4000):
        last = stopped(Rule(0.15, 100, 2000), draw(2000)).seen[-1]
        covered += last.low <= mean <= last.high
    assert least - 0.012 <= covered / 4000 <= least + 0.02


def test_power_is_that_of_the_paired_t_test():
    """Cohen (1988): half a standard deviation, 34 pairs, power 0.81 (two-sided, 5 %)."""
    assert power(0.5, 1.0, 34) == approx(0.808, abs=0.002)
    assert power(-0.5, 1.0, 34) == approx(power(0.5, 1.0, 34))
    assert power(0.0, 1.0, 34) == approx(0.05, abs=1e-6)
    assert (power(0.0, 0.0, 5), power(1.0, 0.0, 5)) == (0.0, 1.0)


def test_the_course_ends_with_all_runs():
    values = np.random.default_rng(0).normal(size=500)
    found = course(values)
    assert found["n"].iloc[-1] == 500 and found["sd"].iloc[-1] == approx(values.std(ddof=1))
    assert found["mean"].iloc[-1] == approx(values.mean())


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"widht": 0.1}, "width"),
        ({"minimum": 50}, "until.width 0 None"),
        ({"width": 0}, "until.width 0"),
        ({"width": 0.1, "minimum": 5}, "until.minimum 30 replicates"),
        ({"width": 0.1, "minimum": 500}, "replicates 200 500"),
        ({"width": 0.1, "outcome": "nonsense"}, "nonsense"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(said, part):
    with refusal(part):
        rule_of(said, 200)


def test_no_rule_is_no_rule():
    assert rule_of({}, 200) is None


def test_a_study_stops_when_it_is_sure_enough_and_keeps_why(ask, tmp_path):
    answer = ask(
        *SMALL[:-1], "replicates=200", "until.width=0.03", "until.minimum=30", "arms=[solos,team]",
        "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    assert {"stopping.csv", "course.csv", "stopping.png", "stopping.svg"} <= results_in(folder)
    looks = pd.read_csv(folder / "stopping.csv")
    runs = pd.read_parquet(folder / "replicates.parquet")
    assert looks["n"].iloc[-1] == (runs["arm"] == "team").sum() < 200
    assert looks["half_width"].iloc[-1] <= 0.03 and "Stopped after" in answer.out
    gap = runs[runs["arm"] == "team"]["practising_host_end"].to_numpy() - (
        runs[runs["arm"] == "solos"]["practising_host_end"].to_numpy()
    )
    assert looks["mean"].iloc[-1] == approx(gap.mean())


def test_a_sweep_stops_when_it_is_sure_enough_at_every_point(ask, tmp_path):
    answer = ask(
        *SMALL[:-1], "kind=sweep", "vary={contract.weeks: [13, 26]}", "replicates=200", "until.width=0.03",
        "until.minimum=30", "arms=[solos,team]", "executor=serial",
    )  # fmt: skip
    assert answer.status == 0, answer.err
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    assert "stopping.csv" in results_in(folder)
    looks, found = (pd.read_csv(folder / f"{name}.csv") for name in ("stopping", "sweep"))
    gaps = found[(found["arm"] == "team") & (found["reference"] == "solos")]
    gaps = gaps[gaps["outcome"] == "practising_host_end"]
    half = (gaps["high"] - gaps["low"]) / 2
    assert len(gaps) == 2 and (gaps["n"] == looks["n"].iloc[-1]).all() and gaps["n"].max() < 200
    assert half.max() == approx(looks["half_width"].iloc[-1]) and half.max() <= 0.03
    assert "Stopped after" in answer.out


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("arms=[team]",), "solos compare"),
        (
            ("until.outcome=strain_contract", "outcomes=[practising_host_end]"),
            "strain_contract outcomes",
        ),
    ],
)
def test_a_sweep_cannot_stop_by_a_difference_that_it_does_not_have(ask, words, names):
    answer = ask("kind=sweep", "vary={contract.weeks: [13, 26]}", "until.width=0.1", *words)
    assert answer.status == 2
    check_sentence(answer.err, names)


@pytest.mark.parametrize("other", ["study=headline", "model=plausible"])
def test_studies_over_parameter_sets_cannot_stop_early(ask, other):
    answer = ask(other, "until.width=0.1")
    assert answer.status == 2
    check_sentence(answer.err, "until")
