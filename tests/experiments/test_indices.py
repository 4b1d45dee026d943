"""Sensitivity indices against functions whose indices are known, with and without luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol as saltelli
from SALib.test_functions import Ishigami, Sobol_G

from experiments.methods import sensitivity_indices as indices
from experiments.methods.designs import Factor, unit_places

ISHIGAMI = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
# Ishigami & Homma 1990 with a = 7 and b = 0.1.
FIRST = {"a": 0.3139, "b": 0.4424, "c": 0.0}
TOTAL = {"a": 0.5576, "b": 0.4424, "c": 0.2437}
SECOND = {("a", "b"): 0.0, ("a", "c"): 0.2437, ("b", "c"): 0.0}


def ishigami(size, noise=0.0, replicates=8):
    """Runs at the points of Saltelli's scheme: the function, and luck of so many standard deviations."""
    values = Ishigami.evaluate(saltelli.sample(ISHIGAMI, size, seed=np.random.default_rng(5)))
    luck = np.random.default_rng(6).normal(size=(len(values), replicates))
    return values[:, None] + noise * luck


def found(runs, names="abc"):
    table = indices.sobol(runs, list(names), np.random.default_rng(7))
    return {(row["order"], row["setting"], row["other"]): row for row in table.to_dict("records")}


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_ishigami(noise):
    rows = found(ishigami(2048, noise))
    known = {("first", a, ""): value for a, value in FIRST.items()}
    known |= {("total", a, ""): value for a, value in TOTAL.items()}
    known |= {("second", *pair): value for pair, value in SECOND.items()}
    assert set(rows) == set(known)
    for key, value in known.items():
        reach = (rows[key]["high"] - rows[key]["low"]) / 2
        assert abs(rows[key]["index"] - value) < 1.6 * reach + 0.002, (
            key
        )  # about three standard errors
        assert reach < 0.12


@pytest.mark.slow
def test_luck_would_be_taken_for_the_parameters_if_it_were_left_in():
    runs = ishigami(1024, noise=11.0, replicates=4)
    net = found(runs)["total", "b", ""]
    plain = indices.sample(runs.mean(axis=1)[:, None], 3)
    left_in = 0.5 * np.mean((plain.a - plain.ab[1]) ** 2) / np.r_[plain.a, plain.b].var()
    assert left_in > TOTAL["b"] + 0.1
    assert net["low"] < TOTAL["b"] < net["high"]


@pytest.mark.slow
def test_sobol_g():
    weights = np.array([0.0, 1.0, 4.5, 9.0])
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    places = saltelli.sample(problem, 2048, seed=np.random.default_rng(1))
    rows = found(Sobol_G.evaluate(places, weights)[:, None] * np.ones(4), "abcd")
    for name, first, total in zip(
        "abcd",
        Sobol_G.sensitivity_index(weights),
        Sobol_G.total_sensitivity_index(weights),
        strict=True,
    ):
        assert rows["first", name, ""]["index"] == pytest.approx(first, abs=0.04)
        assert rows["total", name, ""]["index"] == pytest.approx(total, abs=0.04)


def test_where_nothing_varies_there_are_no_indices():
    rows = found(np.ones((8 * 8, 4)))
    assert all(np.isnan(row["index"]) for row in rows.values())


def test_where_only_luck_varies_no_interval_is_given_or_it_includes_zero():
    luck = np.random.default_rng(0).normal(size=(256 * 8, 8))
    for row in found(luck).values():
        assert np.isnan(row["low"]) or row["low"] <= 0 <= row["high"]


def planes(seed, worlds, luck):
    """Runs of a plane whose first slope differs between worlds by so much; the first total index is 0.8."""
    stream = np.random.default_rng(seed)
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    places = saltelli.sample(problem, 128, seed=stream)
    slopes = stream.normal(2, worlds, size=8)
    runs = places[:, :1] * slopes + places[:, 1:]
    return runs + luck * stream.normal(size=runs.shape)


def totals(worlds, luck, seeds=40):
    """A row per seed: the total index of the first slope, and the reach of its interval."""
    tables = [
        indices.sobol(planes(seed, worlds, luck), ["a", "b"], np.random.default_rng(seed))
        for seed in range(seeds)
    ]
    found = pd.concat(tables)
    rows = found[(found["order"] == indices.TOTAL) & (found["setting"] == "a")]
    return rows.assign(reach=(rows["high"] - rows["low"]) / 2)


@pytest.mark.deep
@pytest.mark.slow
def test_an_interval_covers_what_is_true_about_as_often_as_it_says(monkeypatch):
    monkeypatch.setattr(indices, "RESAMPLES", 60)
    rows = totals(worlds=0.0, luck=1.0)
    held = (rows["low"] <= 0.8) & (rows["high"] >= 0.8)
    assert held.mean() > 0.84  # three standard errors below 95 % of 40
    assert rows["reach"].mean() < 2 * 1.96 * rows["index"].std()  # nor much wider than need be
    differing = totals(worlds=1.0, luck=0.3)
    held = (differing["low"] <= 0.8) & (differing["high"] >= 0.8)
    assert held.mean() > 0.84
    alike = totals(worlds=0.0, luck=0.3, seeds=10)
    assert differing["reach"].mean() > 1.3 * alike["reach"].mean()  # it allows for other worlds


FACTORS = [Factor(f"context.{name}", low=0.0, high=1.0) for name in ("pressure", "seniors")]


def trajectories(of, noise=0.0, size=30):
    places = unit_places("morris", FACTORS, size, 0)
    luck = np.random.default_rng(1).normal(size=(len(places), 8))
    return of(places)[:, None] + noise * luck, places


def morris(of, noise=0.0):
    runs, places = trajectories(of, noise)
    return indices.morris(runs, FACTORS, places, np.random.default_rng(2)).set_index("setting")


def test_elementary_effects_of_a_plane_are_its_slopes():
    table = morris(lambda x: 3 * x[:, 0] - 0.5 * x[:, 1])
    assert table["mu"].tolist() == pytest.approx([3, -0.5])
    assert table["mu_star"].tolist() == pytest.approx([3, 0.5])
    assert table["sigma"].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert table["luck"].tolist() == pytest.approx([0, 0], abs=1e-12)


def test_elementary_effects_of_parabolas():
    """Between the four levels jumps of 2/3 have the slopes 2/3 and 4/3, or -1/3 and 1/3."""
    table = morris(lambda x: x[:, 0] ** 2 + (x[:, 1] - 0.5) ** 2)
    reach = 3 / 3 / np.sqrt(30)  # three standard errors of a mean of 30 that are 1/3 away from it
    assert table["mu"].tolist() == pytest.approx([1, 0], abs=reach)
    assert table["mu_star"].tolist() == pytest.approx([1, 1 / 3], abs=reach)
    assert table["mu_star"].iloc[1] == pytest.approx(1 / 3)
    assert table["sigma"].tolist() == pytest.approx([1 / 3, 1 / 3], abs=0.02)


def test_squares_of_effects_are_those_of_the_library_where_there_is_no_luck():
    runs, places = trajectories(lambda x: x[:, 0] ** 2 * (1 + x[:, 1]))
    found = indices.squared_effects(runs, places)
    assert found.shape == (30, 2)
    table = indices.morris(runs, FACTORS, places, np.random.default_rng(0))
    known = table["mu"] ** 2 + table["sigma"] ** 2 * 29 / 30  # of mean and spread, the mean square
    assert found.mean(axis=0).tolist() == pytest.approx(known.tolist())


def test_strength_is_free_of_luck():
    """Slopes 3 and 1 in one outcome, 1 and 0 in another, nothing but luck in a third."""
    slopes = ((3, 1), (1, 0), (0, 0))
    every = [trajectories(lambda x, s=slope: x @ s, noise=1.0, size=400) for slope in slopes]
    squares = np.array([indices.squared_effects(runs, places) for runs, places in every[:2]])
    share, low, high = indices.strengths(squares, np.random.default_rng(3))
    assert share[0] == pytest.approx((0.9 + 1.0) / 2, abs=0.06)
    assert np.all((low < [0.95, 0.05]) & (high > [0.95, 0.05])) and low[0] > 0.8
    luck = np.array([indices.squared_effects(*every[2])])
    share, low, high = indices.strengths(luck, np.random.default_rng(3))
    assert np.all(low <= 0)
    unmoved = np.zeros((1, 5, 2))
    assert np.array_equal(indices.strengths(unmoved, np.random.default_rng(3)), np.zeros((3, 2)))


def test_the_share_of_luck():
    stream = np.random.default_rng(3)
    runs = 2 * stream.normal(size=(4000, 1)) + stream.normal(size=(4000, 6))
    value, low, high = indices.with_interval(indices.luck_share, runs, stream)
    assert low < 0.2 < high
    assert value == pytest.approx(0.2, abs=0.01)
    assert indices.luck_share(np.repeat(runs[:, :1], 4, axis=1)) == 0.0
