"""Tidy tables of what came out: a row per replicate, or per replicate and week."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.batch import run
from simulation.measures import (
    BROKER_FIELDS,
    FIELDS,
    GROUPS,
    History,
    Sums,
    broker_columns,
    group_columns,
    groups,
)
from simulation.params import (
    WEEKS_A_YEAR,
    SettingsError,
    check,
    check_seed,
    contract_end,
    whole_number,
)
from simulation.past import check_future, past_of
from simulation.settings import Settings
from simulation.staff import Place, staff_of
from simulation.tables import ACTIVITIES


class Outcome(NamedTuple):
    """A column of the tables: what it means, and in which unit."""

    meaning: str
    unit: str


_GROUP_FIELDS = {
    "practising": Outcome("People for whom collaborating has become routine", "share"),
    "attitude": Outcome("Mean attitude to the other community's knowledge", "share"),
    "knowledge": Outcome("Mean knowledge of how the other community works", "share"),
    "skill": Outcome("Mean skill in co-producing research and using evidence", "share"),
    "confidence": Outcome("Mean confidence", "share"),
    "ties": Outcome("Ties to the other community per person", "ties"),
    "bond": Outcome("Mean bond of those ties", "share"),
    "unmet": Outcome("People who never met a broker", "share"),
    "attitude_unmet": Outcome("Mean attitude of people who never met a broker", "share"),
    "leavers": Outcome("People who left, since week 0", "people"),
    "bids_begun": Outcome("Bids begun since week 0; each side counts it", "bids"),
    "bids_helped": Outcome(
        "Bids since week 0 by two who had met brokers; each side counts it", "bids"
    ),
    "bids_decided": Outcome("Bids decided since week 0; each side counts it", "bids"),
    "bids_won": Outcome("Grants won since week 0; each side counts it", "grants"),
    "decisions": Outcome("Decisions that came up, since week 0", "decisions"),
    "decisions_informed": Outcome("Decisions that used research, since week 0", "decisions"),
    "meetings_good": Outcome(
        "Good cross-community meetings since week 0; each side counts it", "meetings"
    ),
    "meetings_bad": Outcome(
        "Bad cross-community meetings since week 0; each side counts it", "meetings"
    ),
}
_BROKER_COLUMNS = {
    "brokers_in_post": Outcome("Brokers in post", "brokers"),
    "strain": Outcome("Mean strain of brokers in post", "share"),
    "broker_confidence": Outcome("Mean confidence of brokers in post", "share"),
    "contacts": Outcome("Mean number of people in a contact book", "people"),
    "fte_weeks": Outcome("Full-time-equivalent weeks worked and paid, since week 0", "FTE-weeks"),
    "exits": Outcome("Brokers who left, since week 0", "brokers"),
    "doors_tried": Outcome("Encounters tried, since week 0", "encounters"),
    "doors_managers": Outcome("Doors that managers opened, since week 0", "encounters"),
    "doors_academics": Outcome("Doors that academics opened, since week 0", "encounters"),
    "doors_home": Outcome("Doors opened in brokers' own communities, since week 0", "encounters"),
    "bridges": Outcome("Meetings brought about, since week 0", "meetings"),
    "joint_visits": Outcome("Visits made with the buddy, since week 0", "visits"),
    **{
        f"hours_{activity}": Outcome(f"Time spent on {activity}, since week 0", "half-days")
        for activity in ACTIVITIES
    },
}
_INDEX = {
    "future": Outcome("What the past goes on to", "name"),
    "arm": Outcome("Who brokers", "name"),
    "seed": Outcome("The replicate: the same world in every arm", "number"),
    "week": Outcome("Weeks lived", "week"),
}
_RUN_COLUMNS = {
    "money": Outcome("Brokers' salaries paid", "pounds"),
    "strain_contract": Outcome("Mean strain over all broker-weeks", "share"),
    "broker_confidence_contract": Outcome("Mean confidence over all broker-weeks", "share"),
    "practising_smaller_midway": Outcome(
        "The smaller of the communities' practising shares, midway through the contracts", "share"
    ),
    "practising_smaller_end": Outcome("Smaller of the communities' practising shares", "share"),
    "practising_smaller_followup": Outcome("The same at follow-up", "share"),
    "critical_mass_week": Outcome(
        "First week with a critical mass in the hosts; NaN: never", "week"
    ),
    "meetings_bad_share": Outcome("Share of cross-community meetings that went badly", "share"),
}
MOMENTS = ("midway", "end", "followup")
PASTS_AT_ONCE = 20  # replicates whose worlds are in memory while their futures are lived


def describe(column: str) -> Outcome:
    """What a column of `simulate`'s tables means, and its unit.

    Raises:
        KeyError: there is no such column, whatever the organisations are called.
    """
    fixed = _INDEX | _RUN_COLUMNS | _BROKER_COLUMNS
    if column in fixed:
        return fixed[column]
    when = {
        "": "", "_midway": ", midway through the contracts", "_end": ", at the end of contract",
        "_followup": ", at follow-up",
    }  # fmt: skip
    if column == "contacts_end":
        return Outcome(fixed["contacts"].meaning + when["_end"], fixed["contacts"].unit)
    for field in sorted(_GROUP_FIELDS, key=len, reverse=True):
        meaning, unit = _GROUP_FIELDS[field]
        if column.startswith(f"{field}_in_"):
            return Outcome(f"{meaning} (in {column.removeprefix(f'{field}_in_')})", unit)
        for group, (suffix, words) in itertools.product(GROUPS, when.items()):
            if column == f"{field}_{group}{suffix}":
                return Outcome(f"{meaning} ({group.replace('_', ' ')}){words}", unit)
    raise KeyError(column)


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
    """Live the first weeks once without brokers, go on from them under other settings, and tabulate.

    Args:
        settings: of the past; nobody brokers in it, whatever their `arm`.
        weeks: that the past lasts.
        futures: what each goes on with, by its name. One that changes nothing is the unbroken run of
            `settings` without brokers; contracts begin when the past has ended, or later.
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
        raise SettingsError("futures must name one future at least.")
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
        raise SettingsError(f"seeds must be some whole numbers, not {seeds!r}.") from None


def kept_weeks(weeks: int, every: int) -> list[int]:
    """The weeks to keep: every so many from 0, and always the last."""
    return sorted({*range(0, weeks + 1, every), weeks})


def weekly_table(
    history: History, settings: Settings, seeds: Sequence[int], every: int = 1
) -> pd.DataFrame:
    """A row per replicate and kept week: all groups, each organisation, and the brokers."""
    places = staff_of(settings).places
    keep = kept_weeks(settings.weeks, every)
    columns: dict[str, Sums] = {}
    for group, rows in (groups(places) | _organisations(places)).items():
        columns |= group_columns(history.places[:, keep], rows, group)
    columns |= broker_columns(history.brokers[:, keep])
    index = {
        "arm": np.full(len(seeds) * len(keep), settings.arm),
        "seed": np.repeat(np.asarray(seeds, np.int64), len(keep)),
        "week": np.tile(np.asarray(keep, np.int64), len(seeds)),
    }
    return pd.DataFrame(index | {name: values.reshape(-1) for name, values in columns.items()})


def _organisations(places: Sequence[Place]) -> dict[str, list[int]]:
    return {f"in_{place.name}": [o] for o, place in enumerate(places)}


def replicate_table(history: History, settings: Settings, seeds: Sequence[int]) -> pd.DataFrame:
    """A row per replicate: every group midway through the contracts, at their end and at follow-up."""
    return pd.DataFrame(replicate_columns(history, settings, seeds))


def replicate_columns(
    history: History, settings: Settings, seeds: Sequence[int]
) -> dict[str, npt.NDArray[Any]]:
    """The columns of `replicate_table`, each `(R,)`."""
    places = staff_of(settings).places
    at = moments(settings)
    observed = history.places[:, list(at.values())]
    of_groups: dict[str, Sums] = {}
    for group, rows in groups(places).items():
        of_groups |= group_columns(observed, rows, group)
    columns = {
        f"{name}_{moment}": values[:, number]
        for number, moment in enumerate(at)
        for name, values in of_groups.items()
    }
    columns |= _broker_totals(history, contract_end(settings))
    columns |= _run_outcomes(history, settings, columns, places)
    index = {"arm": np.full(len(seeds), settings.arm), "seed": np.asarray(seeds, np.int64)}
    return index | columns


def moments(settings: Settings) -> dict[str, int]:
    """The week of each moment at which groups are looked at."""
    end = contract_end(settings)
    midway = (min(settings.contract.start, end) + end) // 2
    return dict(zip(MOMENTS, (midway, end, settings.weeks), strict=True))


def _broker_totals(history: History, end: int) -> dict[str, Sums]:
    """Sums over the whole run, and means over broker-weeks."""
    last = dict(zip(BROKER_FIELDS, np.moveaxis(history.brokers[:, -1], -1, 0), strict=True))
    weeks = np.where(last["weeks_in_post"] > 0, last["weeks_in_post"], np.nan)
    sums = set(_BROKER_COLUMNS) - {"contacts"}
    totals = {name: last[name] for name in BROKER_FIELDS if name in sums}
    contacts = broker_columns(history.brokers[:, end])["contacts"]
    return totals | {
        "contacts_end": contacts,
        "strain_contract": last["strain_sum"] / weeks,
        "broker_confidence_contract": last["confidence_sum"] / weeks,
    }


def _run_outcomes(
    history: History, settings: Settings, columns: dict[str, Sums], places: Sequence[Place]
) -> dict[str, Sums]:
    hosts = groups(places)["host"]
    total, people = (
        history.places[:, :, hosts, FIELDS.index(field)].sum(axis=-1)
        for field in ("practising", "people")
    )
    practising = total / people
    reached = practising >= settings.money.critical_mass
    first = np.where(reached.any(axis=1), reached.argmax(axis=1), np.nan)
    good, bad = columns["meetings_good_all_followup"], columns["meetings_bad_all_followup"]
    met = np.where(good + bad > 0, good + bad, np.nan)
    outcomes = {
        "money": columns["fte_weeks"] * settings.money.salary / WEEKS_A_YEAR,
        "critical_mass_week": first,
        "meetings_bad_share": bad / met,
    }
    for moment in MOMENTS:
        both = [columns[f"practising_{c}_{moment}"] for c in ("managers", "academics")]
        outcomes[f"practising_smaller_{moment}"] = np.minimum(*both)
    return outcomes
