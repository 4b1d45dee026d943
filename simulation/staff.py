"""Who works where: from the settings, or from the user's own CSV or GraphML files.

Files are checked row by row; an error names the file, the row and what is allowed.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.params import SettingsError
from simulation.settings import Settings
from simulation.tables import COLLEAGUES, COMMUNITIES, NOBODY, PARTNERS

STAFF_COLUMNS = ("id", "community", "organisation", "workgroup", "senior")
TIE_COLUMNS = ("source", "target", "strength")
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


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
    """

    places: tuple[Place, ...]
    ids: tuple[str, ...]
    workgroup: npt.NDArray[np.int32]
    senior: npt.NDArray[np.bool_] | None
    ties: Ties | None

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
        files = population.staff_file, population.ties_file
        hosts = population.host_organisations, population.host_departments
        return _load(*files, hosts, tuple(_stamp(name) for name in files if name))
    return _make(
        (population.organisations, population.managers, population.host_organisations),
        (population.departments, population.academics, population.host_departments),
        population.workgroup,
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


def _stamp(name: str) -> tuple[str, int, int]:
    """A file's name, size and time of change, so that a changed file is read again."""
    path = Path(name)
    if not path.is_file():
        raise SettingsError(f"File {name!r} not found; give the path of a CSV or GraphML file.")
    status = path.stat()
    return name, status.st_size, status.st_mtime_ns


@functools.lru_cache(maxsize=8)
def _load(
    staff_file: str, ties_file: str, hosts: tuple[int, int], stamps: tuple[Any, ...]
) -> Staff:
    if staff_file.lower().endswith(".graphml"):
        people, ties = _read_graphml(staff_file)
    else:
        people, ties = _read_table(staff_file, STAFF_COLUMNS), None
    if ties_file:
        ties = _read_table(ties_file, TIE_COLUMNS)
        if ties.empty:
            raise SettingsError(
                f"{ties_file} has no ties; add some or leave population.ties_file empty."
            )
    people = _check_people(people, staff_file)
    staff = _arrange(people, staff_file, hosts)
    if ties is None or ties.empty:
        return staff
    return staff._replace(ties=_check_ties(ties, staff, ties_file or staff_file))


def _read_table(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """A CSV file with at least these columns, as text, with the row of the file in `row`."""
    try:
        frame = pd.read_csv(
            name, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig",
            skip_blank_lines=False, skipinitialspace=True,
        ).fillna("")  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} cannot be read as CSV: {str(error).strip()}.") from None
    # The header is read as a row, so that a longer row below it is an error.
    frame.columns = pd.Index(frame.iloc[0].str.strip())
    frame = frame[1:]
    if frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise SettingsError(f"{name}, row 1: column {twice!r} appears twice; each column once.")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise SettingsError(
            f"{name}, row 1: column {missing[0]!r} is missing; required: {', '.join(columns)}."
        )
    frame = frame[list(columns)].copy()
    frame["row"] = np.arange(2, len(frame) + 2)
    return frame[(frame[list(columns)] != "").any(axis=1)]


def _read_graphml(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes as staff, edges as ties (an edge's `strength` is 1 where it has none)."""
    import networkx

    try:
        graph = networkx.read_graphml(name)
    except Exception as error:
        raise SettingsError(f"{name} cannot be read as GraphML: {error}.") from None
    people = []
    for row, (node, data) in enumerate(graph.nodes(data=True), start=1):
        for column in STAFF_COLUMNS[1:]:
            if column not in data:
                raise SettingsError(
                    f"{name}, node {row} ({node!r}): attribute {column!r} is missing; "
                    f"required: {', '.join(STAFF_COLUMNS[1:])}."
                )
        people.append({"id": str(node), "row": row} | {c: str(data[c]) for c in STAFF_COLUMNS[1:]})
    edges = [
        {"source": str(a), "target": str(b), "strength": str(data.get("strength", 1)), "row": row}
        for row, (a, b, data) in enumerate(graph.edges(data=True), start=1)
    ]
    columns = ["id", "row", *STAFF_COLUMNS[1:]]
    return pd.DataFrame(people, columns=columns), pd.DataFrame(edges, columns=[*TIE_COLUMNS, "row"])


def _check_people(people: pd.DataFrame, name: str) -> pd.DataFrame:
    """Staff with typed columns `community` (0 or 1) and `senior` (bool)."""
    if people.empty:
        raise SettingsError(f"{name} has no people; one row per person is required.")
    for column in STAFF_COLUMNS:
        _refuse(people, people[column].str.strip() == "", name, column, "must not be empty")
    _refuse(people, people["id"].duplicated(), name, "id", "appears twice; each person once")
    community = people["community"].str.strip().str.lower()
    legal = " or ".join(COMMUNITIES)
    _refuse(people, ~community.isin(COMMUNITIES), name, "community", f"must be {legal}")
    senior = people["senior"].str.strip().str.lower()
    _refuse(people, ~senior.isin(list(_TRUTH)), name, "senior", "must be true or false")
    people = people.assign(
        community=community.map(COMMUNITIES.index).astype(int),
        senior=senior.map(_TRUTH).astype(bool),
    )
    mixed = people.groupby("organisation")["community"].transform("nunique") > 1
    _refuse(
        people, mixed, name, "organisation", "has people of both communities; only one is allowed"
    )
    return people


def _refuse(rows: pd.DataFrame, wrong: pd.Series, name: str, column: str, rule: str) -> None:
    """Raise an error for the first wrong row, if any."""
    if wrong.any():
        first = rows[wrong].iloc[0]
        raise SettingsError(f"{name}, row {first['row']}: {column} {first[column]!r} {rule}.")


def _arrange(people: pd.DataFrame, name: str, hosts: tuple[int, int]) -> Staff:
    """Rows by community, organisation and workgroup, each in the order of the file."""
    people = people.assign(
        o=people.groupby("organisation", sort=False).ngroup(),
        g=people.groupby(["organisation", "workgroup"], sort=False).ngroup(),
    ).sort_values(["community", "o", "g"], kind="stable")
    places: list[Place] = []
    for organisation, members in people.groupby("o", sort=False):
        community = int(members["community"].iloc[0])
        number = sum(place.community == community for place in places)
        title = str(members["organisation"].iloc[0])
        if len(members) < 2:
            raise SettingsError(
                f"{name}, row {members['row'].iloc[0]}: organisation {title!r} (number "
                f"{int(str(organisation)) + 1}) has one person; at least two are required."
            )
        places.append(Place(title, community, number, len(members), number < hosts[community]))
    for community, word in enumerate(COMMUNITIES):
        there = sum(place.community == community for place in places)
        if there < max(1, hosts[community]):
            raise SettingsError(
                f"{name} has {there} organisations of the {word} community; at least "
                f"{max(1, hosts[community])} are required, as many as host brokers."
            )
    workgroup, senior = people["g"].to_numpy(np.int32), people["senior"].to_numpy(bool)
    return Staff(tuple(places), tuple(people["id"]), workgroup, senior, None)


def _check_ties(ties: pd.DataFrame, staff: Staff, name: str) -> Ties:
    """Colleagues inside organisations and ties across communities; others are errors."""
    rows = {person: row for row, person in enumerate(staff.ids)}
    for column in ("source", "target"):
        _refuse(ties, ~ties[column].isin(list(rows)), name, column, "is no id in the staff file")
    _refuse(ties, ties["source"] == ties["target"], name, "target", "is the source as well")
    strength = pd.to_numeric(ties["strength"], errors="coerce")
    _refuse(ties, ~strength.between(0, 1, inclusive="right"), name, "strength",
            "must be a number above 0 and at most 1")  # fmt: skip
    place = np.repeat(np.arange(len(staff.places)), [place.size for place in staff.places])
    ties = ties.assign(
        i=ties["source"].map(rows).astype(int), j=ties["target"].map(rows).astype(int), s=strength
    )
    inside = place[ties["i"]] == place[ties["j"]]
    community = np.array([place.community for place in staff.places])[place]
    same = ~inside & (community[ties["i"]] == community[ties["j"]])
    _refuse(ties, pd.Series(same, ties.index), name, "target",
            "is in another organisation of the same community; only ties inside an organisation or "
            "between the communities are allowed")  # fmt: skip
    if not inside.any():
        raise SettingsError(
            f"{name} has only ties between the communities; ties between colleagues are required too."
        )
    across = _pairs(ties[~inside], PARTNERS, name, "partners in the other community")
    colleagues = np.full((len(staff.ids), COLLEAGUES), NOBODY, np.int32)
    known = np.zeros(len(staff.ids), int)
    for i, j, _ in _pairs(ties[inside], COLLEAGUES, name, "colleagues"):
        for person, other in ((i, j), (j, i)):
            colleagues[person, known[person]] = other
            known[person] += 1
    return Ties(colleagues, tuple((max(i, j), min(i, j), s) for i, j, s in across))


def _pairs(ties: pd.DataFrame, most: int, name: str, word: str) -> list[tuple[int, int, float]]:
    """The ties, each pair once, as first listed; an error if a person has too many."""
    pairs = pd.DataFrame(
        {"a": ties[["i", "j"]].min(axis=1), "b": ties[["i", "j"]].max(axis=1), "row": ties["row"],
         "s": ties["s"], "source": ties["source"]}
    )  # fmt: skip
    pairs = pairs.drop_duplicates(["a", "b"])
    seen: dict[int, int] = {}
    for a, b, row in zip(pairs["a"], pairs["b"], pairs["row"], strict=True):
        for person in (a, b):
            seen[person] = seen.get(person, 0) + 1
            if seen[person] > most:
                raise SettingsError(
                    f"{name}, row {row}: with this tie a person has more than {most} {word}, the "
                    f"largest number allowed; leave out the weakest."
                )
    return [
        (int(a), int(b), float(s))
        for a, b, s in zip(pairs["a"], pairs["b"], pairs["s"], strict=True)
    ]
