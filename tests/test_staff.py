"""The user's own staff and ties, from CSV and GraphML files."""

from __future__ import annotations

import re

import networkx as nx
import pytest

from simulation import BrokeringModel, Settings, SettingsError, change, simulate
from simulation.population import build
from simulation.staff import staff_of
from simulation.tables import ACADEMIC, MANAGER, NOBODY
from tests.refusals import check_sentence
from tests.worlds import partners

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


def _graph(tmp_path, change_graph=lambda graph: None, kind=nx.Graph):
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


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_a_graphml_file_holds_staff_and_ties(tmp_path, load, kind):
    loaded, same = staff_of(_graph(tmp_path, kind=kind)), staff_of(load(ties=TIES))
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

    assert (5, 1, 1.0) in staff_of(_graph(tmp_path, add)).ties.across


# ------------------------------------------------------------------- what is refused


def _with(changed, row, people=PEOPLE):
    return [changed if k == row else line for k, line in enumerate(people)]


# Which people, the row of the file in question, and what the message says.
REFUSED = {
    "an empty cell": (_with("dora,academic,,east,no", 1), 3, ["organisation", "empty"]),
    "an empty identifier": (_with(" ,academic,unit,east,no", 1), 3, ["id", "empty"]),
    "a missing cell": (_with("dora,academic,unit,east", 1), 3, []),
    "the same person twice": ([*PEOPLE, PEOPLE[2]], 9, ["'ben'", "twice"]),
    "an unknown community": (
        _with("dora,scholar,unit,east,no", 1),
        3,
        ["'scholar'", "manager or academic"],
    ),
    "neither senior nor not": (
        _with("dora,academic,unit,east,maybe", 1),
        3,
        ["'maybe'", "true or false"],
    ),
    "an organisation of both": (_with("dora,academic,trust,east,no", 1), 2, ["'trust'", "both"]),
    "an organisation of one": (PEOPLE[:-1], 7, ["'board'", "one person", "two"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_staff_is_refused_by_file_and_row(load, case):
    people, row, said = REFUSED[case]
    with pytest.raises(SettingsError) as refusal:
        staff_of(load(people))
    message = str(refusal.value)
    assert re.search(rf"staff\.csv, row {row}\b", message)
    assert [part for part in said if part not in message] == []


TIES_REFUSED = {
    "a stranger at the start": ("zoe,ann,1", ["source", "'zoe'", "staff file"]),
    "a stranger at the end": ("ann,zoe,1", ["target", "'zoe'", "staff file"]),
    "oneself": ("ann,ann,1", ["target", "'ann'", "source"]),
    "no strength": ("ann,eve,0", ["strength", "'0'", "above 0"]),
    "too much strength": ("ann,eve,1.01", ["strength", "'1.01'", "at most 1"]),
    "less than no strength": ("ann,eve,-0.5", ["strength", "'-0.5'"]),
    "strength in words": ("ann,eve,strong", ["strength", "'strong'", "number"]),
    "strength that is no number": ("ann,eve,nan", ["strength", "'nan'"]),
    "another organisation of the community": ("ann,flo,1", ["target", "'flo'", "same community"]),
}


@pytest.mark.parametrize("case", TIES_REFUSED)
def test_wrong_ties_are_refused_by_file_and_row(load, case):
    line, said = TIES_REFUSED[case]
    with pytest.raises(SettingsError) as refusal:
        staff_of(load(ties=[*TIES, line]))
    message = str(refusal.value)
    assert "ties.csv, row 7:" in message
    assert [part for part in said if part not in message] == []


@pytest.mark.parametrize(("inside", "most"), [(True, 24), (False, 6)])
def test_more_ties_than_a_person_can_hold_are_refused(load, inside, most):
    people = [f"m{k},manager,trust,g,no" for k in range(28)]
    people += [f"a{k},academic,unit,g,no" for k in range(12)]
    enough = ["m26,m27,1", *(f"m0,{'m' if inside else 'a'}{k},1" for k in range(1, most + 1))]
    assert staff_of(load(people, enough)).ties is not None
    with pytest.raises(SettingsError, match=rf"ties\.csv, row {most + 3}: .*more than {most} "):
        staff_of(load(people, [*enough, f"m0,{'m' if inside else 'a'}{most + 1},1"]))


@pytest.mark.parametrize("missing", HEADER.split(","))
def test_a_missing_column_is_named(load, missing):
    header = HEADER.replace(missing, "x" + missing)
    with pytest.raises(
        SettingsError, match=rf"staff\.csv, row 1: .*'{missing}'.* is missing.*id, com"
    ):
        staff_of(load(header=header))


def test_several_missing_columns_are_named_at_once(load):
    with pytest.raises(SettingsError) as caught:
        staff_of(load(header=HEADER.replace("senior", "x").replace("organisation", "y")))
    assert str(caught.value).count("required: ") == 1
    check_sentence(str(caught.value), "'organisation' 'senior'")


@pytest.mark.parametrize("missing", TIES_HEADER.split(","))
def test_a_missing_column_of_the_ties_is_named(load, missing):
    header = TIES_HEADER.replace(missing, "x" + missing)
    with pytest.raises(SettingsError, match=rf"ties\.csv, row 1: .*'{missing}'.* is missing"):
        staff_of(load(ties=TIES, ties_header=header))


def test_blank_lines_are_passed_over_and_counted_as_an_editor_counts_them(load):
    assert staff_of(load(["", PEOPLE[0], ",,,,", *PEOPLE[1:], ""])).ids == staff_of(load()).ids
    people = ["", *_with("dora,scholar,unit,east,no", 1)]
    with pytest.raises(SettingsError, match=r"staff\.csv, row 4: .*'scholar'"):
        staff_of(load(people))


def test_spaces_after_commas_are_no_part_of_a_cell(load):
    spaced = [line.replace(",", ", ") for line in PEOPLE]
    found = staff_of(load(spaced, header=HEADER.replace(",", ", ")))
    assert found.ids == staff_of(load(PEOPLE)).ids


def test_a_row_with_a_cell_too_many_is_named(load):
    with pytest.raises(SettingsError, match=r"staff\.csv.*(row|line) 2\b"):
        staff_of(load(_with(PEOPLE[0] + ",surplus", 0)))


@pytest.mark.parametrize(("community", "word"), [("manager", "academic"), ("academic", "manager")])
def test_a_file_without_the_second_community_is_refused(load, community, word):
    people = [line for line in PEOPLE if community in line.lower()]
    with pytest.raises(SettingsError, match=rf"staff\.csv has 0 organisations of the {word}"):
        staff_of(load(people))


def test_fewer_organisations_than_hosts_are_refused(load):
    with pytest.raises(SettingsError, match=r"staff\.csv has 1 .*academic.* at least 2"):
        staff_of(load(**{"population.hosts": 2}))


def test_a_file_without_people_is_refused(load):
    with pytest.raises(SettingsError, match=r"staff\.csv .*one row per person"):
        staff_of(load([]))


@pytest.mark.parametrize(
    ("name", "content"),
    [("staff.csv", b""), ("staff.csv", b"\xff\xfe\x00a"), ("staff.graphml", b"<graphml>")],
)
def test_an_unreadable_file_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    chosen = change(Settings(), {"population.staff_file": str(tmp_path / name)})
    with pytest.raises(SettingsError, match=rf"{name} cannot be read as (CSV|GraphML)"):
        staff_of(chosen)


@pytest.mark.parametrize("which", ["population.staff_file", "population.ties_file"])
def test_a_missing_file_is_named(load, which):
    chosen = change(load(), {which: "nowhere.csv"})
    with pytest.raises(SettingsError, match=r"'nowhere\.csv'.*CSV or GraphML"):
        staff_of(chosen)


def test_a_graphml_node_without_an_attribute_is_named(tmp_path):
    def drop(graph):
        del graph.nodes["ben"]["workgroup"]

    with pytest.raises(SettingsError, match=r"node 3 \('ben'\): .*'workgroup' is missing"):
        staff_of(_graph(tmp_path, drop))


def test_more_brokers_than_the_files_people_are_refused(load):
    with pytest.raises(SettingsError, match="4 academic-brokers, but only 2 academics"):
        simulate(load(**{"brokers.academics": 4}), [1])


@pytest.mark.parametrize("name", ["all", "host", "managers"])
def test_an_organisations_name_cannot_pass_for_a_group_in_the_tables(load, name):
    """Either the name is refused, or the group keeps its column."""
    try:
        chosen = load([line.replace("board", name) for line in PEOPLE])
        table = simulate(chosen, [1], weekly=True, every=260)
    except SettingsError as refusal:
        assert name in str(refusal)
    else:
        plain = simulate(load(), [1], weekly=True, every=260)
        assert table[f"attitude_{name}"].tolist() == plain[f"attitude_{name}"].tolist()


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
