"""Whatever becomes of one file of a study is told in one line, spoils no other study, and is mended."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import load
from experiments.cli.cite import main as cite
from experiments.cli.results import repeat, results, verify
from experiments.config.configurations import settings_from
from experiments.reporting.assembly import report_of
from experiments.store import opening
from experiments.store.listing import summary
from experiments.store.parts import Parts
from experiments.store.run_table import note_plan
from experiments.store.study_folder import StudyFolder
from simulation import SettingsError
from tests.experiments.small import damage
from tests.experiments.test_plan import plan
from tests.refusals import check_sentence, refusal


def foreign(path: Path) -> None:
    path.unlink()
    pd.DataFrame({"a": [1]}).to_parquet(path)


def instead(put):
    """Something else in the place of the file."""

    def harm(path: Path) -> None:
        path.unlink()
        put(path)

    return harm


HARMS = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "random": lambda path: path.write_bytes(np.random.default_rng(1).bytes(200)),
    "foreign": foreign,
    "pipe": instead(os.mkfifo),
    "link to nothing": instead(lambda path: path.symlink_to("nowhere")),
    "link to itself": instead(lambda path: path.symlink_to(path.name)),
    "folder": instead(Path.mkdir),
}
FILES = ("config.yaml", "plan.parquet", "ro-crate-metadata.json", "parts/*", "table.csv")


def chequered(*files: str) -> list:
    """Every harm to half of the files, and to every file two of its content and two in its place."""
    return [
        pytest.param(file, harm, marks=pytest.mark.deep if (row + column) % 2 else [])
        for row, file in enumerate(files)
        for column, harm in enumerate(HARMS)
    ]


@pytest.fixture
def two(finished, tmp_path) -> tuple[Path, Path]:
    """A sound study, and one to be damaged."""
    folders = tmp_path / "results" / "a" / "1", tmp_path / "results" / "small" / finished.name
    for folder in folders:
        shutil.copytree(finished, folder)
    return folders


@pytest.mark.parametrize(("file", "harm"), chequered(*FILES))
def test_damage_to_a_file_is_told_in_one_line_by_every_reader(
    two, file, harm, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    sound, other = (folder.relative_to(tmp_path) for folder in two)
    (path,) = other.glob(file)
    HARMS[harm](path)
    assert results(["results"]) == 1
    said = capsys.readouterr()
    assert said.out.count("finished") == 1 and said.out.count("damaged") == 1
    check_sentence(said.err)
    assert path.name in said.err
    for command, *more in ((verify, "--sample", "1"), (cite,), (repeat, "a-1")):
        command([str(other), *more])
        assert "Traceback" not in capsys.readouterr().err
    if file in ("plan.parquet", "parts/*"):
        with pytest.raises(SettingsError):
            load(other)
    assert len(load(sound)) == 9


@pytest.mark.parametrize(
    ("file", "harm"), chequered("plan.parquet", "ro-crate-metadata.json", "config.yaml", "parts")
)
def test_a_study_that_begins_again_makes_what_is_damaged_anew(tmp_path, file, harm):
    said = plan("small", question="?")
    (own,) = said.own
    study = StudyFolder.begin(said, str(tmp_path))
    for again in (False, True):
        note_plan(study.folder, [(own, own.configured({"arm": "team"}))])
        if not again:
            (study.folder / file).exists() or (study.folder / file).touch()
            HARMS[harm](study.folder / file)
            study = StudyFolder.begin(said, str(tmp_path))
    assert len(study.plan()) == 1 and study.record is None and study.kind == "arms"
    study.runs.add(pa.table({"configuration": ["a"], "seed": [0]}))
    assert study.runs.positions().seeds_of("a").tolist() == [0]


def test_a_part_with_other_types_or_columns_is_set_aside_by_its_study(two):
    _, other = two
    for change in (
        lambda runs: runs.assign(money="much"),
        lambda runs: runs[["configuration", "seed"]],
    ):
        (part,) = Parts(other).sound_parts()
        table = change(pq.read_table(part).to_pandas())
        kept = Parts(other, lambda said: None)
        kept.needed = frozenset({"money"})
        part.unlink()
        kept.add(pa.Table.from_pandas(table, preserve_index=False))
        assert kept.sound_parts() == [] and any((other / "set_aside").iterdir())
        shutil.copytree(two[0] / "parts", other / "parts", dirs_exist_ok=True)


def test_an_altered_part_with_a_fitting_name_is_found_when_it_is_verified(two, capsys):
    _, other = two
    damage(other, 0, "money", 1.0)
    assert verify([str(other), "--sample", "1"]) == 1
    said = capsys.readouterr().out
    assert "parts/" in said and "Delete" in said
    assert "parts/" in summary(other).fault


@pytest.mark.parametrize("file", ["plan.parquet", "parts/*", "table.csv", "ro-crate-metadata.json"])
def test_who_made_it_mends_what_another_source_of_the_model_made(two, file, monkeypatch):
    _, other = two
    (path,) = other.glob(file)
    path.write_bytes(b"x")
    assert "source" not in summary(other).fault
    monkeypatch.setattr(opening, "source_hash", lambda: "0123456789abcdef")
    fault = summary(other).fault
    check_sentence(fault, f"{path.name} source program")


def test_readers_leave_damaged_parts_where_they_are(two):
    _, other = two
    (part,) = other.glob("parts/*")
    part.write_bytes(b"x")
    with refusal("not finished"):
        load(other)
    assert summary(other).fault and part.exists()


@pytest.mark.parametrize("harm", HARMS)
def test_a_report_tells_of_a_damaged_table_of_runs(two, harm):
    _, other = two
    HARMS[harm](other / "replicates.parquet")
    with refusal("replicates.parquet damaged"):
        report_of([StudyFolder(other)])


@pytest.mark.parametrize("text", ["x", "[1]", "[" * 100_000])
def test_settings_that_are_damaged_are_refused_without_the_words_of_a_parser(text):
    with pytest.raises(SettingsError) as refused:
        settings_from(text)
    check_sentence(str(refused.value), "settings damaged command")
    assert "column" not in str(refused.value)


def test_a_folder_that_is_removed_while_its_study_runs_is_told_at_the_next_runs(two):
    _, other = two
    kept = Parts(other)
    runs = pq.read_table(next(iter(kept.sound_parts())))
    shutil.rmtree(other)
    with pytest.raises(SettingsError, match="moved or removed"):
        kept.add(runs)
