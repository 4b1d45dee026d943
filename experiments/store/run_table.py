"""The runs of a study as a table, and the plan that says which runs it has."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from experiments.config.configurations import Configuration, ParameterSet, text_of
from experiments.config.groups import group_of
from experiments.config.schema import SETTINGS
from experiments.store import opening
from experiments.store.atomic import save_parquet
from experiments.store.opening import TEXT, WHOLE, DamagedError
from experiments.store.parts import WEEK, Parts, configuration_name
from experiments.store.positions import CONFIGURATION, KEYS, SEED
from simulation import SettingsError

PLAN = "plan.parquet"
REPLICATE = "replicate"
WHOSE, OWN, SET, EXCHANGED = "settings", "own", "set", "exchanged"  # a column, and what it holds
COLUMNS = {
    CONFIGURATION: TEXT, "arm": TEXT, "set": WHOLE, "first_seed": WHOLE, "replicates": WHOLE,
    "settings": TEXT, "past": TEXT,
}  # fmt: skip


class State(NamedTuple):
    """How far a study has come: runs planned, saved and failed, and the bytes of their parts."""

    planned: int
    saved: int
    failed: int
    bytes: int

    @property
    def word(self) -> str:
        """The state in a word."""
        if self.failed:
            return "failed"
        return "finished" if self.saved >= self.planned else "unfinished"


def note_plan(folder: Path, configured: Iterable[tuple[ParameterSet, Configuration]]) -> None:
    """Add the configurations that a study runs to its plan, with the seeds of each."""
    rows = [
        {
            CONFIGURATION: configuration_name(settings, past), "arm": settings.arm,
            "set": one.number, "first_seed": one.seeds[0], "replicates": len(one.seeds),
            "settings": text_of(settings), "past": text_of(past),
        }
        for one, (settings, past) in configured
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    with contextlib.suppress(SettingsError):  # what is missing or damaged is made anew
        table = pd.concat([read_plan(folder), table])
    table = table.drop_duplicates([CONFIGURATION, "first_seed"], keep="last")
    table = table.sort_values([CONFIGURATION, "first_seed"])
    save_parquet(folder / PLAN, table)


def read_plan(folder: Path) -> pd.DataFrame:
    """The plan of a study: a row per configuration and first seed.

    Raises:
        SettingsError: it is missing or damaged.
    """
    if not opening.is_there(folder / PLAN):
        raise SettingsError(
            f"{folder} is not the folder of a study that has run: it has no {PLAN}."
        )
    return opening.parquet(folder / PLAN, COLUMNS)


def stream(
    folder: Path, outcomes: Sequence[str], rows: int, first_in_sets: float, exchanges: str
) -> Iterator[pd.DataFrame]:
    """The table that `experiments.load` gives, in pieces of so many rows; without names, all outcomes.

    Seeds from `first_in_sets` on are those of parameter sets, between which the study also exchanges the
    settings of the group `exchanges`, if it names one.

    Raises:
        SettingsError: some runs are missing, or there is no such outcome.
    """
    plan, parts = read_plan(folder), Parts(folder, mends=False)
    wanted = _wanted(parts, outcomes)
    varied = _varied(folder, plan, first_in_sets, exchanges)
    first = ["arm", "set", WHOSE, *varied.columns[6:], REPLICATE, SEED]
    for some in _seeds_of_pieces(plan, rows):
        try:
            table = parts.read(some, [*KEYS, *wanted]).to_pandas()
        except LookupError as error:
            raise SettingsError(
                f"{folder} is not finished: {error} Run the same command again to resume."
            ) from None
        table = _beside(table, varied)
        table[REPLICATE] = table[SEED] - table["first"]
        yield table[[*first, *wanted]]


def _wanted(parts: Parts, outcomes: Sequence[str]) -> list[str]:
    """The outcomes that are asked for, or all that a study has."""
    paths = parts.positions().paths
    columns = pq.read_schema(paths[0]).names if paths else []
    known = [n for n in columns if n not in (*KEYS, "arm") and not n.startswith(WEEK)]
    for name in outcomes:
        if known and name not in known:
            raise SettingsError(
                f"{parts.folder} has no outcome {name!r}; it has {', '.join(known[:6])}, ..."
            )
    return list(outcomes or known)


def _beside(runs: pd.DataFrame, varied: pd.DataFrame) -> pd.DataFrame:
    """Runs with the row of the plan that each is of: the last that begins with its seed or before."""
    order = runs.reset_index().sort_values(SEED, kind="stable")
    columns = varied.sort_values("first_seed")
    found = pd.merge_asof(order, columns, left_on=SEED, right_on="first_seed", by=CONFIGURATION)
    return found.sort_values("index", ignore_index=True).drop(columns="index")


def _seeds_of_pieces(plan: pd.DataFrame, rows: int) -> Iterator[dict[str, list[int]]]:
    """For each piece of at most so many runs, the seeds of its configurations; each run once."""
    some: dict[str, list[int]] = {}
    many, before, done = 0, "", 0
    columns = (plan[name] for name in (CONFIGURATION, "first_seed", "replicates"))
    for name, first, count in zip(*columns, strict=True):
        first, last = max(first, done) if name == before else first, first + count
        for start in range(first, last, rows):
            seeds = range(start, min(start + rows, last))
            if some and many + len(seeds) > rows:
                yield some
                some, many = {}, 0
            some.setdefault(name, []).extend(seeds)
            many += len(seeds)
        before, done = name, max(last, first)
    yield some


def _varied(folder: Path, plan: pd.DataFrame, first_in_sets: float, exchanges: str) -> pd.DataFrame:
    """The plan with whose settings each row has, and a column per setting that varies."""
    settings = settings_in(folder, plan)
    settings = settings.loc[:, settings.nunique() > 1]
    who = plan[[CONFIGURATION, "arm", "set", "first_seed"]].reset_index(drop=True)
    who[WHOSE] = whose(plan, settings, first_in_sets, exchanges)
    in_sets = who[WHOSE] != OWN
    who["set"] = who["set"].astype("Int64").where(in_sets)
    same = [
        who[CONFIGURATION],
        in_sets,
    ]  # replicates go on where a configuration has further worlds
    who["first"] = who.groupby(same)["first_seed"].transform("min")
    return pd.concat([who, settings], axis="columns")


def settings_in(folder: Path, plan: pd.DataFrame) -> pd.DataFrame:
    """The settings of each row of a plan, but for the arm.

    Raises:
        SettingsError: they cannot be read.
    """
    try:
        return pd.DataFrame([dict(json.loads(text)) for text in plan["settings"]]).drop(
            columns="arm"
        )
    except (ValueError, TypeError, KeyError):
        raise DamagedError(folder / PLAN, "it holds no settings") from None


def whose(
    plan: pd.DataFrame, settings: pd.DataFrame, first_in_sets: float, exchanges: str
) -> pd.Series:
    """Whose settings each row of a plan has: `OWN`, `SET` or `EXCHANGED` (see `stream`)."""
    plan = plan.reset_index(drop=True)
    in_sets = plan["first_seed"] >= first_in_sets
    found = in_sets.map({True: SET, False: OWN})
    if exchanges and in_sets.any():  # never in the runs without brokers
        group = settings[[n for n in settings if n in SETTINGS and group_of(n) == exchanges]]
        alone = group.where(in_sets & (plan["arm"] == "none"))
        of_set = alone.groupby(plan["set"].where(in_sets)).transform("first")
        found[in_sets & (group != of_set).any(axis="columns")] = EXCHANGED
    return found
