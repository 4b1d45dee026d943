"""Reading what a study left behind: its table, its state, and whether it still comes out so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments import load, stream
from experiments.cli.results import repeat, results
from experiments.cli.results import verify as main
from experiments.execution.verify import verify
from experiments.store import parts
from experiments.store.crate import METADATA
from experiments.store.parts import Parts
from experiments.store.study_folder import StudyFolder, not_as_written
from simulation import SettingsError, simulate
from tests.experiments.small import damage
from tests.refusals import refusal

VARY = {"contract.weeks": [13, 26], "brokers.embedding": ["none", "two_way"]}


@pytest.fixture(scope="module")
def swept(run_study, tmp_path_factory):
    """The folder of a sweep."""
    return run_study(results=tmp_path_factory.mktemp("swept"), kind="sweep", vary=VARY)


@pytest.fixture
def study(swept, tmp_path):
    """A copy of it."""
    return Path(shutil.copytree(swept, tmp_path / "results" / "small" / swept.name))


def test_the_table_has_a_column_per_varied_setting_arm_replicate_and_outcome(study):
    table = load(study)
    assert list(table.columns[:7]) == [
        "arm", "set", "settings", "brokers.embedding", "contract.weeks", "replicate", "seed",
    ]  # fmt: skip
    assert len(table) == 4 * 3 * 3
    assert set(table["replicate"]) == {0, 1, 2} and set(table["contract.weeks"]) == {13, 26}
    assert list(load(study, ["bridges"]).columns[-2:]) == ["seed", "bridges"]


def test_the_only_study_in_a_folder_is_found_and_of_several_none_is_guessed(study):
    pd.testing.assert_frame_equal(load(study.parent), load(study))
    shutil.copytree(study, study.parent / "other")
    with refusal("2"):
        load(study.parent)


def test_what_is_loaded_is_what_the_model_gives(study):
    import json

    from experiments.config.configurations import settings_from
    from experiments.store.run_table import read_plan

    table = load(study)
    row = read_plan(study).iloc[3]
    settings = settings_from(row["settings"])
    said = json.loads(row["settings"])
    chosen = table[
        (table["arm"] == row["arm"]) & (table["contract.weeks"] == said["contract.weeks"])
        & (table["brokers.embedding"] == said["brokers.embedding"])
    ]  # fmt: skip
    expected = simulate(settings, range(3))["attitude_host_end"]
    assert chosen.sort_values("seed")["attitude_host_end"].tolist() == expected.tolist()


@pytest.mark.parametrize("rows", [1, 4, 7, 1000])
def test_a_table_comes_in_pieces_that_make_up_the_whole(study, rows):
    pieces = list(stream(study, rows=rows))
    assert max(map(len, pieces)) <= rows
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), load(study))


def test_what_is_no_study_or_not_finished_is_refused(study, tmp_path):
    with refusal("config.yaml"):
        load(tmp_path)
    with refusal("nonsense"):
        load(study, ["nonsense"])
    next(iter(Parts(study).sound_parts())).unlink()
    with refusal():
        load(study)


def test_the_state_of_a_study_is_told(study):
    state = StudyFolder(study).state
    assert (state.planned, state.saved, state.failed, state.word) == (36, 36, 0, "finished")
    next(iter(Parts(study).sound_parts())).unlink()
    assert StudyFolder(study).state.word == "unfinished"


def test_runs_that_still_come_out_so_are_verified(study):
    assert verify(StudyFolder(study), 12, seed=1) == (12, [])


def test_of_a_study_that_is_not_finished_the_runs_are_verified_and_counted(study, capsys):
    kept = Parts(study)
    (part,) = kept.sound_parts()
    kept.add(pq.read_table(part)[:7])
    part.unlink()
    (study / METADATA).unlink()
    assert main([str(study), "--sample", "5"]) == 0
    said = capsys.readouterr().out
    assert {5, 7, 36} <= {int(number) for number in re.findall(r"\b\d+\b", said)}
    assert "unfinished" in said and "All files" not in said


def test_the_same_is_advised_about_a_changed_table_wherever_it_is_read(study):
    with (study / "sweep.csv").open("a") as file:
        file.write("\n")
    said = StudyFolder(study).fault()
    assert said == not_as_written(study, ["sweep.csv"])
    with pytest.raises(SettingsError, match=re.escape(said)):
        StudyFolder(study).table("sweep")


def test_a_number_that_was_changed_is_found(study):
    assert verify(StudyFolder(study), 36, seed=0).different == []
    changed = damage(study, 5, "bridges", by=1)
    assert verify(StudyFolder(study), 36, seed=0).different == [changed]


def test_runs_of_another_version_of_the_model_are_not_verified(study, monkeypatch):
    monkeypatch.setattr(parts, "MODEL_VERSION", -1)
    parts._name.cache_clear()
    with refusal("another version"):
        verify(StudyFolder(study), 1, seed=0)
    parts._name.cache_clear()


def test_runs_with_a_setting_that_there_is_not_are_not_verified(study):
    path = study / "plan.parquet"
    plan = pd.read_parquet(path)
    plan["settings"] = plan["settings"].str.replace("team.pair", "team.buddy_time")
    plan.to_parquet(path)
    with refusal("another version team.buddy_time"):
        verify(StudyFolder(study), 1, seed=0)


def test_commands_take_the_folder_of_the_only_study_in_it(study):
    assert StudyFolder.find(study.parent).folder == StudyFolder.find(study).folder == study
    other = study.parent / "another"
    other.mkdir()
    (other / "config.yaml").touch()
    with refusal("2"):
        StudyFolder.find(study.parent)


def test_a_week_that_was_changed_is_found(finished, tmp_path):
    folder = Path(shutil.copytree(finished, tmp_path / "small" / finished.name))
    assert verify(StudyFolder(folder), 9, seed=0).different == []
    changed = damage(folder, 4, "week:attitude_host", by=0.001, week=20)
    assert verify(StudyFolder(folder), 9, seed=0).different == [changed]


def test_the_commands_list_and_verify(study, capsys):
    assert results([str(study.parent)]) == 0
    listed = capsys.readouterr().out
    assert "finished" in listed and "36 of 36" in listed
    assert main([str(study), "--sample", "5"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("All 5 runs") and "unfinished" not in said
    assert repeat([str(study), "x-1"]) == 2
    assert capsys.readouterr().err == f"No run 'x-1' has failed in {study}; none has.\n"
