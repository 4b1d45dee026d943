"""What a report says of a sensitivity analysis, on planted tables."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from experiments.config.groups import TITLES
from experiments.config.labels import setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies.sensitivity.figures import draw
from experiments.studies.sensitivity.report import WHAT, report
from tests.experiments.reported import carries, sensitivity


def change(folder, name, **columns):
    table = pd.read_csv(folder / f"{name}.csv")
    table.assign(**columns).to_csv(folder / f"{name}.csv", index=False)


def part_of(folder):
    return report(StudyFolder(folder))


def test_the_answer_names_what_most_variation_comes_from_with_its_share(tmp_path):
    answer = part_of(sensitivity(tmp_path / "group")).answer
    assert len(answer) == len(WHAT) and not any("_" in one for one in answer)
    for said in answer:
        assert TITLES["design"] in said and TITLES["culture"] not in said
    assert carries(answer[0], 50, 46, 54)
    chance = part_of(sensitivity(tmp_path / "chance", design=0.2, culture=0.1)).answer
    assert (
        "Most" in chance[0] and "chance variation" in chance[0] and carries(chance[0], 70, 66, 74)
    )


@pytest.mark.parametrize(("other", "clear"), [(0.2, True), (0.45, False)])
def test_a_group_matters_most_only_where_intervals_do_not_overlap(tmp_path, other, clear):
    answer = part_of(sensitivity(tmp_path, 0.05, design=0.5, culture=other)).answer
    assert any("not clear" in said for said in answer) is not clear


@pytest.mark.parametrize(("reach", "enough"), [(0.05, True), (0.06, False)])
def test_whether_the_sample_is_large_enough_is_said_with_the_widest_interval(
    tmp_path, reach, enough
):
    (said,) = (one for one in part_of(sensitivity(tmp_path, reach)).sure if "sample" in one)
    assert ("large enough" in said) is enough and carries(said, reach, 0.05)


def test_ignored_dependence_is_said_with_what_chance_would_give(tmp_path):
    (said,) = (one for one in part_of(sensitivity(tmp_path)).sure if "dependence" in one)
    assert carries(said, 0.31, 0.23) and setting_label("culture.gain") in said


def test_settings_that_explain_most_are_named_only_where_that_is_clear(tmp_path):
    folder = sensitivity(tmp_path)
    lead, equal_cost, _ = part_of(folder).why
    assert setting_label("brokers.fte") in lead and carries(lead, 30)
    assert "no group" in equal_cost and carries(equal_cost, 0.05)
    change(folder, "settings", low=-0.1)
    assert setting_label("brokers.fte") not in part_of(folder).why[0]


def test_that_nothing_varies_is_said(tmp_path):
    folder = sensitivity(tmp_path)
    change(folder, "indices", index=math.nan, low=math.nan, high=math.nan)
    assert all("does not vary" in one for one in part_of(folder).answer)


def test_the_table_has_a_row_per_group_and_for_what_belongs_to_none(tmp_path):
    folder = sensitivity(tmp_path)
    draw(folder)
    figure, table = part_of(folder).shown
    assert figure.path.name == "indices.svg"
    assert list(table.cells.iloc[:2, 0]) == [TITLES["design"], TITLES["culture"]]
    assert len(table.cells) == 4 and len(table.cells.columns) == 1 + len(WHAT)
