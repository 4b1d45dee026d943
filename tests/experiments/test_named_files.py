"""Files that settings name count by their content, on every route, and their paths are not published."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from omegaconf import OmegaConf

from experiments.config.named_files import public_name
from experiments.config.plan import name_of
from experiments.execution.verify import verify
from experiments.store.study_folder import StudyFolder
from experiments.studies.conduct import introduction
from tests.experiments.small import composed
from tests.refusals import check_sentence, refusal

TINY = {"brokers__managers": 1, "brokers__academics": 1, "weeks": 8, "contract__weeks": 4}


@pytest.fixture
def here(staff_files, monkeypatch) -> Path:
    """The folder of the user's files."""
    folder = Path(staff_files[0]).parent
    monkeypatch.chdir(folder)
    return folder


def name(file: object) -> str:
    return composed([f"population.staff_file={file}"]).name


def test_a_file_counts_by_its_content_however_it_is_spelt_and_called(here):
    shutil.copy("staff.csv", "copy.csv")
    spelt = ["staff.csv", "./staff.csv", here / "staff.csv", "copy.csv"]
    assert len({name(file) for file in spelt}) == 1
    with Path("copy.csv").open("a") as file:
        file.write("\n")
    assert name("copy.csv") != name("staff.csv")


def test_a_file_that_has_the_name_of_an_arm_leaves_the_arms_as_they_are(here):
    shutil.copy("staff.csv", "team")
    few = ["brokers.managers=1", "brokers.academics=1", "population.staff_file=team"]
    plan = composed([*few, "compare=[team,none]"])
    said = OmegaConf.create(plan.description())
    assert (tuple(said.arms), tuple(said.compare)) == (plan.arms, ("team", "none"))
    assert said.population.staff_file == public_name("team")


def test_files_that_vary_count_by_their_content_and_those_that_are_the_same_are_told(here):
    shutil.copy("staff.csv", "other.csv")

    def swept(*files):
        return composed(["kind=sweep", f"vary={{population.staff_file: [{','.join(files)}]}}"])

    with refusal("population.staff_file staff.csv ./staff.csv content"):
        swept("staff.csv", "./staff.csv")
    told = introduction(swept("staff.csv", "other.csv"))
    assert "staff.csv and other.csv have the same content" in told
    with Path("other.csv").open("a") as file:
        file.write("\n")
    before = swept("staff.csv", "other.csv").name
    with Path("other.csv").open("a") as file:
        file.write("\n")
    after = swept("staff.csv", "other.csv")
    assert before != after.name and len(after.files()) == 2


def test_nothing_that_is_published_has_a_path_and_verifying_finds_the_file_by_content(
    here, study, tmp_path_factory, monkeypatch
):
    folder = study(population__staff_file=str(here / "staff.csv"), **TINY)
    for path in filter(Path.is_file, folder.rglob("*")):
        assert os.fsencode(here) not in path.read_bytes(), path
    found = StudyFolder(folder)
    assert found.name == folder.name == name_of((folder / "config.yaml").read_text())
    assert "staff_file=PATH/staff.csv" in found.command
    said = found.command_explained  # in refusals, once
    assert said.count("PATH/") == said.count("FOLDER") == 2 and "folder" in said
    assert verify(found, 1, 0).different == []
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with refusal("staff.csv --file"):
        verify(found, 1, 0)
    Path("staff.csv").write_text("another")
    with refusal("staff.csv --file"):
        verify(found, 1, 0)
    assert verify(found, 1, 0, files=[here / "staff.csv"]).different == []


def test_a_file_that_changes_while_a_study_runs_is_refused(here, study, tmp_path, monkeypatch):
    from experiments.studies.arms import run as arms

    conduct = arms.conduct

    def changed(job):
        conduct(job)
        (here / "staff.csv").write_text("another")

    monkeypatch.setattr(arms, "conduct", changed)
    with refusal("staff.csv changed"):
        study(results=tmp_path / "results", population__staff_file="staff.csv", **TINY)


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (["study=decision", "size=8", "most_sets=4"], {"population.managers"}),
        (["study=sensitivity", "most_sets=20"], {"population.organisations", "population.hosts"}),
        (["study=headline", "most_sets=4"], set()),
        ([], set()),
    ],
)
def test_shipped_studies_leave_out_what_a_file_decides_and_say_so(here, words, left_out):
    small = ["brokers.managers=2", "brokers.academics=2"] if "study=decision" not in words else []
    plan = composed([*words, *small, "population.staff_file=staff.csv"])
    assert left_out <= {*plan.left_out} and bool(plan.left_out) == bool(left_out)
    line = introduction(plan).splitlines()[-1]
    assert not left_out or all(name in line for name in plan.left_out)
    assert not {*plan.left_out} & {name for point in plan.points for name in point}


def test_what_the_user_varies_beside_a_file_is_refused(here):
    with refusal("population.managers population.staff_file"):
        from experiments.studies.sweep.run import configurations

        words = ["kind=sweep", "vary={population.managers: [20, 30]}"]
        configurations(composed([*words, "population.staff_file=staff.csv"]))


def test_an_ensemble_of_the_users_counts_by_its_content(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"candidate": [1, 2], "brokers.fte": [0.4, 0.5]}).to_csv("mine.csv", index=False)
    spelt = [composed([f"ensemble={file}"]) for file in ("mine.csv", tmp_path / "mine.csv")]
    assert spelt[0].name == spelt[1].name and str(tmp_path) not in spelt[1].description()
    check_sentence(f"{spelt[0].description().splitlines()[0]}.", "study")
