"""A new kind of study is one folder and one line: it runs, resumes, draws, reports and shows in the help."""

from __future__ import annotations

import importlib
import sys
from textwrap import dedent

import pandas as pd
import pytest

from experiments.cli import report as report_command
from experiments.studies import registry
from tests.experiments.small import SMALL, contents, results_in

FOLDER = {
    "__init__.py": '''
        """Asks what it costs in practising that people tire of visits."""

        from experiments.studies.kind import Kind

        KIND = Kind(
            __name__,
            __doc__,
            takes=frozenset({"outcomes"}),
            ran="{replicates} replicates at each cost of a visit",
        )
    ''',
    "run.py": '''
        """Runs the team with cheap and with dear visits."""

        import pandas as pd

        from experiments.execution.dry_run import Batch
        from experiments.methods.estimates import CULTURE, difference
        from simulation import SettingsError

        WANTED = {
            cost: {"arm": "team", "brokers.embedding": "none", "encounters.tiring": cost}
            for cost in (1.0, 4.0)
        }

        def check(plan):
            if plan.replicates > 100:
                raise SettingsError("A study of travel takes at most 100 replicates.")

        def batches(plan):
            return [Batch(plan.own, list(WANTED.values()))]

        def conduct(job):
            runs = {}
            for cost, changes in WANTED.items():
                runs |= job.run({cost: changes})
                after(cost)
            cheap, dear = (runs[cost].units([CULTURE]) for cost in WANTED)
            gap = difference(cheap, dear, CULTURE)
            job.study.write("travel.csv", pd.DataFrame([{"cheap": 1.0, "dear": 4.0} | gap._asdict()]))

        def after(cost):
            """What a test puts in to interrupt."""
    ''',
    "figures.py": '''
        """One bar with its interval."""

        import pandas as pd

        from experiments.studies.style import blank, draw_into, interval

        def draw(folder):
            (row,) = pd.read_csv(folder / "travel.csv").to_dict("records")

            def bar():
                figure = blank(4, 2, left=0.5, top=0.3, bottom=0.5)
                interval(figure.subplots(), 0, row["low"], row["mean"], row["high"], "#0072B2")
                return figure

            return draw_into(folder, {"travel": bar})
    ''',
    "report.py": '''
        """What came out."""

        from experiments.studies import phrases
        from experiments.studies.content import Figure, Part, table

        SAID = "Cheap visits change the share who practise by {} percentage points."

        def report(study):
            (row,) = study.table("travel").to_dict("records")
            gap = phrases.interval(phrases.estimate(row, scale=100))
            cells = [{"Cost of a visit": f"{row['cheap']} against {row['dear']}", "Points": gap}]
            path = study.figure("travel")
            shown = [Figure(path, "What cheap visits change.", "A bar.", study.command)]
            main = table("travel", "Cheap and dear visits.", cells, study.command)
            return Part("Cost of visits", answer=[SAID.format(gap)], shown=shown, blocks=main)
    ''',
    "contents.yaml": """
        tables:
          travel.csv:
            meaning: "The difference that cheap visits make"
            columns:
              cheap: ["Weariness where visits are cheap", "per visit"]
              dear: ["Weariness where visits are dear", "per visit"]
              mean: ["Mean paired difference", "share"]
              low:
              high:
              n:
        figures:
          travel: "The difference that cheap visits make"
    """,
}
STUDY = """\
# @package _global_
kind: travel
question: Do cheap visits matter?
arms: []
compare: []
replicates: 3
seed: 0
"""
SMALLEST = [word for word in SMALL if "replicates" not in word] + ["executor=serial"]


@pytest.fixture
def travel(tmp_path, monkeypatch, ask):
    """Runs the command with a study of a kind that is written here and registered by one line."""
    for name, text in FOLDER.items():
        path = tmp_path / "kinds" / "travel" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    path = tmp_path / "mine" / "study" / "travel.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(STUDY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "kinds")
    monkeypatch.setattr(registry, "PACKAGES", [*registry.PACKAGES, "travel"])
    yield lambda *words: ask(
        "--config-dir", str(tmp_path / "mine"), "study=travel", *SMALLEST, *words
    )
    for name in [name for name in sys.modules if name.partition(".")[0] == "travel"]:
        del sys.modules[name]


def folder_in(results):
    (folder,) = (results / "travel").iterdir()
    return folder


def test_it_runs_draws_explains_its_files_and_reports(travel, tmp_path, capsys):
    answer = travel()
    assert answer.status == 0, answer.err
    folder = folder_in(tmp_path / "results")
    assert results_in(folder) >= {"config.yaml", "travel.csv", "travel.png", "travel.svg"}
    assert "Cheap visits change the share who practise by" in answer.out
    assert "Cost of a visit" in answer.out and "1.0 against 4.0" in answer.out
    assert report_command.main([str(folder), "--into", str(tmp_path / "report")]) == 0
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "Cheap visits change the share who practise by" in page
    assert "3 replicates at each cost of a visit" in page
    assert (tmp_path / "report" / "report.pdf").stat().st_size > 0
    assert list((tmp_path / "report" / "tables").glob("*-travel.csv"))


def test_interrupted_and_partly_deleted_it_goes_on_to_the_same_bytes(travel, tmp_path, monkeypatch):
    assert travel("results=whole").status == 0
    whole = contents(folder_in(tmp_path / "whole"))

    def interrupt(cost):
        raise KeyboardInterrupt

    run = importlib.import_module("travel.run")
    with monkeypatch.context() as patch:
        patch.setattr(run, "after", interrupt)
        assert travel("results=parts").status != 0
    folder = folder_in(tmp_path / "parts")
    assert not (folder / "travel.csv").exists() and list((folder / "parts").iterdir())
    assert travel("results=parts").status == 0
    assert contents(folder) == whole
    next(
        path for path in sorted((folder / "parts").iterdir()) if path.suffix == ".parquet"
    ).unlink()
    (folder / "travel.csv").unlink()
    assert travel("results=parts").status == 0
    assert contents(folder) == whole


def test_it_is_rehearsed_checked_and_takes_no_key_of_another_kind(travel, tmp_path):
    answer = travel("dry_run=true")
    assert answer.status == 0 and "6 runs of 60 weeks" in answer.out
    assert not (tmp_path / "results").exists()
    assert "at most 100 replicates" in travel("replicates=101").err
    assert "do not take past" in travel("past=5").err


def test_a_table_that_lacks_a_column_of_its_contents_is_refused(travel, tmp_path, capsys):
    assert travel().status == 0
    folder = folder_in(tmp_path / "results")
    for name in ("ro-crate-metadata.json", "travel.csv"):
        path = folder / name
        if path.suffix == ".csv":
            table = pd.read_csv(path).drop(columns="low")
        path.unlink()
    table.to_csv(folder / "travel.csv", index=False)
    assert report_command.main([str(folder)]) == 2
    refused = capsys.readouterr().err
    assert "'low'" in refused and "travel.csv" in refused


def test_the_help_lists_it_with_all_other_kinds(travel, ask):
    page = " ".join(ask("--help").out.split())
    for kind in registry.kinds().values():
        assert f"{kind.name} {kind.about}" in page
    assert "Asks what it costs in practising that people tire of visits." in page
