"""A report says what was run, what failed and what varied, and shows it with captions and hints."""

from __future__ import annotations

import pandas as pd
import pytest

from docs.generated import checklists
from experiments.config.groups import TITLES
from experiments.config.labels import axis_label
from experiments.reporting.assembly import part_of, report_of
from experiments.reporting.rendering import MOST_ROWS, html
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Heading, Points, Report, Table, texts
from experiments.studies.registry import kinds
from tests.experiments.reported import (
    AHEAD,
    BEHIND,
    CULTURE,
    UNCLEAR,
    decision,
    numbers,
    planted,
    saying,
    sensitivity,
    sentences,
    three,
)
from tests.experiments.test_reporting_words import arms, headline


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


@pytest.mark.parametrize(
    ("gaps", "counted", "claim"),
    [
        ([AHEAD, AHEAD, UNCLEAR], [2, 3], "higher"),
        ([BEHIND, UNCLEAR], [2, 1], "lower"),
        ([UNCLEAR, UNCLEAR], [2], "not clearly"),
        ([BEHIND], [], "lower"),
        ([UNCLEAR], [], "not clearly"),
    ],
)
def test_where_an_arm_is_nowhere_ahead_no_count_is_zero(tmp_path, gaps, counted, claim):
    rows = [
        {"point": number, "arm": "team", "reference": "solos", **CULTURE, **three(gap)}
        for number, gap in enumerate(gaps)
    ]
    points = [{"point": number, "brokers.fte": 0.5 + number / 10} for number in range(len(gaps))]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    (said,) = part_of(StudyFolder(folder)).answer
    begins = said.partition(". ")[0]
    assert numbers(begins) == counted and claim in begins


def test_a_sweep_that_did_not_run_the_compared_arms_says_so(tmp_path):
    rows = [{"point": 0, "arm": "team", "reference": "", **CULTURE, **three(AHEAD)}]
    points = [{"point": 0, "brokers.fte": 0.5}]
    folder = planted(tmp_path, "sweep", {"sweep": rows, "points": points})
    assert saying(folder, "Team and solos were not compared.")


# ------------------------------------------------------------------- how often


def test_points_that_take_values_from_all_sets_are_not_said_to_be_runs_in_each(tmp_path):
    folder = sensitivity(tmp_path)
    assert saying(folder, "8 replicates of each arm at every point: 64 pairs of base points")
    assert not saying(folder, "in each of the")
    (row,) = (one for one in checklists.studies().splitlines() if one.startswith("| `sensitivity`"))
    assert "none" in row.rsplit("|", 2)[1] and "values of one set" in row.rsplit("|", 2)[1]


def test_a_study_that_stopped_says_after_how_many_replicates(tmp_path):
    folder = arms(tmp_path, AHEAD)
    planted(tmp_path, "arms", {}, compare=["team", "solos"], until={"width": 0.1}, replicates=200)
    looks = [{"n": 30, "reason": "the interval is narrow enough"}]
    pd.DataFrame(looks).to_csv(folder / "stopping.csv", index=False)
    assert saying(folder, "30 of at most 200 replicates of each arm with the default settings")
    assert saying(folder, "the interval is narrow enough")


def test_the_runs_of_a_study_of_decisions_are_told_part_by_part(tmp_path):
    folder = decision(tmp_path)
    (said,) = saying(folder, "of each chosen plan")
    for words in ("replicates of each arm in each of", "scenarios", "each plan in one world"):
        assert words in said


def test_a_study_in_parameter_sets_only_says_so(tmp_path):
    folder = sweep(tmp_path, ensemble="mine.csv", set_replicates=3)
    sets = "parameter sets of the ensemble `mine.csv`, and there only"
    assert saying(folder, f"3 replicates of each arm in each of the {sets}")
    both = headline(tmp_path / "both", AHEAD, replicates=400)
    own, sets = (
        "400 replicates of each arm with the default settings",
        "200 plausible parameter sets",
    )
    assert saying(both, f"{own}, and 16 in each of the {sets}")


def test_runs_that_failed_are_told_to_who_decides_and_who_reviews(tmp_path):
    folder = headline(tmp_path, AHEAD)
    assert not saying(folder, "ended with an error")
    pd.DataFrame({"error": ["x", "y"]}).to_csv(folder / "failures.csv", index=False)
    said = saying(folder, "ended with an error")
    assert len(said) == 2 and all(one.startswith("2 runs of ") for one in said)


# ------------------------------------------------------------------- what varied


def test_what_a_sweep_varied_stands_in_a_table(tmp_path):
    folder = sweep(
        tmp_path, vary={"brokers.fte": {"low": 0.4, "high": 0.5}, "team.pair": [0.0, 0.25]}
    )
    found = table(folder, "varied")
    assert found.cells["Values"].tolist() == ["0.4 to 0.5", "0 and 0.25"]
    assert "grid" in found.caption and "2 combinations" in found.caption
    assert "All settings of the model have their default values." not in sentences(folder)
    assert saying(folder, "All other settings of the model have their default values.")


def test_settings_of_parameter_sets_are_not_said_to_have_default_values(tmp_path):
    over_sets, alone = headline(tmp_path, AHEAD), arms(tmp_path / "alone", AHEAD)
    assert saying(over_sets, "belong to a parameter set") and not saying(
        alone, "parameter set have"
    )
    assert saying(alone, "All settings of the model have their default values.")


def test_what_a_sensitivity_analysis_varied_stands_in_a_table_with_its_groups(tmp_path):
    found = table(sensitivity(tmp_path), "varied")
    assert found.cells["Values"].tolist() == ["0.2 to 0.8"] * 2
    assert found.cells["Scale"].tolist() == ["linear", "parameter sets"]
    assert found.cells["Group"].tolist() == [TITLES["design"], TITLES["culture"]]


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
    assert f"{axis_label('brokers.fte')}: 0.4" in said
    assert "brokers.fte" not in said


def test_a_headline_is_not_told_to_ask_for_the_headline(tmp_path):
    for folder in (
        headline(tmp_path / "one", AHEAD, set_replicates=1),
        headline(tmp_path / "none", AHEAD, ensemble="", many=0),
    ):
        assert not saying(folder, "The study headline tells")
    assert isinstance(table(folder, "arms"), Table)


def test_reviewers_are_sent_to_the_checklists(tmp_path):
    for name in ("TRACE.md", "STRESS.md", "ODD.md"):
        assert saying(headline(tmp_path, AHEAD), f"`docs/{name}`")


def test_a_target_is_missed_by_most_sets_only_where_that_is_sure(tmp_path):
    one = {name: 0.5 for name in ("low", "high", "q05", "q50", "q95", "middle")}
    one |= {"meaning": "m", "source": "s", "middle_holds": True, "refused": 3, "reached": 900}
    targets = [
        {**one, "target": f"T{number}", "fitted": number == 0, "holds_in": share, "so_far": share}
        for number, share in enumerate((1.0, 0.48, 0.3))
    ]
    setting = {
        "setting": "brokers.fte",
        "narrowed": 0.1,
        "q": 0.01,
        "informed": True,
        "pinned": False,
    }
    check = {"planted": 90, "accepted": 9.0, "uniform": 0.5, "correlation": 0.1, "covered": 0.9}
    recovery = [{"setting": "brokers.fte", "q": 0.5} | check]
    groups = {"group": "design"}
    tables = {"targets": targets, "parameters": [one | setting | groups], "recovery": recovery}
    easy = {"fitted": False, "holds_in": 1.0, "low": 0, "q05": 0.1, "q95": 0.2}
    targets += [
        {**one, **easy, "target": "E1", "high": 1},
        {**one, **easy, "target": "E2", "high": 0.15},
    ]
    folder = planted(tmp_path, "calibration", tables, accepted=200)
    (said,) = saying(folder, "1 of the 4 held-out targets are each missed")
    assert "m (T2: 30%)" in said and "T1" not in said
    assert "E1" in said and "E2" not in said  # whose range is hardly wider than what the sets have


def test_every_sentence_with_a_difference_has_an_interval(tmp_path):
    for folder in (arms(tmp_path / "a", AHEAD), headline(tmp_path / "h", AHEAD)):
        told = [one for one in sentences(folder) if "percentage points higher" in one]
        assert told and all("interval" in one for one in told)


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_captions_are_those_of_figures_that_the_kind_draws(kind):
    captions = texts(kind.package)["figures"]
    assert captions.keys() <= kind.contents.figures.keys()
    assert all(caption and alt for caption, alt in captions.values())


# ------------------------------------------------------------------- tables of the full report


def test_code_names_are_hints_on_the_page_and_a_column_of_the_files():
    cells = pd.DataFrame({"Setting": ["Time in pairs"], "Name": ["team.pair"]})
    page = html(Report("t", "", "", [], [Table("t", "", cells, "brokering", 1)]))
    assert 'title="team.pair"' in page and ">team.pair<" not in page and ">Name<" not in page


def test_a_long_table_is_folded_on_the_page_which_has_it_all():
    for rows, folded in ((MOST_ROWS, 0), (MOST_ROWS + 1, 1)):
        cells = pd.DataFrame({"Row": [f"r{row}" for row in range(rows)]})
        page = html(Report("t", "", "", [], [Table("t", "", cells, "brokering", 1)]))
        assert page.count("<details>") == folded and page.count('scope="row"') == rows
