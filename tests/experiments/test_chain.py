"""`make results`: every published study in order, a stop where parameter sets are new, and going on."""

from __future__ import annotations

import shutil

import pytest

from docs.generated.results import FOLDER
from experiments.cli import chain
from experiments.config import shipped

SHIPPED = shipped.files_of("ensembles")["plausible"]


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """What was run, in a folder in which every study leaves what is kept of it."""
    found = []
    sets = tmp_path / "plausible.csv"
    shutil.copyfile(SHIPPED, sets)

    def run(module, *arguments):
        found.append((module.rpartition(".")[2], *arguments))
        if arguments and arguments[0].startswith("study="):
            name = arguments[0].removeprefix("study=")
            kept = FOLDER / name
            if kept.is_dir():
                shutil.copytree(kept, tmp_path / "results" / name / "0123", dirs_exist_ok=True)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chain, "_python", run)
    monkeypatch.setattr(chain, "keep", lambda study, into, without: into.mkdir(parents=True))
    monkeypatch.setattr(chain.shipped, "files_of", lambda kind: {"plausible": sets})
    return found


def test_every_published_study_runs_and_then_pages_and_report_are_made(ran):
    assert chain.main([]) == 0
    studies = [said.removeprefix("study=") for command, said in ran[:-2] if command == "brokering"]
    assert studies == list(chain.STUDIES)
    assert set(studies) == {path.name for path in FOLDER.iterdir()}
    assert [command for command, *_ in ran[-2:]] == ["generated", "report"] or ran[-2] == (
        "generated",
    )


def test_new_parameter_sets_must_be_committed_before_others_use_them(ran, tmp_path, capsys):
    sets = tmp_path / "plausible.csv"
    whole = sets.read_text()
    sets.write_text(whole.partition("\n")[0] + "\n")
    assert chain.main([]) == 1
    assert ran == [("brokering", "study=calibration")] and "commit" in capsys.readouterr().out
    assert sets.read_text() == whole


def test_a_calibration_that_was_finished_is_not_run_again_unless_it_has_changed(
    ran, tmp_path, capsys
):
    chain.main([])
    shutil.rmtree("results/reference")
    ran.clear()
    assert chain.main([]) == 0
    assert ("brokering", "study=calibration") not in ran and len(ran) > 5
    assert "finished before" in capsys.readouterr().out
    shutil.rmtree("results/reference")
    (tmp_path / "results/calibration/0123/targets.csv").write_text("changed\n")
    ran.clear()
    chain.main([])
    assert ran[0] == ("brokering", "study=calibration")
