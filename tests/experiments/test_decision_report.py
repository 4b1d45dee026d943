"""What a report says of a decision study, on planted tables."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.config.labels import setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import texts
from experiments.studies.decision.figures import draw
from experiments.studies.decision.report import report
from tests.experiments.reported import carries, decision


def part_of(folder):
    return report(StudyFolder(folder))


def test_the_answer_has_both_leads_and_the_cheapest_plans(tmp_path):
    answer = part_of(decision(tmp_path)).answer
    assert len(answer) == 7 and not any("_" in one for one in answer)
    for said in answer[1:4:2]:
        assert carries(said, 400, 5, 3, 7, 60, 50, 70)
    for said in answer[4:6]:
        assert carries(said, 400_000, 4, 50, 104, 82, 77, 87, 25, 80)
    assert carries(answer[6], 20_000, 10_000, 30_000)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [("edges", "the longest contract", "longest"), ("fte", 1.0, "biased")],
)
def test_what_may_make_a_plan_too_dear_is_said(tmp_path, column, value, word):
    folder = decision(tmp_path)
    before = part_of(folder).answer
    plans = pd.read_csv(folder / "cheapest.csv").astype({column: object})
    plans.loc[0, column] = value
    plans.to_csv(folder / "cheapest.csv", index=False)
    after = part_of(folder).answer
    assert word in " ".join(after) and word not in " ".join(before)


@pytest.mark.parametrize(
    ("gap", "low", "high", "words"),
    [
        (2e4, 1e4, 3e4, ("£20,000 more",)),
        (-2e4, -3e4, -1e4, ("£20,000 less",)),
        (0.0, -6e4, 0.0, ("the same", "not shown", "£60,000 less", "£0 more")),
        (0.0, 0.0, 0.0, ("the same",)),
    ],
)
def test_whether_a_team_costs_more_follows_the_data(tmp_path, gap, low, high, words):
    folder = decision(tmp_path)
    plans = pd.read_csv(folder / "cheapest.csv")
    plans.assign(dearer=gap, dearer_low=low, dearer_high=high).to_csv(
        folder / "cheapest.csv", index=False
    )
    said = part_of(folder).answer[6]
    assert all(one in said for one in words) and "-" not in said
    assert ("not shown" in said) == ("not shown" in words)


def test_that_no_plan_was_found_is_said(tmp_path):
    answer = part_of(decision(tmp_path, money=math.nan)).answer
    assert sum("No plan" in one for one in answer) == 2 and not any("nan" in one for one in answer)


@pytest.mark.parametrize(("difference", "clear"), [(0.1, True), (-0.1, True), (0.02, False)])
def test_a_condition_is_named_only_where_the_lead_clearly_differs(tmp_path, difference, clear):
    for said in part_of(decision(tmp_path, difference)).answer[:4:2]:
        assert (setting_label("contract.weeks") in said) is clear
        assert carries(said, 5, 0.2, 0.6) is clear and setting_label("context.pressure") not in said


@pytest.mark.parametrize("clear", [True, False])
def test_that_no_condition_of_the_organisations_matters_is_said_only_where_none_does(
    tmp_path, clear
):
    folder = decision(tmp_path)
    table = pd.read_csv(folder / "circumstances.csv")
    some = clear & (table["setting"] == "context.pressure")
    table["difference_low"] = table["difference_low"].mask(some, 0.01)
    table.to_csv(folder / "circumstances.csv", index=False)
    none = texts("experiments.studies.decision")["organisations"]
    assert all((none in one) is not clear for one in part_of(folder).answer[:4:2])


@pytest.mark.parametrize("kept", [True, False])
def test_a_rule_is_told_only_if_it_was_kept(tmp_path, kept):
    rules = part_of(decision(tmp_path, kept=kept)).worth
    assert len(rules) == (2 if kept else 1)
    assert all(("Length of contracts" in one) is kept for one in rules)
    assert carries(rules[0], 80, 70, 90, 60) if kept else "No rule" in rules[0]


def test_a_rule_has_whole_numbers_where_only_these_can_be(tmp_path):
    folder = decision(tmp_path)
    rules = pd.read_csv(folder / "rules.csv")
    rule = "Length of contracts from 51.5 to 99.5 and Financial pressure at most 0.5"
    rules.assign(rule=rule, kept=True).to_csv(folder / "rules.csv", index=False)
    told = part_of(folder).worth[0]
    assert "Length of contracts from 52 to 99 and Financial pressure at most 0.5." in told


def test_how_far_circumstances_predict_is_said_beside_what_is_not_chance(tmp_path):
    *shares, last = part_of(decision(tmp_path)).sure
    assert len(shares) == 2 and "study=sensitivity" in last
    for said in shares:
        assert carries(said, 20, 15, 25, 40)


def test_figures_are_drawn_also_where_no_plan_was_found(tmp_path):
    folder = decision(tmp_path, money=math.nan)
    assert {path.stem for path in draw(folder)} == {"circumstances", "cheapest"}
    rules = pd.read_csv(folder / "rules.csv")
    rules.head(0).to_csv(folder / "rules.csv", index=False)
    assert any("No rule" in one for one in part_of(folder).worth)
