"""Rules on planted cases: what is found, how sure it is, and how it is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from experiments.config.labels import setting_label
from experiments.methods import clusters
from experiments.methods.estimates import student, wilson
from experiments.studies.decision.rules import _bounds, in_words, rules


def sought(test):
    """Mark a test that seeks rules: one process imports what that takes, which lasts seconds."""
    return pytest.mark.slow(pytest.mark.xdist_group("rules")(test))


def planted(stream, size=2000):
    here = pd.DataFrame(stream.random((size, 3)), columns=["a", "b", "c"])
    return here, np.arange(size) % 200


@sought
def test_a_rule_that_is_there_is_found_and_kept():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    inside = (here["a"] > 0.6) & (here["b"] < 0.5)
    wins = np.where(inside, stream.random(len(here)) < 0.95, stream.random(len(here)) < 0.05)
    (rule,) = (one for one in rules(here, wins, sets) if one["holds"])
    assert set(rule["bounds"]) == {"a", "b"}
    assert rule["bounds"]["a"][0] == approx(0.6, abs=0.05)
    assert rule["bounds"]["b"][1] == approx(0.5, abs=0.05)
    assert rule["kept"] and rule["out_density"] > 0.85 and rule["out_coverage"] > 0.7


@sought
def test_a_rule_that_lifts_by_less_than_ten_points_is_not_kept():
    stream = np.random.default_rng(1)
    here, sets = planted(stream, 4000)
    wins = stream.random(len(here)) < np.where(
        here["a"] > 0.5, 0.57, 0.43
    )  # a lift of seven points
    found = list(rules(here, wins, sets))
    clear = [rule for rule in found if rule["out_lift_low"] > 0]
    assert clear and not any(rule["kept"] for rule in found)


@sought
def test_where_there_is_nothing_to_find_no_rule_is_kept():
    kept = []
    for seed in range(6):
        stream = np.random.default_rng(seed)
        here, sets = planted(stream, 600)
        kept += [rule["kept"] for rule in rules(here, stream.random(600) < 0.5, sets)]
    assert not any(kept)


def test_a_rule_in_words():
    box = {"contract.weeks": (80.0, np.inf), "b": (-np.inf, 2.0), "c": (3.0, 4.0)}
    label = setting_label("contract.weeks")
    assert in_words(box) == f"{label} at least 80, b at most 2 and c from 3 to 4"


@sought
def test_a_rule_that_cannot_be_checked_is_not_kept():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    wins = (here["a"] > 0.8).to_numpy()
    here.loc[(sets % 2 == 1) & (here["a"] > 0.7), "a"] = (
        0.1  # nothing of the kind where it is checked
    )
    unchecked = [rule for rule in rules(here, wins, sets) if rule["out_mass"] == 0]
    assert unchecked and not any(rule["kept"] for rule in unchecked)
    assert all(np.isnan(rule["out_density"]) for rule in unchecked)


@sought
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
    assert not list(rules(here, np.arange(400) < ahead, sets))


@sought
def test_with_few_sets_nothing_is_kept():
    here, _ = planted(np.random.default_rng(0), 400)
    inside = (here["a"] > 0.6).to_numpy()
    rows = list(rules(here, inside, np.arange(400) % 8))
    assert rows and not any(row["kept"] for row in rows)
    assert all(np.isnan(row["out_lift_low"]) for row in rows)


def test_intervals_over_sets_are_students():
    values = np.random.default_rng(0).normal(size=7)
    low, high = clusters.interval(
        np.repeat(values, 3), np.ones(21, bool), np.repeat(np.arange(7), 3)
    )
    assert (low + high) / 2 == approx(values.mean())
    assert (high - low) / 2 == approx(student(6) * values.std(ddof=1) / 7**0.5)


@sought
def test_a_side_that_cuts_off_little_is_no_part_of_a_rule():
    stream = np.random.default_rng(0)
    here, sets = planted(stream)
    inside = (here["a"] > 0.6) & (here["b"] > 0.05) & (here["c"] < 0.96)
    (rule,) = [rule for rule in rules(here, inside.to_numpy(), sets) if rule["holds"]]
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


def test_the_gap_between_some_scenarios_and_others_is_paired_by_set():
    stream = np.random.default_rng(0)
    sets = np.repeat(np.arange(50), 20)
    values = stream.normal(size=50)[sets] + stream.normal(
        0, 0.1, 1000
    )  # sets differ, scenarios hardly
    among = np.arange(1000) % 2 == 0
    low, high = clusters.gap(values + 0.5 * among, among, ~among, sets)
    assert low < 0.5 < high and high - low < 0.05


def test_scenarios_of_one_set_count_as_one():
    sets = np.repeat(np.arange(50), 20)
    cases = sets % 2 == 0  # alike in all scenarios of a set
    among = np.ones_like(cases)
    wide = clusters.interval(cases, among, sets)
    narrow = clusters.interval(cases, among, np.arange(1000))
    assert wide[1] - wide[0] == approx(4 * 0.5 / 50**0.5, rel=0.1)
    assert narrow[1] - narrow[0] == approx(4 * 0.5 / 1000**0.5, rel=0.1)
    assert np.isnan(clusters.interval(cases, ~among, sets)[0])
