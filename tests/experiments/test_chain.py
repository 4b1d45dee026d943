"""`make results`: every published study in order, a stop where parameter sets are new, and going on."""

from __future__ import annotations

import os
import shutil

import pytest

from docs.generated import chain
from docs.generated.results import FOLDER
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

    def keep(study, into, without):
        found.append(("keep", str(study.folder), str(into), without))
        into.mkdir(parents=True)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chain, "_python", run)
    monkeypatch.setattr(chain, "keep", keep)
    monkeypatch.setattr(chain.shipped, "files_of", lambda kind: {"plausible": sets})
    return found


def test_every_published_study_runs_and_is_kept_and_then_pages_and_report_are_made(ran):
    assert chain.main([]) == 0
    *studies, pages, report = ran
    assert chain.STUDIES[0] == "calibration"  # whose sets all others use
    assert set(chain.STUDIES) == {path.name for path in FOLDER.iterdir()}
    assert studies == [
        step
        for name in chain.STUDIES
        for step in (
            ("brokering", f"study={name}", chain.LICENCE),
            ("keep", f"results/{name}/0123", f"results/reference/{name}", chain.LARGE),
        )
    ]
    assert pages == ("generated",)
    command, *folders, into, where = report
    assert (command, into, where) == ("report", "--into", "results/report")
    assert {path.rpartition("/")[2] for path in folders} == {*chain.STUDIES} - {"team_vs_solo"}


def test_the_results_of_the_last_run_are_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for age, name in enumerate(("older", "newest", "oldest")):
        path = tmp_path / "results" / "value" / name
        path.mkdir(parents=True)
        (path / "config.yaml").touch()
        os.utime(path, (age, [20, 30, 10][age]))
    assert chain._newest("value").name == "newest"


def test_a_study_that_fails_ends_the_chain_with_its_status():
    with pytest.raises(SystemExit) as ended:
        chain._python("json.tool", "no-such-file.json")
    assert ended.value.code not in (0, None)


def test_new_parameter_sets_must_be_committed_before_others_use_them(ran, tmp_path, capsys):
    sets = tmp_path / "plausible.csv"
    whole = sets.read_text()
    sets.write_text(whole.partition("\n")[0] + "\n")
    assert chain.main([]) == 1
    first, kept = ran
    assert first == ("brokering", "study=calibration", chain.LICENCE) and kept[0] == "keep"
    assert "commit" in capsys.readouterr().out
    assert sets.read_text() == whole


def test_a_calibration_that_was_finished_is_not_run_again_unless_it_has_changed(
    ran, tmp_path, capsys
):
    chain.main([])
    shutil.rmtree("results/reference")
    ran.clear()
    assert chain.main([]) == 0
    assert ("brokering", "study=calibration", chain.LICENCE) not in ran and len(ran) > 5
    assert "finished before" in capsys.readouterr().out
    shutil.rmtree("results/reference")
    (tmp_path / "results/calibration/0123/targets.csv").write_text("changed\n")
    ran.clear()
    chain.main([])
    assert ran[0] == ("brokering", "study=calibration", chain.LICENCE)
