"""What a report says of a sensitivity analysis, on the reference tables with some numbers changed."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments.config.labels import setting_label
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Table, Text
from experiments.studies.sensitivity.explained import GAIN, LEAD
from experiments.studies.sensitivity.report import report

REFERENCE = Path(__file__).parents[2] / "results" / "reference" / "sensitivity"


@pytest.fixture
def folder(tmp_path):
    for path in (*REFERENCE.glob("*.csv"), REFERENCE / "config.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder, name, **columns):
    table = pd.read_csv(folder / f"{name}.csv")
    table.assign(**columns).to_csv(folder / f"{name}.csv", index=False)


def part_of(folder):
    return report(StudyFolder(folder))


def test_the_first_table_has_the_parameters_by_their_total_index_for_the_lead(folder):
    cells = part_of(folder).shown[0].cells
    index = cells.iloc[:, 1].str.partition(" ")[0].astype(float)
    assert index.is_monotonic_decreasing and len(cells) == 12
    assert not cells.iloc[:, 0].str.contains(r"[a-z]\.[a-z]").any()
    assert cells.iloc[:, 1:].map(lambda text: " to " in text).all(axis=None)


def test_the_answer_is_short_and_has_no_code_names(folder):
    part = part_of(folder)
    assert len(part.answer) == 4
    assert not any("_" in one or "luck" in one for one in (*part.answer, *part.sure))


def test_the_largest_index_is_named_only_of_a_sample_that_is_large_enough(folder):
    index = pd.read_csv(folder / "sample_size.csv")["index"].fillna(0.0)
    for reach, enough in ((0.05, True), (0.3, False)):
        change(folder, "sample_size", low=index - reach, high=index + reach)
        for said in part_of(folder).answer[:2]:
            assert ("has the largest total index" in said) is enough
            assert ("sample is too small" in said) is not enough
    indices = pd.read_csv(folder / "indices.csv")
    here = indices[(indices["outcome"] == "practising_host_end") & (indices["order"] == "total")]
    change(folder, "sample_size", low=index - 0.05, high=index + 0.05)
    for contrast, said in zip((LEAD, GAIN), part_of(folder).answer, strict=False):
        best = here[here["contrast"] == contrast].sort_values("index")["setting"].iloc[-1]
        assert setting_label(best).rstrip(".") in said
    change(folder, "indices", low=-0.1)
    assert "0 of 12 have a total index clearly above zero" in part_of(folder).answer[0]


def test_indices_without_an_interval_are_counted(folder):
    change(folder, "sample_size", low=math.nan, high=math.nan)
    said = part_of(folder).sure
    assert len(said) == 2 and all("60 total indices" in one for one in said)


def test_that_no_pair_stands_out_is_said(folder):
    change(folder, "indices", low=-9.0, high=9.0)
    part = part_of(folder)
    assert any(isinstance(one, Text) and "No pair" in one.text for one in part.blocks)
    assert not any(isinstance(one, Table) and one.name == "pairs" for one in part.blocks)
