"""What files of own staff may not hold."""

from __future__ import annotations

import re

import pytest

from simulation import Settings, SettingsError, change, simulate
from simulation.staff import staff_of
from tests.people import HEADER, PEOPLE, TIES, TIES_HEADER, graph_file
from tests.refusals import check_sentence


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
        staff_of(graph_file(tmp_path, drop))


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
