"""Results named by people: the last one, and one by the name it was given; and what tells results apart."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments import load
from experiments.cli.cite import main as cite
from experiments.cli.results import results, verify
from experiments.store import names
from experiments.store.crate import METADATA
from experiments.store.listing import studies_in
from experiments.store.names import check_place
from experiments.store.study_folder import StudyFolder
from simulation import SettingsError
from tests.experiments.small import SMALL
from tests.experiments.test_plan import plan
from tests.refusals import check_sentence, refusal

FEW = (*SMALL, "executor=serial", "arms=[team,solos]")


def label(folder: Path, name: str, ended: str = "") -> None:
    """Give a finished result a name, and another time."""
    path = folder / METADATA
    record = json.loads(path.read_text("utf-8"))
    for one in record["@graph"]:
        if one["@id"] == "./" and name:
            one["alternateName"] = name
        if one["@id"] == "#run" and ended:
            one["endTime"] = ended
    path.write_text(json.dumps(record), "utf-8")


@pytest.fixture
def three(finished, tmp_path) -> Path:
    """A folder with three results: one named `short`, the newest without a name, one unfinished."""
    above = tmp_path / "results" / "small"
    for name in ("aaa", "bbb", "ccc"):
        shutil.copytree(finished, above / name)
    label(above / "aaa", "short", "2026-01-01T00:00:00+00:00")
    label(above / "bbb", "", "2026-02-01T00:00:00+00:00")
    (above / "ccc" / METADATA).unlink()
    return above


def test_a_result_is_found_by_its_name_and_the_last_one_by_the_time_of_its_record(three):
    for name, folder in (("short", "aaa"), ("latest", "bbb")):
        found = StudyFolder.find(three.with_name(f"small@{name}"))
        assert found.folder == three / folder
    label(three / "aaa", "", "2026-03-01T00:00:00+00:00")
    assert StudyFolder.find(three.with_name("small@latest")).folder == three / "aaa"


def test_every_command_and_load_take_names(three, capsys):
    name = f"{three}@short"
    for command, *more in ((cite,), (verify, "--sample", "1")):
        assert command([name, *more]) == 0, capsys.readouterr().err
    assert len(load(name)) == len(load(three / "aaa"))


def test_commands_say_which_of_several_results_is_the_last_one(three, capsys):
    assert cite([f"{three}@latest"]) == cite([f"{three}@short"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "small@latest" in said[0] and "bbb" in said[0]


@pytest.mark.parametrize("name", ["small@shrt", "small"])
def test_a_name_that_is_unknown_or_stands_for_several_lists_what_there_is(three, name):
    with refusal("aaa bbb ccc short"):
        StudyFolder.find(three.with_name(name))


def test_two_results_of_one_name_are_both_named_and_none_is_guessed(three):
    label(three / "bbb", "short")
    with refusal("2 aaa bbb @latest"):
        StudyFolder.find(three.with_name("small@short"))


def test_without_a_finished_result_there_is_no_last_one(three):
    for folder in three.iterdir():
        (folder / METADATA).unlink(missing_ok=True)
    with refusal("aaa"):
        StudyFolder.find(three.with_name("small@latest"))


@pytest.mark.parametrize("label", ["", "@latest", "@short"])
def test_where_nobody_has_run_a_study_the_result_that_comes_with_the_program_is_named(
    finished, tmp_path, label
):
    kept = tmp_path / "results" / "reference" / "small"
    shutil.copytree(finished, kept)
    with refusal(f"own {kept}"):
        StudyFolder.find(tmp_path / "results" / f"small{label}")
    with refusal("other"):
        StudyFolder.find(tmp_path / "results" / "other@latest")
    own = tmp_path / "results" / "small" / "aaa"
    shutil.copytree(finished, own)
    assert StudyFolder.find(tmp_path / "results" / "small@latest").folder == own
    (own / METADATA).unlink()
    with refusal(f"aaa {kept}"):
        StudyFolder.find(tmp_path / "results" / "small@latest")


def test_a_folder_that_has_the_sign_in_its_name_is_that_folder(three):
    shutil.copytree(three / "aaa", three.with_name("a@b"))
    assert StudyFolder.find(three.with_name("a@b")).folder == three.with_name("a@b")


@pytest.mark.parametrize("name", ["latest", "5a", "a b", "a/b", "-a", "x" * 41, "a@b"])
def test_a_name_is_a_plain_word(tmp_path, name):
    with refusal("name"):
        check_place(dataclasses.replace(plan("small"), label=name), str(tmp_path))


@pytest.mark.usefixtures("undrawn")
def test_a_name_is_kept_beside_the_numbers_and_belongs_to_one_result(ask, tmp_path):
    assert ask(*FEW).status == 0
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    assert ask(*FEW, "name=short").status == 0
    assert [folder] == list(folder.parent.iterdir())  # the name is no part of the hash
    assert "short" not in (folder / "config.yaml").read_text()
    assert ask(*FEW).status == 0  # run again without it
    assert StudyFolder.find(folder.parent.with_name("team_vs_solo@short")).folder == folder
    for more in ((), ("dry_run=true",)):
        refused = ask(*FEW, "seed=1", "name=short", *more)
        assert refused.status == 2 and list(folder.parent.iterdir()) == [folder]
        check_sentence(refused.err, f"short {folder.name}")


@pytest.mark.usefixtures("undrawn")
def test_a_study_that_was_killed_has_its_name_already(ask, tmp_path, monkeypatch):
    def killed(*_):
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(StudyFolder, "finish", killed)
        assert ask(*FEW, "name=short").status == 2
    (folder,) = (tmp_path / "results" / "team_vs_solo").iterdir()
    named = folder.parent.with_name("team_vs_solo@short")
    assert StudyFolder.find(named).folder == folder and not (folder / METADATA).exists()
    refused = ask(*FEW, "seed=1", "name=short")
    assert refused.status == 2 and "short" in refused.err
    assert ask(*FEW).status == 0  # resumed without its name, which it keeps
    assert StudyFolder.find(named).folder == folder and (folder / METADATA).is_file()


@pytest.mark.usefixtures("undrawn")
def test_the_list_shows_names_and_what_tells_results_apart(ask, tmp_path, capsys):
    assert ask(*FEW, "seed=3", "name=short").status == 0
    assert ask(*FEW, "seed=4").status == 0
    assert results([str(tmp_path / "results")]) == 0
    listed = capsys.readouterr().out
    for folder in (tmp_path / "results" / "team_vs_solo").iterdir():
        assert str(folder) in listed  # in one line, so that it can be copied or searched for
    rows = " ".join(listed.split())
    assert all(word in rows for word in ("short", "seed=3", "seed=4", "population.managers=8"))


@pytest.mark.usefixtures("undrawn")
def test_of_a_study_that_is_not_shipped_only_what_differs_is_shown(study, tmp_path):
    folders = [study(results=tmp_path, seed=seed) for seed in (5, 6)]
    assert [StudyFolder(one).differs for one in folders] == ["seed=5", "seed=6"]


REFERENCE = Path("results/reference/team_vs_solo")


def test_kept_results_are_listed_verified_and_cited_as_any(capsys):
    for command in (results, verify, cite):
        assert command([str(REFERENCE)]) == 0, capsys.readouterr().err
    assert str(REFERENCE) in capsys.readouterr().out
    with refusal("brokering"):
        load(REFERENCE)


def test_of_a_study_that_there_is_not_the_nearest_is_named(three):
    for path in ("smal@latest", "team_vs_sol@latest"):
        copied = three.parent / "reference" / "team_vs_solo"
        copied.mkdir(parents=True, exist_ok=True)
        near = {"smal@latest": three, "team_vs_sol@latest": copied}[path]
        with refusal(f"{near}."):
            StudyFolder.find(three.parent / path)
    (three.parent / "notes").touch()
    with pytest.raises(SettingsError) as error:
        StudyFolder.find(three.parent / "note")
    assert "nearest" not in str(error.value)


def test_nobody_is_asked_to_put_a_name_on_results_without_runs(capsys):
    assert cite([str(REFERENCE)]) == 0
    said = capsys.readouterr()
    assert "No author" in said.err and "author=" not in said.err


def test_results_of_ones_own_are_listed_before_those_that_come_with_the_program(three):
    shutil.copytree(REFERENCE, three.parent / "reference" / "team_vs_solo")
    listed = studies_in(three.parent)
    assert len(listed) == 4 and listed[-1].parent.name == "reference"
    assert three.name > "reference"  # so that the alphabet alone would not do


def test_a_kept_table_that_was_altered_is_found(tmp_path, capsys):
    copied = tmp_path / "team_vs_solo"
    shutil.copytree(REFERENCE, copied)
    table = pd.read_csv(copied / "table.csv")
    table.assign(mean=table["mean"] + 1).to_csv(copied / "table.csv", index=False)
    assert verify([str(copied)]) == 1 and "table.csv" in capsys.readouterr().out
    assert results([str(copied)]) == 1 and "table.csv" in capsys.readouterr().err


def test_names_are_read_without_an_error_where_records_are_damaged(three):
    (three / "aaa" / METADATA).write_text("{")
    assert names.chosen([three / "aaa"], "short") == []
    with pytest.raises(SettingsError, match="named 'short'"):
        StudyFolder.find(three.with_name("small@short"))
