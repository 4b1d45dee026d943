"""Scenarios on planted cases: how sets are dealt out, agreement, regret, and what is a case for a rule."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
from pytest import approx

from experiments.methods.estimates import student
from experiments.studies.decision import maps
from experiments.studies.decision.scenarios import (
    agreement,
    discovered,
    regret,
    regrets,
    set_numbers,
)
from experiments.studies.decision.worth import ARMS, OTHERS, yields
from simulation import Settings


def test_where_there_is_no_gain_there_is_neither_a_lead_nor_a_regret_per_pound():
    gain = {arm: np.array([[-2.5, 1.0], [2.0, 1.0]]) for arm in ARMS}  # -0.75 and 1.5 on average
    spent = {arm: np.full((2, 2), 3e6) for arm in ARMS}
    assert yields(gain, spent)["team"].tolist() == [-0.25, 0.5]  # a loss counts too
    stream, size = np.random.default_rng(0), 20_000
    people = {arm: 0.3 + stream.normal(0, 0.05, (size, 4)) for arm in ARMS}
    costs = dict(zip(ARMS, (0, 1e5, 4e5, 4e5, 4e5), strict=True))
    money = {arm: np.full((size, 4), cost) for arm, cost in costs.items()}
    regretted = regrets(made(size, 200), people, money)
    per_pound = regretted[regretted["measure"] != "points"]
    assert set(per_pound["arm"]) == set(ARMS[1:])
    assert per_pound["mean"].to_numpy() == approx(np.zeros(4), abs=1)  # luck of one alone: 35
    few = [{arm: of[:, :2] for arm, of in values.items()} for values in (people, money)]
    cell = next(maps.cells(Settings()))[0]
    rows = maps.probabilities(maps.axes(Settings()), cell, *few, Settings())
    (single,) = [row for row in rows if row["other"] == "single"]
    assert single["lead_low"] < 0 < single["lead_high"] and abs(single["lead"]) < 1  # not -20


def made(points, members, seed=0, set_replicates=4):
    """What scenarios need of a plan."""
    return SimpleNamespace(
        points=[{}] * points, members=[Settings()] * members, seed=seed, set_replicates=set_replicates,
        settings=Settings(),
    )  # fmt: skip


def test_sets_are_dealt_out_evenly_and_know_nothing_of_the_order_of_points():
    numbers = set_numbers(made(2000, 200))
    assert (np.bincount(numbers) == 10).all()
    level = np.arange(2000) % 2  # as of a grid whose last side has two levels
    for half in (0, 1):
        assert level[numbers % 2 == half].mean() == approx(0.5, abs=0.05)
    in_order = np.arange(2000)
    assert abs(np.corrcoef(in_order, numbers)[0, 1]) < 0.1
    assert abs(np.corrcoef(in_order % 200, numbers)[0, 1]) < 0.1
    assert (numbers == set_numbers(made(2000, 200))).all()
    assert (numbers != set_numbers(made(2000, 200, seed=1))).mean() > 0.9


def as_judged(one, other, sets):
    """Arms of which the team has one more person in a hundred than solos, as many, or one less.

    Args:
        one: by the first half of the runs of each scenario: 1, 0 or -1.
        other: by the second.
        sets: how many parameter sets there are.
    """
    leads = np.repeat(np.array([one, other], float).T, 2, axis=1) / 100
    culture = {arm: np.full(leads.shape, 0.1) for arm in ARMS}
    plan = made(len(leads), sets)
    return plan, culture | {"team": 0.1 + leads}, {arm: np.full(leads.shape, 1e5) for arm in ARMS}


def test_agreement_is_that_of_two_halves_of_the_runs():
    one = [1, 1, 1, 1, 0, 0, -1, -1, -1, -1] * 10
    other = [1, 1, 1, -1, 0, 1, -1, -1, 1, 1] * 10
    found = agreement(*as_judged(one, other, 50)).set_index("other").loc["solos"]
    assert found["halves_agree"] == approx(0.6)
    assert found["by_chance"] == approx(0.4 * 0.6 + 0.2 * 0.1 + 0.4 * 0.3)
    # Of the means of all runs, (1, -1) are tied and (0, 1) is ahead.
    assert (found["ahead"], found["tied"], found["behind"]) == (
        approx(0.4),
        approx(0.4),
        approx(0.2),
    )
    assert found["wins"] == approx(0.6)
    assert found["scenarios"] == 100
    ahead = (np.array(one) + other)[set_numbers(made(100, 50)) % 2 == 0] > 0
    assert (found["sought_in"], found["sought_ahead"]) == (50, ahead.sum())


def test_agreement_is_as_sure_as_sets_are_many():
    plan = made(1000, 50)
    agree = set_numbers(plan) % 2 == 0  # alike in all scenarios of a set
    found = agreement(*as_judged(np.ones(1000), np.where(agree, 1, -1), 50)).set_index("other")
    low, high = found.loc["solos", ["halves_agree_low", "halves_agree_high"]]
    assert high - low == approx(2 * student(49) * 0.5 / 49**0.5, rel=0.01)  # not 0.06, as of 1000


def test_regret_is_of_halves_of_the_runs_and_sure_as_sets_are_many():
    plan = made(1000, 50)
    odd = set_numbers(plan) % 2 == 1
    # The first half names the team everywhere; in odd sets it is behind in the second, by one point.
    lost = regrets(*as_judged(np.ones(1000), np.where(odd, -1, 1), 50)).set_index(
        ["measure", "arm"]
    )
    team = lost.loc["points", "team"]
    # Even sets: no regret. Odd: the first half names the team, which is no regret of itself in the second;
    # the second names another, of which the team has a point more in the first.
    assert team["mean"] == approx(-0.25)
    assert team["best_in"] == approx(0.75)
    assert team["high"] - team["low"] == approx(2 * student(49) * 0.25 / 49**0.5, rel=0.01)


def test_a_tie_is_no_case_for_a_rule():
    stream = np.random.default_rng(0)
    plan = made(1000, 50)
    level = stream.random(1000)
    plan.points = [{"context.pressure": pressure} for pressure in level]
    table = pd.DataFrame({"set": set_numbers(plan), "context.pressure": level})
    states = np.where(level > 0.7, 1.0, np.where(level > 0.3, 0.5, 0.0))
    for other in OTHERS:
        table[f"better: {other}"] = states
    found = discovered(plan, table)
    for row in found[found["other"] == "solos"].to_dict("records"):
        ends = [row["rule"].rpartition(" ")[2]]
        assert float(ends[0]) == approx(0.7, abs=0.05)
        assert row["out_base"] == approx(0.3 if row["holds"] else 0.7, abs=0.06)
    assert set(found["other"]) == set(OTHERS) and found["clear"].all()


def halves(one, two):
    return [{arm: np.array(values) for arm, values in of.items()} for of in (one, two)]


def test_regret_is_of_what_the_other_half_names_best():
    one = {
        "none": [0.0, 0.0], "single": [1.0, 5.0], "single_matched": [2.0, 2.0], "solos": [-1.0, 0.0],
        "team": [3.0, 1.0],
    }  # fmt: skip
    two = {**one, "single_matched": [4.0, 2.0]}
    table = regret(*halves(one, two), np.arange(2), "points").set_index("arm")
    assert set(table.index) == set(ARMS)
    # In the first scenario the halves name the team and the equal-cost singles, in turn.
    assert table.loc["team", "mean"] == approx((((3 - 3) + (2 - 3)) / 2 + 4) / 2)
    assert table.loc["single_matched", "mean"] == approx((((3 - 4) + (2 - 2)) / 2 + 3) / 2)
    assert table["best_in"].to_dict() == {
        "none": 0, "single": 0.5, "single_matched": 0.25, "solos": 0, "team": 0.25,
    }  # fmt: skip


def noisy(worth, scenarios=20_000):
    """Two halves of runs of arms of known worth, with luck in every run."""
    stream = np.random.default_rng(0)
    luck = [{arm: stream.normal(size=scenarios) for arm in ARMS} for _ in range(2)]
    return [{arm: worth.get(arm, 0.0) + of[arm] for arm in ARMS} for of in luck]


def test_regret_of_equal_choices_is_nil_on_average():
    table = regret(*noisy({}), np.arange(20_000), "points")
    assert table["mean"].to_numpy() == approx(np.zeros(len(ARMS)), abs=0.03)


def test_regret_of_unequal_choices_is_at_most_the_true_one():
    far, near = {"team": 10.0, "solos": 4.0}, {"team": 1.0, "solos": 0.5}
    sets = np.arange(20_000) % 200
    sure = regret(*noisy(far), sets, "points").set_index("arm")
    assert sure.loc["solos", "mean"] == approx(6, abs=0.1)
    assert sure.loc["solos", "low"] < 6 < sure.loc["solos", "high"]
    assert sure.loc["team", "more"] == 0 and sure.loc["solos", "more_low"] > 5.9
    erring = regret(*noisy(near), sets, "points").set_index("arm")
    assert erring.loc["team", "mean"] < -0.2  # luck names another one; true regret is 0
    assert erring.loc["solos", "mean"] < 0.5
    assert erring.loc["solos", "more"] == approx(0.5, abs=0.05)
