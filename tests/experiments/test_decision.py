"""Decisions on planted cases: worth and maps; and a small study."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pytest import approx

from experiments.config import shipped
from experiments.methods.estimates import student
from experiments.studies.decision import cheapest, maps
from experiments.studies.decision.worth import ARMS, OTHERS, better, standing, yields
from experiments.studies.registry import kind_called
from simulation import Settings, change
from tests.experiments.reported import carries
from tests.experiments.small import SMALL, results_in
from tests.refusals import check_sentence, refusal

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


def test_a_dear_failure_is_no_better_buy_than_a_cheap_one():
    culture = arms(none=0.2, team=0.19, single=0.19, solos=0.1, single_matched=0.1)
    money = arms(team=4e5, solos=4e5, single_matched=4e5, single=1e5)
    assert not (better(culture, money, critical=0.25)["single"] == 1).any()


def test_every_place_of_a_map_can_be_and_arms_change_only_with_what_concerns_them():
    base = Settings()
    for _, there in maps.cells(base):
        assert set(there) == set(ARMS)
        for changes in there.values():
            change(base, changes)
        assert "brokers.managers" not in there["none"] and "team.pair" not in there["solos"]


def test_all_arms_are_looked_at_when_the_contracts_end():
    for (_, y, _, step), there in maps.cells(Settings()):
        if y == "contract":
            assert {changes["contract.weeks"] for changes in there.values()} == {int(step)}


def test_a_map_says_what_holds_at_all_its_places():
    base = change(Settings(), {"team.pair": 0.0})
    there = maps.condition(base, ("budget", "contract"))
    assert carries(there, 4, 3, 0.2) and "in pairs" in there and not carries(there, 104)
    there = maps.condition(base, ("composition", "pairs"))
    assert carries(there, 7, 0.2, 104) and "in pairs" not in there


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
    assert found["single"]["lead"] == approx(20)  # points per million: 100 in 60 sets, -100 in 40
    assert np.isnan(found["all"]["lead"]) and found["solos"]["runs"] == 1


def test_without_its_libraries_it_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for name in ("run", "scenarios", "rules"):
        monkeypatch.delitem(sys.modules, f"experiments.studies.decision.{name}", raising=False)
    with refusal("ema_workbench knowledge-brokering[validity]"):
        kind_called("decision").check(None)


@pytest.mark.slow
def test_a_small_study_leaves_tables_that_are_explained(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(cheapest, "POPULATION", 2)
    monkeypatch.setattr(cheapest, "GENERATIONS", 1)
    monkeypatch.setattr(cheapest, "MOST_BROKERS", 2)
    monkeypatch.setattr(cheapest, "FTES", (0.5, 1.0))
    monkeypatch.setattr(cheapest, "WEEKS", (26, 52))
    pd.read_csv(shipped.path_of("plausible", "ensembles")).head(2).to_csv(
        tmp_path / "few.csv", index=False
    )
    most = ask("study=decision", "ensemble=few.csv", *LITTLE, "dry_run=true").out
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 0, answer.err
    assert "better buy" in answer.out
    (folder,) = (tmp_path / "results" / "decision").iterdir()
    left = results_in(folder)
    tables = {"scenarios", "rules", "agreement", "regret", "maps", "cheapest"}
    assert {f"{name}.csv" for name in tables} <= left
    assert {"regret.svg", "cheapest.svg", "map_budget_stability.svg"} <= left
    runs = sum(pq.read_metadata(part).num_rows for part in (folder / "parts").glob("*.parquet"))
    assert runs <= int(most.partition("at most ")[2].partition(" runs")[0])
    scenarios = pd.read_csv(folder / "scenarios.csv")
    assert len(scenarios) == 60 and set(scenarios["set"]) == {0, 1}
    assert scenarios["budget"].between(60, 300).all()
    assert set(pd.read_csv(folder / "agreement.csv")["other"]) == set(OTHERS)
    found = pd.read_csv(folder / "maps.csv")
    assert found["sets"].eq(2).all()
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
        ("ensemble=''", "ensemble"),
        ("set_replicates=3", "set_replicates 3"),
        ("weeks=120", ""),
        ("vary={brokers.embedding: [none, two_way]}", "brokers.embedding"),
        ("context.reorganisation=0.9", "context.reorganisation varies in this study"),
        ("context.reorganisation=0.2", "a value given to it would have no effect"),  # its default
        ("vary={money.salary: [50000, 60000]}", "money.salary decision"),
        (
            "vary={money.critical_mass: [0.2, 0.3]}",
            "money.critical_mass",  # LITTLE gives it a value
        ),
        ("replicates=30000", "replicates 23809 30000"),
    ],
)
def test_what_cannot_be_is_refused(ask, said, words):
    answer = ask("study=decision", *LITTLE, said)
    assert answer.status == 2
    check_sentence(answer.err, words)


def test_what_scenarios_are_judged_by_does_not_differ_between_sets(ask, tmp_path):
    (tmp_path / "few.csv").write_text("money.salary,team.shield\n50000,0.4\n60000,0.5\n")
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 2
    check_sentence(answer.err, "money.salary")
