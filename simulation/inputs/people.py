"""People from a user's file: a row each, in organisations and workgroups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulation.inputs.columns import choice, text, title, truth
from simulation.inputs.faults import Fault, Faults
from simulation.inputs.table import Table, checked
from simulation.tables import COMMUNITIES

STAFF = (
    text("id"),
    choice("community", COMMUNITIES),
    title("organisation"),
    title("workgroup"),
    truth("senior"),
)
STAFF_COLUMNS = tuple(column.name for column in STAFF)
MOST_ORGANISATIONS = 10_000  # of a community, as in the settings


class People(NamedTuple):
    """People by community, organisation and workgroup, each in the order of the file.

    Attributes:
        rows: the columns of a staff file, and `place` and `group`: numbers of the organisation and the
            workgroup of each.
        left_out: ids of people who were left out.
        assumed: what was assumed.
    """

    rows: pd.DataFrame
    left_out: frozenset[str]
    assumed: tuple[str, ...]


def people_of(table: Table, small: str, hosts: Sequence[int], faults: Faults) -> People:
    """The people in a table.

    Args:
        table: with the columns of `STAFF`.
        small: what happens to an organisation of one person: `refuse`, `merge` or `drop`.
        hosts: how many organisations of each community host brokers.
        faults: where everything that is wrong is noted.
    """
    people = checked(table, STAFF, faults)
    if people.empty and not faults:
        faults.add(Fault(table.name, "", "has no people; one row per person is required"))
    twice = (people["id"].duplicated() & (people["id"] != "")).to_numpy()
    if twice.any():
        name = people["id"][twice.argmax()]
        faults.add(table.fault(twice, f"id {name!r} appears twice; each person must have one row"))
    _check_communities(table, people, faults)
    _check_spelling(table, people, ["organisation"], faults)
    _check_spelling(table, people, ["organisation", "workgroup"], faults)
    people, left_out, assumed = _without_small(table, people, small, faults)
    if not faults:
        _check_counts(table.name, people, hosts, faults)
    return People(_arranged(people), left_out, assumed)


def _check_communities(table: Table, people: pd.DataFrame, faults: Faults) -> None:
    """An organisation has people of one community only."""
    known = people[(people["organisation"] != "") & (people["community"] >= 0)]
    pairs = known[["organisation", "community"]].drop_duplicates()
    both = pairs["organisation"][pairs["organisation"].duplicated()]
    mixed = people["organisation"].isin(both).to_numpy()
    if mixed.any():
        name = people["organisation"][mixed.argmax()]
        rule = "has people of both communities; only one is allowed"
        faults.add(table.fault(mixed, f"organisation {name!r} {rule}"))


def _check_spelling(
    table: Table, people: pd.DataFrame, columns: Sequence[str], faults: Faults
) -> None:
    """Names that differ only in capitals would be two organisations, or two workgroups."""
    *_, last = columns
    names = people[list(columns)].drop_duplicates()
    folded = names.assign(**{last: names[last].str.casefold()})
    again = folded.duplicated()
    if not again.any():
        return
    alike = (folded == folded[again].iloc[0]).all(axis=1)
    first, other = names[last][alike].iloc[:2]
    spelt_again = pd.MultiIndex.from_frame(names[again])
    wrong = pd.MultiIndex.from_frame(people[list(columns)]).isin(spelt_again)
    text = f"{last} {other!r} is spelt {first!r} elsewhere; spell it the same in all rows"
    faults.add(table.fault(wrong, text))


def _without_small(
    table: Table, people: pd.DataFrame, small: str, faults: Faults
) -> tuple[pd.DataFrame, frozenset[str], tuple[str, ...]]:
    """The people without organisations of one person: refused, dropped, or merged in each community."""
    sizes = people.groupby("organisation")["organisation"].transform("size")
    alone = np.flatnonzero((sizes == 1) & (people["organisation"] != ""))
    singles = people.loc[alone]
    if small == "drop" and len(alone):
        told = f"people left out, each alone in an organisation: {len(alone)}"
        return people.drop(index=singles.index), frozenset(singles["id"]), (told,)
    rule = "has one person; at least two are required, or set population.small_groups"
    if small == "merge":
        together = singles.groupby("community")["community"].transform("size") > 1
        if together.all() and len(alone):
            told = f"organisations of one person, merged in their community: {len(alone)}"
            return _merged(people, singles), frozenset(), (told,)
        alone = alone[~together.to_numpy()]
        rule = "has one person, and no other of its community has one, so it cannot be merged"
    if len(alone):
        name = people["organisation"][alone[0]]
        faults.add(table.fault(alone, f"organisation {name!r} {rule}"))
    return people, frozenset(), ()


def _merged(people: pd.DataFrame, singles: pd.DataFrame) -> pd.DataFrame:
    """The people, those of organisations of one together and at the end: no host before the others."""
    names = []
    for word in COMMUNITIES:
        name = f"{word}s from organisations of one"
        while (people["organisation"] == name).any():
            name += "*"
        names.append(name)
    together = [names[community] for community in singles["community"]]
    merged = singles.assign(workgroup=singles["organisation"], organisation=together)
    return pd.concat([people.drop(index=singles.index), merged])


def _check_counts(name: str, people: pd.DataFrame, hosts: Sequence[int], faults: Faults) -> None:
    """Each community has as many organisations as host brokers, and not too many."""
    for community, word in enumerate(COMMUNITIES):
        there = people["organisation"][people["community"] == community].nunique()
        least = max(1, hosts[community])
        said = f"has {there} organisations of the {word} community"
        if there < least:
            text = f"{said}; at least {least} are required, as many as host brokers"
            faults.add(Fault(name, "", text))
        if there > MOST_ORGANISATIONS:
            faults.add(Fault(name, "", f"{said}; at most {MOST_ORGANISATIONS} are allowed"))


def _arranged(people: pd.DataFrame) -> pd.DataFrame:
    """Rows by community, organisation and workgroup, each in the order of the file."""
    numbered = people.assign(
        place=people.groupby("organisation", sort=False).ngroup(),
        group=people.groupby(["organisation", "workgroup"], sort=False).ngroup(),
    )
    return numbered.sort_values(["community", "place", "group"], kind="stable", ignore_index=True)
