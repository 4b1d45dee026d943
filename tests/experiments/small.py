"""A study small enough to run in a test, and tables with planted answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hydra import compose, initialize_config_module
from omegaconf import OmegaConf

from experiments.cli import brokering as run
from experiments.config.plan import Plan
from experiments.methods.estimates import OUTCOMES
from experiments.store.contents import columns_of
from experiments.store.parts import Parts
from experiments.store.record import OF_THE_RUN, files_in
from experiments.store.study_folder import StudyFolder
from experiments.studies.composing import plan_of
from experiments.studies.registry import kind_called

SMALL = (
    "population.organisations=2",
    "population.managers=8",
    "population.departments=2",
    "population.academics=8",
    "weeks=60",
    "contract.weeks=26",
    "replicates=3",
)
MOMENTS = {"end": 26, "followup": 60}


def planted(**shares: float) -> dict[str, pd.DataFrame]:
    """Replicate tables of arms whose hosts practise as said on average, alike in every other way.

    The same swing of one percentage point comes on top in every arm, as the worlds are the same; half
    of it less in every second replicate, so that differences vary too.
    """
    swing = np.array([-0.01, 0.0, 0.01, 0.0])
    arms = {}
    for number, (arm, share) in enumerate(shares.items()):
        runs = pd.DataFrame({outcome: np.zeros(4) for outcome in OUTCOMES})
        own = swing + 0.005 * number * np.array([1, -1, -1, 1])
        runs = runs.assign(arm=arm, seed=range(4), set=0, practising_host_end=share + own)
        arms[arm] = runs.assign(practising_host_followup=share + own, money=1000.0 * number)
    return arms


def results_in(folder) -> set[str]:
    """The names of a study's results; the record of the run is beside them and explains them all."""
    names = {path.name for path in folder.iterdir()}
    assert names >= set(OF_THE_RUN) - {"uncommitted.diff"}
    explained = kind_called(StudyFolder(folder).kind).contents
    for name in files_in(folder):
        assert explained.meaning(name) or name in OF_THE_RUN, name
        table = explained.table(name)
        for column in columns_of(folder / name):
            assert table is not None and table.explain(column), f"{name}: {column}"
        if table is not None and (folder / name).suffix in (".csv", ".parquet"):
            assert set(table.needed) <= set(columns_of(folder / name)), name
    return names - set(OF_THE_RUN) - {"parts", "plan.parquet"}


def contents(folder) -> dict[str, bytes]:
    """The content of every file of a study but those that speak of the one run."""
    return {
        name: (folder / name).read_bytes() for name in files_in(folder) if name not in OF_THE_RUN
    }


def damage(folder, row: int, column: str, by: float, week: int | None = None) -> str:
    """Change one stored number of a study of one part, in one week where it is a course; the run it is of."""
    kept = Parts(folder)
    (part,) = kept.sound_parts()
    runs = pq.read_table(part)
    values = runs[column].to_pylist()
    if week is None:
        values[row] += by
    else:
        values[row][week] += by
    place = runs.column_names.index(column)
    part.unlink()
    kept.add(
        runs.set_column(place, runs.schema.field(place), pa.array(values, runs.schema.types[place]))
    )
    return f"{runs['configuration'][row]}-{runs['seed'][row]}"


def composed(words) -> Plan:
    """The plan of a command."""
    run.register()
    with initialize_config_module("configs", version_base="1.3"):
        config = compose("config", overrides=words, return_hydra_config=True)
    values = OmegaConf.to_container(config)
    study = values.pop("hydra")["runtime"]["choices"]["study"]
    return plan_of(study, values, [word.partition("=")[0] for word in words])
