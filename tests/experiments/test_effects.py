"""Effects in runs: what they measure, their replicates and their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.methods.estimates import CULTURE as END
from experiments.methods.estimates import estimate, pseudo_values
from experiments.studies.ledger.effects import effect


def test_a_gain_is_over_each_ones_own_counterfactual():
    runs = {
        name: pd.DataFrame({"x": [value]}) for name, value in zip("abcd", (9, 5, 3, 1), strict=True)
    }
    assert effect("gains_more", "x", "a", "b", "c", "d").of(runs).tolist() == [2.0]


def hand_made(**columns):
    """Runs of some configurations with a few outcomes, each given by its replicates."""
    return {name: pd.DataFrame(values) for name, values in columns.items()}


def test_effects_are_positive_as_claimed_and_of_the_size_they_are():
    """Each kind of effect on runs made by hand, with answers worked out by hand."""
    end = {"practising_host_end": [0.5, 0.7], "fte_weeks": [100.0, 300.0]}
    runs = hand_made(
        a=end, b={"practising_host_end": [0.2, 0.2], "fte_weeks": [100.0, 100.0]},
        none={"practising_host_end": [0.1, 0.1], "fte_weeks": [0.0, 0.0]},
    )  # fmt: skip
    assert effect("more", END, "a", "b").of(runs).tolist() == pytest.approx([0.3, 0.5])
    assert effect("less", END, "a", "b").of(runs).tolist() == pytest.approx([-0.3, -0.5])
    shares = hand_made(
        team={"bids_share_followup": [0.3, 1.5], "uses": [0.4, 0.4]},
        none={"bids_share_followup": [0.1, 0.1], "uses": [0.0, 0.3]},
    )
    found = effect("gain_exceeds", "bids_share_capped", "uses").of(shares)
    assert found.tolist() == pytest.approx([-0.2, 0.8])  # no more than all bids that are possible
    # 1000 x 0.5 / 200 against 1000 x 0.1 / 100; of two replicates the jackknife takes off the bias
    same = hand_made(a={**end, "fte_weeks": [200.0, 200.0]}, b=runs["b"], none=runs["none"])
    assert effect("faster", "a", "b").of(same).mean() == pytest.approx(2.5 - 1.0)
    assert effect("faster", "b", "a").of(same).mean() == pytest.approx(1.0 - 2.5)


def test_a_statistic_that_is_a_mean_has_its_replicates_as_pseudo_values():
    values = np.array([1.0, 4.0, 7.0])
    assert pseudo_values(lambda rows: values[rows].mean(), 3).tolist() == pytest.approx([1, 4, 7])


def test_the_interval_of_a_ratio_covers_as_often_as_it_says():
    """300 ratios of dependent means: the standard error of the coverage is 0.013."""
    rng = np.random.default_rng(0)
    claimed, covered = effect("per", "top", "below", "a", "b"), 0
    for _ in range(300):
        below = rng.gamma(4.0, 1.0, 60)
        top = 0.5 * below + rng.normal(0, 0.5, 60)
        one, other = {"top": top, "below": below}, {"top": np.zeros(60), "below": np.ones(60)}
        found = estimate(claimed.of({"a": one, "b": other}))
        covered += found.low <= 0.5 <= found.high
    assert abs(covered / 300 - 0.95) < 0.039


LATER = "practising_host_followup"


def runs_of(end, later):
    return {END: np.array(end), LATER: np.array(later)}


def test_what_lasts_falls_and_heaps_up_is_counted_over_runs():
    runs = {
        "small": runs_of([0.1, 0.1, 0.4, 0.1], [0.0, 0.1, 0.2, 0.9]),
        "large": runs_of([0.4, 0.6, 0.8, 0.9], [0.9, 0.9, 0.8, 0.4]),
    }
    sizes = ("small", "large")
    assert effect("lasting", *sizes).value(runs) == pytest.approx(3 / 5 - 0.5)  # of five past it
    assert effect("fading", *sizes).value(runs) == pytest.approx(0.5 - 1 / 3)  # of three before it
    assert effect("two_heaps", *sizes).value(runs) == pytest.approx(3 / 8 - 1 / 8)
    fallen = effect("per", "runs_fallen", "runs_reached", "small", "large")
    assert fallen.value(runs) == pytest.approx(1.0 - 0.0)  # the one run that was past it
    below = {"small": runs_of([0.1], [0.1]), "large": runs["large"]}
    assert np.isnan(fallen.value(below))  # nothing was there that could fall


def test_in_every_set_an_effect_is_what_it_is_in_that_set_alone():
    rng = np.random.default_rng(2)
    names = ("doors_managers", "doors_academics", "doors_tried", END)
    runs = {name: {one: 1 + rng.random((3, 5)) for one in names} for name in "ab"}
    for claimed in (
        effect("more", END, "a", "b"), effect("per", "doors_opened", "doors_tried", "a", "b"),
    ):  # fmt: skip
        alone = [
            claimed.value({name: {one: runs[name][one][row] for one in names} for name in "ab"})
            for row in range(3)
        ]
        assert claimed.value(runs).tolist() == pytest.approx(alone)
