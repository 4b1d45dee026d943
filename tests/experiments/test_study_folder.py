"""The folder of a study: how it is found, begun and finished, and what is refused in it."""

from __future__ import annotations

import os
import subprocess
import sys

import pyarrow as pa
import pytest
from omegaconf import OmegaConf

from experiments import load
from experiments.store.listing import studies_in
from experiments.store.parts import PARTS
from experiments.store.study_folder import StudyFolder
from simulation import MODEL_VERSION, SettingsError
from tests.experiments.test_plan import plan


def refusal(work) -> str:
    """The one sentence with which some work is refused."""
    with pytest.raises(SettingsError) as refused:
        work()
    said = str(refused.value)
    assert said and "\n" not in said and said[-1] in ".?"
    return said


@pytest.fixture
def begun(tmp_path) -> StudyFolder:
    return StudyFolder.begin(plan("small", question="Which?"), str(tmp_path / "results"))


def test_a_study_that_was_begun_is_found_by_its_own_folder_and_by_the_one_above(begun):
    for path in (begun.folder, begun.folder.parent):
        assert StudyFolder.find(path).folder == begun.folder
    assert (begun.study, begun.kind, begun.name) == ("small", "arms", begun.folder.name)


def test_of_several_studies_none_is_guessed_and_no_study_is_refused(begun, tmp_path):
    (begun.folder.parent / "other").mkdir()
    (begun.folder.parent / "other" / "config.yaml").touch()
    assert "other" in refusal(lambda: StudyFolder.find(begun.folder.parent))
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / ("x" * 300)):
        assert str(path)[:150] in refusal(lambda path=path: StudyFolder.find(path))
    refusal(lambda: studies_in(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "text", ["", "- 1", "study: [", "study: small", "{study: 3}", "\0", "study: ../up"]
)
def test_a_damaged_configuration_is_refused_when_it_is_read(begun, text):
    (begun.folder / "config.yaml").write_text(text)
    assert "config.yaml" in refusal(lambda: StudyFolder(begun.folder).configuration)


def test_a_study_of_another_version_with_other_settings_is_refused_by_name_of_one(begun):
    path = begun.folder / "config.yaml"
    said = OmegaConf.load(path)
    said.model_version = MODEL_VERSION - 1
    OmegaConf.save(said, path)
    assert (
        StudyFolder(begun.folder).settings == begun.settings
    )  # its settings are those of this one
    said.team.buddying = True
    OmegaConf.save(said, path)
    sentence = refusal(lambda: StudyFolder(begun.folder).settings)
    assert f"version {MODEL_VERSION - 1}" in sentence and "team.buddying" in sentence
    assert "damaged" not in sentence


def test_a_damaged_plan_is_refused_and_a_study_without_one_has_no_runs(begun):
    assert "plan.parquet" in refusal(lambda: load(begun.folder))
    (begun.folder / "plan.parquet").write_text("nonsense")
    assert "plan.parquet" in refusal(lambda: load(begun.folder))
    (begun.folder / "plan.parquet").unlink()
    assert "no studies" in refusal(lambda: studies_in(begun.folder))


def test_a_damaged_record_is_refused(begun):
    for text in ("", "{}", '{"@graph": 3}', '{"@graph": [3]}', "\xff"):
        (begun.folder / "ro-crate-metadata.json").write_text(text, encoding="latin-1")
        assert "ro-crate-metadata.json" in refusal(lambda: StudyFolder(begun.folder).altered())


def test_files_that_a_killed_process_left_are_deleted_when_the_study_begins_again(begun, tmp_path):
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    number = int(dead.stdout)
    begun.runs.add(pa.table({"configuration": ["a"], "seed": [0]}))
    from experiments.store.atomic import HOST

    orphans = [begun.folder / f".{number}.{HOST}.table.csv"]
    orphans.append(begun.folder / PARTS / f".{number}.{HOST}.abcd")
    ours = begun.folder / f".{os.getpid()}.{HOST}.table.csv"
    for path in (*orphans, ours):
        path.touch()
    again = StudyFolder.begin(plan("small", question="Which?"), str(tmp_path / "results"))
    assert not any(path.exists() for path in orphans) and ours.exists()
    assert again.runs.positions().seeds_of("a").tolist() == [0]


def test_a_file_that_changed_is_listed_and_refused(finished, tmp_path):
    import shutil

    copied = tmp_path / "copied"
    shutil.copytree(finished, copied)
    study = StudyFolder(copied)
    assert study.altered() == []
    (copied / "table.csv").write_text("arm\nnone\n")
    study = StudyFolder(copied)
    assert study.altered() == ["table.csv"]
    assert "table.csv" in refusal(lambda: study.table("table"))


def test_the_state_says_how_many_runs_are_saved(finished):
    state = StudyFolder(finished).state
    assert state.word == "finished" and state.saved == state.planned > 0 and state.failed == 0


def test_results_that_cannot_be_written_are_refused_before_anything_runs(tmp_path):
    (tmp_path / "file").touch()
    for results in (str(tmp_path / "file"), "", " "):
        refusal(lambda results=results: StudyFolder.begin(plan("small"), results))
