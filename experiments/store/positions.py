"""In which row of which part each run of a study is. A few bytes a run, so that all fit in memory."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import union_categoricals

from experiments.store.opening import DamagedError

CONFIGURATION, SEED = "configuration", "seed"
KEYS = [CONFIGURATION, SEED]

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


class Positions(NamedTuple):
    """The row and the part of each run, once each, sorted by configuration and then by seed.

    A place is the number of a run in this order. The arrays are `(runs,)`.
    """

    # The first place of each configuration, and the one after its last; configurations are in order.
    names: Mapping[str, tuple[int, int]]
    seed: Places
    part: Numbers
    row: Numbers  # in that part
    paths: Sequence[Path]  # of the parts

    def seeds_of(self, name: str) -> Places:
        """The seeds of a configuration's runs, in order."""
        return self.seed[slice(*self.names.get(name, (0, 0)))]

    def places(self, name: str, seeds: Sequence[int] | Places) -> Places:
        """The places of some runs of a configuration; -1 where there is none."""
        first, _ = self.names.get(name, (0, 0))
        there, wanted = self.seeds_of(name), np.asarray(seeds, np.int64)
        at = np.searchsorted(there, wanted)
        found = np.append(there, -1)[at] == wanted
        return np.where(found, first + at, -1)

    def places_of(self, wanted: Mapping[str, Sequence[int]]) -> Places:
        """The places of some runs, given as the seeds of each configuration.

        Raises:
            LookupError: a run is missing.
        """
        found = [self.places(name, seeds) for name, seeds in wanted.items()]
        places = np.concatenate([np.empty(0, np.int64), *found])
        if missing := int((places < 0).sum()):
            raise LookupError(f"{missing} of {len(places)} runs are missing.")
        return places

    def name_at(self, place: int) -> str:
        """The configuration of the run at a place."""
        return next(name for name, (first, end) in self.names.items() if first <= place < end)


def positions_of(paths: Sequence[Path]) -> Positions:
    """The positions of the runs in some parts; parts that no longer exist are skipped."""
    kept: list[Path] = []
    names = []
    seeds, parts, rows = ([np.empty(0, kind)] for kind in (np.int64, np.int32, np.int32))
    for path in paths:
        try:
            table = pq.ParquetFile(path, read_dictionary=[CONFIGURATION]).read(columns=KEYS)
        except FileNotFoundError:  # another process has just replaced it
            continue
        names.append(table[CONFIGURATION].to_pandas().array)
        seeds.append(table[SEED].to_numpy())
        parts.append(np.full(len(table), len(kept), np.int32))
        rows.append(np.arange(len(table), dtype=np.int32))
        kept.append(path)
    named = union_categoricals(names or [pd.Categorical([])], sort_categories=True)
    configuration, known = named.codes, named.categories.tolist()
    seed, part, row = (np.concatenate(column) for column in (seeds, parts, rows))
    order = np.lexsort((seed, configuration))
    configuration, seed = configuration[order], seed[order]
    first = np.ones(len(order), bool)  # of the rows with the same run
    first[1:] = (np.diff(configuration) != 0) | (np.diff(seed) != 0)
    bounds = np.searchsorted(configuration[first], np.arange(len(known) + 1)).tolist()
    spans = dict(zip(known, itertools.pairwise(bounds), strict=True))
    return Positions(spans, seed[first], part[order][first], row[order][first], kept)


def take(positions: Positions, places: Places, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows at some places, in that order, with some columns; None: all.

    Only the row groups that hold them are read.

    Raises:
        FileNotFoundError: a part no longer exists.
        DamagedError: a part has no such column.
    """
    pieces: list[pa.Table] = []
    order: list[Places] = []
    part_of = positions.part[places]
    for part in np.unique(part_of):
        here = np.flatnonzero(part_of == part)
        pieces.append(_rows(positions.paths[part], positions.row[places[here]], columns))
        order.append(here)
    if len(pieces) == 1:
        return pieces[0]
    return pa.concat_tables(pieces).take(pa.array(np.argsort(np.concatenate(order))))


def _rows(path: Path, rows: Numbers, columns: Sequence[str] | None) -> pa.Table:
    """Some rows of a part, in that order."""
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        groups = np.unique(np.searchsorted(ends, rows, side="right"))
        read = np.concatenate([np.arange(ends[g] - sizes[g], ends[g]) for g in groups])
        there = {*file.schema_arrow.names}
        if missing := [name for name in columns or () if name not in there]:
            raise DamagedError(path, f"the column {missing[0]!r} is missing")
        table = file.read_row_groups(groups.tolist(), columns=columns and list(columns))
    return (
        table if np.array_equal(read, rows) else table.take(pa.array(np.searchsorted(read, rows)))
    )
