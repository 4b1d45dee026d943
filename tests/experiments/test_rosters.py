"""Rosters in studies: shipped ones by name, all by content, with a copy in the folder of the study."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from experiments.config import shipped
from experiments.config.commands import typed
from experiments.config.files_given import files_given
from experiments.execution.verify import verify
from experiments.store.contents import contents_of
from experiments.store.crate import METADATA
from experiments.store.study_folder import StudyFolder
from experiments.studies.conduct import introduction
from experiments.studies.costs import cost_of
from experiments.studies.sweep.run import configurations
from simulation import Settings, branch, change, simulate
from simulation.params import contract_end, contract_start
from simulation.roster import team_posts
from simulation.tables import ACADEMIC, MANAGER
from tests.experiments.small import composed
from tests.refusals import check_sentence, refusal

ROWS = """post,home,host,embedded,start,weeks,fte,buddy,leader
Ann,manager,,yes,2,6,0.5,Cleo,no
Cleo,academic,,yes,3,9,0.4,Ann,yes
"""
SHORT = {"weeks": 20, "contract__weeks": 104}


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder with a roster of the user's own."""
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(ROWS)
    return tmp_path


# ------------------------------------------------------------------- Bristol


def test_the_roster_of_bristol_is_what_is_known_of_it():
    file = shipped.path_of("bristol", "rosters")
    posts = team_posts(change(Settings(), {"brokers.roster": str(file)}))
    managers, academics = ([p for p in posts if p.home == c] for c in (MANAGER, ACADEMIC))
    assert (len(managers), len(academics)) == (4, 3)
    at_once = [sum(p.start <= week < p.end for p in posts) for week in range(156)]
    assert max(at_once) == 5 and at_once[0] == 2 and min(at_once) > 0
    assert all(p.home == MANAGER for p in posts if p.start == 0)  # two fellows come first
    assert sorted(p.end - p.start for p in managers if p.start == 0) == [52, 78]
    assert {p.fte for p in academics} == {0.2} and all(p.embedded for p in posts)
    assert (min(p.start for p in posts), max(p.end for p in posts)) == (0, 156)
    assert all(posts[p.buddy].home != p.home for p in posts if p.buddy >= 0)


def test_a_shipped_roster_is_found_by_its_name_and_the_command_names_it(here):
    plan = composed(["study=bristol", "replicates=2"])
    (line,) = files_given(plan)
    check_sentence(line, "bristol.csv 4 3 0 156 5")
    assert str(here) not in introduction(plan) and "configs" not in introduction(plan)
    study = StudyFolder.begin(plan, "results")
    assert study.command == typed("brokering study=bristol replicates=2")
    shutil.copy(shipped.path_of("bristol", "rosters"), "copy.csv")
    assert composed(["study=bristol", "replicates=2", "brokers.roster=copy.csv"]).name == plan.name


def test_a_roster_that_is_not_shipped_is_refused_with_those_that_are(here):
    with refusal("roster 'bristl' 'bristol' .csv"):
        composed(["brokers.roster=bristl"])
    with refusal("none.csv roster"):
        composed(["brokers.roster=none.csv"])


@pytest.mark.parametrize("study", ["headline", "mechanisms", "team_vs_solo", "stability"])
def test_shipped_studies_take_a_roster(here, study):
    few = ["most_sets=4"] if study in ("headline", "mechanisms") else []
    assert composed([f"study={study}", "brokers.roster=bristol", *few]).rosters()


@pytest.mark.parametrize(
    "study",
    ["patterns", "calibration", "futures", "decision", "part_time", "break_even", "tipping"],
)
def test_studies_about_the_posts_themselves_refuse_one_before_anything_runs(ask, here, study):
    few = ["size=20"] if study == "decision" else []
    few += ["most_sets=4"] if study not in ("calibration", "futures", "part_time") else []
    answer = ask(f"study={study}", "brokers.roster=bristol", "executor=serial", *few)
    assert answer.status == 2
    kind = f"{study} number" if study in ("break_even", "tipping") else ""  # says what it varies
    check_sentence(answer.err.splitlines()[-1], f"{kind} brokers.roster")
    assert not [path for path in here.rglob("*.parquet") if path.name != "plan.parquet"]


def test_a_sensitivity_analysis_leaves_out_what_a_roster_decides(here):
    plan = composed(["study=sensitivity", "brokers.roster=bristol", "most_sets=20"])
    assert {"brokers.managers", "brokers.fte", "contract.weeks"} <= {*plan.left_out}
    assert not {"population.hosts", "contract.exit"} & {*plan.left_out}


# ------------------------------------------------------------------- the user's own


def test_a_roster_counts_by_its_content_and_lies_in_the_folder(
    here, study, tmp_path_factory, monkeypatch
):
    folder = study(brokers__roster="mine.csv", **SHORT)
    for path in filter(Path.is_file, folder.rglob("*")):
        assert os.fsencode(here) not in path.read_bytes(), path
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    found = StudyFolder(folder)
    (copy,) = found.rosters()
    assert copy.read_text() == ROWS and copy.name.startswith("mine@")
    assert "roster=PATH/mine.csv" in found.command
    assert verify(found, 2, 0).different == []  # with the copy
    settings = found.settings
    assert (contract_start(settings), contract_end(settings)) == (2, 12)
    assert cost_of(settings, "team").weeks == pytest.approx(6 * 0.5 + 9 * 0.4)
    entities = found.record.entities
    inputs = {one["@id"] for one in entities["#run"]["object"]}
    assert any(name.startswith("mine") for name in inputs), inputs
    assert any(name.startswith("#input/mine.csv") for name in inputs)
    assert found.fault() == ""
    copy.write_text(ROWS.replace("0.4", "0.5"))
    assert copy.name in StudyFolder(folder).fault() and METADATA not in StudyFolder(folder).fault()


def test_the_columns_of_a_copy_are_explained():
    import experiments.studies.arms as arms

    contents = contents_of(arms.__package__)
    table = contents.table("mine@0123456789abcdef.csv")
    assert table and all(table.explain(column) for column in ROWS.splitlines()[0].split(","))


def test_rosters_that_vary_count_by_their_content(here):
    def swept():
        return composed(
            ["kind=sweep", "vary={brokers.roster: [bristol, mine.csv]}", "replicates=2"]
        )

    before = swept()
    assert sorted(name.partition("@")[0] for name in before.rosters()) == ["bristol", "mine"]
    assert str(here) not in before.description() and "/" not in before.description()
    name = before.name
    Path("mine.csv").write_text(ROWS.replace("0.4", "0.5"))
    assert swept().name != name


def test_a_host_that_is_none_at_some_point_is_refused_before_anything_runs(here):
    Path("mine.csv").write_text(ROWS.replace("academic,", "academic,organisation_2"))
    words = ["kind=sweep", "vary={population.hosts: [2, 1]}", "brokers.roster=mine.csv"]
    with refusal("Point 1 population.hosts=1 mine.csv row 3 'organisation_2'"):
        configurations(composed([*words, "population.hosts=2", "arms=[team]"]))


FUTURES = (
    "kind=futures", "futures={nobody: {}, mine: {arm: team, brokers.roster: mine.csv}}", "reference=nobody",
    "weeks=40", "arms=[]", "compare=[]", "replicates=2",
)  # fmt: skip


def test_futures_may_have_rosters_of_their_own_that_begin_after_the_past(here):
    plan = composed([*FUTURES, "past=2"])
    name = plan.name
    assert [one.partition("@")[0] for one in plan.rosters()] == ["mine"]
    assert "mine@" in plan.description()
    with refusal("mine brokers.roster 3 arm=team 2"):
        composed([*FUTURES, "past=3"])
    Path("mine.csv").write_text(ROWS.replace("0.4", "0.5"))
    assert composed([*FUTURES, "past=2"]).name != name


def test_a_roster_that_begins_after_a_past_is_the_unbroken_run(here):
    mine = change(Settings(), {"weeks": 40, "brokers.roster": "mine.csv"})
    continued = branch(mine, 2, {"mine": mine}, [1, 2]).drop(columns="future")
    assert continued.equals(simulate(mine, [1, 2]))


def test_a_roster_and_what_it_decides_are_refused_together(here):
    with refusal("brokers.fte brokers.roster"):
        composed(["brokers.roster=mine.csv", "brokers.fte=0.4"])
    with refusal("contract.weeks brokers.roster"):
        composed(["kind=sweep", "vary={contract.weeks: [4, 6]}", "brokers.roster=mine.csv"])
    with refusal("brokers.managers brokers.roster"):
        composed(["study=decision", "brokers.roster=mine.csv", "size=20", "most_sets=4"])
    path = here / "sets.csv"
    path.write_text("candidate,brokers.fte\n1,0.4\n2,0.5\n")
    with refusal("sets.csv brokers.fte brokers.roster"):
        composed(["brokers.roster=mine.csv", "ensemble=sets.csv"])
    with refusal("mine.csv row 2 fte '5'"):
        Path("mine.csv").write_text(ROWS.replace("0.5", "5"))
        composed(["brokers.roster=mine.csv"])
