"""A dry run: the number of runs, the time and the disk space of a study, measured on a few runs."""

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.config.configurations import (
    REPLICATES_AT_ONCE,
    Changes,
    Configuration,
    ParameterSet,
    Piece,
    pieces_of,
    size_of,
)
from experiments.config.files_given import files_given
from experiments.config.plan import Plan
from experiments.execution.pieces import columns, do_pieces, see_compiled
from experiments.execution.worker import StudyFailed
from simulation import Settings, change
from simulation.passport import Value

SAMPLE = 8  # configurations that are measured
WORK = 5_000_000  # person-weeks that are measured in all: some seconds
SHOWN = 5  # combinations
MANY = 1_000_000  # runs; what more take is said before they begin


class Batch(NamedTuple):
    """Some runs of a study."""

    sets: Sequence[ParameterSet]  # that each configuration runs in
    wanted: Sequence[Changes]  # the configurations; where `runs` is given, examples of them
    weekly: int = 0  # replicates in each set with weekly values
    runs: int | None = None  # how many; None: each configuration in each set with all seeds
    outcomes: Sequence[str] = ()  # those that are kept; empty: all


class Measured(NamedTuple):
    """What some runs need."""

    runs: int
    measured: int  # of them
    seconds: float  # of one process
    bytes: float


def rehearse(
    plan: Plan, batches: Iterable[Batch], workers: int, open_ended: bool = False, saved: int = 0
) -> str:
    """What a study would need: number of runs, time, disk space, and its first combinations.

    So many `workers` share the work, and so many runs are `saved`; `open_ended`: there may be fewer runs.
    """
    see_compiled()
    batches = list(batches)
    work = WORK // max(1, len(batches))
    parts = [part for batch in batches for part in _measured(batch, work)]
    found = Measured(*map(sum, zip(*parts, strict=True)))
    most = "at most " if open_ended or plan.until else ""
    lines = [
        f"{most}{found.runs} runs of {plan.settings.weeks} weeks; about "
        f"{_duration(found.seconds / workers)} with {_processes(workers)}, and "
        f"{found.bytes / 1e6:.3g} MB of disk space (measured on {found.measured} runs). Nothing was saved."
    ]
    if saved:
        lines.append(f"{saved} of these runs are saved; {most}{max(0, found.runs - saved)} remain.")
    if plan.most_sets > len(plan.members) > 0:
        lines.append(f"The ensemble {plan.ensemble} has only {len(plan.members)} parameter sets.")
    if plan.points:
        lines.append(f"The first of {len(plan.points)} combinations:")
        lines += [
            "  " + ", ".join(f"{name}={value}" for name, value in point.items())
            for point in plan.points[:SHOWN]
        ]
    return "\n".join([*files_given(plan), *lines])


def warning(plan: Plan, workers: int) -> str:
    """What very many runs of a plan take, in a sentence; empty where there are fewer than `MANY`.

    Counted is every arm at every point, without building them all, which may take minutes.
    """
    sets, points = plan.sets or plan.own, plan.points or ({},)
    runs = len(points) * len(plan.arms) * sum(len(one.seeds) for one in sets)
    if runs < MANY:
        return ""
    see_compiled()
    few = random.Random(0).sample(points, min(SAMPLE, len(points)))
    some = [sets[0].configured({**point, "arm": arm}) for point in few for arm in plan.arms]
    batch = Batch(sets, few, outcomes=plan.outcomes)
    seconds = _measure(some, batch, weekly=False, runs=runs, work=WORK).seconds
    return (
        f"This study has {'up to' if plan.until else 'about'} {runs} runs, which take about "
        f"{_duration(seconds / workers)} with {_processes(workers)}: press Ctrl-C to stop, and use "
        "dry_run=true to get this estimate without starting the study."
    )


def _processes(workers: int) -> str:
    return f"{workers} {'process' if workers == 1 else 'processes'}"


def _measured(batch: Batch, work: int) -> Iterator[Measured]:
    """What a batch needs, with and without weekly values."""
    if not batch.sets or not batch.wanted:
        return
    if batch.runs is not None:  # examples only
        few = random.Random(0).sample(list(batch.wanted), min(SAMPLE, len(batch.wanted)))
        configured = [batch.sets[0].configured(changes) for changes in few]
        yield _measure(configured, batch, weekly=False, runs=batch.runs, work=work)
        return
    configured = list({batch.sets[0].configured(changes): None for changes in batch.wanted})
    each = [len(one.seeds) for one in batch.sets]
    early = sum(min(batch.weekly, count) for count in each)
    for weekly, count in ((True, early), (False, sum(each) - early)):
        if count:
            yield _measure(configured, batch, weekly, len(configured) * count, work)


def _measure(
    configured: Sequence[Configuration], batch: Batch, weekly: bool, runs: int, work: int
) -> Measured:
    """Run a piece of work of some configurations, as the study would, and scale it up."""
    some = random.Random(0).sample(configured, min(SAMPLE, len(configured)))
    some, larger, longer = _feasible(some, work // (2 * len(some)))
    each = work // sum(_person_weeks(settings) for settings, _ in some)
    seeds = range(max(1, min(REPLICATES_AT_ONCE, each)))
    pieces = [next(pieces_of(settings, seeds, past)) for settings, past in some]
    _run(batch, [piece._replace(seeds=piece.seeds[:1]) for piece in pieces])  # the first are slower
    begun = time.perf_counter()
    found = _run(batch, [piece._replace(weekly=weekly) for piece in pieces])
    seconds, done = time.perf_counter() - begun, len(found)
    share = runs / done
    size = _size(found) * (longer if weekly else 1.0)
    return Measured(runs, done, seconds * larger * longer * share, size * share)


def _run(batch: Batch, pieces: Sequence[Piece]) -> pa.Table:
    """The runs of some pieces as the study would store them."""
    found = do_pieces(columns(batch.outcomes, any(piece.weekly for piece in pieces)), pieces)
    if found.failures:
        raise StudyFailed(f"A run made for the estimate failed: {found.failures[0].error}")
    return pa.concat_tables(found.runs)


def _person_weeks(settings: Settings) -> int:
    return size_of(settings)[0] * settings.weeks


def _feasible(some: Sequence[Configuration], most: int) -> tuple[list[Configuration], float, float]:
    """Configurations of at most so many person-weeks; where one is larger, it stands small for all.

    Also gives by how much the worlds that they stand for are larger, and longer.
    """
    largest = max((settings for settings, _ in some), key=_person_weeks)
    if _person_weeks(largest) <= most:
        return list(some), 1.0, 1.0
    people, weeks = size_of(largest)[0], largest.weeks
    changes: dict[str, Value] = {"arm": "none", "weeks": max(1, min(weeks, most // people))}
    population = largest.population
    if people > most and not population.staff_file:
        places = population.organisations + population.departments
        # Not more organisations than before, so that those with brokers are among them.
        few = max(2, most // places)
        changes |= {"population.managers": min(few, population.managers)}
        changes |= {"population.academics": min(few, population.academics)}
    small = change(largest, changes)
    return [Configuration(small)], people / size_of(small)[0], weeks / small.weeks


def _size(rows: pa.Table) -> int:
    """Bytes on disk; what a file has beside its rows would count too much where they are few."""
    if len(rows) < REPLICATES_AT_ONCE:
        return int(rows.nbytes)
    written = pa.BufferOutputStream()
    pq.write_table(rows, written)
    return int(written.tell())


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
