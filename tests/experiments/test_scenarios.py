"""Scenarios on planted cases: how sets are dealt out, and what the lead is found to depend on."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from pytest import approx

from experiments.studies.decision.scenarios import (
    circumstances,
    discovered,
    leads,
    set_numbers,
    table,
)
from simulation import Settings
from tests.experiments.test_rules import sought

PRESSURE, WEEKS = "context.pressure", "contract.weeks"


def made(points, members, seed=0, set_replicates=4):
    """What scenarios need of a plan."""
    return SimpleNamespace(
        points=points, members=[Settings()] * members, seed=seed, set_replicates=set_replicates
    )


@pytest.fixture(scope="module")
def planted():
    """Scenarios whose lead over solos grows with one of two circumstances; over the others it is chance."""
    stream = np.random.default_rng(0)
    points = [{PRESSURE: x, WEEKS: y} for x, y in stream.random((800, 2))]
    slope = np.array([point[PRESSURE] - 0.5 for point in points])
    noise = stream.normal(0, 0.2, (3, 800, 4))
    runs = {"team": 0.5 + noise[0], "single_matched": 0.5 + noise[1]}
    runs["solos"] = runs["team"] - slope[:, None] - noise[2]
    plan = made(points, 50)
    return plan, table(plan, runs), runs


def test_sets_are_dealt_out_evenly_and_know_nothing_of_the_order_of_points():
    numbers = set_numbers(made([{}] * 2000, 200))
    assert (np.bincount(numbers) == 10).all()
    level = np.arange(2000) % 2  # as of a grid whose last side has two levels
    for half in (0, 1):
        assert level[numbers % 2 == half].mean() == approx(0.5, abs=0.05)
    in_order = np.arange(2000)
    assert abs(np.corrcoef(in_order, numbers)[0, 1]) < 0.1
    assert abs(np.corrcoef(in_order % 200, numbers)[0, 1]) < 0.1
    assert (numbers == set_numbers(made([{}] * 2000, 200))).all()
    assert (numbers != set_numbers(made([{}] * 2000, 200, seed=1))).mean() > 0.9


def test_circumstances_predict_as_much_as_they_bring_and_nothing_of_chance(planted):
    found = leads(*planted).set_index("other")
    share = (1 / 12) / (
        1 / 12 + 0.2**2 / 4
    )  # the variance of the slope, and of the mean of four runs
    solos, others = found.loc["solos"], found.loc["single_matched"]
    assert (
        solos["r2"] == approx(share, abs=0.06) and solos["r2_low"] < solos["r2"] < solos["r2_high"]
    )
    assert solos["not_chance"] == approx(share, abs=0.05)
    assert others["r2"] < 0.02 and others["not_chance"] < 0.15
    assert solos["positive"] == approx(0.5, abs=0.06) and abs(solos["lead"]) < 0.04


def test_the_lead_differs_with_the_circumstance_that_moves_it_alone(planted):
    plan, found, _ = planted
    rows = circumstances(plan, found).set_index(["other", "setting"])
    moved = rows.loc[("solos", PRESSURE)]
    assert moved["low_value"] == approx(0.2, abs=0.03) and moved["high_value"] == approx(
        0.8, abs=0.03
    )
    assert moved["difference"] == approx(0.8, abs=0.05)
    assert moved["difference"] == approx(moved["highest"] - moved["lowest"])
    assert moved["difference_low"] < moved["difference"] < moved["difference_high"]
    for name in (("solos", WEEKS), ("single_matched", PRESSURE)):
        assert rows.loc[name, "difference_low"] < 0 < rows.loc[name, "difference_high"]


@sought
def test_a_rule_is_kept_where_it_lifts_out_of_sample_and_not_of_chance(planted):
    plan, found, _ = planted
    rules = discovered(plan, found)
    solos = rules[rules["other"] == "solos"]
    assert set(solos["holds"]) == {True, False} and solos["kept"].all()
    assert not rules[rules["other"] == "single_matched"]["kept"].any()
