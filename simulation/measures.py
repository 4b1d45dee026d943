"""What is observed: one implementation for both drivers, and the outcomes computed from it.

A week is observed as two rows of sums: one per organisation (`FIELDS`) and one for all brokers
(`BROKER_FIELDS`). Everything else (shares, means, groups, outcomes) is arithmetic on these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.compiling import compiled
from simulation.staff import Place
from simulation.tables import ACTIVITIES, COMMUNITIES, NOBODY, PARTNERS, Table, World

Sums = npt.NDArray[np.float64]

STANCES = ("attitude", "knowledge", "skill", "confidence")
COUNTS = (
    "leavers", "bids_begun", "bids_helped", "bids_decided", "bids_won", "decisions",
    "decisions_informed", "meetings_good", "meetings_bad",
)  # fmt: skip
FIELDS = ("people", "practising", *STANCES, "ties", "bond", "unmet", "attitude_unmet", *COUNTS)
(
    PEOPLE, PRACTISING, ATTITUDE, KNOWLEDGE, SKILL, CONFIDENCE, TIES, BOND, UNMET, ATTITUDE_UNMET,
    FIRST_COUNT,
) = range(11)  # fmt: skip
BROKER_FIELDS = (
    "in_post", "fte_weeks", "strain_now", "confidence_now", "contacts", "exits", "doors_tried",
    "doors_managers", "doors_academics", "doors_home", "bridges", "joint_visits", "strain_sum",
    "confidence_sum", "weeks_in_post", *(f"hours_{activity}" for activity in ACTIVITIES),
)  # fmt: skip


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
    """Write a week's sums into `places` `(O, len(FIELDS))` and `brokers` `(len(BROKER_FIELDS),)`."""
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
        for s in range(PARTNERS):
            held += int(ties[i].who[s] != NOBODY)
            bond += ties[i].bond[s]  # 0 in an empty slot
    row = places[o]
    row[PEOPLE], row[PRACTISING] = size, practising
    row[ATTITUDE], row[KNOWLEDGE], row[SKILL], row[CONFIDENCE] = (
        attitude, knowledge, skill, confidence,
    )  # fmt: skip
    row[TIES], row[BOND] = held, bond
    row[UNMET], row[ATTITUDE_UNMET] = unmet, attitude_unmet


@compiled
def observe_counts(organisations: Table, o: int, places: Sums) -> None:
    """What has been counted in organisation o since week 0, in the order of `COUNTS`."""
    row = places[o]
    row[FIRST_COUNT + 0] = organisations[o].leavers
    row[FIRST_COUNT + 1] = organisations[o].bids_begun
    row[FIRST_COUNT + 2] = organisations[o].bids_helped
    row[FIRST_COUNT + 3] = organisations[o].bids_decided
    row[FIRST_COUNT + 4] = organisations[o].bids_won
    row[FIRST_COUNT + 5] = organisations[o].decisions
    row[FIRST_COUNT + 6] = organisations[o].decisions_informed
    row[FIRST_COUNT + 7] = organisations[o].meetings_good
    row[FIRST_COUNT + 8] = organisations[o].meetings_bad


@compiled
def observe_broker(brokers: Table, books: Table, b: int, row: Sums) -> None:
    """Add broker b to the sums, in the order of `BROKER_FIELDS`."""
    if brokers[b].in_post:
        row[0] += 1.0
        row[2] += brokers[b].strain
        row[3] += brokers[b].confidence
        row[4] += books[b].count
    row[1] += brokers[b].weeks_in_post * brokers[b].fte
    row[5] += brokers[b].exits
    row[6] += brokers[b].doors_tried
    row[7] += brokers[b].doors[0]
    row[8] += brokers[b].doors[1]
    row[9] += brokers[b].doors[brokers[b].home]
    row[10] += brokers[b].bridges
    row[11] += brokers[b].joint_visits
    row[12] += brokers[b].strain_sum
    row[13] += brokers[b].confidence_sum
    row[14] += brokers[b].weeks_in_post
    for activity in range(len(brokers[b].hours)):
        row[15 + activity] += brokers[b].hours[activity]


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
    total = sums[..., list(rows), :].sum(axis=-2)
    people = total[..., 0]
    columns: dict[str, Sums] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for name in ("practising", *STANCES, "ties"):
            columns[f"{name}_{group}"] = total[..., FIELDS.index(name)] / people
        held = total[..., FIELDS.index("ties")]
        bond = total[..., FIELDS.index("bond")]
        columns[f"bond_{group}"] = bond / held
        unmet = total[..., UNMET]
        columns[f"unmet_{group}"] = unmet / people
        columns[f"attitude_unmet_{group}"] = total[..., ATTITUDE_UNMET] / unmet
    for name in COUNTS:
        columns[f"{name}_{group}"] = total[..., FIELDS.index(name)]
    return columns


def broker_columns(sums: Sums) -> dict[str, Sums]:
    """The observations of the brokers as named columns: means over those in post, sums since week 0."""
    by_name = {name: sums[..., column] for column, name in enumerate(BROKER_FIELDS)}
    present = by_name["in_post"]
    divisor = np.where(present > 0, present, np.nan)
    means = {
        "brokers_in_post": present,
        "strain": by_name.pop("strain_now") / divisor,
        "broker_confidence": by_name.pop("confidence_now") / divisor,
        "contacts": by_name.pop("contacts") / divisor,
    }
    for name in ("in_post", "strain_sum", "confidence_sum", "weeks_in_post"):
        by_name.pop(name)
    return means | by_name
