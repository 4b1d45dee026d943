"""Readings of a run's observations: outcomes at three moments, costs, critical mass.

Nothing here moves the model. `money.salary` and `money.critical_mass` are used here and by no rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.measures import (
    BROKER_FIELDS,
    FIELDS,
    History,
    Sums,
    broker_columns,
    broker_totals,
    group_columns,
    groups,
    named,
)
from simulation.params import WEEKS_A_YEAR, contract_end, contract_start
from simulation.rules.projects import BID_WEEKS
from simulation.settings import Settings
from simulation.staff import staff_of
from simulation.tables import ACADEMIC

MOMENTS = ("midway", "end", "followup")
TOGETHER = ("hours_meetings", "hours_buddying", "hours_leading")  # time spent on being a team


def moments(settings: Settings) -> dict[str, int]:
    """The week of each moment at which groups are observed."""
    end = contract_end(settings)
    midway = (min(contract_start(settings), end) + end) // 2
    return dict(zip(MOMENTS, (midway, end, settings.weeks), strict=True))


def replicate_columns(
    history: History, settings: Settings, seeds: Sequence[int]
) -> dict[str, npt.NDArray[Any]]:
    """The columns of `simulation.outcomes.replicate_table`, each `(R,)`."""
    index = {"arm": np.full(len(seeds), settings.arm), "seed": np.asarray(seeds, np.int64)}
    columns = _of_groups(history, settings) | _of_brokers(history, contract_end(settings))
    return index | columns | _of_run(history, settings, columns)


def _of_groups(history: History, settings: Settings) -> dict[str, Sums]:
    """Every group at every moment."""
    at = moments(settings)
    observed = history.places[:, list(at.values())]
    columns: dict[str, Sums] = {}
    for group, rows in groups(staff_of(settings).places).items():
        columns |= group_columns(observed, rows, group)
    return {
        f"{name}_{moment}": values[:, number]
        for number, moment in enumerate(at)
        for name, values in columns.items()
    }


def _of_brokers(history: History, end: int) -> dict[str, Sums]:
    """Sums over the whole run, and means over broker-weeks."""
    last = named(BROKER_FIELDS, history.brokers[:, -1])
    weeks = np.where(last["weeks_in_post"] > 0, last["weeks_in_post"], np.nan)
    return broker_totals(history.brokers[:, -1]) | {
        "contacts_end": broker_columns(history.brokers[:, end])["contacts"],
        "strain_contract": last["strain_sum"] / weeks,
        "broker_confidence_contract": last["confidence_sum"] / weeks,
    }


def _of_run(history: History, settings: Settings, columns: Mapping[str, Sums]) -> dict[str, Sums]:
    """Outcomes with one value for a whole run."""
    hosts = groups(staff_of(settings).places)["host"]
    total = named(FIELDS, history.places[:, :, hosts].sum(axis=-2))
    good, bad = (columns[f"meetings_{how}_all_followup"] for how in ("good", "bad"))
    smaller = {
        f"practising_smaller_{moment}": np.minimum(
            *(columns[f"practising_{c}_{moment}"] for c in ("managers", "academics"))
        )
        for moment in MOMENTS
    }
    week = first_week_with(settings.money.critical_mass, total["practising"] / total["people"])
    end = contract_end(settings)
    together = np.sum([columns[name] for name in TOGETHER], axis=0)
    return {
        "money": money(columns["fte_weeks"], settings.money.salary),
        "critical_mass_end": (week <= end).astype(float),
        "critical_mass_week": week,
        "hours_together": together / max(1, end - contract_start(settings)),
        **_shares_of_possible(settings, columns),
        "meetings_bad_share": bad / np.where(good + bad > 0, good + bad, np.nan),
        **smaller,
    }


def _shares_of_possible(settings: Settings, columns: Mapping[str, Sums]) -> dict[str, Sums]:
    """Bids and decisions of the hosts as shares of what was possible, which makes the two comparable.

    A bid occupies its lead, an academic, for `BID_WEEKS`, and may begin in the last of them; a decision comes
    up by chance.
    """
    leads = sum(
        place.size for place in staff_of(settings).places
        if place.host and place.community == ACADEMIC
    )  # fmt: skip
    decisions, informed = (
        columns[f"{name}_host_managers_followup"] for name in ("decisions", "decisions_informed")
    )
    return {
        "bids_share_followup": columns["bids_begun_host_academics_followup"]
        / (leads * math.ceil(settings.weeks / BID_WEEKS)),
        "decisions_share_followup": informed / np.where(decisions > 0, decisions, np.nan),
    }


def money(fte_weeks: Sums, salary: float) -> Sums:
    """What so many full-time-equivalent weeks cost, at a salary per full-time year."""
    return fte_weeks * salary / WEEKS_A_YEAR


def first_week_with(critical_mass: float, practising: Sums) -> Sums:
    """`(R,)` first weeks in which `practising` `(R, W + 1)` reaches a share; NaN: never."""
    reached = practising >= critical_mass
    first: Sums = np.where(reached.any(axis=1), reached.argmax(axis=1), np.nan)
    return first
