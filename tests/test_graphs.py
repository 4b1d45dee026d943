"""Graphs as input files."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import Settings, SettingsError, change
from simulation.inputs import graphml
from simulation.staff import staff_of
from tests.refusals import check_sentence, refusal
from tests.test_inputs import PEOPLE, STAFF_FILE

# ------------------------------------------------------------------- graphs

KEYS = {"community": "node", "organisation": "node", "workgroup": "node", "senior": "node"}


def graph(path: Path, edges: str = "", keys: str = "", drop: str = "") -> Settings:
    """A GraphML file of the people; `edges` and `keys` are put in, an attribute is left out."""
    heads = "".join(
        f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>' for name in KEYS
    )
    nodes = ""
    for line in PEOPLE:
        person, *values = line.split(",")
        data = zip(KEYS, values, strict=True)
        cells = "".join(f'<data key="{k}">{value}</data>' for k, value in data if k != drop)
        nodes += f'<node id="{person}">{cells}</node>'
    xmlns = "http://graphml.graphdrawing.org/xmlns"
    path.write_text(
        f'<graphml xmlns="{xmlns}">{heads}{keys}<graph edgedefault="directed">{nodes}{edges}</graph>'
        "</graphml>", "utf-8"
    )  # fmt: skip
    return change(Settings(), {STAFF_FILE: str(path)})


def edge(source: str, target: str, data: str = "") -> str:
    return f'<edge source="{source}" target="{target}">{data}</edge>'


WEIGHT = '<key id="w" for="edge" attr.name="weight" attr.type="double">{}</key>'
INSIDE = edge("m0", "m2", '<data key="w">1</data>')


def test_the_weight_of_an_edge_is_its_strength_and_a_default_holds(tmp_path):
    edges = INSIDE + edge("m0", "a1", '<data key="w">0.25</data>') + edge("m2", "a1")
    found = staff_of(graph(tmp_path / "g.graphml", edges, WEIGHT.format("<default>0.5</default>")))
    assert {s for _, _, s in found.ties.across} == {0.25, 0.5}
    check_sentence(found.told, "'weight'")
    plain = staff_of(graph(tmp_path / "g.graphml", edges, WEIGHT.format("")))
    assert {s for _, _, s in plain.ties.across} == {0.25, 1.0}
    check_sentence(plain.told, "strength 1")


def test_data_of_other_elements_are_not_those_of_an_edge(tmp_path):
    drawn = '<data key="w"><line>0.1</line></data>'
    inner = '<port name="p"><data key="w">0.2</data></port>'
    edges = INSIDE + edge("m0", "a1", drawn) + edge("m2", "a1", inner + '<data key="w">0.75</data>')
    keys = WEIGHT.format("<default>0.5</default>") + '<key id="i" for="node" attr.name="id"/>'
    found = staff_of(graph(tmp_path / "g.graphml", edges, keys))
    assert {s for _, _, s in found.ties.across} == {0.5, 0.75}
    check_sentence(found.told, "'id' left out")


def test_elements_of_other_languages_are_no_people_and_no_ties(tmp_path):
    other = '<x:{0} xmlns:x="http://x.example" id="n" key="w" source="m0" target="m2">1</x:{0}>'
    plain = staff_of(graph(tmp_path / "g.graphml", INSIDE, WEIGHT.format("")))
    for kind in ("node", "edge", "graph", "key", "hyperedge", "data"):
        drawn = INSIDE.replace("<data", other.format(kind) + "<data")
        found = staff_of(
            graph(tmp_path / "h.graphml", drawn + other.format(kind), WEIGHT.format(""))
        )
        assert found.ids == plain.ids and (found.ties.colleagues == plain.ties.colleagues).all()


@pytest.mark.parametrize("doctype", ['[<!ENTITY b SYSTEM "/etc/hostname">]', 'SYSTEM "g.dtd"'])
def test_a_text_that_stands_in_another_file_is_not_left_out_without_a_word(tmp_path, doctype):
    settings = graph(
        tmp_path / "g.graphml", edge("m0", "m2", '<data key="w">1&b;</data>'), WEIGHT.format("")
    )
    path = tmp_path / "g.graphml"
    path.write_text(f"<!DOCTYPE graphml {doctype}>{path.read_text('utf-8')}", "utf-8")
    with refusal("g.graphml GraphML 'b'"):
        staff_of(settings)


def test_that_directions_do_not_count_is_said(tmp_path):
    directed = graph(tmp_path / "g.graphml", INSIDE, WEIGHT.format(""))
    check_sentence(staff_of(directed).told, "directions")
    text = (tmp_path / "g.graphml").read_text("utf-8").replace('"directed"', '"undirected"')
    (tmp_path / "u.graphml").write_text(text, "utf-8")
    assert (
        "directions"
        not in staff_of(change(Settings(), {STAFF_FILE: str(tmp_path / "u.graphml")})).told
    )


def test_an_attribute_that_no_node_has_is_not_called_a_column(tmp_path):
    settings = graph(tmp_path / "g.graphml")
    path = tmp_path / "g.graphml"
    path.write_text(path.read_text("utf-8").replace('attr.name="senior"', 'attr.name="x"'), "utf-8")
    with pytest.raises(SettingsError) as caught:
        staff_of(settings)
    check_sentence(str(caught.value), "g.graphml nodes attribute 'senior'")
    assert "row" not in str(caught.value) and "column" not in str(caught.value)


def test_a_graph_with_too_many_elements_is_refused_while_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(graphml, "MOST_ROWS", 23)
    with refusal("g.graphml 23 nodes"):
        staff_of(graph(tmp_path / "g.graphml", "<"))


def test_a_default_of_a_node_holds(tmp_path):
    key = '<key id="y" for="all" attr.name="Senior"><default>false</default></key>'
    path = tmp_path / "g.graphml"
    graph(path, drop="senior")
    said = path.read_text("utf-8").replace('<key id="senior"', f'{key}<key id="other"')
    path.write_text(said.replace('attr.name="senior"', 'attr.name="other"'), "utf-8")
    assert not staff_of(change(Settings(), {STAFF_FILE: str(path)})).senior.any()


@pytest.mark.parametrize(
    ("edges", "keys", "names"),
    [
        (edge("m0", "zoe"), "", "edge 1 'zoe'"),
        (edge("m0", "m2", '<data key="w">nan</data>'), WEIGHT.format(""), "edge 1 strength 'nan'"),
        (INSIDE + edge("m2", "m0", '<data key="w">0.5</data>'), WEIGHT.format(""), "edges 1 and 2"),
        (INSIDE.replace("</edge>", '<data key="s">0.5</data></edge>'),
         WEIGHT.format("") + '<key id="s" for="edge" attr.name="strength"/>', "edge 1 weight"),
        (INSIDE + edge("m0", "a1") + edge("a1", "m0", '<data key="w">0.5</data>'), WEIGHT.format(""),
         "edges 2 and 3 0.5 and 1"),
        ("", WEIGHT.format("<default>0.5</default><default>1</default>"), "GraphML 'w' defaults"),
        ('<node id="n">' + edge("m0", "m2") + "</node>", "", "GraphML edge"),
        (f"</graph>{edge('m0', 'm2')}<graph>", "", "GraphML edge"),
        (edge("m0", "m2", '<data key="w">&b;</data>'), WEIGHT.format(""), "GraphML"),
        ("<hyperedge/>", "", "GraphML"),
        ("", '<key id="o" for="node" attr.name="workgroup"/>', "'workgroup' twice"),
        ('<node id="m0"/>', "", "node 25 'm0' twice"),
        (INSIDE + INSIDE, "", "edge 1 'w' edge 2"),  # an attribute that the file does not declare
        (INSIDE, WEIGHT.format("").replace("edge", "node"), "edge 1 'w'"),  # or for others only
        (INSIDE.replace("</data>", '</data><data key="w">0.5</data>'), WEIGHT.format(""),
         "edge 1 'weight' twice"),
        ("", WEIGHT.format("") * 2, "GraphML 'w' twice"),
        ("</graph><graph>", "", "2 graphs"),
        ("<", "", "GraphML"),
    ],
)  # fmt: skip
def test_a_wrong_graph_is_refused_with_its_place(tmp_path, edges, keys, names):
    with refusal(f"g.graphml {names}"):
        staff_of(graph(tmp_path / "g.graphml", edges, keys))
