"""Rules on planted cases: what is found, how sure it is, and how it is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.methods import clusters
from experiments.methods.estimates import student, wilson
from experiments.studies.decision.rules import _bounds, in_words, rules


def planted(stream, size=2000):
    here = pd.DataFrame(stream.random((size, 3)), columns=["a", "b", "c"])
    return here, np.arange(size) % 200


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_same_scenarios_give_the_same_rules():
    here, sets = planted(np.random.default_rng(1), 400)
    wins = np.asarray(here["a"] + here["b"] > 1)
    np.random.seed(1)
    one = list(rules(here, wins, sets, {}))
    np.random.seed(2)
    assert list(rules(here, wins, sets, {})) == one


@pytest.mark.slow
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


def test_a_rule_that_cannot_be_checked_is_told_as_such():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    wins = (here["a"] > 0.8).to_numpy()
    here.loc[(sets % 2 == 1) & wins, "a"] = 0.1  # where it is checked, there is nothing of the kind
    rows = [{"other": "solos", **rule} for rule in rules(here, wins, sets, {})]
    unchecked = [row for row in rows if row["out_mass"] == 0]
    assert unchecked and not any(row["clear"] for row in unchecked)
    assert all(np.isnan(row["out_density"]) for row in unchecked)


@pytest.mark.parametrize("base", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("mass", [0.1, 0.4])
@pytest.mark.parametrize(
    ("sets", "most"), [(1, 0), (4, 0), (5, 0.04), (10, 0.04), (20, 0.04), (50, 0.04), (100, 0.04)]
)
def test_of_few_scenarios_no_more_rules_are_clear_by_chance(sets, most, mass, base):
    clear = []
    for seed in range(1000):
        stream = np.random.default_rng(seed)
        of = np.repeat(np.arange(sets), 10)
        wins = stream.random(len(of)) < stream.beta(8 * base, 8 * (1 - base), sets)[of]
        clear.append(clusters.lift(wins, stream.random(len(of)) < mass, of).low > 0)
    assert np.mean(clear) <= most


def test_a_rule_that_always_holds_is_clear_only_if_it_need_not_by_chance():
    sets = np.repeat(np.arange(20), 10)
    among = np.arange(200) % 10 < 2  # 40 scenarios
    for elsewhere, clear in ((0.5, True), (0.9, False)):
        cases = among | (np.random.default_rng(0).random(200) < elsewhere)
        assert (clusters.lift(cases, among, sets).low > 0) is clear
    low, high = clusters.share(cases, among, sets)
    assert (low, high) == (approx(wilson(1.0, 20).low), 1)
    assert 0.8 < low < 0.9  # and not 1, as of scenarios that do not differ
    assert clusters.share(cases, ~among, sets) == clusters.interval(cases, ~among, sets)


@pytest.mark.parametrize("ahead", [10, 390])
def test_no_rule_is_sought_of_too_few_cases(ahead):
    here, sets = planted(np.random.default_rng(0), 400)
    assert not list(rules(here, np.arange(400) < ahead, sets, {}))


def test_with_few_sets_nothing_is_clear():
    here, _ = planted(np.random.default_rng(0), 400)
    inside = (here["a"] > 0.6).to_numpy()
    rows = [{"other": "solos", **one} for one in rules(here, inside, np.arange(400) % 8, {})]
    assert rows and not any(row["clear"] for row in rows)
    assert all(np.isnan(row["out_lift_low"]) for row in rows)


def test_intervals_over_sets_are_students():
    values = np.random.default_rng(0).normal(size=7)
    low, high = clusters.interval(
        np.repeat(values, 3), np.ones(21, bool), np.repeat(np.arange(7), 3)
    )
    assert (low + high) / 2 == approx(values.mean())
    assert (high - low) / 2 == approx(student(6) * values.std(ddof=1) / 7**0.5)


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


def test_scenarios_of_one_set_count_as_one():
    sets = np.repeat(np.arange(50), 20)
    cases = sets % 2 == 0  # alike in all scenarios of a set
    among = np.ones_like(cases)
    wide = clusters.interval(cases, among, sets)
    narrow = clusters.interval(cases, among, np.arange(1000))
    assert wide[1] - wide[0] == approx(4 * 0.5 / 50**0.5, rel=0.1)
    assert narrow[1] - narrow[0] == approx(4 * 0.5 / 1000**0.5, rel=0.1)
    assert np.isnan(clusters.interval(cases, ~among, sets)[0])
