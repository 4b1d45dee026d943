"""The briefing says what the results at hand allow, in two pages without a word that needs explaining."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pandas as pd
import pytest

from docs.generated import reference
from experiments.reporting.assembly import report_of
from experiments.reporting.briefing import TOLD_BY, briefing
from experiments.reporting.rendering import html, pdf
from experiments.reporting.wording import said
from experiments.store.crate import METADATA
from experiments.store.study_folder import StudyFolder
from experiments.studies.content import Bars, Heading, Points, Report, Text
from experiments.studies.phrases import few_digits
from experiments.studies.value.pays import HOSTS_TIME
from tests.experiments.reported import AHEAD, BEHIND, UNCLEAR, carries, claims, decision
from tests.experiments.test_reporting_words import arms, headline

without_record = shutil.ignore_patterns(METADATA)  # so that a copy may be changed
KEPT = [StudyFolder(path.parent) for path in sorted(reference.FOLDER.glob("*/config.yaml"))]


def texts(blocks):
    """Everything that a reader of some blocks sees, as lines."""
    for block in blocks:
        if isinstance(block, Heading | Text):
            yield block.text
        elif isinstance(block, Points):
            yield from (one if isinstance(one, str) else " ".join(one) for one in block.items)
        elif isinstance(block, Bars):
            yield from (
                block.title,
                block.caption,
                *(text for bar in block.bars for text in bar[:3]),
            )


def of(*folders):
    return list(texts(briefing([StudyFolder(folder) for folder in folders])))


def verdict(blocks):
    return next(block for block in blocks if isinstance(block, Points)).items


def pages(paper):
    return len(re.findall(rb"/Type\s*/Page\b", paper))


# ------------------------------------------------------------------- the verdict


@pytest.mark.parametrize(
    ("gap", "claim"), [(AHEAD, "more"), (BEHIND, "less"), (UNCLEAR, "unclear")]
)
def test_one_version_is_judged_by_its_interval(tmp_path, gap, claim):
    folder = headline(tmp_path, gap, ensemble="", many=0)
    (_, first), *_ = verdict(briefing([StudyFolder(folder)]))
    assert claim in claims(first) and (claim == "unclear" or carries(first, 5, 2, 8))


@pytest.mark.parametrize(
    ("ahead", "behind", "claim"),
    [(0.7, 0.1, "more"), (0.1, 0.7, "less"), (0.2, 0.1, "unclear"), (0.45, 0.45, "")],
)
def test_many_versions_are_counted(tmp_path, ahead, behind, claim):
    folder = headline(tmp_path, AHEAD, ahead, behind)
    (_, first), *_ = verdict(briefing([StudyFolder(folder)]))
    assert carries(first, 100 * ahead, 100 * behind) and (claim in claims(first) if claim else True)
    assert first.startswith("Whether") == (claim == "")


def test_that_brokers_help_is_no_finding_where_the_versions_were_chosen_for_it(tmp_path):
    plausible, mine = (
        verdict(briefing([StudyFolder(headline(tmp_path / name, AHEAD, ensemble=name))]))[2][1]
        for name in ("plausible", "mine.csv")
    )
    assert "not a finding" in plausible and "not a finding" not in mine


def test_that_the_model_favours_full_time_brokers_stands_beside_every_comparison_with_them():
    told = [one for _, one in verdict(briefing(KEPT)) if said("arms", "single_matched", 1) in one]
    assert told and all(said("full_time") in one for one in told)


def test_the_verdict_has_three_sentences_and_a_single_run_gives_none(tmp_path):
    assert len(verdict(briefing(KEPT))) == 3
    nothing = (0.05, float("nan"), float("nan"))
    folder = headline(tmp_path, nothing, ensemble="", many=0)
    assert not [one for one in of(folder) if "nan" in one]


def test_a_comparison_of_arms_stands_in_for_the_headline(tmp_path):
    folder = arms(tmp_path / "arms", BEHIND)
    (_, first), *_ = verdict(briefing([StudyFolder(folder)]))
    assert claims(first) == {"less"} and carries(first, 5, 2, 8)
    other = arms(tmp_path / "other", AHEAD, compare=("none", "solos"), arms=["none", "solos"])
    assert not [one for one in of(other) if "every 100 versions" in one]
    assert said("open", "verdict") in of(other)


def test_one_set_of_assumptions_is_said_to_be_one_with_its_number_of_runs(tmp_path):
    folder = headline(tmp_path, AHEAD, ensemble="", many=0)
    replicates = StudyFolder(folder).configuration["replicates"]
    assert [one for one in of(folder) if "one set" in one and carries(one, replicates)]


def test_a_circumstance_is_explained_where_its_label_does_not_do_so(tmp_path):
    folder = decision(tmp_path)
    path = folder / "circumstances.csv"
    table = pd.read_csv(path)
    path.write_text(table.to_csv(index=False).replace("contract.weeks", "brokers.academics"))
    (said, *_) = (one for one in of(folder) if one.startswith("Academic-brokers"))
    assert "who are academics" in said and "(posts)" not in said


@pytest.mark.parametrize("share", [0.95, 0.5])
def test_assumptions_that_favour_a_team_are_said_to_do_so(tmp_path, share):
    folder = headline(tmp_path, AHEAD)
    table = pd.read_csv(folder / "headline.csv").assign(own_percentile=share)
    table.to_csv(folder / "headline.csv", index=False)
    (told,) = (one for one in of(folder) if one.startswith("Chance."))
    assert ("favour a team" in told) == (share > 0.75)


@pytest.mark.parametrize("hour", [0, 30])
def test_hosts_time_is_counted_only_once_in_what_a_person_costs(tmp_path, hour):
    folder = tmp_path / "value"
    shutil.copytree(reference.FOLDER / "value", folder, ignore=without_record)
    path = folder / "config.yaml"
    path.write_text(path.read_text("utf-8").replace("hour: 0", f"hour: {hour}"), "utf-8")
    twice = said("price_hosts", times=[1 + times for times in HOSTS_TIME])
    assert any(twice in one for one in of(folder)) == (not hour)
    priced = said("counted", "hours", hour=hour)
    assert any(priced in one for one in of(folder)) == bool(hour)


@pytest.mark.parametrize(("many", "word"), [(0, "none"), (3, "3")])
def test_how_many_claims_that_test_the_model_it_reproduces_is_said(tmp_path, many, word):
    folder = tmp_path / "patterns"
    shutil.copytree(reference.FOLDER / "patterns", folder, ignore=without_record)
    table = pd.read_csv(folder / "ledger.csv")
    some = table.query("origin == 'emergent'")["pattern"].unique()
    table.loc[table["pattern"].isin(some), "strength"] = "rarely"
    table.loc[table["pattern"].isin(some[:many]), "strength"] = "mostly"
    table.to_csv(folder / "ledger.csv", index=False)
    (told,) = (one for one in of(folder) if one.startswith("Check against"))
    assert told.endswith(said("tests", rest=len(some), some=word).strip())


# ------------------------------------------------------------------- its chart


def test_the_chart_has_the_gain_of_each_arm_in_the_middle_version():
    chart, _ = (block for block in briefing(KEPT) if isinstance(block, Bars))
    sets = pd.read_csv(reference.FOLDER / "headline" / "sets.csv").pivot(
        index="set", columns="other", values="end"
    )
    wanted = [
        sets["none"],
        *(sets["none"] - sets[arm] for arm in ("solos", "single_matched", "single")),
    ]
    wanted.sort(key=lambda one: -one.median())  # the best first
    assert [bar.said.split()[0] for bar in chart.bars] == [
        f"{100 * one.median():+.0f}" for one in wanted
    ]
    pieces = [piece for bar in chart.bars for piece in bar.pieces]
    lengths = [piece.end - piece.begin for piece in pieces]
    assert np.allclose(
        np.array(lengths) / lengths[0], [one.median() / wanted[0].median() for one in wanted]
    )
    for bar, piece in zip(chart.bars, pieces, strict=True):
        assert 0 <= bar.line[0] <= piece.end <= bar.line[1] <= 1
    assert len({piece.colour for piece in pieces}) == len(chart.bars)


def test_a_second_chart_has_the_versions_in_which_a_team_is_clearly_ahead_or_behind(tmp_path):
    _, chart = (block for block in briefing(KEPT) if isinstance(block, Bars))
    table = pd.read_csv(reference.FOLDER / "headline" / "headline.csv").query("moment == 'end'")
    rows = table.set_index("other").loc[["solos", "single_matched", "single"]]
    for bar, (_, row) in zip(chart.bars, rows.iterrows(), strict=True):
        ahead, behind = bar.pieces
        assert (ahead.begin, ahead.end) == (0, row["sets_clearly_ahead"])
        assert (behind.begin, behind.end) == (1 - row["sets_clearly_behind"], 1)
        assert ahead.colour == chart.bars[0].pieces[0].colour != behind.colour
    one = briefing([StudyFolder(headline(tmp_path, AHEAD, ensemble="", many=0))])
    assert "versions" not in " ".join(
        one.title + one.caption for one in one if isinstance(one, Bars)
    )


# ------------------------------------------------------------------- the rest of it


def test_what_no_study_tells_is_an_open_question(tmp_path):
    alone, both = headline(tmp_path / "h", AHEAD), decision(tmp_path / "d")
    one_version = arms(tmp_path / "a", AHEAD)
    assert left_open(of(alone)) - left_open(of(alone, both)) == {"circumstances", "decision"}
    assert left_open(of(one_version)) - left_open(of(alone)) == {"headline"}
    assert not left_open(texts(briefing(KEPT)))


def left_open(lines):
    """The open questions in some lines, each of which has a line of its own."""
    lines = list(lines)
    found = {name for name in {*TOLD_BY, "headline"} if said("open", name) in lines}
    assert bool(found) == (said("open", "all") in lines)
    return found


@pytest.mark.parametrize(("gap", "claim"), [(AHEAD, "ahead"), (BEHIND, "behind")])
def test_one_version_is_judged_in_one_sentence_before_all_else(tmp_path, gap, claim):
    folder = headline(tmp_path, gap, ensemble="", many=0)
    _, _, first, *_ = of(folder)
    assert claim in first and "one set of assumptions" in first
    assert not [one for one in of(headline(tmp_path / "sets", gap)) if one == first]


def test_every_page_says_when_and_by_whom_its_studies_were_run():
    report = report_of(KEPT[:1])
    work = KEPT[0].work
    assert work.date in report.record and f"version {work.version}" in report.record
    assert report.record in html(report)
    assert not work.authors and " by " not in report.record


def test_a_plan_is_only_asked_for_where_one_was_found(tmp_path):
    with_plan = of(decision(tmp_path / "a", money=7e5))
    without = of(decision(tmp_path / "b", money=float("nan")))
    assert [one for one in with_plan if carries(one, 700_000)]
    assert not [one for one in without if "£nan" in one or carries(one, 700_000)]


def test_runs_that_failed_are_told(tmp_path):
    folder = headline(tmp_path, AHEAD)
    before = of(folder)
    pd.DataFrame({"error": ["x"]}).to_csv(folder / "failures.csv", index=False)
    assert len(of(folder)) == len(before) + 1


def test_it_has_no_code_name_hash_command_or_word_of_the_trade():
    code = r"`|\w_\w|\b[a-z]+\.[a-z]+\b|\b(?=\w*\d)[0-9a-f]{8,}\b|study="
    for studies in (*([one] for one in KEPT), KEPT):
        said = " ".join(texts(briefing(studies)))
        assert not re.findall(code, said)
    for word in (
        "parameter set",
        "solos",
        "paired",
        "replicate",
        "practis",
        "interval",
        "FTE",
        "brokering-",
    ):
        assert word not in said, word


def test_what_the_hosts_time_costs_is_the_models_own_count_beside_that_of_a_trial(tmp_path):
    left_out, trial = said("hosts", "left_out"), said("hosts", "trial", times=HOSTS_TIME)
    (told,) = (one for one in of(reference.FOLDER / "value") if one.startswith(left_out))
    assert told.endswith(trial) and carries(trial, *HOSTS_TIME)
    row = pd.read_csv(reference.FOLDER / "value" / "arms.csv").set_index("arm").loc["team"]
    assert few_digits(row["hours"]) in told
    assert f"{left_out} {trial}" in of(headline(tmp_path, AHEAD))


@pytest.mark.slow
def test_it_takes_two_pages_and_the_whole_report_fewer_than_twenty_five():
    front = Report("t", "", "", [], [], briefing(KEPT))
    assert pages(pdf(front)) == 2
    assert pages(pdf(report_of(KEPT))) < 25


def test_the_plan_for_a_team_stands_beside_that_for_brokers_who_work_alone(tmp_path):
    folder = decision(tmp_path, money=7e5)
    path = folder / "cheapest.csv"
    team = pd.read_csv(path).query("arm == 'team'")
    said = []
    for number, money in enumerate((7e5, 5e5, float("nan"))):
        alone = team.assign(arm="solos", money=money)
        other = decision(tmp_path / str(number), money=7e5)
        pd.concat([team, alone]).to_csv(other / "cheapest.csv", index=False)
        (plan,) = (one for one in of(other) if carries(one, 700_000))
        said.append(plan)
    assert len(set(said)) == 3 and carries(said[1], 500_000) and "nan" not in said[2]
