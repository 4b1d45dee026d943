"""A small study of decisions from end to end, and what it refuses."""

from __future__ import annotations

import importlib.util
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.config import shipped
from experiments.studies.decision import cheapest
from experiments.studies.registry import kind_called
from tests.experiments.small import SMALL, results_in
from tests.refusals import check_sentence, refusal

OWN = ("replicates", "weeks", "contract", "population.managers")
LITTLE = (
    *(word for word in SMALL if not word.startswith(OWN)),
    "weeks=220", "set_replicates=2", "replicates=2", "size=60", "executor=serial",
    "money.critical_mass=0.01",
    "vary={context.reorganisation: plausible, population.managers: [8, 9], contract.weeks: [26, 60], "
    "brokers.managers: {low: 1, high: 3}}",
)  # fmt: skip


def test_without_its_libraries_it_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for name in ("run", "scenarios", "rules"):
        monkeypatch.delitem(sys.modules, f"experiments.studies.decision.{name}", raising=False)
    with refusal("ema_workbench knowledge-brokering[validity]"):
        kind_called("decision").check(None)


@pytest.mark.slow
def test_a_small_study_leaves_tables_that_are_explained(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(cheapest, "MOST_BROKERS", 2)
    monkeypatch.setattr(cheapest, "FTES", (0.5, 1.0))
    monkeypatch.setattr(cheapest, "WEEKS", (26, 52))
    pd.read_csv(shipped.path_of("plausible", "ensembles")).head(6).to_csv(
        tmp_path / "few.csv", index=False
    )
    most = ask("study=decision", "ensemble=few.csv", *LITTLE, "dry_run=true").out
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 0, answer.err
    assert "Over 60 scenarios" in answer.out
    (folder,) = (tmp_path / "results" / "decision").iterdir()
    tables = {"scenarios", "leads", "circumstances", "rules", "cheapest", "plans"}
    figures = {
        f"{name}.{kind}" for name in ("circumstances", "cheapest") for kind in ("png", "svg")
    }
    assert results_in(folder) == {"config.yaml", *figures, *(f"{name}.csv" for name in tables)}
    runs = sum(pq.read_metadata(part).num_rows for part in (folder / "parts").glob("*.parquet"))
    assert runs <= int(most.partition("at most ")[2].partition(" runs")[0])
    scenarios = pd.read_csv(folder / "scenarios.csv")
    assert len(scenarios) == 60 and set(scenarios["set"]) == set(range(6))
    assert set(pd.read_csv(folder / "leads.csv")["other"]) == {"solos", "single_matched"}
    plans = pd.read_csv(folder / "cheapest.csv").set_index("arm")
    assert plans["plans"].to_dict() == {"team": 4, "solos": 8}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ensemble=''", "ensemble"),
        ("set_replicates=1", "set_replicates 2 1"),
        ("weeks=120", ""),
        ("vary={brokers.embedding: [none, two_way]}", "brokers.embedding"),
        ("context.reorganisation=0.9", "context.reorganisation varies in this study"),
        ("context.reorganisation=0.2", "a value given to it would have no effect"),  # its default
        ("vary={money.salary: [50000, 60000]}", "money.salary decision"),
        (
            "vary={money.critical_mass: [0.2, 0.3]}",
            "money.critical_mass",  # LITTLE gives it a value
        ),
        ("replicates=999", "replicates 248 999"),
    ],
)
def test_what_cannot_be_is_refused(ask, said, words):
    answer = ask("study=decision", *LITTLE, said)
    assert answer.status == 2
    check_sentence(answer.err, words)


def test_what_plans_are_judged_by_does_not_differ_between_sets(ask, tmp_path):
    (tmp_path / "few.csv").write_text("money.salary,team.shield\n50000,0.4\n60000,0.5\n")
    answer = ask("study=decision", "ensemble=few.csv", *LITTLE)
    assert answer.status == 2
    check_sentence(answer.err, "money.salary")
