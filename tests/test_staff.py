"""The user's own staff and ties, from CSV and GraphML files."""

from __future__ import annotations

import networkx as nx
import pytest

from simulation import BrokeringModel, SettingsError, simulate
from simulation.population import build
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.people import HEADER, PEOPLE, TIES, graph_file
from tests.worlds import partners

# ------------------------------------------------------------------- what is read


def test_people_are_arranged_by_community_organisation_and_workgroup(load):
    staff = staff_of(load())
    assert staff.ids == ("ann", "cy", "ben", "flo", "gus", "dora", "eve")
    assert [(place.name, place.community, place.number, place.size) for place in staff.places] == [
        ("trust", MANAGER, 0, 3),
        ("board", MANAGER, 1, 2),
        ("unit", ACADEMIC, 0, 2),
    ]
    assert staff.senior.tolist() == [True, False, False, True, False, False, True]
    groups = staff.workgroup.tolist()
    assert groups[0] == groups[1] != groups[2]
    assert groups[3] == groups[4] != groups[0]
    assert groups[5] != groups[6]


@pytest.mark.parametrize("hosts", [1, 2])
def test_the_first_organisations_of_each_community_in_the_file_are_the_hosts(load, hosts):
    more = [*PEOPLE, "hal,academic,school,east,no", "ida,academic,school,east,no"]
    staff = staff_of(load(more, **{"population.hosts": hosts}))
    assert [place.host for place in staff.places] == [True, hosts == 2] * 2


def test_columns_may_come_in_any_order_and_others_are_passed_over(load):
    people = [",".join(["note", *line.split(",")[::-1]]) for line in PEOPLE]
    header = ",".join(["remark", *HEADER.split(",")[::-1]])
    assert staff_of(load(people, header=header)).ids == staff_of(load()).ids


def test_seniority_comes_from_the_file_and_not_from_dice(load):
    for seed in (1, 2):
        senior = build(load(), seed).people["senior"]
        assert senior.tolist() == [True, False, False, True, False, False, True]


def test_ties_inside_are_colleagues_and_ties_across_are_partners(load):
    world = build(load(ties=TIES), 1)
    known = [{int(j) for j in row if j != NOBODY} for row in world.colleagues]
    # rows: ann 0, cy 1, ben 2, flo 3, gus 4, dora 5, eve 6
    assert known == [{1, 2}, {0}, {0}, set(), set(), {6}, {5}]
    assert partners(world, 0) == {5: 0.4}
    assert partners(world, 5) == {0: 0.4}
    assert partners(world, 6) == {2: 0.25}
    assert partners(world, 1) == {}


def test_without_a_file_of_ties_the_network_is_made(load):
    world = build(load(), 1)
    known = [{int(j) for j in row if j != NOBODY} for row in world.colleagues]
    assert known == [{1, 2}, {0, 2}, {0, 1}, {4}, {3}, {6}, {5}]


def test_a_tie_named_from_both_ends_is_one_tie(load):
    world = build(load(ties=[*TIES, "dora,ann,0.4", "cy,ann,1"]), 1)
    assert partners(world, 0) == {5: 0.4}
    assert (world.colleagues[0] != NOBODY).sum() == 2


def test_a_file_without_ties_is_refused(load):
    with pytest.raises(SettingsError, match=r"ties\.csv .*population\.ties_file"):
        staff_of(load(ties=[]))


def test_ties_across_the_communities_alone_are_refused(load):
    with pytest.raises(SettingsError, match=r"ties\.csv .*ties between colleagues"):
        staff_of(load(ties=["ann,dora,0.4", "eve,ben,0.25"]))


def test_a_changed_file_is_read_anew(load):
    assert len(staff_of(load()).ids) == 7
    assert len(staff_of(load([*PEOPLE, "hal,academic,unit,west,no"])).ids) == 8


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_a_graphml_file_holds_staff_and_ties(tmp_path, load, kind):
    loaded, same = staff_of(graph_file(tmp_path, kind=kind)), staff_of(load(ties=TIES))
    assert loaded.places == same.places
    assert loaded.ids == same.ids
    assert loaded.senior.tolist() == same.senior.tolist()
    assert sorted(loaded.ties.across) == sorted(same.ties.across)
    assert [set(row) for row in loaded.ties.colleagues] == [
        set(row) for row in same.ties.colleagues
    ]


def test_a_tie_without_strength_in_graphml_is_a_full_one(tmp_path):
    def add(graph):
        graph.add_edge("cy", "dora")

    assert (5, 1, 1.0) in staff_of(graph_file(tmp_path, add)).ties.across


# ------------------------------------------------------------------- what it is for


def test_own_staff_runs_in_both_drivers_alike(load):
    chosen = load(ties=TIES, weeks=20, **{"contract.weeks": 20})
    table = simulate(chosen, [3], weekly=True)
    model = BrokeringModel(chosen, rng=3)
    while model.running:
        model.step()
    collected = model.datacollector.get_model_vars_dataframe()
    for name in collected:
        assert collected[name].tolist() == pytest.approx(table[name].tolist(), abs=0, nan_ok=True)
    assert table["bridges"].iloc[-1] >= 0
    assert [place.name for place in model.organisations] == ["trust", "board", "unit"]
