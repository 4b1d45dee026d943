"""Sensitivity indices against functions whose indices are known, with and without chance variation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx
from SALib.sample import sobol as saltelli
from SALib.test_functions import Ishigami

from experiments.methods import sensitivity_indices as indices

# Ishigami & Homma 1990 with a = 7 and b = 0.1.
ISHIGAMI = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
KNOWN = {"first": [0.3139, 0.4424, 0.0], "total": [0.5576, 0.4424, 0.2437]}
VARIANCE = 13.84


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(indices, "RESAMPLES", 100)


def ishigami(chance: float, common: float = 0.5, size: int = 1024, seed: int = 5) -> np.ndarray:
    """Runs of the function plus chance variation, part of which A and its ABs have in common."""
    stream = np.random.default_rng(seed)
    places = saltelli.sample(ISHIGAMI, size, calc_second_order=False, seed=stream)
    values = Ishigami.evaluate(places).reshape(size, 5, 1)
    worlds = stream.normal(size=(size, 2, 4))[:, [0, 0, 0, 0, 1]]
    own = stream.normal(size=(size, 5, 4))
    return values + np.sqrt(chance) * (np.sqrt(common) * worlds + np.sqrt(1 - common) * own)


def found(runs, names="abc") -> pd.DataFrame:
    return indices.sobol(runs, list(names), np.random.default_rng(7))


def of(table: pd.DataFrame, order: str) -> np.ndarray:
    return table[table["order"] == order]["index"].to_numpy()


@pytest.mark.parametrize("chance", [0.0, 10.0])
def test_known_indices_are_found_as_shares_of_the_variance_of_single_runs(chance):
    table, share = found(ishigami(chance)), VARIANCE / (VARIANCE + chance)
    for order, known in KNOWN.items():
        assert of(table, order) == approx(np.array(known) * share, abs=0.05)
    assert of(table, "chance") == approx([1 - share], abs=0.03)
    parts = [of(table, order).sum() for order in ("first", "joint", "chance")]
    assert sum(parts) == approx(1.0)
    assert of(table, "joint") == approx([0.2437 * share], abs=0.08)
    assert (table["low"] <= table["index"]).all() and (table["index"] <= table["high"]).all()


def test_chance_is_not_taken_for_the_groups():
    """A factor that does nothing has no total index, though A and AB differ by chance."""
    runs = ishigami(10.0, common=0.0)
    runs = np.insert(
        runs, 4, runs[:, 0] + 3 * np.random.default_rng(1).normal(size=(1024, 4)), axis=1
    )
    runs[:, 4] -= runs[:, 4].mean(axis=-1, keepdims=True) - runs[:, 0].mean(axis=-1, keepdims=True)
    (row,) = found(runs, "abcd").query("order == 'total' and group == 'd'").to_dict("records")
    left_in = ((runs[:, 4] - runs[:, 0]) ** 2).mean() / 2 / runs.var()
    assert left_in > 0.1 and row["index"] < 0.0


def test_where_nothing_varies_there_are_no_indices():
    assert found(np.ones((8, 5, 4)))["index"].isna().all()


def test_where_only_chance_varies_it_is_all_and_the_rest_is_near_zero():
    table = found(np.random.default_rng(2).normal(size=(256, 5, 4))).set_index(["order", "group"])
    assert table.loc[("chance", ""), "index"] > 0.9
    rest = table.drop(index=("chance", ""))
    reach = (rest["high"] - rest["low"]) / 2
    assert (rest["index"].abs() < 1.6 * reach).all()  # about three standard errors


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    held = []
    for seed in range(40):
        runs = ishigami(5.0, size=128, seed=seed)
        rows = indices.sobol(runs, list("abc"), np.random.default_rng(seed)).query(
            "order == 'total'"
        )
        truth = np.array(KNOWN["total"]) * VARIANCE / (VARIANCE + 5.0)
        held.append((rows["low"] <= truth) & (rows["high"] >= truth))
    assert 0.88 < np.mean(held) < 0.995  # 120 of them, of which 95 % should


# ------------------------------------------------------------------- single settings


def blocks(count: int = 200, runs: int = 4000, seed: int = 0):
    """Two settings of a group, which of its blocks each run has, and an outcome of mostly the first."""
    stream = np.random.default_rng(seed)
    values = stream.normal(size=(count, 2))
    levels = stream.integers(0, count, runs)
    outcome = values[levels, 0] + stream.normal(size=runs)
    weights = indices.drawn_blocks(count, np.random.default_rng(1))
    return values, levels, outcome, weights


def test_a_setting_explains_what_it_predicts_and_another_of_its_group_nothing():
    values, levels, outcome, weights = blocks()
    index, ends = indices.alone(values[:, 0], levels, outcome, outcome.var(), weights)
    assert index == approx(0.5, abs=0.08) and ends.low < index < ends.high
    index, ends = indices.alone(values[:, 1], levels, outcome, outcome.var(), weights)
    assert ends.low < 0.02 and index < 0.02


def test_a_setting_does_not_get_what_the_rest_of_its_block_does():
    """With few blocks, each bin is one or two of them, and their means would fit anything."""
    values, levels, outcome, weights = blocks(count=16)
    index, _ = indices.alone(values[:, 1], levels, outcome, outcome.var(), weights)
    fitted = pd.Series(outcome).groupby(indices._bins(values[:, 1])[levels]).transform("mean")
    assert index < 0.05 < fitted.var() / outcome.var()


def test_whole_numbers_have_a_bin_each_and_others_equally_full_ones():
    assert indices._bins(np.array([1.0, 2.0, 2.0, 1.0])).tolist() == [0, 1, 1, 0]
    full = np.bincount(indices._bins(np.random.default_rng(0).normal(size=800)))
    assert len(full) == indices.BINS and full.min() == full.max()
