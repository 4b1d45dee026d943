"""A report says what was run, what failed and what varied, kind by kind."""

from __future__ import annotations

import pandas as pd
import pytest

from docs.generated import checklists
from experiments.reporting.assembly import report_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Heading, Points
from tests.experiments.reported import (
    AHEAD,
    CULTURE,
    carries,
    carrying,
    planted,
    saying,
    sensitivity,
    sentences,
    three,
)
from tests.experiments.test_reporting_words import arms, decision, headline


def sweep(folder, **said):
    rows = [
        {"point": number, "arm": "team", "reference": "solos", **CULTURE, **three(AHEAD)}
        for number in range(2)
    ]
    points = [{"point": number, "brokers.fte": 0.4 + number / 10} for number in range(2)]
    return planted(folder, "sweep", {"sweep": rows, "points": points}, **said)


def table(folder, name):
    (found,) = (one for one in report_of([StudyFolder(folder)]).tables if one.name == name)
    return found


# ------------------------------------------------------------------- how often


def test_an_ensemble_that_only_gives_ranges_is_not_said_to_have_been_run(tmp_path):
    folder = sensitivity(tmp_path)
    assert carrying(folder, 8) and not saying(folder, "in each of the")
    (row,) = (one for one in checklists.studies().splitlines() if one.startswith("| `sensitivity`"))
    assert "ranges" in row.rpartition("| ")[0].rpartition("| ")[2] or "ranges" in row


def test_a_study_that_stopped_says_after_how_many_replicates(tmp_path):
    folder = arms(tmp_path, AHEAD)
    planted(tmp_path, "arms", {}, compare=["team", "solos"], until={"width": 0.1}, replicates=200)
    looks = [{"n": 30, "reason": "the interval is narrow enough"}]
    pd.DataFrame(looks).to_csv(folder / "stopping.csv", index=False)
    assert [one for one in carrying(folder, 30, 200) if looks[0]["reason"] in one]


def test_the_runs_of_a_study_of_decisions_are_told_part_by_part(tmp_path):
    folder = decision(tmp_path)
    assert [one for one in carrying(folder, 9) if "sets" in one and "plan" in one]


def test_a_study_in_parameter_sets_only_says_so(tmp_path):
    folder = sweep(tmp_path, ensemble="mine.csv", set_replicates=3)
    assert [one for one in carrying(folder, 3) if "mine.csv" in one]
    both = headline(tmp_path / "both", AHEAD, replicates=400)
    assert carrying(both, 400, 16, 200)


def test_runs_that_failed_are_told_to_who_decides_and_who_reviews(tmp_path):
    folder = headline(tmp_path, AHEAD)
    before = sentences(folder)
    pd.DataFrame({"error": ["x", "y"]}).to_csv(folder / "failures.csv", index=False)
    new = [one for one in sentences(folder) if one not in before]
    assert len(new) >= 1 and all(carries(one, 2) for one in new)


# ------------------------------------------------------------------- what varied


def test_what_a_sweep_varied_stands_in_a_table(tmp_path):
    folder = sweep(
        tmp_path, vary={"brokers.fte": {"low": 0.4, "high": 0.5}, "team.buddying": [False, True]}
    )
    found = table(folder, "varied")
    first, second = found.cells["over"]
    assert carries(first, 0.4, 0.5) and "false" in second and "true" in second
    assert "grid" in found.caption and carries(found.caption, 2)


def test_what_a_sensitivity_analysis_varied_stands_in_a_table(tmp_path):
    found = table(sensitivity(tmp_path), "varied")
    assert all(carries(one, 0.2, 0.8) for one in found.cells["over"])
    assert found.cells.iloc[:, -1].tolist() == ["yes", "no"]
    assert carries(found.caption, 10, 3, 64, 256)


# ------------------------------------------------------------------- what the summary holds


@pytest.mark.parametrize("kind", [sweep, sensitivity, decision])
def test_every_summary_has_an_answer_and_the_command_behind_it(tmp_path, kind):
    folder = kind(tmp_path)
    summary = report_of([StudyFolder(folder)]).summary
    place = next(n for n, one in enumerate(summary) if one == Heading("The answer"))
    assert summary[place + 1].items and summary[place + 1].command == StudyFolder(folder).command


def test_who_decides_reads_points_of_a_sweep_in_words(tmp_path):
    summary = report_of([StudyFolder(sweep(tmp_path))]).summary
    said = " ".join(
        str(one) for block in summary if isinstance(block, Points) for one in block.items
    )
    assert carries(said, 0.4) and "brokers.fte" not in said


def test_reviewers_are_sent_to_the_checklists(tmp_path):
    for name in ("TRACE.md", "STRESS.md", "ODD.md"):
        assert saying(headline(tmp_path, AHEAD), f"`docs/{name}`")


def test_a_target_is_missed_by_most_sets_only_where_that_is_sure(tmp_path):
    one = {name: 0.5 for name in ("low", "high", "q05", "q50", "q95", "middle")}
    one |= {"meaning": "m", "source": "s", "middle_holds": True, "refused": 3, "reached": 900}
    targets = [
        {**one, "target": f"T{number}", "fitted": number == 0, "holds_in": share}
        for number, share in enumerate((1.0, 0.48, 0.3))
    ]
    setting = {
        "setting": "brokers.fte",
        "narrowed": 0.1,
        "q": 0.01,
        "informed": True,
        "pinned": False,
    }
    tables = {"targets": targets, "parameters": [one | setting]}
    folder = planted(tmp_path, "calibration", tables, accepted=200)
    assert carrying(folder, 2, 1)
