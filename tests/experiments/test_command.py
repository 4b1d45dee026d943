"""The command as a person uses it: what it prints, where it writes, and Hydra's own ways."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal

import pandas as pd
import pytest
from omegaconf import OmegaConf

from experiments.cli import brokering as run
from experiments.config.observed import WEEKLY
from experiments.config.schema import groups, model_settings, study_keys
from experiments.execution import pieces
from experiments.execution.pieces import run_piece
from experiments.store.crate import METADATA
from simulation import MODEL_VERSION, __version__
from simulation.settings import ARMS
from tests.experiments.processes import (
    ended,
    gone,
    has_children,
    has_loaded,
    interrupt,
    start,
    wait_until,
)
from tests.experiments.small import SMALL, results_in
from tests.refusals import check_sentence

FILES = {
    "config.yaml", "culture.png", "culture.svg", "differences.csv", "gains.png", "gains.svg",
    "replicates.parquet", "table.csv", "weekly.parquet",
}  # fmt: skip


# A shell says 130 of both: where the interrupt came in code that is run from a string, as libraries do
# while they are imported, CPython ends itself by the signal once the program has said its sentence.
ENDED = (130, -signal.SIGINT)


def folders(results):
    return sorted(path for path in (results / "team_vs_solo").iterdir() if path.is_dir())


# One without brokers, one that the headline does not compare, and one that it does.
@pytest.mark.parametrize("arm", ["none", "single", "team"])
@pytest.mark.usefixtures("undrawn")
def test_an_arm_runs_alone_from_the_command(ask, tmp_path, arm):
    answer = ask(*SMALL, "executor=serial", f"arms=[{arm}]")
    assert (answer.status, answer.err) == (0, "")
    (folder,) = folders(tmp_path / "results")
    replicates = pd.read_parquet(folder / "replicates.parquet")
    assert list(replicates["arm"].unique()) == list(dict.fromkeys(["none", arm]))
    assert list(replicates["seed"].unique()) == [0, 1, 2]


def test_the_study_prints_its_answer_and_keeps_everything(ask, tmp_path):
    answer = ask(*SMALL, "executor=serial")
    assert (answer.status, answer.err) == (0, "")
    (folder,) = folders(tmp_path / "results")
    assert results_in(folder) == FILES
    said = " ".join(answer.out.split())
    for part in ("contract.weeks=26", f"results/team_vs_solo/{folder.name}"):
        assert part in said
    assert re.search(r"\b3 replicates", said) and re.search(r"\b60 weeks", said)
    assert "percentage points" in said  # the answer
    shares = pd.read_csv(folder / "table.csv").query("outcome == 'practising_host_end'")
    assert set(shares["arm"]) == set(ARMS)
    row = re.search(r"week 26((?:\s+[\d.]+%)+)", answer.out)[1].split()
    assert row == [f"{100 * share:.1f}%" for share in shares["mean"]]  # a column for each arm
    weekly = pd.read_parquet(folder / "weekly.parquet")
    assert len(weekly) == len(ARMS) * 61 * len(WEEKLY)
    differences = pd.read_csv(folder / "differences.csv")
    assert len(differences.groupby(["arm", "reference"])) == 4 + 3
    said = OmegaConf.load(folder / "config.yaml")
    assert (said.contract.weeks, said.replicates, said.model_version >= 1) == (26, 3, True)


def timeless(record):
    """The record of a run without what differs from run to run."""
    fleeting = ("startTime", "endTime", "datePublished")
    graph = json.loads(record)["@graph"]
    return [
        {key: value for key, value in entity.items() if key not in fleeting}
        for entity in graph
        if not entity["@id"].startswith(("#machine/", "uncommitted.diff"))
    ]


@pytest.mark.slow
def test_the_same_command_gives_the_same_bytes_whatever_the_executor(installed, tmp_path):
    kept, small = {}, [word for word in SMALL if not word.startswith("replicates=")]
    for results, how in (("a", "serial"), ("b", "processes")):
        more = (f"results={results}", f"executor={how}", "replicates=30", "workers=2")
        answer = installed(*small, *more, PYTHONHASHSEED=str(len(kept)))
        assert (answer.status, answer.err) == (0, "") and "percentage points" in answer.out
        (folder,) = folders(tmp_path / results)
        names = results_in(folder)
        kept[results] = {name: (folder / name).read_bytes() for name in names}
        kept[results]["folder"] = folder.name.encode()
        kept[results]["record"] = timeless((folder / METADATA).read_text())
    assert kept["a"] == kept["b"]


@pytest.mark.usefixtures("undrawn")
def test_a_sweep_runs_every_value_into_a_folder_of_its_own(ask, tmp_path):
    answer = ask("--multirun", *SMALL[:-2], "contract.weeks=26,39", "replicates=2",
                       "executor=serial", "arms=[team,solos]")  # fmt: skip
    assert (answer.status, answer.err) == (0, "")
    weeks = [
        OmegaConf.load(f / "config.yaml").contract.weeks for f in folders(tmp_path / "results")
    ]
    assert sorted(weeks) == [26, 39]
    assert "contract.weeks=26" in answer.out and "contract.weeks=39" in answer.out


def test_nothing_is_written_but_the_results(ask, tmp_path):
    assert ask(*SMALL, "executor=serial", "results=deep/er").status == 0
    assert ask("brokers.fte=2").status == 2
    written = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    (folder,) = {name.rpartition("/")[0].removesuffix("/parts") for name in written}
    assert folder.startswith("deep/er/team_vs_solo/")
    assert results_in(tmp_path / folder) == FILES


def test_the_help_page_names_every_group_key_arm_and_study(ask):
    answer = ask("--help")
    assert answer.err == ""
    page = " ".join(answer.out.split())  # long meanings are wrapped
    for name, meaning in {**groups(), **study_keys()}.items():
        assert f"{name} {meaning.removesuffix('.')}" in page, name
    for part in (
        *ARMS,
        "team_vs_solo",
        "model=plausible",
        "most_sets=",
        "brokering --settings",
        "--multirun",
        "results/",
        "--cfg job",
    ):
        assert part in answer.out


def test_every_setting_is_listed_with_unit_range_and_meaning(ask):
    answer = ask("--settings")
    for name, leaf in model_settings().items():
        assert f"\n{name}=" in f"\n{answer.out}"
        assert leaf.passport.meaning in answer.out
    assert "'weeks'" in ask("--settings", "weks").err
    contract = ask("--settings", "contract").out
    assert "contract.weeks=104" in contract and "plausible 26 to 156" in contract
    assert "population.managers" not in contract


def test_one_setting_is_shown_and_one_that_is_unknown_is_refused(ask):
    for words in (("--settings", "contract.weeks"), ("--settings=contract.weeks",)):
        shown = ask(*words).out
        assert shown.count("=") == 1 and shown.startswith("contract.weeks=104")
        assert "26 to 156" in shown
    assert ask("--settings", "weeks").out.startswith("weeks=")
    for name, near in (("contract.wekks", "contract.weeks"), ("contrac", "contract")):
        answer = ask("--settings", name)
        assert answer.status == 2
        check_sentence(answer.err, f"{name} {near}")


def test_the_version_is_that_of_this_program(ask):
    said = ask("--version").out
    assert __version__ in said and "Hydra" not in said and f"version {MODEL_VERSION}" in said


def test_hydras_own_ways_still_work(ask, tmp_path):
    shown = OmegaConf.create(ask("--cfg", "job", "contract.weeks=52").out)
    assert shown.contract.weeks == 52
    assert "BasicSweeper" in ask("--info", "plugins").out
    assert "COMP" in ask("--shell-completion", "install=bash").out
    assert not list(tmp_path.iterdir())


LONG = "replicates=100000"  # days of work
INTERRUPTED = re.compile(
    r"Interrupted(: \d+ runs saved; run the same command again to resume"
    r"| before the first run: nothing was saved)\.\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stage", [has_loaded("numpy"), has_children(3)], ids=["while it imports", "while it runs"]
)
def test_an_interrupt_ends_everything_with_one_sentence(tmp_path, stage):
    running = start(tmp_path, LONG)
    status, err = interrupt(running, signal.SIGINT, stage)
    assert status in ENDED and INTERRUPTED.fullmatch(err)
    assert gone(running.pid)


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.deep), signal.SIGKILL]
)
def test_workers_end_with_the_process_that_started_them(tmp_path, number):
    running = start(tmp_path, LONG)
    wait_until(lambda: has_children(3)(running))
    os.kill(running.pid, number)
    ended(running)
    assert gone(running.pid)


def test_an_interrupt_that_a_library_swallows_ends_the_study_all_the_same(ask, monkeypatch):
    swallowed = []

    def swallow(piece):
        if not swallowed:
            swallowed.append(piece)
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        return run_piece(piece)

    monkeypatch.setattr(pieces, "run_piece", swallow)
    monkeypatch.setattr(run, "_interrupts", [])
    answer = ask(*SMALL, "executor=serial")
    assert swallowed and answer.status == 130 and INTERRUPTED.fullmatch(answer.err)
