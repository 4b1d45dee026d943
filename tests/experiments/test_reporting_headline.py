"""A report of a headline says what its tables say, answer first, and no more."""

from __future__ import annotations

import pytest

from experiments.reporting.assembly import part_of
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Table
from tests.experiments.reported import AHEAD, BEHIND, UNCLEAR, carries, planted, saying, three
from tests.experiments.test_reporting_words import headline


def test_the_levels_of_the_median_run_and_the_team_at_follow_up_are_in_the_answer(tmp_path):
    answer = part_of(StudyFolder(headline(tmp_path, AHEAD, 0.31, 0.12))).answer
    (said,) = (one for one in answer if one.startswith("At follow-up"))
    assert carries(said, 21, 16, 43, 31, 12)


@pytest.mark.parametrize("runs", [1, 16])
def test_how_often_the_team_does_better_and_worse_is_first_and_by_any_amount_too(tmp_path, runs):
    folder = headline(tmp_path, AHEAD, 0.31, 0.12, set_replicates=runs)
    first, *_ = part_of(StudyFolder(folder)).answer
    assert carries(first, 40) and carries(first, 31, 12) == ("clearly" in first) == (runs > 1)


def test_how_large_a_lead_must_be_to_be_clear_in_a_set_is_said(tmp_path):
    (said,) = saying(headline(tmp_path, AHEAD), "does not show that the two are equal")
    assert carries(said, 4.0, 16)


def test_which_arm_the_targets_may_favour_follows_the_sets(tmp_path):
    (said,) = saying(headline(tmp_path, AHEAD), "built in")
    assert "is single brokers at equal cost, which this requirement may favour" in said
    assert carries(said, 100)


def shuffled(folder, moved):
    """A headline whose lead over solos moves so far where what collective work buys is exchanged."""
    rows = [
        {"other": "solos", "moment": "end", "sets": 200, "sample": sample, **three(lead)}
        | three(moved, "moved_")
        for sample, lead in (("as calibrated", AHEAD), ("shuffled", UNCLEAR))
    ]
    return planted(headline(folder, AHEAD), "headline", {"shuffled": rows}, ensemble="plausible")


def test_whether_the_lead_is_only_assumed_is_answered_as_the_exchange_allows(tmp_path):
    for moved, answer in ((UNCLEAR, "Largely"), (BEHIND, "In part")):
        part = part_of(StudyFolder(shuffled(tmp_path / answer, moved)))
        (brief,) = part.brief.values()
        assert brief.startswith(answer) and carries(brief, 5.0, 1.0)
        assert ("not clearly different" in brief) == (moved == UNCLEAR)


def test_how_single_runs_are_spread_is_a_table(tmp_path):
    part = part_of(StudyFolder(headline(tmp_path, AHEAD)))
    (found,) = (one for one in part.blocks if isinstance(one, Table) and one.name == "runs")
    assert len(found.cells) == 10
    assert {"88%", "50% (20% to 90%)", "7%", "48%"} <= set(found.cells.iloc[0])


@pytest.mark.parametrize(
    ("gap", "words"),
    [(AHEAD, "higher with"), (BEHIND, "lower with"), (UNCLEAR, "no clear difference")],
)
def test_the_headline_leads_with_what_its_intervals_allow(tmp_path, gap, words):
    part = part_of(StudyFolder(headline(tmp_path, gap)))
    ranges, *others = part.answer
    default = next(one for one in others if one.startswith("With the default settings"))
    assert "worse" in ranges and words in default and len(part.answer) <= 5
    for other in {"higher with", "lower with", "no clear difference"} - {words}:
        assert other not in default


@pytest.mark.parametrize(
    ("ahead", "behind", "words"),
    [
        (0.6, 0.1, "clearly better than solos in most"),
        (0.1, 0.6, "clearly worse than solos in most"),
        (0.5, 0.5, "Whether the team does better than solos depends"),
        (0.1, 0.565, "Whether the team does better than solos depends"),
    ],
)
def test_most_parameter_sets_must_be_clear_for_a_claim_over_them(tmp_path, ahead, behind, words):
    worth = part_of(StudyFolder(headline(tmp_path, AHEAD, ahead, behind))).worth
    assert words in worth[0]


def test_that_a_team_beats_nobody_is_said_to_be_built_in_over_sets_selected_for_it(tmp_path):
    folder = headline(tmp_path / "plausible", AHEAD, 0.9, 0.0)
    assert saying(folder, "built in") and not saying(
        folder, "clearly better than no brokers in most"
    )
    folder = headline(tmp_path / "mine", AHEAD, 0.9, 0.0, ensemble="mine.csv")
    assert not saying(folder, "built in") and saying(
        folder, "clearly better than no brokers in most"
    )
    assert not saying(folder, "plausible parameter sets, the team")


def test_a_difference_with_the_default_settings_is_said_to_be_that(tmp_path):
    answer = part_of(StudyFolder(headline(tmp_path, AHEAD))).answer
    begins = "With the default settings, at the end of the contracts (week "
    assert any(one.startswith(begins) for one in answer)


def test_a_broker_who_costs_less_is_said_to(tmp_path):
    folder = headline(tmp_path, AHEAD)
    assert saying(folder, "The single broker costs less than the team: £120,000 against £420,000")
    assert not saying(folder, "Single brokers at equal cost costs less")


def test_how_often_the_team_does_worse_is_part_of_the_answer(tmp_path):
    answer = part_of(StudyFolder(headline(tmp_path, AHEAD))).answer
    assert "worse" in answer[0] and "40% (33% to 47%)" in answer[0]
    (runs,) = (one for one in answer if one.startswith("In single runs with the default settings"))
    assert "25% (14% to 40%)" in runs


def test_parameter_sets_with_one_run_each_are_not_called_clear(tmp_path):
    folder = headline(tmp_path, AHEAD, set_replicates=1)
    assert saying(folder, "no set is clear by itself")
    assert not saying(folder, "clearly better in")
    assert not saying(folder, "in most:")
