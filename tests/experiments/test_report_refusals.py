"""What `brokering-report` refuses, and what is refused to be kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from docs.generated import keep as keeping
from experiments.cli import results as commands
from experiments.store.study_folder import StudyFolder
from tests.experiments.reported import AHEAD
from tests.experiments.test_reporting_words import headline
from tests.refusals import check_sentence


@pytest.fixture
def ask(ask_report):
    return ask_report


def change(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def said(**changes):
    """Damage to a configuration."""

    def damage(folder):
        tree = OmegaConf.to_container(OmegaConf.load(folder / "config.yaml"))
        change(folder, "config.yaml", OmegaConf.to_yaml(tree | changes))

    return damage


REFUSALS = {
    "there is no folder": (shutil.rmtree, "study"),
    "nothing ran": (lambda folder: (folder / "config.yaml").unlink(), "study"),
    "not at its end": (lambda folder: (folder / "headline.csv").unlink(), "study"),
    "no YAML": (lambda folder: change(folder, "config.yaml", "a: [1"), "config.yaml YAML"),
    "a list": (lambda folder: change(folder, "config.yaml", "[1]"), "config.yaml"),
    "a key less": (lambda folder: change(folder, "config.yaml", "study: a"), "config.yaml kind"),
    "no table": (lambda folder: change(folder, "headline.csv", ""), "headline.csv"),
    "a column less": (lambda folder: change(folder, "headline.csv", "other\nx\n"), "headline.csv"),
    "words for numbers": (
        lambda folder: change(
            folder, "headline.csv", "other,moment,mean,low,high,n,worlds_behind\nsolos,end,a,b,c,1,0\n"
        ),
        "study",
    ),
    "a row less": (
        lambda folder: change(
            folder, "headline.csv", "other,moment,mean,low,high,n,worlds_behind\nsolos,end,1,1,1,1,0\n"
        ),
        "study",
    ),
    "no row": (
        lambda folder: change(folder, "headline.csv", "other,moment,mean,low,high,n,worlds_behind\n"),
        "headline.csv",
    ),
    "replicates that are a word": (said(replicates="many"), "replicates 'many'"),
    "a seed from elsewhere": (said(seed="${oops}"), "seed '${oops}'"),
    "a version that is a letter": (said(model_version="x"), "model_version 'x'"),
    "a name that is a path": (said(study="../../x"), "study '../../x'"),
    "a figure that is none": (
        lambda folder: change(folder, "headline.svg", "<svg"), "headline.svg",
    ),
    "an empty figure": (
        lambda folder: change(folder, "headline.png", ""), "headline.png",
    ),
    "a record that is none": (
        lambda folder: change(folder, "ro-crate-metadata.json", "{"), "ro-crate-metadata.json",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_reported_gets_one_sentence(case, ask, tmp_path):
    damage, words = REFUSALS[case]
    folder = headline(tmp_path / "study", AHEAD)
    damage(folder)
    status, out, err = ask(folder, "--into", tmp_path / "out")
    assert (status, out) == (2, "")
    check_sentence(err, words)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def copied(finished, tmp_path):
    """A study that has run, to be tampered with."""
    return Path(shutil.copytree(finished, tmp_path / "results" / "small" / finished.name))


@pytest.mark.parametrize("name", ["differences.csv", "gains.svg", "config.yaml"])
def test_what_was_changed_after_the_study_wrote_it_is_refused(name, copied, ask):
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    status, out, err = ask(copied)
    assert (status, out) == (2, "")
    check_sentence(err, name)
    assert StudyFolder(copied).altered() == [name]


def test_verifying_tells_tables_that_were_changed(copied, monkeypatch, capsys):
    (copied / "differences.csv").unlink()
    monkeypatch.setattr("sys.argv", ["brokering-verify", str(copied)])
    assert commands.verify() == commands.DIFFERENT
    check_sentence(capsys.readouterr().out, "differences.csv")


def test_a_record_without_the_time_of_the_run_gets_one_sentence(copied, ask):
    path = copied / "ro-crate-metadata.json"
    path.write_text(path.read_text("utf-8").replace('"startTime"', '"begun"'), encoding="utf-8")
    status, out, err = ask(copied)
    assert (status, out) == (2, "")
    check_sentence(err)


def test_what_is_kept_of_a_study_has_a_small_record_and_makes_a_report(finished, ask, tmp_path):
    kept = tmp_path / "results" / "reference" / "small"
    assert keeping.main([str(finished), str(kept), "--without", "differences.csv"]) == 0
    there = {path.name for path in kept.iterdir()}
    assert {"config.yaml", "table.csv", "gains.svg", "gains.png", "ro-crate-metadata.json"} <= there
    assert not {name for name in there if name.endswith((".parquet", ".txt"))}
    assert "differences.csv" not in there and StudyFolder(kept).altered() == []
    before, after = StudyFolder(finished), StudyFolder(kept)
    assert after.work == before.work._replace(is_kept=True)
    assert (after.ran_on, after.name) == (before.ran_on, before.name)
    whole, small = ((one / "ro-crate-metadata.json").stat().st_size for one in (finished, kept))
    assert small < whole / 3
    (kept / "table.csv").write_text("x\n", encoding="utf-8")
    assert ask(kept)[0] == 2


def test_a_study_that_was_changed_is_not_kept(copied, tmp_path, capsys):
    (copied / "table.csv").write_text("x\n", encoding="utf-8")
    assert keeping.main([str(copied), str(tmp_path / "kept")]) == 2
    check_sentence(capsys.readouterr().err, "table.csv")
    assert not (tmp_path / "kept").exists()


def test_what_a_program_with_uncommitted_changes_made_is_not_kept(copied, tmp_path, capsys):
    path = copied / "ro-crate-metadata.json"
    record = json.loads(path.read_text("utf-8"))
    state = next(one for one in record["@graph"] if one["@id"] == "#state")
    state["value"] = "as committed"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert keeping.main([str(copied), str(tmp_path / "kept")]) == 0
    state["value"] = "with uncommitted changes"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert keeping.main([str(copied), str(tmp_path / "refused")]) == 2
    check_sentence(capsys.readouterr().err, "uncommitted")
    assert not (tmp_path / "refused").exists()


def test_the_command_of_the_report_names_what_there_will_be(copied, tmp_path):
    assert StudyFolder(copied).place == "results/small"
    kept = tmp_path / "results" / "reference" / "headline"
    assert StudyFolder(headline(kept, AHEAD)).place == "results/reference/headline"
    assert StudyFolder(headline(tmp_path / "anywhere", AHEAD)).place.startswith("results/")


def test_an_unknown_kind_or_setting_gets_one_sentence(ask, tmp_path):
    folder = headline(tmp_path / "study", AHEAD, kind="nonsense")
    check_sentence(ask(folder)[2], "nonsense headline")
    folder = headline(tmp_path / "other", AHEAD, contract={"weeks": -1})
    status, _, err = ask(folder)
    assert status == 2
    check_sentence(err, "damaged contract.weeks -1")
    folder = headline(tmp_path / "source", AHEAD, contract={"weeks": -1}, model_source="0123456789")
    status, _, err = ask(folder)
    assert status == 2 and "damaged" not in err
    check_sentence(err, "source contract.weeks -1")


def test_which_of_several_is_asked(ask, tmp_path):
    for name in ("aaa", "bbb"):
        headline(tmp_path / name, AHEAD)
    status, _, err = ask(tmp_path)
    assert status == 2
    check_sentence(err, "2 aaa bbb")


def test_a_study_is_named_once(ask, tmp_path):
    folder = headline(tmp_path / "study", AHEAD)
    status, _, err = ask(folder, tmp_path)
    assert status == 2
    check_sentence(err)


def test_where_nothing_can_be_written_one_sentence_says_so(ask, tmp_path):
    (tmp_path / "file").touch()
    folder = headline(tmp_path / "study", AHEAD)
    status, out, err = ask(folder, "--into", tmp_path / "file")
    assert (status, out) == (2, "")
    check_sentence(err, "file")


def test_a_missing_library_is_named_with_what_brings_it(ask, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    folder = headline(tmp_path / "study", AHEAD)
    status, out, err = ask(folder, "--into", tmp_path / "out")
    assert (status, out) == (2, "")
    check_sentence(err, "typst knowledge-brokering[report]")


def test_a_wrong_option_gets_one_sentence(ask):
    status, out, err = ask("--nonsense")
    assert (status, out) == (2, "") and err.count("\n") == 1
