"""GEXF: well-formed whatever the strings, and read by networkx as far as it reads 1.3."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from storygraph.export.gexf import write_gexf
from storygraph.export.networkx_graph import to_networkx
from storygraph.graph import StoryGraph
from tests.strategies import HOSTILE, graphs, make_graph

NS = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
DRAWN = {"x", "y", "size", "r", "g", "b"}


def read_by_networkx(path: Path) -> nx.Graph:
    """networkx knows 1.2 at most; 1.3 differs in the names of namespaces only."""
    text = path.read_text("utf-8")
    text = text.replace("http://gexf.net/1.3/viz", "http://www.gexf.net/1.2draft/viz")
    text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft")
    plain = path.with_suffix(".12.gexf")
    plain.write_text(text.replace('version="1.3"', 'version="1.2"'), "utf-8")
    return nx.read_gexf(plain)


@given(graph=graphs())
@settings(deadline=None)
def test_every_graph_is_well_formed_and_whole(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree = etree.parse(write_gexf(graph, tmp_path_factory.mktemp("gexf") / "graph.gexf"))
    nodes = tree.findall("g:graph/g:nodes/g:node", NS)
    names = [node.get("id") for node in nodes]
    assert len(set(names)) == len(names) == graph.articles.height
    ends = {
        (edge.get("source"), edge.get("target"))
        for edge in tree.findall("g:graph/g:edges/g:edge", NS)
    }
    assert ends == {(names[a], names[b]) for a, b in graph.edges.select("a", "b").iter_rows()}
    for place in ("node", "edge"):
        declared = tree.findall(f"g:graph/g:attributes[@class='{place}']/g:attribute", NS)
        used = tree.findall(f"g:graph/g:{place}s/g:{place}/g:attvalues/g:attvalue", NS)
        assert {value.get("for") for value in used} <= {one.get("id") for one in declared}


@pytest.mark.parametrize("name", ["sample_graph", "diablo4_graph", "seeds_graph"])
def test_networkx_reads_real_graphs_with_every_value(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(name)
    read = read_by_networkx(write_gexf(graph, tmp_path / "graph.gexf"))
    wanted = to_networkx(graph)
    assert list(read) == list(wanted)
    assert {frozenset(e) for e in read.edges} == {frozenset(e) for e in wanted.edges}
    for node, data in wanted.nodes(data=True):
        told = {key: value for key, value in data.items() if key not in DRAWN}
        found = read.nodes[node]
        assert {key: found.get(key) for key in told} == told
        colour = found["viz"]["color"]
        assert (colour["r"], colour["g"], colour["b"]) == (data["r"], data["g"], data["b"])
        place = found["viz"]["position"]
        assert (place["x"], place["y"]) == (data["x"], data["y"])
        assert found["viz"]["size"] == data["size"]
    for a, b, data in wanted.edges(data=True):
        assert {key: read.edges[a, b].get(key) for key in data} == data


def test_hostile_strings_stay_text(tmp_path: Path) -> None:
    graph = make_graph([{"title": f"({text})", "source": text} for text in HOSTILE], [(0, 1)])
    tree = etree.parse(write_gexf(graph, tmp_path / "graph.gexf"))
    labels = [node.get("label") for node in tree.findall("g:graph/g:nodes/g:node", NS)]
    assert labels[1] == f"({HOSTILE[1]})"
    assert labels[5] == f"({HOSTILE[5]})"  # line ends survive, as references
    assert "\ufffd" in labels[4]
    found = {etree.QName(element).localname for element in tree.iter(etree.Element)}
    assert not found & {"script", "img"}


def test_positions_are_the_places_on_the_map(tmp_path: Path) -> None:
    graph = make_graph([{"x": 3.0, "y": -4.0}, {"x": 6.0, "y": -8.0}], [(0, 1)])
    tree = etree.parse(write_gexf(graph, tmp_path / "graph.gexf"))
    first, second = (
        (float(place.get("x")), float(place.get("y")))
        for place in tree.findall(".//viz:position", NS)
    )
    assert second == (2 * first[0], 2 * first[1])
    assert math.isclose(first[0] / first[1], -0.75)


def test_equal_graphs_give_equal_bytes(seeds_graph: StoryGraph, tmp_path: Path) -> None:
    first = write_gexf(seeds_graph, tmp_path / "a.gexf").read_bytes()
    assert first == write_gexf(seeds_graph, tmp_path / "b.gexf").read_bytes()
