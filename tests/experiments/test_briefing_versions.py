"""A briefing counts the versions of the model by one rule, whichever study they come from."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from experiments.reporting.evidence import evidence_in
from experiments.reporting.wording import said
from experiments.store.study_folder import StudyFolder
from tests.experiments.reported import AHEAD, CULTURE, UNCLEAR, claims, planted, three
from tests.experiments.test_briefing import KEPT, briefing, of, verdict
from tests.experiments.test_reporting_words import arms, headline

WIDE, NARROW = 0.15, 0.001  # how far the two runs of a version are from its mean
BOTH = ("practising_host_end", "practising_host_followup")


def runs(folder, gaps, swing=WIDE, many=2, **said):
    """A comparison of arms with its runs: the team's gaps in each version, in so many runs."""
    arms(folder, AHEAD)
    differences = [
        {"arm": "team", "reference": "solos", **CULTURE, **three(AHEAD), "outcome": one}
        for one in BOTH
    ]
    three_arms = {"compare": ["team", "solos"], "arms": ["none", "solos", "team"]}
    planted(folder, "arms", {"differences": differences}, **three_arms, **said)
    rows = [
        {"arm": arm, "set": number, "seed": seed, **dict.fromkeys(BOTH, level)}
        for number, gap in enumerate(gaps)
        for seed, swung in enumerate((-swing, swing)[:many])
        for arm, level in {"none": 0.0, "solos": 0.4, "team": 0.4 + gap + swung}.items()
    ]  # fmt: skip
    pd.DataFrame(rows).to_parquet(folder / "replicates.parquet")
    return folder


def test_a_version_counts_where_its_own_interval_is_clear_and_runs_count_each(tmp_path):
    gaps = np.array([0.1, 0.2, -0.1, 0.3])
    for swing, ahead, behind, worse in ((WIDE, 0, 0, 2), (NARROW, 0.75, 0.25, 2)):
        folder = runs(tmp_path / str(swing), gaps, swing, ensemble="mine.csv")
        found = evidence_in([StudyFolder(folder)])
        gap = found.gaps["solos"]
        assert (gap.better.mean, gap.worse.mean) == (ahead, behind)
        assert found.chance["solos"] == pytest.approx(worse / 8)
        assert found.gains["team"].mean == pytest.approx(100 * (0.4 + np.median(gaps)))


def test_chance_in_few_runs_is_not_taken_for_a_role_of_assumptions(tmp_path):
    few = headline(tmp_path / "few", AHEAD, ahead=0.05, behind=0.1, many=20)
    for folder in (few, runs(tmp_path / "runs", [0.1, -0.1] * 20, ensemble="mine.csv")):
        (_, first), *_ = verdict(briefing([StudyFolder(folder)]))
        assert claims(first) >= {"unclear"} and not first.startswith("Whether")


def test_a_single_run_in_each_version_tells_nothing_clear_in_either_study(tmp_path):
    for folder in (
        runs(tmp_path / "arms", [0.1] * 9, many=1, ensemble="mine.csv"),
        headline(tmp_path / "headline", AHEAD, 0.9, 0.0, set_replicates=1),
    ):
        (_, first), *_ = verdict(briefing([StudyFolder(folder)]))
        assert first == said("too_few", 1, other=said("arms", "solos", 1))


def test_the_runs_that_tell_of_chance_are_said_to_be_those_that_were_counted(tmp_path):
    folders = {
        "versions": runs(tmp_path / "versions", [0.1, 0.2], ensemble="plausible"),
        "default": headline(tmp_path / "default", AHEAD),
        "study": headline(tmp_path / "study", AHEAD, contract={"weeks": 52}),
    }
    for name, folder in folders.items():
        words = {"other": "", "share": "", "favour": ","}
        begins = said("chance", name, **words).split("**")[2].split(",")[0].strip()
        (told,) = (one for one in of(folder) if one.startswith("Chance"))
        assert begins in told
        assert ("versions" in told) == (name == "versions")
        assert ("starts with" in told) == (name == "default")


def test_what_versions_were_fitted_to_is_told_and_nothing_was_to_an_own_staff_list(tmp_path):
    def told(name, **said):
        return " ".join(of(runs(tmp_path / name, [0.1, 0.2], **said)))

    start, mine = told("start", ensemble="plausible"), told("mine", ensemble="mine.csv")
    staff = told(
        "staff", ensemble="plausible", population={"staff_file": "staff@75de2a87d4da51c9.csv"}
    )
    assert said("checked", "start") in start and "staff list" not in start
    assert said("checked", "staff") in staff and said("checked", "start") not in staff
    assert said("checked", "none") in mine
    assert not [name for name in ("start", "staff") if said("checked", name) in mine]


def test_clearly_is_explained_where_it_is_said_and_nowhere_else(tmp_path):
    folders = {
        headline(tmp_path / "1", UNCLEAR, ensemble="", many=0): True,
        runs(tmp_path / "2", [0.1, 0.2], ensemble="mine.csv"): True,
        headline(tmp_path / "3", AHEAD, ensemble="", many=0): False,
        **{study.folder: study.kind == "headline" for study in KEPT if study.kind != "arms"},
    }
    for folder, due in folders.items():
        lines = of(folder)
        rest = [line.replace(said("clearly"), "") for line in lines]
        assert any(re.search(r"\bclear(ly)?\b", line) for line in rest) == due
        assert any(said("clearly") in line for line in lines) == due


@pytest.mark.parametrize(("weeks", "told"), [(260, True), (104, False)])
def test_what_comes_later_is_told_where_runs_go_beyond_the_contracts(tmp_path, weeks, told):
    lines = of(runs(tmp_path, np.array([0.1, 0.2]), ensemble="mine.csv", weeks=weeks))
    assert any(line.startswith("Later") for line in lines) == told
    assert not any("0 years" in line for line in lines)


@pytest.mark.parametrize(
    ("ahead", "behind", "many", "due"),
    [(0.2, 0.1, 200, True), (0.1, 0.7, 200, True), (0.7, 0.1, 200, False), (0.45, 0.45, 200, False),
     (0.2, 0.1, 20, False)],
)  # fmt: skip
def test_that_there_is_no_case_for_a_team_is_said_where_no_arm_at_equal_cost_does_worse(
    tmp_path, ahead, behind, many, due
):
    lines = of(headline(tmp_path, AHEAD, ahead, behind, many, size=many))
    assert (said("short", "no_case") in lines) == due
