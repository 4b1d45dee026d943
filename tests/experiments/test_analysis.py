"""Intervals, paired differences and ratios against answers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.methods import estimates as analysis
from tests.experiments.small import MOMENTS, planted


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.7062), (2, 4.30265), (3, 3.18245), (4, 2.77645), (10, 2.22814), (199, 1.97196)],
)
def test_students_quantile_is_that_of_printed_tables(freedom, quantile):
    assert analysis.student(freedom) == approx(quantile, abs=1e-5)


def test_students_quantile_has_the_closed_form_of_two_degrees_of_freedom():
    assert analysis.student(2) == approx(0.95 * math.sqrt(2 / (1 - 0.95**2)), rel=1e-12)


def test_the_interval_of_a_mean_by_hand():
    found = analysis.estimate(np.array([1.0, 2.0, 3.0, np.nan]))
    reach = 4.302653 * 1.0 / math.sqrt(3)  # two degrees of freedom, standard deviation 1
    assert found == approx((2.0, 2.0 - reach, 2.0 + reach, 3), abs=1e-5)


def test_too_few_values_give_no_interval():
    assert math.isnan(analysis.estimate(np.array([np.nan])).mean)
    one = analysis.estimate(np.array([5.0, np.nan]))
    assert one.mean == 5.0 and one.n == 1 and math.isnan(one.low) and one.sign == 0


@pytest.mark.parametrize(
    ("values", "sign"),
    [([1, 1.1, 1.2], 1), ([-1, -1.1, -1.2], -1), ([-1, 0, 1.5], 0), ([0, 0, 0], 0)],
)
def test_the_sign_of_an_estimate_is_what_its_interval_allows(values, sign):
    assert analysis.estimate(np.array(values, float)).sign == sign


def test_a_paired_difference_uses_the_differences_alone():
    seeds = range(4)
    a = pd.DataFrame({"seed": seeds, "x": [10.0, 20.0, 30.0, 40.0]})
    b = pd.DataFrame({"seed": seeds, "x": [9.0, 18.0, 29.0, 38.0]})
    reach = 3.182446 * math.sqrt(1 / 3) / 2  # the differences are 1, 2, 1, 2
    assert analysis.difference(a, b, "x") == approx((1.5, 1.5 - reach, 1.5 + reach, 4), abs=1e-6)


def test_runs_of_other_worlds_are_no_pairs():
    a = pd.DataFrame({"seed": [0, 1], "x": [1.0, 2.0]})
    with pytest.raises(ValueError, match="different seeds"):
        analysis.difference(a, a.assign(seed=[1, 0]), "x")


def test_pairing_tells_how_many_unpaired_runs_it_saves():
    a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 4.0, 3.0])
    correlation, worth = analysis.pairing(a, b)
    assert correlation == approx(0.8)
    assert worth == approx((5 / 3 + 5 / 3) / (2 / 3))  # variances of both, and of the difference
    assert all(math.isnan(value) for value in analysis.pairing(a, a))


def test_the_interval_of_a_ratio_holds_what_fieller_allows():
    cost, gain = np.array([10.0, 12.0, 11.0, 13.0, 9.0]), np.array([2.0, 2.5, 2.1, 2.4, 1.9])
    found = analysis.ratio(cost, gain)
    assert found.mean == approx(cost.mean() / gain.mean())
    for end in (found.low, found.high):  # at its ends, cost - end x gain just touches zero
        edge = analysis.estimate(cost - end * gain)
        assert min(abs(edge.low), abs(edge.high)) == approx(0, abs=1e-9)
    assert found.low < found.mean < found.high


@pytest.mark.parametrize("gain", [[-1.0, 0.0, 1.5], [-2.0, -2.1, -2.2], [0.0, 0.0, 0.0]])
def test_without_a_clear_gain_there_is_no_cost_per_gain(gain):
    found = analysis.ratio(np.array([1.0, 2.0, 3.0]), np.array(gain))
    assert all(math.isnan(value) for value in found[:3])


def test_every_arm_is_compared_with_none_and_the_team_with_every_other():
    found = analysis.differences(planted(none=0.0, single=0.1, solos=0.2, team=0.5), MOMENTS)
    pairs = set(zip(found["arm"], found["reference"], strict=True))
    assert pairs == {
        ("single", "none"), ("solos", "none"), ("team", "none"), ("team", "single"), ("team", "solos")
    }  # fmt: skip
    row = found.set_index(["arm", "reference", "outcome"]).loc[("team", "solos", analysis.CULTURE)]
    assert row["mean"] == approx(0.3) and row["low"] < 0.3 < row["high"]
    assert (row["week"], row["n"], row["unit"]) == (26, 4, "share")


def test_the_table_gives_levels_gains_and_ratios():
    table = analysis.table(planted(none=0.1, team=0.5), MOMENTS).set_index(["arm", "outcome"])
    team = table.loc[("team", analysis.CULTURE)]
    assert (team["mean"], team["gain_mean"]) == approx((0.5, 0.4))
    assert table.loc[("team", "money_per_point"), "mean"] == approx(1000 / 40)
    assert table.loc[("team", "gain_kept"), "mean"] == approx(1.0)
    assert math.isnan(table.loc[("none", "money_per_point"), "mean"])


def test_weekly_summaries_are_those_of_numpy_without_the_missing():
    values = np.random.default_rng(1).random((9, 4, 2))
    values[:3, 0, 0] = np.nan
    values[:, 1, 1] = np.nan
    found = analysis.weekly_summary([("team", values)], ["x", "y"])
    assert list(found["week"]) == [0, 0, 1, 1, 2, 2, 3, 3]
    flat = values.reshape(9, 8)
    assert list(found["n"]) == list((~np.isnan(flat)).sum(axis=0))
    some = found["n"] > 0
    kept = flat[:, some]
    assert found["mean"][some].to_numpy() == approx(np.nanmean(kept, axis=0))
    assert found["sd"][some].to_numpy() == approx(np.nanstd(kept, axis=0, ddof=1))
    for name, share in analysis.QUANTILES.items():
        assert found[name][some].to_numpy() == approx(np.nanquantile(kept, share, axis=0))
    assert found.loc[~some, ["mean", "sd", "q50"]].isna().all(axis=None)


def test_every_outcome_that_arms_are_compared_on_is_one_of_the_model():
    from simulation import Settings, change, simulate

    small = {"population.managers": 4, "population.academics": 4, "weeks": 4, "contract.weeks": 4,
             "brokers.managers": 1, "brokers.academics": 1}  # fmt: skip
    assert set(analysis.OUTCOMES) <= set(simulate(change(Settings(), small), [0]).columns)
