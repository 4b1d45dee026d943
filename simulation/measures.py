"""What is observed each week, once for both drivers, and the columns computed from it.

A week is observed as two rows of sums: one per organisation (`FIELDS`) and one for all brokers
(`BROKER_FIELDS`). All shares, means, groups and outcomes are computed from these. Where a sum stands
follows from its name: one that is only counted or added up needs its name in a tuple and no more.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import literal_unroll

from simulation.compiling import compiled
from simulation.staff import Place
from simulation.tables import ACADEMIC, ACTIVITIES, COMMUNITIES, MANAGER, PARTNERS, Table, World

Sums = npt.NDArray[np.float64]

STANCES = ("attitude", "knowledge", "skill", "confidence")
COUNTS = (
    "leavers", "bids_begun", "bids_helped", "bids_decided", "bids_won", "decisions",
    "decisions_informed", "meetings_good", "meetings_bad",
)  # fmt: skip
FIELDS = ("people", "practising", *STANCES, "ties", "bond", "unmet", "attitude_unmet", *COUNTS)
BROKER_SUMS = (  # fields of the brokers' table, added up as they are
    "exits", "doors_tried", "bridges", "joint_visits", "strain_sum", "confidence_sum",
    "weeks_in_post",
)  # fmt: skip
HOURS = tuple(f"hours_{activity}" for activity in ACTIVITIES)
BROKER_FIELDS = (
    "in_post", "fte_weeks", "strain_now", "confidence_now", "contacts", "exits", "doors_tried",
    "doors_managers", "doors_academics", "doors_home", "bridges", "joint_visits", "strain_sum",
    "confidence_sum", "weeks_in_post", *HOURS,
)  # fmt: skip
_ONLY_FOR_MEANS = {
    "in_post", "strain_now", "confidence_now", "contacts", "strain_sum", "confidence_sum",
    "weeks_in_post",
}  # fmt: skip


def _positions(fields: Sequence[str]) -> Any:
    """Where each field stands, as a named tuple, which compiled code can read by name."""
    return namedtuple("Positions", fields)(*range(len(fields)))


AT, BROKERS_AT = _positions(FIELDS), _positions(BROKER_FIELDS)
_COUNTS_AT = tuple(FIELDS.index(name) for name in COUNTS)
_SUMS_AT = tuple(BROKER_FIELDS.index(name) for name in BROKER_SUMS)
_FIRST_HOURS = BROKER_FIELDS.index(HOURS[0])

GROUPS = (
    "all", "host", "other", "managers", "host_managers", "other_managers", "academics",
    "host_academics", "other_academics",
)  # fmt: skip


class History(NamedTuple):
    """The observations of some replicates under one configuration.

    Attributes:
        places: `(R, W + 1, O, len(FIELDS))` sums per organisation; week 0 is the start.
        brokers: `(R, W + 1, len(BROKER_FIELDS))` sums over brokers.
        worlds: the whole world of each replicate, for the weeks that were to be kept.
    """

    places: Sums
    brokers: Sums
    worlds: dict[int, list[World]] = {}  # noqa: RUF012 - never written into


@compiled
def observe(world: World, places: Sums, brokers: Sums) -> None:
    """Write a week's sums: `places` `(O, len(FIELDS))`, `brokers` `(len(BROKER_FIELDS),)`."""
    for o in range(len(world.organisations)):
        observe_people(world.organisations, world.people, world.ties, o, places)
        observe_counts(world.organisations, o, places)
    brokers[:] = 0.0
    for b in range(len(world.brokers)):
        observe_broker(world.brokers, world.books, b, brokers)


@compiled
def observe_people(organisations: Table, people: Table, ties: Table, o: int, places: Sums) -> None:
    """People, practising, stances and ties of organisation o, and those who never met a broker."""
    practising, held, unmet = 0, 0, 0
    attitude, knowledge, skill, confidence, bond, attitude_unmet = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    first, size = organisations[o].first, organisations[o].members
    for i in range(first, first + size):
        practising += int(people[i].practising)
        attitude += people[i].attitude
        knowledge += people[i].knowledge
        skill += people[i].skill
        confidence += people[i].confidence
        if people[i].brokered == 0:
            unmet += 1
            attitude_unmet += people[i].attitude
        if ties[i].held > 0:
            held += ties[i].held
            for s in range(PARTNERS):
                bond += ties[i].bond[s]  # 0 in an empty slot
    row = places[o]
    row[AT.people], row[AT.practising] = size, practising
    row[AT.attitude], row[AT.knowledge] = attitude, knowledge
    row[AT.skill], row[AT.confidence] = skill, confidence
    row[AT.ties], row[AT.bond] = held, bond
    row[AT.unmet], row[AT.attitude_unmet] = unmet, attitude_unmet


@compiled
def observe_counts(organisations: Table, o: int, places: Sums) -> None:
    """What has been counted in organisation o since week 0 (`COUNTS`)."""
    k = 0
    for name in literal_unroll(COUNTS):
        places[o, _COUNTS_AT[k]] = organisations[o][name]
        k += 1  # noqa: SIM113 - numba unrolls no enumerate


@compiled
def observe_broker(brokers: Table, books: Table, b: int, row: Sums) -> None:
    """Add broker b to the sums (`BROKER_FIELDS`)."""
    if brokers[b].in_post:
        row[BROKERS_AT.in_post] += 1.0
        row[BROKERS_AT.strain_now] += brokers[b].strain
        row[BROKERS_AT.confidence_now] += brokers[b].confidence
        row[BROKERS_AT.contacts] += books[b].count
    row[BROKERS_AT.fte_weeks] += brokers[b].weeks_in_post * brokers[b].fte
    row[BROKERS_AT.doors_managers] += brokers[b].doors[MANAGER]
    row[BROKERS_AT.doors_academics] += brokers[b].doors[ACADEMIC]
    row[BROKERS_AT.doors_home] += brokers[b].doors[brokers[b].home]
    k = 0
    for name in literal_unroll(BROKER_SUMS):
        row[_SUMS_AT[k]] += brokers[b][name]
        k += 1  # noqa: SIM113 - numba unrolls no enumerate
    for activity in range(len(brokers[b].hours)):
        row[_FIRST_HOURS + activity] += brokers[b].hours[activity]


def groups(places: Sequence[Place]) -> dict[str, list[int]]:
    """The groups that outcomes are given for (`GROUPS`), as rows of organisations."""
    hosts = {"host": [True], "other": [False]}
    members: dict[str, list[int]] = {}
    for group in GROUPS:
        words = group.split("_")
        communities = [c for c in (0, 1) if f"{COMMUNITIES[c]}s" in words] or [0, 1]
        kinds = hosts.get(words[0], [True, False])
        members[group] = [
            o for o, place in enumerate(places)
            if place.community in communities and place.host in kinds
        ]  # fmt: skip
    return members


def group_columns(sums: Sums, rows: Sequence[int], group: str) -> dict[str, Sums]:
    """The observations of one group of organisations, as named columns.

    Args:
        sums: `(..., O, len(FIELDS))`.
        rows: the organisations of the group.
        group: its name, which ends the columns' names.

    Returns:
        Arrays of shape `(...)`: shares and means per person, mean bond, counts since week 0. A mean
        over nobody is NaN.
    """
    total = dict(
        zip(FIELDS, np.moveaxis(sums[..., list(rows), :].sum(axis=-2), -1, 0), strict=True)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {name: total[name] / total["people"] for name in ("practising", *STANCES, "ties")}
        columns["bond"] = total["bond"] / total["ties"]
        columns["unmet"] = total["unmet"] / total["people"]
        columns["attitude_unmet"] = total["attitude_unmet"] / total["unmet"]
    columns |= {name: total[name] for name in COUNTS}
    return {f"{name}_{group}": values for name, values in columns.items()}


def broker_columns(sums: Sums) -> dict[str, Sums]:
    """The brokers as named columns: means over those in post, sums since week 0."""
    now = named(BROKER_FIELDS, sums)
    present = np.where(now["in_post"] > 0, now["in_post"], np.nan)
    means = {
        "brokers_in_post": now["in_post"],
        "strain": now["strain_now"] / present,
        "broker_confidence": now["confidence_now"] / present,
        "contacts": now["contacts"] / present,
    }
    return means | broker_totals(sums)


def broker_totals(sums: Sums) -> dict[str, Sums]:
    """What all brokers did since week 0, as named columns."""
    columns = named(BROKER_FIELDS, sums)
    return {name: values for name, values in columns.items() if name not in _ONLY_FOR_MEANS}


def named(fields: Sequence[str], sums: Sums) -> dict[str, Sums]:
    """The last axis of some sums by name, as views."""
    return {name: sums[..., k] for k, name in enumerate(fields)}
