"""Run replicates and tabulate them: a row per replicate, or per replicate and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from simulation.batch import run
from simulation.errors import SettingsError
from simulation.measures import History, Sums, broker_columns, group_columns, groups
from simulation.params import check, check_seed, whole_number
from simulation.past import check_future, past_of
from simulation.readings import replicate_columns
from simulation.settings import Settings
from simulation.staff import staff_of

PASTS_AT_ONCE = 20  # replicates whose worlds are in memory while their futures are simulated


def simulate(
    settings: Settings, seeds: Iterable[int], weekly: bool = False, every: int = 1
) -> pd.DataFrame:
    """Run replicates of one configuration and tabulate them.

    Args:
        settings: the configuration; its `arm` says who brokers.
        seeds: one per replicate, each 0 or more. The same seed is the same world in every arm.
        weekly: give a row per replicate and week rather than per replicate.
        every: with `weekly`, keep every so many weeks; the first and the last are always kept.

    Returns:
        Columns `arm`, `seed` (and `week`), then outcomes (`describe` explains each): of groups as
        `practising_host_end` (field, group, moment), of brokers, of the run.

    Raises:
        SettingsError: impossible settings, or seeds that are not whole numbers from 0.
    """
    check(settings)
    rows = _checked_seeds(seeds)
    every = whole_number("every", every, 1, settings.weeks + 1)
    return _table(run(settings, rows), settings, rows, weekly, every)


def branch(
    settings: Settings,
    weeks: int,
    futures: Mapping[str, Settings],
    seeds: Iterable[int],
    weekly: bool = False,
    every: int = 1,
) -> pd.DataFrame:
    """Simulate the first weeks once without brokers, continue under other settings, tabulate.

    Args:
        settings: of the past, which has no brokers whatever the `arm`.
        weeks: length of the past.
        futures: settings from the end of the past on, by name. One that changes nothing is the
            unbroken run of `settings` without brokers; contracts begin after the past.
        seeds: one per replicate, as for `simulate`.
        weekly: give a row per replicate and week rather than per replicate.
        every: with `weekly`, keep every so many weeks; the first and the last are always kept.

    Returns:
        The tables of `simulate`, past and future in one, below each other with `future` as the first column.

    Raises:
        SettingsError: impossible settings or seeds, or a future that contradicts its past.
    """
    check(settings)
    past, rows = past_of(settings, weeks), _checked_seeds(seeds)
    every = whole_number("every", every, 1, settings.weeks + 1)
    _check_futures(past, futures)
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in futures}
    for first in range(0, max(1, len(rows)), PASTS_AT_ONCE):
        some = rows[first : first + PASTS_AT_ONCE]
        lived = run(past, some, keep=[past.weeks])
        for name, future in futures.items():
            table = _table(run(future, some, past=lived), future, some, weekly, every)
            table.insert(0, "future", name)
            tables[name].append(table)
    return pd.concat([table for own in tables.values() for table in own], ignore_index=True)


def _check_futures(past: Settings, futures: Mapping[str, Settings]) -> None:
    if not futures:
        raise SettingsError("futures must have at least one future; it is empty.")
    for name, future in futures.items():
        try:
            check(future)
            check_future(past, future)
        except SettingsError as error:
            raise SettingsError(f"Future {name}: {error}") from None


def _table(
    history: History, settings: Settings, seeds: Sequence[int], weekly: bool, every: int
) -> pd.DataFrame:
    if weekly:
        return weekly_table(history, settings, seeds, every)
    return replicate_table(history, settings, seeds)


def _checked_seeds(seeds: Iterable[int]) -> list[int]:
    try:
        return [check_seed(seed) for seed in seeds]
    except TypeError:
        raise SettingsError(
            f"seeds must be a list of whole numbers from 0, not {seeds!r}."
        ) from None


def kept_weeks(weeks: int, every: int) -> list[int]:
    """The weeks to keep: 0, every `every` weeks, and always the last."""
    return sorted({*range(0, weeks + 1, every), weeks})


def weekly_table(
    history: History, settings: Settings, seeds: Sequence[int], every: int = 1
) -> pd.DataFrame:
    """A row per replicate and kept week: all groups, each organisation, and the brokers."""
    places = staff_of(settings).places
    keep = kept_weeks(settings.weeks, every)
    columns: dict[str, Sums] = {}
    organisations = {f"in_{place.name}": [o] for o, place in enumerate(places)}
    for group, rows in (groups(places) | organisations).items():
        columns |= group_columns(history.places[:, keep], rows, group)
    columns |= broker_columns(history.brokers[:, keep])
    index = {
        "arm": np.full(len(seeds) * len(keep), settings.arm),
        "seed": np.repeat(np.asarray(seeds, np.int64), len(keep)),
        "week": np.tile(np.asarray(keep, np.int64), len(seeds)),
    }
    return pd.DataFrame(index | {name: values.reshape(-1) for name, values in columns.items()})


def replicate_table(history: History, settings: Settings, seeds: Sequence[int]) -> pd.DataFrame:
    """A row per replicate: every group midway, at the end of contracts and at follow-up."""
    return pd.DataFrame(replicate_columns(history, settings, seeds))
