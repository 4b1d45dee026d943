"""People of the user's own, for tests of staff files."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from simulation import Settings, change

HEADER = "id,community,organisation,workgroup,senior"
PEOPLE = [
    "ann,manager,trust,east,yes",
    "dora,academic,unit,east,no",
    "ben,manager,trust,west,no",
    "cy,manager,trust,east,0",
    "eve,academic,unit,west,TRUE",
    "flo,Manager,board,east,1",
    "gus,manager,board,east,false",
]
TIES_HEADER = "source,target,strength"
TIES = ["ann,cy,1", "ben,ann,0.5", "dora,eve,1", "ann,dora,0.4", "eve,ben,0.25"]


@pytest.fixture
def load(tmp_path):
    """Write files and give the settings that name them."""

    def settings(people=PEOPLE, ties=None, header=HEADER, ties_header=TIES_HEADER, **changes):
        files = {"population.staff_file": tmp_path / "staff.csv"}
        files["population.staff_file"].write_text("\n".join([header, *people]) + "\n", "utf-8")
        if ties is not None:
            files["population.ties_file"] = tmp_path / "ties.csv"
            files["population.ties_file"].write_text(
                "\n".join([ties_header, *ties]) + "\n", "utf-8"
            )
        few = {"brokers.managers": 2, "brokers.academics": 1}
        names = {name: str(file) for name, file in files.items()}
        return change(Settings(), few | names | changes)

    return settings


def graph_file(tmp_path, change_graph=lambda graph: None, kind=nx.Graph):
    """Write people and ties as GraphML, changed if asked for; gives the settings that name the file."""
    graph = kind()
    for line in PEOPLE:
        person, *values = line.lower().split(",")
        data = dict(zip(HEADER.split(",")[1:], values, strict=True))
        graph.add_node(person, **data | {"senior": data["senior"] in ("yes", "true", "1")})
    for line in TIES:
        source, target, strength = line.split(",")
        graph.add_edge(source, target, strength=float(strength))
    change_graph(graph)
    file = tmp_path / "staff.GraphML"
    nx.write_graphml(graph, file)
    few = {"brokers.managers": 2, "brokers.academics": 1, "population.staff_file": str(file)}
    return change(Settings(), few)


def write_staff(folder: Path) -> tuple[str, str]:
    """Write a staff file and a file of ties; gives their names.

    Nine managers in two organisations and nine academics in two departments, whose rows are mixed in
    the file; every second person is senior. Each knows the next two of the own organisation, and
    four pairs across the communities know each other.
    """
    places = {"trust": "manager", "unit": "academic", "board": "manager", "school": "academic"}
    rows, ties = ["id,community,organisation,workgroup,senior"], ["source,target,strength"]
    members: dict[str, list[str]] = {name: [] for name in places}
    for k in range(18):
        name = list(places)[k % 4]
        members[name].append(f"{name}{k}")
        senior = "yes" if k % 2 else "no"
        rows.append(f"{name}{k},{places[name]},{name},group{k // 8},{senior}")
    for people in members.values():
        for k, person in enumerate(people):
            ties += [f"{person},{other},1" for other in people[k + 1 : k + 3]]
    pairs = zip(members["trust"], members["unit"], strict=False)
    ties += [f"{manager},{academic},0.{k + 3}" for k, (manager, academic) in enumerate(pairs)]
    staff_file, ties_file = folder / "staff.csv", folder / "ties.csv"
    staff_file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ties_file.write_text("\n".join(ties) + "\n", encoding="utf-8")
    return str(staff_file), str(ties_file)
