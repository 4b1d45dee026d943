"""The folder of a study: configuration, runs, tables, figures, and the record of the run."""

from __future__ import annotations

import functools
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.config import ensembles, shipped
from experiments.config.named_files import FILES, PUBLIC, digest, public_name
from experiments.config.plan import MOST_REPLICATES, ROOM, Plan
from experiments.store import atomic, names, opening, record, run_table
from experiments.store.citation import Work
from experiments.store.configured import Configured
from experiments.store.contents import Contents
from experiments.store.crate import METADATA, Run
from experiments.store.opening import CONFIGURATION
from experiments.store.parts import PARTS, Parts
from experiments.store.positions import CONFIGURATION as NAME
from experiments.store.record import Record
from experiments.store.run_table import PLAN, State
from simulation import SettingsError

FAILURES = "failures.csv"
MAY_BE_EMPTY = ("rules", "losing", "exclusions", "separating")  # tables: nothing was found


class StudyFolder(Configured):
    """The folder of a study: writes and reads all that is in it.

    Files that changed since the study wrote them are refused where they are read.
    """

    _begun: Run | None = None
    contents: Contents | None = None  # what its tables must hold, once its kind is known

    @classmethod
    def begin(cls, plan: Plan, results: str) -> StudyFolder:
        """The folder, below `results`, of a study that is about to run, with its configuration.

        Raises:
            SettingsError: nothing can be written there, or its name is taken.
        """
        names.check_name(plan, results)
        with names.said_of_results():
            folder = atomic.folder_for(results, plan.study, plan.name)
        if opening.is_there(folder / PARTS) and not (folder / PARTS).is_dir():
            atomic.clear(folder / PARTS)
        for place in (folder, folder / PARTS):
            atomic.remove_orphans(place)
        begun = record.begin(plan, folder)
        atomic.save_text(folder / CONFIGURATION, plan.description())
        for name, path in plan.rosters().items():  # without its posts no reader understands a study
            atomic.save(folder / name, functools.partial(shutil.copyfile, path))
        study = cls(folder)
        study._begun = begun
        return study

    def finish(self, workers: int, contents: Contents) -> None:
        """Sort the runs and write the record of the run, with what tables and figures hold."""
        assert self._begun is not None, "the study was begun"
        self.check_inputs()
        self.runs.sort()
        record.finish(self._begun, workers, contents)

    def check_inputs(self) -> None:
        """Refuse to go on with a file that has changed since the study began.

        Raises:
            SettingsError: a file has changed.
        """
        assert self._begun is not None, "the study was begun"
        for name, path in self._begun.paths.items():
            if not path.is_file() or digest(path) != self._begun.inputs[name]["sha256"]:
                raise SettingsError(
                    f"{path} has changed while the study ran: leave it as it is, and run the same "
                    "command again."
                )

    def rosters(self) -> list[Path]:
        """Its copies of the rosters that it read."""
        return [path for path in sorted(self.folder.glob("*.csv")) if PUBLIC.fullmatch(path.name)]

    @functools.cached_property
    def runs(self) -> Parts:
        """Its runs; only a study that was begun moves damaged parts aside."""
        return Parts(self.folder, mends=self._begun is not None)

    @property
    def is_kept(self) -> bool:
        """Whether only tables, figures and record are kept here, as in results/reference, and no runs."""
        return opening.is_there(self.folder / METADATA) and not opening.is_there(self.folder / PLAN)

    def no_runs(self) -> str:
        """The sentence that no runs are kept here, and how they are made again."""
        again = self.command_explained
        return f"{self.folder} keeps tables and figures, but no runs: {again} runs them again."

    def plan(self) -> pd.DataFrame:
        """The plan: a row per configuration and first seed.

        Raises:
            SettingsError: it is missing or damaged.
        """
        return run_table.read_plan(self.folder)

    def stream(
        self, outcomes: Sequence[str] = (), rows: int = 100_000, exchanges: str = ""
    ) -> Iterator[pd.DataFrame]:
        """The runs as a table, in pieces (see `experiments.stream`); `exchanges` is as in `Kind`."""
        if self.is_kept:
            raise SettingsError(self.no_runs())
        return run_table.stream(self.folder, outcomes, rows, self._first_in_sets, exchanges)

    @property
    def _first_in_sets(self) -> float:
        """The first seed of runs in parameter sets."""
        room = ROOM if self.over_sets else math.inf
        return float(self.configuration["seed"] * MOST_REPLICATES + room)

    def whose(self, exchanges: str = "") -> pd.Series:
        """Whose settings each row of the plan has (`run_table.OWN` and others)."""
        plan = self.plan()
        settings = run_table.settings_in(self.folder, plan)
        return run_table.whose(plan, settings, self._first_in_sets, exchanges)

    @property
    def state(self) -> State:
        """How far the study has come."""
        plan, positions = self.plan(), self.runs.positions()
        wanted = zip(plan[NAME], plan["first_seed"], plan["replicates"], strict=True)
        return State(
            int(plan["replicates"].sum()),
            sum(
                int((positions.places(name, range(first, first + many)) >= 0).sum())
                for name, first, many in wanted
            ),
            len(self.failures()), sum(path.stat().st_size for path in positions.paths),
        )  # fmt: skip

    def failures(self) -> pd.DataFrame:
        """A row per run that failed."""
        path = self.folder / FAILURES
        if not opening.is_there(path):
            return pd.DataFrame()
        return opening.csv(path, ("configuration", "seed", "settings", "past"), keep_empty=True)

    def write(self, name: str, table: pd.DataFrame | Iterable[Any]) -> None:
        """Write a table: CSV or Parquet by the ending of its name, whole or not at all.

        It may be given in pieces with the same columns, so that only one is in memory.
        """
        pieces = [table] if isinstance(table, pd.DataFrame) else table
        save = atomic.save_csv if name.endswith(".csv") else atomic.save_parquet
        save(self.folder / name, map(_published, pieces))

    def has(self, table: str) -> bool:
        """Whether there is a table of that name."""
        return (self.folder / f"{table}.csv").is_file()

    def table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A table of the folder; the name is without its ending.

        It must have some columns; if none is named, those that its contents say.

        Raises:
            SettingsError: it is missing, damaged or empty, or has changed since the study wrote it.
        """
        path = self.folder / f"{name}.csv"
        if not opening.is_there(path):
            raise SettingsError(
                f"{path.name} is missing from {self.folder}. To finish the study, run "
                f"{self.command_explained}."
            )
        self.check(path)
        said = self.contents.tables.get(path.name) if self.contents else None
        found = opening.csv(path, columns or (said.needed if said else ()))
        if found.empty and name not in MAY_BE_EMPTY:
            raise opening.DamagedError(path, "it has no rows")
        return found

    def check(self, path: Path) -> None:
        """Refuse a file that has changed since the study wrote it.

        Raises:
            SettingsError: it has.
        """
        recorded = self._checksums.get(path.name)
        if recorded and (fault := opening.fault_of(path)):
            raise opening.DamagedError(path, fault)
        if recorded and digest(path) != recorded:
            raise SettingsError(not_as_written(self.folder, [path.name]))

    @functools.cached_property
    def record(self) -> Record | None:
        """The record of the run; None where there is none.

        Raises:
            SettingsError: it is damaged.
        """
        return Record(self.folder) if opening.is_there(self.folder / METADATA) else None

    @property
    def _checksums(self) -> dict[str, str]:
        return self.record.checksums if self.record else {}

    def altered(self) -> list[str]:
        """The files that are not as the study wrote them; none without a record.

        They have changed, are gone, or are parts that came later: an altered part whose name fits its new
        content is not in the record.
        """
        changed = [
            name
            for name, checksum in self._checksums.items()
            if not (self.folder / name).is_file() or digest(self.folder / name) != checksum
        ]
        if not any(name.startswith(f"{PARTS}/") for name in self._checksums):
            return changed  # what is kept has no parts
        parts = (f"{PARTS}/{path.name}" for path in self.runs.names())
        return changed + [name for name in parts if name not in self._checksums]

    def fault(self) -> str:
        """What is wrong with its files, in a sentence; empty if nothing is."""
        try:
            self.configuration, self.failures()
            if not self.is_kept:
                self.plan()
            if broken := self.runs.refused():
                return broken[0]
            if altered := self.altered():
                return not_as_written(self.folder, altered)
        except SettingsError as error:
            return str(error)
        return ""

    @property
    def work(self) -> Work | None:
        """The results as they are cited; None without a record of the run."""
        return self.record.work if self.record else None

    @property
    def ran_on(self) -> dict[str, str]:
        """The machine that it ran on and the time taken; empty without a record of the run."""
        return self.record.ran_on if self.record else {}

    def figure(self, name: str) -> Path | None:
        """A figure of the folder, SVG before PNG; None if there is none."""
        for ending in (".svg", ".png"):
            path = self.folder / f"{name}{ending}"
            if path.is_file():
                self.check(path)
                return path
        return None

    @functools.cached_property
    def sets(self) -> int:
        """The number of parameter sets; 0 where no table, plan or shipped file shows it."""
        if self.has("sets"):
            return int(self.table("sets", ("set",))["set"].nunique())
        given = self.configuration
        name, files = str(given.get("ensemble") or ""), given.get("files", {})
        if name and (self.folder / PLAN).is_file():
            return int(self.plan()["set"].nunique())
        path = shipped.files_of("ensembles").get(name)  # what is kept has no plan
        same = path is not None and digest(path) == files.get(name)
        most = int(given.get("most_sets") or 0) or None
        return len(ensembles.read(path)[:most]) if path and same else 0


def not_as_written(folder: Path, names: Sequence[str]) -> str:
    """The sentence that files have changed, and what to do: running again does not undo every change."""
    mended = "Take this folder again from where it came from."  # nothing is run in what is kept
    if opening.is_there(folder / PLAN):
        mended = opening.mended(folder, "recreate them", "Delete those that are there")
    return (
        f"In {folder}, these files are missing or have changed since the study wrote them: "
        f"{', '.join(names)}. {mended}"
    )


def _published(table: Any) -> Any:
    """A table that names files by their public names."""
    named = [name for name in FILES if name in getattr(table, "columns", ())]
    if not named:
        return table
    return table.assign(
        **{name: table[name].map(lambda file: public_name(file) if file else "") for name in named}
    )
