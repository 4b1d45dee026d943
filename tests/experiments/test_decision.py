"""Decisions on planted cases: worth, rules, maps, regret, the cheapest plan; and a small study."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pytest import approx

from experiments import designs, shipped
from experiments.analysis import student
from experiments.decision import cheapest, clusters, maps, words
from experiments.decision.cheapest import Choice
from experiments.decision.regret import regret
from experiments.decision.rules import _bounds, in_words, rules
from experiments.decision.scenarios import agreement, discovered, regrets, set_numbers
from experiments.decision.worth import ARMS, OTHERS, better, standing, yields
from experiments.executors.local import serial
from experiments.figures import decision as figures
from experiments.job import Job
from experiments.studies import decision
from simulation import Settings, SettingsError, change
from simulation.roster import roster
from tests.experiments.small import SMALL, results_in
from tests.experiments.test_plan import plan

OWN = ("replicates", "weeks", "contract", "population.managers")
LITTLE = (
    *(word for word in SMALL if not word.startswith(OWN)),
    "weeks=210", "set_replicates=2", "replicates=2", "size=60", "executor=serial",
    "money.critical_mass=0.01",
    "vary={context.reorganisation: plausible, population.managers: [8, 9], contract.weeks: [26, 60], "
    "brokers.managers: {low: 1, high: 3}}",
)  # fmt: skip


def arms(**values):
    """A number for each arm in two runs of two scenarios; arms that are not named have none."""
    return {arm: np.array([[1.0, 1.0], [2.0, 2.0]]) * values.get(arm, 0.0) for arm in ARMS}


def test_the_better_buy():
    culture = arms(team=0.2, solos=0.1, single_matched=0.3, single=0.08)
    money = arms(team=4e5, solos=4e5, single_matched=4e5, single=1e5)
    assert yields(
        {arm: 100 * values for arm, values in culture.items()}, money
    )["team"] == approx([50, 50])  # fmt: skip
    found = better(culture, money, critical=0.25)
    assert {name: wins.tolist() for name, wins in found.items()} == {
        "solos": [1, 1], "single_matched": [0, 0],
        "single": [0, 0],  # 50 points a million, against 80
        "none": [0, 1],  # 20 % and 40 %
    }  # fmt: skip


@pytest.mark.parametrize("gain", [-0.1, 0.0, 0.1])
def test_arms_that_are_alike_are_tied(gain):
    culture = {arm: np.full((4, 2), 0.2 + gain * (arm != "none")) for arm in ARMS}
    found = better(culture, {arm: np.full((4, 2), 1e5) for arm in ARMS}, critical=0.25)
    for other in ("solos", "single_matched", "single"):
        assert found[other].tolist() == [0.5] * 4
        assert standing(found[other]) == {"ahead": 0, "tied": 1, "behind": 0}
    cell = next(maps.cells(Settings()))[0]
    rows = maps.probabilities(
        maps.axes(Settings()),
        cell,
        culture,
        {arm: np.full((4, 2), 1e5) for arm in ARMS},
        Settings(),
    )
    chances = {row["other"]: row["probability"] for row in rows}
    assert all(chances[other] == 0.5 for other in chances if other != "none")


def test_an_arm_that_cost_nothing_yields_nothing():
    assert yields({arm: np.zeros((2, 2)) for arm in ARMS}, arms())["team"].tolist() == [0, 0]


def test_a_loss_is_worth_nothing_per_pound():
    gain = {arm: np.array([[-2.0, 1.0], [2.0, 1.0]]) for arm in ARMS}  # -0.5 and 1.5 on average
    spent = {arm: np.full((2, 2), 3e6) for arm in ARMS}
    assert yields(gain, spent)["team"].tolist() == [0, 0.5]
    people = {
        arm: np.tile(worth, (1, 4)) for arm, worth in zip(ARMS, (0.2, 0.1, 0, 0, 0), strict=True)
    }
    table = regrets(made(1, 2), people, {arm: np.full((1, 4), 1e6) for arm in ARMS})
    per_pound = table[table["measure"] != "points"]
    assert set(per_pound["arm"]) == set(ARMS[1:]) and not per_pound["mean"].any()


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


def test_sets_know_nothing_of_the_dice_of_the_design():
    vary = {f"brokers.{name}": {"low": 1, "high": 7} for name in ("managers", "academics")}
    for design in ("latin_hypercube", "random"):
        points = designs.points(design, designs.factors_of(vary), 2000, 0)
        numbers = set_numbers(made(2000, 2000))
        for column in points:
            assert abs(np.corrcoef(points[column].astype(float), numbers)[0, 1]) < 0.1, design


def planted(stream, size=2000):
    here = pd.DataFrame(stream.random((size, 3)), columns=["a", "b", "c"])
    return here, np.arange(size) % 200


def test_a_rule_that_is_there_is_found_by_both_methods():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    inside = (here["a"] > 0.6) & (here["b"] < 0.5)
    wins = np.where(inside, stream.random(len(here)) < 0.95, stream.random(len(here)) < 0.05)
    found = [rule for rule in rules(here, wins, sets, {"a": "the first"}) if rule["holds"]]
    assert {rule["method"] for rule in found} == {"prim", "cart"}
    for rule in found:
        assert set(rule["bounds"]) == {"a", "b"}
        assert rule["bounds"]["a"][0] == approx(0.6, abs=0.05)
        assert rule["bounds"]["b"][1] == approx(0.5, abs=0.05)
        assert rule["rule"].startswith("the first ")
        assert rule["clear"] and rule["out_density"] > 0.85 and rule["out_coverage"] > 0.7


def test_the_same_scenarios_give_the_same_rules():
    here, sets = planted(np.random.default_rng(1), 400)
    wins = np.asarray(here["a"] + here["b"] > 1)
    np.random.seed(1)
    one = list(rules(here, wins, sets, {}))
    np.random.seed(2)
    assert list(rules(here, wins, sets, {})) == one


def test_where_there_is_nothing_to_find_no_rule_is_clear():
    clear = []
    for seed in range(10):
        stream = np.random.default_rng(seed)
        here, sets = planted(stream, 600)
        clear += [r["clear"] for r in rules(here, stream.random(600) < 0.5, sets, {})]
    assert np.mean(clear) < 0.15  # one-sided, 2.5 % each


def test_a_rule_in_words():
    box = {"a": (0.1, np.inf), "b": (-np.inf, 2.0), "c": (3.0, 4.0)}
    assert (
        in_words(box, {"a": "budget"})
        == "budget is at least 0.1, b is at most 2 and c is from 3 to 4"
    )


@pytest.mark.parametrize(
    ("low", "said"),
    [
        (0.6, "Where X, the team makes more people practise than solos in 70%"),
        (0.4, "more often than elsewhere, yet not clearly in most cases"),
    ],
)
def test_a_rule_says_no_more_than_its_check(low, said):
    row = {"other": "solos", "holds": True, "rule": "X", "method": "prim",
           "out_density": 0.7, "out_low": low, "out_high": 0.8, "out_base": 0.3,
           "out_coverage": 0.29, "out_lift": 0.4, "out_lift_low": 0.3, "out_lift_high": 0.45}  # fmt: skip
    assert said in words.rule(row)
    more = "40 points (30 to 45) more than in all of these (30%, a tie being no win); it covers 29%"
    assert more in words.rule(row)
    against = words.rule({**row, "holds": False})
    assert "makes no more people" in against and "(30%, a tie being one of these)" in against


def test_a_rule_that_cannot_be_checked_is_told_as_such():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    wins = (here["a"] > 0.8).to_numpy()
    here.loc[(sets % 2 == 1) & wins, "a"] = 0.1  # where it is checked, there is nothing of the kind
    rows = [{"other": "solos", **rule} for rule in rules(here, wins, sets, {})]
    unchecked = [row for row in rows if row["out_mass"] == 0]
    assert unchecked and not any(row["clear"] for row in unchecked)
    assert all(np.isnan(row["out_density"]) for row in unchecked)
    (said,) = [one for one in words.rules(rows) if "could not be checked" in one]
    assert "No rule for where the team makes more people practise than solos is clear" in said
    figure = figures.rule_list(pd.DataFrame(rows))
    assert "cannot be checked" in [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(
    ("sets", "most"), [(1, 0), (2, 0), (4, 0), (5, 0.035), (10, 0.035), (50, 0.035)]
)
def test_of_few_sets_no_more_rules_are_clear_by_chance(sets, most):
    clear = []
    for seed in range(1500):
        stream = np.random.default_rng(seed)
        of = np.repeat(np.arange(sets), 10)
        wins = stream.random(len(of)) < stream.beta(2, 2, sets)[of]
        clear.append(clusters.lift(wins, stream.random(len(of)) < 0.4, of).low > 0)
    assert np.mean(clear) <= most


def test_with_few_sets_it_is_said_why_nothing_is_clear():
    here, _ = planted(np.random.default_rng(0), 400)
    inside = (here["a"] > 0.6).to_numpy()
    rows = [{"other": "solos", **one} for one in rules(here, inside, np.arange(400) % 8, {})]
    assert rows and not any(row["clear"] for row in rows)
    assert "as it takes 5 parameter sets there" in words.rules(rows)[0]
    assert words.within({"x": 0.5, "x_low": np.nan, "x_high": np.nan}, "x") == (
        "50% (too few sets for an interval)"
    )


def test_intervals_over_sets_are_students():
    values = np.random.default_rng(0).normal(size=7)
    low, high = clusters.interval(
        np.repeat(values, 3), np.ones(21, bool), np.repeat(np.arange(7), 3)
    )
    assert (low + high) / 2 == approx(values.mean())
    assert (high - low) / 2 == approx(student(6) * values.std(ddof=1) / 7**0.5)


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


def test_a_side_that_cuts_off_little_is_no_part_of_a_rule():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    inside = (here["a"] > 0.6) & (here["b"] > 0.05) & (here["c"] < 0.96)
    found = [rule for rule in rules(here, inside.to_numpy(), sets, {}) if rule["holds"]]
    (rule,) = [rule for rule in found if rule["method"] == "prim"]
    assert set(rule["bounds"]) == {"a"}
    assert rule["out_coverage"] > 0.95  # of the rule as it is told


def test_a_side_of_prim_that_may_be_chance_is_no_part_of_a_rule():
    here = pd.DataFrame({"a": np.arange(100) / 100})
    limits = pd.DataFrame({"a": [0.3, 0.99]})
    assert _bounds(here, limits, {"a": [0.01, -1]}) == {"a": (0.3, np.inf)}
    assert _bounds(here, limits, {"a": [0.2, -1]}) == {}


def test_the_lift_of_a_rule_has_a_paired_interval():
    sets = np.repeat(np.arange(50), 20)
    of_the_set = np.random.default_rng(0).random(50)[sets]  # sets differ in how often it is true
    among = np.arange(1000) % 2 == 0
    cases = np.where(among, of_the_set > 0.4, of_the_set > 0.6)
    low, high = clusters.lift(cases, among, sets)
    wide = clusters.interval(cases, among, sets)
    assert 0 < low < cases[among].mean() - cases.mean() < high
    assert high - low < (wide.high - wide.low) / 1.5


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


def test_the_least_regret_is_named_only_if_it_is_clear():
    table = regret(*noisy({"team": 3.0}), np.arange(20_000) % 200, "points")
    assert "is no less): least with the team; the team" in words.regret(table.to_dict("records"))
    table = regret(*noisy({}), np.arange(20_000) % 200, "points")
    assert "no clear difference between" in words.regret(table.to_dict("records"))


def test_a_dear_failure_is_no_better_buy_than_a_cheap_one():
    culture = arms(none=0.2, team=0.19, single=0.19, solos=0.1, single_matched=0.1)
    money = arms(team=4e5, solos=4e5, single_matched=4e5, single=1e5)
    assert not (better(culture, money, critical=0.25)["single"] == 1).any()


def test_scenarios_of_one_set_count_as_one():
    sets = np.repeat(np.arange(50), 20)
    cases = sets % 2 == 0  # alike in all scenarios of a set
    among = np.ones_like(cases)
    wide = clusters.interval(cases, among, sets)
    narrow = clusters.interval(cases, among, np.arange(1000))
    assert wide[1] - wide[0] == approx(4 * 0.5 / 50**0.5, rel=0.1)
    assert narrow[1] - narrow[0] == approx(4 * 0.5 / 1000**0.5, rel=0.1)
    assert np.isnan(clusters.interval(cases, ~among, sets)[0])


def test_every_place_of_a_map_can_be_and_arms_change_only_with_what_concerns_them():
    base = Settings()
    for _, there in maps.cells(base):
        assert set(there) == set(ARMS)
        for changes in there.values():
            change(base, changes)
        assert "brokers.managers" not in there["none"] and "team.buddying" not in there["solos"]


def test_all_arms_are_looked_at_when_the_contracts_end():
    for (_, y, _, step), there in maps.cells(Settings()):
        if y == "contract":
            assert {changes["contract.weeks"] for changes in there.values()} == {int(step)}


def test_a_lone_full_timer_comes_from_the_side_that_has_desks():
    base = Settings()
    for (_, y, _, step), there in maps.cells(base):
        if y == "embedding" and step.startswith("one way"):
            for arm in ("single", "single_matched"):
                settings = change(base, there[arm])
                assert settings.brokers.embedding == f"one_way_{settings.brokers.single_home}s"
            assert not any("brokers.single_home" in there[arm] for arm in ("none", "solos", "team"))


def test_a_chance_on_a_map_has_its_interval():
    wins = np.repeat([0.3, 0.1], (60, 40))[:, None]
    culture = {arm: np.full((100, 1), 0.2) for arm in ARMS} | {"team": wins}
    money = {arm: np.full((100, 1), 1e5) for arm in ARMS}
    cell = next(maps.cells(Settings()))[0]
    rows = maps.probabilities(maps.axes(Settings()), cell, culture, money, Settings())
    found = {row["other"]: row for row in rows}
    assert found["solos"]["probability"] == found["all"]["probability"] == 0.6
    assert found["solos"]["low"] < 0.6 < found["solos"]["high"]
    assert found["none"]["probability"] == 0.6
    assert found["solos"]["lead"] == approx(100 * wins.mean() - 20)
    reach = student(99) * 100 * wins.std(ddof=1) / 10
    assert found["solos"]["lead_high"] - found["solos"]["lead"] == approx(reach)
    assert found["single"]["lead"] == approx(
        60
    )  # points per million: 100 in 60 sets, of losses none
    assert np.isnan(found["all"]["lead"]) and found["solos"]["runs"] == 1


def test_a_place_on_a_map_is_named_only_where_its_chance_is_clear():
    ends = {("60 (2)", "26"): (0.1, 0.4), ("420 (14)", "26"): (0.4, 0.6), ("420 (14)", "52"): (0.6, 0.8),
            ("420 (14)", "104"): (0.55, 0.7)}  # fmt: skip
    rows = [
        {"map": "a and b", "other": "solos", "x_step": x, "y_step": y, "x_label": "Budget",
         "y_label": "weeks", "low": low, "high": high, "runs": 2, "condition": "with buddying"}
        for (x, y), (low, high) in ends.items()
    ]  # fmt: skip
    said = words.on_a_map(rows, "a and b", "solos")
    assert "Against solos, by budget, then weeks (with buddying): by the mean of 2 runs" in said
    assert "more than half of the parameter sets at 2 (420 (14): 52 and 104)" in said
    assert "fewer at 1 (60 (2): 26), of 4 places, ties as one half" in said
    assert "more than half of the parameter sets at none" in words.on_a_map(
        rows[:2], "a and b", "solos"
    )


def judge(some):
    """More hours bring more people, with little luck."""
    luck = np.linspace(-0.02, 0.02, 20)
    return {one: one.size * one.fte * one.weeks / 2000 + luck for one in some}


@pytest.mark.parametrize("arm", cheapest.ARMS)
def test_the_search_finds_a_plan_as_cheap_as_any_without_looking_at_all(arm):
    base = Settings()
    found, seen = cheapest.search(base, arm, judge, 0.25, seed=0)
    best = cheapest.cheapest(base, judge(cheapest.choices(arm)), 0.25)
    assert found and best and cheapest.row(base, arm, None, best, found)["search_agrees"]
    assert len(seen) < len(cheapest.choices(arm))


def test_a_search_that_misses_the_cheapest_plan_does_not_agree():
    best, missed = Choice(2, 0.5, 104), Choice(2, 0.5, 117)
    for chosen in (None, missed):  # by other worlds, which the search knows nothing of
        agrees = [
            cheapest.row(Settings(), "team", chosen, *pair)["search_agrees"]
            for pair in ((best, best), (best, missed), (best, None), (None, None))
        ]
        assert agrees == [True, False, False, True]


def test_one_broker_may_be_alone_but_is_no_team():
    assert {one.size for one in cheapest.choices("solos")} == set(range(1, 11))
    assert {one.size for one in cheapest.choices("team")} == set(range(2, 11))
    alone = change(Settings(), {**Choice(1, 1.0, 52).changes, "arm": "solos"})
    assert len(roster(alone)) == 1


def told(best, **other):
    """A row of the table of plans, as a file has it."""
    row = {
        "circumstances": "X",
        "arm": "team",
        "settings": "the default settings",
        "critical": 0.25,
    }
    row |= cheapest.row(Settings(), "team", best, best, best)
    if best is None:
        return row
    again = cheapest.again(np.array([0.4, 0.3, 0.2, 0.5]), np.array([[0.1, 0.5], [0.1, 0.2]]), 0.25)
    return row | again | other


def test_where_no_plan_passes_none_is_named():
    found, _ = cheapest.search(Settings(), "team", judge, 50.0, seed=0)
    assert found is None
    assert "no plan tried with the team is shown to reach the critical mass" in words.cheapest(
        told(None)
    )


def test_a_plan_is_judged_where_it_was_not_chosen():
    row = told(Choice(4, 0.5, 104))
    assert (row["share"], row["in_worlds"], row["in_sets"]) == (approx(0.35), 0.75, 0.5)
    assert row["in_sets_low"] < 0.5 < row["in_sets_high"]
    said = words.cheapest(row)
    assert "with the default settings" in said and "surely" not in said
    assert "of these worlds 75% (30% to 95%) reach it" in said
    assert (
        "Of the plausible parameter sets 50% (9% to 91%) do, by the mean of 2 runs in each." in said
    )
    assert "edge" not in said
    assert "In 4 worlds that had no part in choosing it 35.0% (" in said
    assert "not clearly above or below 25%" in said
    assert "clearly no less than 25%" in words.cheapest({**row, "share_low": 0.3})
    assert "clearly below 25%" in words.cheapest({**row, "share_low": 0.1, "share_high": 0.2})


def test_a_plan_at_the_edge_of_what_was_tried_is_told_as_such():
    assert cheapest.edges(Choice(2, 1.0, 104), "team") == "the fewest brokers and full time"
    assert cheapest.edges(Choice(2, 0.5, 156), "solos") == "the longest contract"
    assert "tried: the fewest brokers)" in words.cheapest(told(Choice(2, 0.5, 104)))


def lucky(stream, spread, worlds):
    """Gives a judge: a plan's truth is known; luck is one half that of the world, one half the plan's own."""
    of_worlds = stream.normal(0, spread, worlds)

    def judged(some):
        own = {one: stream.normal(0, spread, worlds) for one in some}
        return {one: truth(one) + (of_worlds + luck) / 2**0.5 for one, luck in own.items()}

    return judged


def truth(plan):
    """Of the people a plan makes practise: one quarter with 250 weeks of full time, the more the steeper."""
    return max(0.0, plan.size * plan.fte * plan.weeks / 500 - 0.25)


@pytest.mark.parametrize(("replicates", "spread"), [(20, 0.1), (20, 0.2)])
def test_the_chosen_plan_is_the_cheapest_in_truth_whatever_the_luck(replicates, spread):
    base, plans = Settings(), cheapest.choices("team")
    right = min(cheapest.cost(base, one) for one in plans if truth(one) >= 0.25)
    costs, shares = [], []
    for seed in range(5):
        stream = np.random.default_rng(seed)
        first = lucky(stream, spread, replicates)(plans)
        other = lucky(stream, spread, cheapest.ANEW * replicates)
        anew = cheapest.judged_anew(base, first, other, 0.25)
        chosen = cheapest.cheapest(base, anew, 0.25)
        costs.append(cheapest.cost(base, chosen))
        shares.append(truth(chosen))
        assert len(anew) <= cheapest.MOST_ANEW
    assert np.mean(costs) == approx(right, rel=0.1)
    assert np.mean(shares) == approx(0.25, abs=0.03)


class Watched(Job):
    """A job that runs nothing: it notes in which worlds it should, and what is known of each lot of them."""

    def _run(self, sets, wanted, weekly):
        return {name: (sets, changes) for name, changes in wanted.items()}


def test_a_plan_is_chosen_in_other_worlds_and_seen_in_further_ones(monkeypatch, tmp_path):
    made = plan(kind="headline", arms=[], compare=[], replicates=3, set_replicates=2, seed=1)
    made = dataclasses.replace(made, members=(Settings(), Settings()))
    lots = {}

    def share(sets, changes):
        fte_weeks = changes["brokers.fte"] * changes["contract.weeks"]
        worlds = [seed - made.own[0].seeds[0] for seed in sets[0].seeds]
        lot = {0: "own", 3: "anew", 33: "further"}.get(worlds[0], "sets")
        lots.setdefault(lot, set()).update(seed for one in sets for seed in one.seeds)
        reached = {
            "own": 0.9 * (fte_weeks >= 80),
            "anew": 0.3 * (fte_weeks >= 100),
            "further": 0.1,
            "sets": 0.2,
        }
        return np.full((len(worlds), 1), reached[lot])

    def stacked(runs, outcomes):
        return np.array([share([one], changes) for sets, changes in runs for one in sets])

    monkeypatch.setattr(decision, "stacked", stacked)
    rows = list(decision._cheapest(Watched(made, serial, 1, tmp_path)))
    worlds = [world for lot in lots.values() for world in lot]
    assert len(worlds) == len(set(worlds))  # no world is of two lots
    assert {name: len(lot) for name, lot in lots.items()} == {
        "own": 3, "anew": 30, "further": 30, "sets": 4,
    }  # fmt: skip
    for row in rows:
        assert row["fte"] * row["weeks"] >= 100  # not the cheapest of all, which own worlds name
        assert row["first_money"] < row["money"]
        assert (row["share"], row["in_worlds"], row["in_sets"]) == (approx(0.1), 0, 0)
        assert (row["worlds"], row["set_runs"]) == (30, 2)


def test_plans_are_judged_anew_from_the_cheapest_on_until_dearer_ones_could_not_be_chosen():
    base, asked = Settings(), []

    def sure(some):
        asked.extend(some)
        return {one: np.full(10, truth(one)) for one in some}

    first = sure(cheapest.choices("team"))
    asked.clear()
    anew = cheapest.judged_anew(base, first, sure, 0.25)
    assert list(anew) == asked == cheapest.by_cost(base, asked)
    assert len(anew) <= cheapest.AT_ONCE  # the first ones reach it: no luck, no doubt
    never = cheapest.judged_anew(base, first, lambda some: {o: np.zeros(10) for o in some}, 0.25)
    assert len(never) == cheapest.MOST_ANEW
    assert cheapest.cheapest(base, never, 0.25) is None
    assert cheapest.judged_anew(base, first, sure, 50.0) == {}


def test_costs_of_two_arms_are_compared_over_draws_of_worlds():
    base, stream = Settings(), np.random.default_rng(0)
    some = [Choice(2, 1.0, weeks) for weeks in cheapest.WEEKS]
    luck = stream.normal(0, 0.1, 20)
    better = {one: one.weeks / 300 + 0.1 + luck for one in some}
    worse = {one: one.weeks / 300 + luck for one in some}
    found = cheapest.dearer(base, {"team": better, "solos": worse}, 0.25)
    assert found["dearer_high"] < 0 and found["dearer"] < 0
    assert "cheaper than the cheapest solos (95%" in words.dearer([told(None) | found])[0]
    alike = cheapest.dearer(base, {"team": better, "solos": better}, 0.25)
    assert set(alike.values()) == {0}
    assert "team is as dear as the cheapest solos" in words.dearer([told(None) | alike])[0]
    other = {one: one.weeks / 300 + 0.1 + stream.normal(0, 0.1, 20) for one in some}
    unclear = cheapest.dearer(base, {"team": better, "solos": other}, 0.25)
    assert unclear["dearer_low"] <= 0 <= unclear["dearer_high"]
    assert "no clear difference" in words.dearer([told(None) | unclear])[0]
    nothing = {one: np.zeros(20) for one in some}
    none = cheapest.dearer(base, {"team": better, "solos": nothing}, 0.25)
    assert np.isnan(list(none.values())).all()
    assert words.dearer([told(None) | none]) == []


def test_the_bootstrap_judges_plans_as_the_study_does():
    base = Settings()
    judged = {one: np.full(20, truth(one)) for one in cheapest.choices("team")}
    for critical in np.linspace(0.101, 0.403, 10):  # no plan is there to a hair
        chosen = cheapest.cost(base, cheapest.cheapest(base, judged, critical))
        assert cheapest._cheapest_in_draws(base, judged, critical) == approx(chosen)


def test_a_plan_costs_its_hours():
    assert cheapest.cost(Settings(), Choice(4, 0.5, 52)) == approx(4 * 0.5 * 60_000 * 52 / 52.18)


@pytest.mark.slow
def test_a_small_study_leaves_tables_that_are_explained(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(cheapest, "POPULATION", 2)
    monkeypatch.setattr(cheapest, "GENERATIONS", 1)
    monkeypatch.setattr(cheapest, "MOST_BROKERS", 2)
    monkeypatch.setattr(cheapest, "FTES", (0.5, 1.0))
    monkeypatch.setattr(cheapest, "WEEKS", (26, 52))
    pd.read_csv(shipped.path_of("plausible", "ensembles")).head(4).to_csv(
        tmp_path / "few.csv", index=False
    )
    most = ask("study=decision", "ensemble=few.csv", *LITTLE, "dry_run=true").out
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 0, answer.err
    assert "team beats" in answer.out
    (folder,) = (tmp_path / "results" / "decision").iterdir()
    left = results_in(folder)
    tables = {"scenarios", "rules", "agreement", "regret", "maps", "cheapest"}
    assert {f"{name}.csv" for name in tables} <= left
    assert {"regret.svg", "cheapest.svg", "map_budget_stability.svg"} <= left
    runs = sum(pq.read_metadata(part).num_rows for part in (folder / "parts").glob("*.parquet"))
    assert runs <= int(most.partition("at most ")[2].partition(" runs")[0])
    scenarios = pd.read_csv(folder / "scenarios.csv")
    assert len(scenarios) == 60 and set(scenarios["set"]) == {0, 1, 2, 3}
    assert scenarios["budget"].between(60, 300).all()
    assert set(pd.read_csv(folder / "agreement.csv")["other"]) == set(OTHERS)
    found = pd.read_csv(folder / "maps.csv")
    assert found["sets"].eq(4).all()
    assert (found["ahead"] + found["tied"] / 2).to_numpy() == approx(
        found["probability"].to_numpy()
    )
    plans = pd.read_csv(folder / "cheapest.csv")
    assert plans["plans"].tolist() == [4, 8] * 3
    passing = plans[plans["money"].notna()]
    assert len(passing) and passing[["share", "in_worlds", "in_sets"]].notna().all(axis=None)
    assert passing["settings"].eq("the study's own settings").all()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ensemble=''", "needs an ensemble"),
        ("set_replicates=3", "even number of set_replicates, not 3"),
        ("weeks=120", "A place on a map of this study cannot be: "),
        ("brokers.single_fte=0.05", "A scenario of this study cannot be: There would be"),
        (
            "vary={brokers.embedding: [none, two_way]}",
            "brokers.embedding cannot vary, as it is a word",
        ),
        ("context.reorganisation=0.9", "its value 0.9 would hold in no scenario"),
        (
            "vary={money.salary: [50000, 60000]}",
            "money.salary cannot vary in a study of kind decision",
        ),
        (
            "vary={money.critical_mass: [0.2, 0.3]}",
            "money.critical_mass cannot vary in a study of kind",
        ),
        ("replicates=30000", "replicates must be at most 23809, not 30000"),
    ],
)
def test_what_cannot_be_is_refused(ask, said, words):
    answer = ask("study=decision", *LITTLE, said)
    assert answer.status == 2 and words in answer.err
    assert SettingsError.__name__ not in answer.err


def test_what_scenarios_are_judged_by_does_not_differ_between_sets(ask, tmp_path):
    (tmp_path / "few.csv").write_text("money.salary,insight.home\n50000,0.4\n60000,0.5\n")
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 2 and "money.salary cannot vary" in answer.err
