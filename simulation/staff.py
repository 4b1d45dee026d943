"""Who works where: from the settings, or from the user's own CSV or GraphML files.

`simulation.inputs` reads and checks the files; here people become rows and ties become links between them.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.inputs.faults import Fault, Faults
from simulation.inputs.graph import is_graph, read_graph
from simulation.inputs.people import STAFF_COLUMNS, People, people_of
from simulation.inputs.table import Table, read_table
from simulation.inputs.text import Stamp, stamp, uncollected
from simulation.inputs.ties import TIE_COLUMNS, Bounds, ties_of
from simulation.settings import Settings
from simulation.tables import COLLEAGUES, COMMUNITIES, NOBODY

WORKGROUP = 10  # people, in an artificial population
SHOWN_HOSTS = 3  # named in a line about the files; of more it says how many


class Place(NamedTuple):
    """An organisation: name, community, number there, size and whether it hosts brokers."""

    name: str
    community: int
    number: int
    size: int
    host: bool


class Ties(NamedTuple):
    """Ties from a file: `(N, COLLEAGUES)` rows of colleagues; `(i, j, strength)` across."""

    colleagues: npt.NDArray[np.int32]
    across: tuple[tuple[int, int, float], ...]


class Staff(NamedTuple):
    """People by organisation, commissioning organisations first.

    Attributes:
        places: the organisations in row order.
        ids: identifier of each person in the user's file, by row; empty for an artificial population.
        workgroup: `(N,)` workgroup number of each person; members of one are contiguous.
        senior: `(N,)` truth values, or None to draw them.
        ties: loaded ties, or None to generate a network.
        told: what the files hold and what was assumed, in a line; empty without files.
    """

    places: tuple[Place, ...]
    ids: tuple[str, ...]
    workgroup: npt.NDArray[np.int32]
    senior: npt.NDArray[np.bool_] | None
    ties: Ties | None
    told: str = ""

    def people(self, community: int) -> int:
        """How many people a community has."""
        return sum(place.size for place in self.places if place.community == community)


def staff_of(settings: Settings) -> Staff:
    """The staff that the settings describe or name a file for.

    Raises:
        SettingsError: a file is missing or wrong; the message names it and the row.
    """
    population = settings.population
    if population.staff_file:
        files = [stamp(name) for name in (population.staff_file, population.ties_file) if name]
        hosts = population.hosts, population.hosts
        bounds = Bounds(population.ties_factor, population.ties_cap)
        return _load(tuple(files), hosts, population.small_groups, bounds)
    return _make(
        (population.organisations, population.managers, population.hosts),
        (population.departments, population.academics, population.hosts),
        WORKGROUP,
    )


@functools.lru_cache(maxsize=8)
def _make(managers: tuple[int, int, int], academics: tuple[int, int, int], workgroup: int) -> Staff:
    """Organisations of equal size in each community; workgroups of `workgroup` in row order."""
    places, groups = [], []
    for community, (count, size, hosts) in enumerate((managers, academics)):
        word = ("organisation", "department")[community]
        for number in range(count):
            name = f"{word}_{number + 1}"
            places.append(Place(name, community, number, size, number < hosts))
            groups.append(np.arange(size, dtype=np.int32) // workgroup)
    return Staff(tuple(places), (), np.concatenate(groups), None, None)


@functools.lru_cache(maxsize=8)
@uncollected()
def _load(files: tuple[Stamp, ...], hosts: tuple[int, int], small: str, bounds: Bounds) -> Staff:
    """The staff in a file, with the ties in it or in a second file; all faults are listed at once."""
    faults = Faults()
    tables = _tables([file.name for file in files], faults)
    people = people_of(tables[0], small, hosts, faults)
    if people.rows.empty:  # whom no tie can join
        faults.refuse()
    staff = _staff(people, hosts)
    assumed = [(tables[0], one) for one in (*tables[0].assumed, *people.assumed)]
    if len(tables) > 1:
        pairs, noted = ties_of(tables[1], people, bounds, faults)
        assumed += [(tables[1], one) for one in (*tables[1].assumed, *noted)]
    elif bounds != Bounds(1.0, 0):
        text = "has no ties, so that population.ties_cap and population.ties_factor cannot act"
        faults.add(Fault(files[0].name, "", text))
    faults.refuse()
    if len(tables) > 1:
        staff = staff._replace(ties=_linked(pairs, len(people.rows)))
    told = [f"{Path(table.name).name}: {one}" if files[1:] else one for table, one in assumed]
    return staff._replace(told=_told(files, staff, told))


def _tables(names: list[str], faults: Faults) -> list[Table]:
    """The table of the people and, if there are any ties, that of the ties."""
    tables = []
    if is_graph(names[0]):
        graph = read_graph(names[0], STAFF_COLUMNS, faults)
        tables = [graph.nodes, graph.edges] if len(graph.edges.numbers) else [graph.nodes]
    else:
        tables = [read_table(names[0], STAFF_COLUMNS, faults)]
    ties = [read_table(name, TIE_COLUMNS, faults) for name in names[1:]]
    return [tables[0], *ties] if ties else tables


def _staff(people: People, hosts: tuple[int, int]) -> Staff:
    """The staff without ties."""
    rows = people.rows
    places: list[Place] = []
    counts = [0] * len(COMMUNITIES)
    firsts = rows.drop_duplicates("place")
    sizes = rows["place"].value_counts()
    for place, name, community in zip(
        firsts["place"], firsts["organisation"], firsts["community"], strict=True
    ):
        number = counts[community]
        counts[community] += 1
        size = int(sizes[place])
        places.append(Place(str(name), int(community), number, size, number < hosts[community]))
    workgroup, senior = rows["group"].to_numpy(np.int32), rows["senior"].to_numpy(bool)
    return Staff(tuple(places), tuple(rows["id"].tolist()), workgroup, senior, None)


def _linked(pairs: pd.DataFrame, people: int) -> Ties:
    """Ties as the model holds them; colleagues stand in the order of the file."""
    colleagues = np.full((people, COLLEAGUES), NOBODY, np.int32)
    inside = pairs[pairs["inside"]]
    ends = inside[["i", "j"]].to_numpy()
    both = pd.DataFrame({"who": ends.ravel(), "other": ends[:, ::-1].ravel()})
    colleagues[both["who"], both.groupby("who").cumcount()] = both["other"]
    across = pairs[~pairs["inside"]]
    return Ties(
        colleagues,
        tuple(zip(across["high"].tolist(), across["low"].tolist(), across["strength"].tolist(),
                  strict=True)),
    )  # fmt: skip


def _told(files: tuple[Stamp, ...], staff: Staff, assumed: list[str]) -> str:
    """A line about what was read: people, organisations, hosts, ties, and what was assumed."""
    hosts = [place.name for place in staff.places if place.host]
    names = " and ".join(Path(file.name).name for file in files)
    line = (
        f"{names}: {staff.people(0)} managers and {staff.people(1)} academics in "
        f"{len(staff.places)} organisations; "
        f"{'host' if len(hosts) == 1 else 'hosts'}: {', '.join(hosts[:SHOWN_HOSTS])}"
    )
    if len(hosts) > SHOWN_HOSTS:
        line += f" and {len(hosts) - SHOWN_HOSTS} more"
    if staff.ties is None:
        line += "; no ties, so that a network is generated"
    else:
        known = staff.ties.colleagues != NOBODY
        tied = known.any(axis=1)
        tied[[row for i, j, _ in staff.ties.across for row in (i, j)]] = True
        line += (
            f"; ties between colleagues: {known.sum() // 2}, between the communities: "
            f"{len(staff.ties.across)}; people without ties: {(~tied).sum()}"
        )
    return f"{line}. Assumed: {'; '.join(assumed)}." if assumed else f"{line}."
