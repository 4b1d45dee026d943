"""Reading what studies left behind: which runs there are, their table, and whether they still come out so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from experiments.config.configurations import (
    Configuration,
    ParameterSet,
    text_of,
)
from experiments.store import files as store
from experiments.store.locations import CONFIGURATION, KEYS, SEED
from experiments.store.manifest import the_study_in
from experiments.store.parts import WEEK, RunStore, configuration_name
from simulation import SettingsError

PLAN, FAILURES = "plan.parquet", "failures.csv"
REPLICATE = "replicate"


def note_plan(folder: Path, configured: Iterable[tuple[ParameterSet, Configuration]]) -> None:
    """Add to a study's plan which configurations it runs, with the seeds of each.

    Args:
        folder: of the study.
        configured: each configuration with the parameter set it is in.
    """
    rows = [
        {
            CONFIGURATION: configuration_name(settings, past), "arm": settings.arm,
            "set": one.number, "first_seed": one.seeds[0], "replicates": len(one.seeds),
            "settings": text_of(settings), "past": text_of(past),
        }
        for one, (settings, past) in configured
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    if (folder / PLAN).is_file():
        table = pd.concat([pd.read_parquet(folder / PLAN), table])
    table = table.drop_duplicates(CONFIGURATION, keep="last").sort_values(CONFIGURATION)
    store.save_parquet(folder / PLAN, table)


def read_plan(folder: Path) -> pd.DataFrame:
    """The plan of a study: a row per configuration.

    Raises:
        SettingsError: the folder is not that of a study.
    """
    if not (folder / PLAN).is_file():
        raise SettingsError(f"{folder} is no folder of a study: it has no {PLAN}.")
    plan = pd.read_parquet(folder / PLAN)
    return plan if "past" in plan else plan.assign(past="")  # written before there were futures


def studies_in(path: Path) -> list[Path]:
    """The folders of studies at or below a path, at most two levels down.

    Raises:
        SettingsError: there is none.
    """
    found = [
        said.parent
        for depth in ("config.yaml", "*/config.yaml", "*/*/config.yaml")
        for said in path.glob(depth)
        if (said.parent / PLAN).is_file()
    ]
    if not found:
        raise SettingsError(
            f"There is no study in {path}: a results folder is results/<study>/<hash>."
        )
    return sorted(found)


class State(NamedTuple):
    """How far a study has come: runs planned, there and failed; parts and their bytes."""

    planned: int
    there: int
    failed: int
    parts: int
    bytes: int

    @property
    def words(self) -> str:
        """The state in a word."""
        if self.failed:
            return "failed"
        return "finished" if self.there >= self.planned else "unfinished"


def state_of(folder: Path) -> State:
    """How far the study in a folder has come."""
    plan, index = read_plan(folder), RunStore(folder).index()
    wanted = zip(plan[CONFIGURATION], plan["replicates"], strict=True)
    failures = folder / FAILURES
    failed = len(pd.read_csv(failures)) if failures.is_file() else 0
    return State(
        int(plan["replicates"].sum()), sum(min(n, len(index.seeds_of(name))) for name, n in wanted), failed,
        len(index.paths), sum(path.stat().st_size for path in index.paths),
    )  # fmt: skip


def load(folder: str | Path, outcomes: Sequence[str] = ()) -> pd.DataFrame:
    """The runs of a study as a table.

    Args:
        folder: of the study, `results/<study>/<hash>`; or `results/<study>` with one study in it.
        outcomes: which columns are wanted; all if empty.

    Returns:
        A row per run: `arm`, `set`, a column per setting that varies in the study, `replicate` (0 for
        the first in its parameter set), `seed`, and the outcomes (`simulation.describe` explains each).

    Raises:
        SettingsError: the folder is not that of one study, its runs are not all there, or it has no such
            outcome.
    """
    return pd.concat(stream(folder, outcomes), ignore_index=True)


def stream(
    folder: str | Path, outcomes: Sequence[str] = (), rows: int = 100_000
) -> Iterator[pd.DataFrame]:
    """The table that `load` gives, piece by piece, for studies that are larger than memory.

    Args:
        folder: like `load`.
        outcomes: which columns are wanted; all if empty.
        rows: in a piece, at most.

    Raises:
        SettingsError: like `load`.
    """
    path = the_study_in(Path(folder))
    plan, runs = read_plan(path), RunStore(path)
    wanted = _wanted(path, runs, outcomes)
    varied = _varied(plan)
    first = ["arm", "set", *varied.columns[4:], REPLICATE, SEED]
    for some in _some_at_a_time(plan, rows):
        try:
            table = runs.read(some, [*KEYS, *wanted]).to_pandas()
        except LookupError as error:
            raise SettingsError(f"{path} is not finished: {error} Run the study again.") from None
        table = table.merge(varied, on=CONFIGURATION, how="left")
        table[REPLICATE] = table[SEED] - table.pop("first_seed")
        yield table[[*first, *wanted]]


def _wanted(path: Path, runs: RunStore, outcomes: Sequence[str]) -> list[str]:
    """The outcomes that are asked for, or all that a study has."""
    parts = runs.index().paths
    columns = pq.read_schema(parts[0]).names if parts else []
    known = [n for n in columns if n not in (*KEYS, "arm") and not n.startswith(WEEK)]
    for name in outcomes:
        if known and name not in known:
            raise SettingsError(
                f"{path} has no outcome {name!r}; it has {', '.join(known[:6])}, ..."
            )
    return list(outcomes or known)


def _some_at_a_time(plan: pd.DataFrame, rows: int) -> Iterator[dict[str, range]]:
    """The seeds of the configurations, so many runs at a time."""
    some: dict[str, range] = {}
    many = 0
    for name, first, count in zip(
        plan[CONFIGURATION], plan["first_seed"], plan["replicates"], strict=True
    ):
        for start in range(first, first + count, rows):
            seeds = range(start, min(start + rows, first + count))
            if some and many + len(seeds) > rows:
                yield some
                some, many = {}, 0
            some[name] = seeds
            many += len(seeds)
    yield some


def _varied(plan: pd.DataFrame) -> pd.DataFrame:
    """The plan with a column for every setting that is not the same throughout."""
    settings = pd.DataFrame([json.loads(text) for text in plan["settings"]]).drop(columns="arm")
    kept = [name for name in settings if settings[name].nunique() > 1]
    who = plan[[CONFIGURATION, "arm", "set", "first_seed"]].reset_index(drop=True)
    return pd.concat([who, settings[kept]], axis="columns")
