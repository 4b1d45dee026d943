"""The first replicates of every configuration behind the reference results, as the model gave them.

`python -m tests.documentation.first_replicates` writes the file anew after a change of the model, for
which the reference studies are run anew too. The deep tests see that the whole tables still follow.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from omegaconf import OmegaConf

from docs.generated import reference
from experiments.config.configurations import Changes, ParameterSet
from experiments.config.plan import Plan
from experiments.execution.executors import processes, serial
from experiments.execution.worker import Worker
from experiments.store.parts import Parts
from experiments.store.replicates import Replicates, stacked
from experiments.studies.break_even import run as break_even
from experiments.studies.ledger import run as ledger
from experiments.studies.ledger.patterns import PATTERNS
from experiments.studies.mechanisms import run as mechanisms
from experiments.studies.tipping import run as tipping
from simulation.settings import ARMS
from tests.experiments.test_plan import plan

FILE = Path(__file__).with_name("first_replicates.csv")
REPLICATES, SETS = 2, 5  # of each configuration; of the ensemble
OUTCOMES = (
    "practising_host_end", "practising_host_followup", "attitude_host_followup", "knowledge_all_end",
    "skill_academics_followup", "confidence_managers_midway", "ties_all_followup", "bond_host_end",
    "leavers_all_followup", "bids_won_academics_followup", "decisions_informed_managers_followup",
    "meetings_bad_all_followup", "bridges", "exits", "hours_meetings", "strain_contract", "money",
)  # fmt: skip


def said(study: str) -> OmegaConf:
    """The configuration of a reference study."""
    return OmegaConf.load(reference.FOLDER / study / "config.yaml")


def planned(study: str) -> Plan:
    """The plan of a reference study as far as its worlds go, without what varies in them."""
    of = said(study)
    return plan(
        kind="headline" if of.kind in ("decision", "sensitivity") else of.kind, arms=[], compare=[],
        replicates=of.replicates, ensemble=of.ensemble, most_sets=of.most_sets,
        set_replicates=of.set_replicates, seed=of.seed,
    )  # fmt: skip


def run[Name](
    folder: Path, sets: Sequence[ParameterSet], wanted: Mapping[Name, Changes]
) -> dict[Name, pd.DataFrame]:
    """The replicate tables of some configurations, run now."""
    runs = worked(Worker(Parts(folder / "study" / "again"), processes, 2), sets, wanted)
    return {name: found.replicates for name, found in zip(wanted, runs, strict=True)}


def worked(
    worker: Worker, sets: Sequence[ParameterSet], wanted: Mapping[object, Changes]
) -> list[Replicates]:
    """The runs of some configurations."""
    rows = [[(one, one.configured(changes)) for one in sets] for changes in wanted.values()]
    return worker.run(rows, lambda done: None)


def sampled() -> Iterator[tuple[str, Sequence[ParameterSet], Mapping[object, Changes]]]:
    """Studies with parameter sets and the configurations that are run in them."""
    patterns, headline = (planned(name) for name in ("patterns", "headline"))
    arms = {arm: {"arm": arm} for arm in ARMS}
    yield "patterns", patterns.own, ledger.configurations(PATTERNS)
    yield "patterns", patterns.sets[:SETS], ledger.configurations(PATTERNS[:1])
    yield "headline", (*headline.own, *headline.sets[:SETS]), arms
    combined = enumerate(mechanisms.combinations())
    yield (
        "mechanisms",
        planned("mechanisms").own,
        {number: mechanisms.changes_of(one) for number, one in combined},
    )
    tips, pays = planned("tipping"), planned("break_even")
    yield "tipping", tips.own, tipping.wanted()
    yield "break_even", pays.own, break_even.cases(pays.settings, pays.settings)


def table() -> pd.DataFrame:
    """The means over the first replicates: a row per study, configuration and parameter set."""
    rows = []
    for study, sets, wanted in sampled():
        few = [one._replace(seeds=one.seeds[:REPLICATES]) for one in sets]
        with tempfile.TemporaryDirectory() as folder:
            parts = Parts(Path(folder) / "study" / "again")
            # In this process, as starting others would take longer; read at once.
            runs = worked(Worker(parts, serial, 1, OUTCOMES), few, wanted)
            means = [pd.DataFrame(one).mean() for one in stacked(runs, OUTCOMES)]
        places = itertools.product(range(len(wanted)), (one.number for one in few))
        rows += [(study, *at, *row) for at, row in zip(places, means, strict=True)]
    return pd.DataFrame(rows, columns=["study", "configuration", "set", *OUTCOMES])


if __name__ == "__main__":
    table().to_csv(FILE, index=False, float_format="%.9g", lineterminator="\n")
