"""What a report says of a decision study, on the reference tables with some numbers changed."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.config.labels import setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Table, Text
from experiments.studies.decision import KIND, figures
from experiments.studies.decision.report import conditions, plan, report, result
from experiments.studies.decision.scenarios import scenarios
from tests.experiments.test_scenarios import as_judged

REFERENCE = Path(__file__).parents[2] / "results" / "reference" / "decision"


@pytest.fixture
def folder(tmp_path):
    for path in (*REFERENCE.glob("*.csv"), REFERENCE / "config.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder, name, **columns):
    """Give all rows of a table these values, or what a function makes of the table."""
    table = pd.read_csv(folder / f"{name}.csv")
    table.assign(**columns).to_csv(folder / f"{name}.csv", index=False)


def part_of(folder):
    return report(StudyFolder(folder))


def cells(folder, name):
    (found,) = [
        one for one in part_of(folder).blocks if isinstance(one, Table) and one.name == name
    ]
    return found.cells


def test_the_answer_is_short_has_intervals_and_no_code_names(folder):
    part = part_of(folder)
    assert len(part.answer) <= 4
    for sentence in (*part.answer, *part.worth, *part.sure):
        assert "(" in sentence and " to " in sentence
        assert "_" not in sentence and "nan" not in sentence
    assert isinstance(part.shown[0], Table) and len(part.shown[0].cells) == 4


def test_only_confirmed_rules_are_in_the_summary_and_the_best_is_chosen_where_it_was_found(folder):
    rules = pd.read_csv(folder / "rules.csv")
    assert len(part_of(folder).worth) <= len(rules.query("clear"))
    rules = rules.query("other == 'solos' and holds").head(1)
    rules = rules.assign(
        clear=True, rule="contract in weeks is at most 80", in_density=0.7, in_base=0.5
    )
    luckier = rules.assign(rule="contract in weeks is at most 70", in_density=0.6, out_density=0.9)
    unclear = rules.assign(rule="contract in weeks is at most 60", in_density=0.9, clear=False)
    pd.concat([luckier, rules, unclear]).to_csv(folder / "rules.csv", index=False)
    (said,) = part_of(folder).worth
    assert "≤ 80" in said
    assert set(cells(folder, "rules")["Result"]) == {"confirmed", "not confirmed"}


def test_that_no_rule_was_found_is_said(folder):
    pd.read_csv(folder / "rules.csv").head(0).to_csv(folder / "rules.csv", index=False)
    part = part_of(folder)
    assert not part.worth
    assert any(isinstance(one, Text) and "No rule" in one.text for one in part.blocks)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"out_mass": 0.0, "out_lift_low": math.nan, "clear": False}, "no such scenario"),
        ({"out_mass": 0.1, "out_lift_low": math.nan, "clear": False}, "too few"),
        ({"out_mass": 0.1, "out_lift_low": -0.1, "clear": False}, "not confirmed"),
        ({"out_mass": 0.1, "out_lift_low": 0.1, "clear": True}, "confirmed"),
    ],
)
def test_what_the_test_of_a_rule_gave(row, said):
    assert said in result(row)


def test_conditions_are_short_and_in_labels():
    text = "the budget in £1000 a year is at most 260, relations is from 0.1 to 0.6 and "
    text += "contract.weeks is at least 9"
    length = setting_label("contract.weeks")
    assert conditions(text) == f"budget in £1000 a year ≤ 260, relations 0.1–0.6, {length} ≥ 9"


def test_a_rule_without_scenarios_to_test_it_is_drawn(folder):
    rules = pd.read_csv(folder / "rules.csv").assign(out_mass=0.0, out_density=np.nan)
    texts = [text.get_text() for text in figures.rule_list(rules).axes[0].texts]
    assert texts == ["not tested: no such scenario"] * len(rules)


def test_that_the_lowest_regret_is_not_clear_is_said(folder):
    assert "not clearly" not in part_of(folder).answer[2]
    change(folder, "regret", more_low=-1.0)
    assert "not clearly less than with" in part_of(folder).answer[2]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1.0, 9e4, "clearly more than"),
        (-9e4, -1.0, "clearly less than"),
        (-1.0, 1.0, "not clearly"),
    ],
)
def test_the_cheapest_team_is_compared_with_the_cheapest_solos(folder, low, high, said):
    change(folder, "cheapest", dearer_low=low, dearer_high=high)
    assert said in part_of(folder).answer[3]


def test_that_no_plan_was_found_and_that_there_is_no_interval_is_said(folder):
    change(folder, "cheapest", dearer_low=math.nan, dearer_high=math.nan)
    assert "no interval" in part_of(folder).answer[3]
    change(folder, "cheapest", money=math.nan)
    assert "No plan for the team or solos" in part_of(folder).answer[3]
    assert set(cells(folder, "cheapest")["Plan"]) == {"none found"}
    assert plan({"money": 1.0, "size": 1, "fte": 0.5, "weeks": 9}).startswith("1 broker, 50%")


@pytest.mark.parametrize(
    ("share", "said"), [((0.3, 0.4), "yes"), ((0.2, 0.3), "not clear"), ((0.1, 0.2), "no")]
)
def test_whether_new_replicates_reach_the_critical_mass(folder, share, said):
    change(folder, "cheapest", share_low=share[0], share_high=share[1])
    assert set(cells(folder, "cheapest")["25% reached"]) == {said}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.6, 0.9, "better in 25, not in 0 of 25"), (0.1, 0.4, "better in 0, not in 25 of 25"),
     (0.4, 0.6, "better in 0, not in 0 of 25")],
)  # fmt: skip
def test_a_place_on_a_map_counts_only_if_its_share_is_clear(folder, low, high, said):
    change(folder, "maps", low=low, high=high)
    assert set(cells(folder, "maps").iloc[0, 1:]) == {said}


def test_few_parameter_sets_have_no_interval(folder):
    change(folder, "agreement", wins_low=math.nan, wins_high=math.nan)
    assert "no interval" in part_of(folder).answer[0]


def test_every_column_of_the_scenarios_is_explained():
    made, culture, money = as_judged([1, 0, -1, 1], [1, 0, 1, -1], 2)
    made.points = [{"context.pressure": 0.1, "brokers.managers": number} for number in range(1, 5)]
    table = scenarios(made, culture, money)
    explained = KIND.contents.tables["scenarios.csv"]
    assert {"gain: team", "yield: solos", "better: none", "budget", "academics"} <= {*table.columns}
    assert [name for name in table.columns if explained.explain(name) is None] == []
