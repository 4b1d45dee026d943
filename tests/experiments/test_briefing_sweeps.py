"""The briefing of a sweep: one question, asked of several variants of a programme."""

from __future__ import annotations

import re

import pandas as pd

from experiments.reporting.briefing import briefing
from experiments.reporting.wording import said
from experiments.store.study_folder import StudyFolder
from tests.experiments.reported import AHEAD, BEHIND, CULTURE, carries, planted, three
from tests.experiments.test_briefing import of, verdict


def sweep(folder, gaps, **said):
    """A sweep of the length of contracts, whose team is ahead of others by these gaps at each point."""
    points = [{"point": number, "contract.weeks": 52 * (1 + number)} for number in range(len(gaps))]
    rows = [
        {**points[number], "arm": arm, "reference": reference, **CULTURE, **three(gap)}
        for number, gap in enumerate(gaps)
        for arm, reference in (("team", "solos"), ("solos", "none"))
    ]
    tables = {"sweep": rows, "points": points}
    vary = {"contract.weeks": [point["contract.weeks"] for point in points]}
    given = {"arms": ["none", "solos", "team"], "compare": ["team", "solos"], "vary": vary} | said
    return planted(folder, "sweep", tables, **given)


def test_a_sweep_that_compares_a_team_with_solos_gives_a_verdict(tmp_path):
    folder = sweep(tmp_path, [AHEAD, BEHIND, AHEAD])
    (question, verdict_of), *others = verdict(briefing([StudyFolder(folder)]))
    assert "alone" in question and not others  # of no other arm
    assert carries(verdict_of, 3, 2, 1) and carries(verdict_of, 5, 2, 8)
    assert "behind (2 to 8) with 'Length of contracts (weeks): 104'" in verdict_of
    assert not re.search(r"[+-]\d", verdict_of)
    assert said("open", "verdict") not in of(folder)


def test_a_sweep_says_where_an_arm_that_was_not_compared_does_better(tmp_path):
    folder = sweep(tmp_path, [AHEAD, BEHIND, AHEAD])
    levels = {"team": (0.3, 0.3, 0.3), "single_matched": (0.4, 0.2, 0.5), "solos": (0.9, 0.9, 0.9)}
    table = pd.read_csv(folder / "sweep.csv")
    rows = [
        table.iloc[0].to_dict() | {"point": point, "arm": arm, "reference": "", "mean": mean}
        for arm, means in levels.items()
        for point, mean in enumerate(means)
    ]
    pd.concat([table, pd.DataFrame(rows)]).to_csv(folder / "sweep.csv", index=False)
    (asked, _), (about, said) = verdict(briefing([StudyFolder(folder)]))
    assert "alone" in asked and "full-time" in about and "2 of 3" in said


def test_a_sweep_of_the_programme_s_length_gives_all_its_lengths_and_costs(tmp_path):
    several, one = of(sweep(tmp_path / "3", [AHEAD] * 3)), of(sweep(tmp_path / "1", [AHEAD]))
    assert [text for text in several if "1 to 3 years" in text] and carries(
        " ".join(several), 52, 156
    )
    assert not [text for text in one if "1 to" in text]


def test_a_sweep_without_a_team_leaves_the_question_open(tmp_path):
    folder = sweep(tmp_path, [AHEAD, BEHIND])
    table = pd.read_csv(folder / "sweep.csv")
    table[table["arm"] != "team"].to_csv(folder / "sweep.csv", index=False)
    assert said("open", "verdict") in of(folder)
