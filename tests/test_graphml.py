"""GraphML: read back equal by networkx and igraph, whatever the strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from storygraph.errors import OutputError
from storygraph.export import gexf, graphml
from storygraph.export.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from storygraph.export.gexf import write_gexf
from storygraph.export.graphml import write_graphml
from storygraph.export.networkx_graph import to_networkx
from storygraph.graph import StoryGraph
from storygraph.runtime.progress import Advance, unwatched
from tests.strategies import HOSTILE, graphs, make_graph

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
XMLNS = "{http://graphml.graphdrawing.org/xmlns}"


def legal(value: Any) -> Any:
    """What an XML reader may give back for a value."""
    return ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value


def expected(graph: StoryGraph, ids: Iterable[str]) -> nx.Graph:
    """`to_networkx` with the characters that XML cannot hold replaced, under the `ids` read."""
    plain = to_networkx(graph)
    names = dict(zip(plain.nodes, ids, strict=True))
    for written, name in names.items():
        assert name == legal(written) or name.startswith(legal(written) + "~")
        assert name == written or written != legal(written)
    result = nx.Graph()
    for node, data in plain.nodes(data=True):
        told = {name: legal(value) for name, value in data.items()}
        if "copy_of" in told:
            told["copy_of"] = names[data["copy_of"]]
        if not data["title"]:
            told["label"] = names[node]
        result.add_node(names[node], **told)
    result.add_edges_from((names[a], names[b], data) for a, b, data in plain.edges(data=True))
    return result


def assert_same(read: nx.Graph, wanted: nx.Graph) -> None:
    assert dict(read.nodes(data=True)) == dict(wanted.nodes(data=True))
    assert list(read.nodes) == list(wanted.nodes)
    found = {frozenset(ends[:2]): ends[2] for ends in read.edges(data=True)}
    assert found == {frozenset(ends[:2]): ends[2] for ends in wanted.edges(data=True)}


def assert_igraph(path: Path, wanted: nx.Graph) -> None:
    """igraph reads the file with the same nodes, edges, and values, in the same order."""
    read = igraph.Graph.Read_GraphML(str(path))
    assert not read.is_directed()
    assert read.vcount() == wanted.number_of_nodes()
    names = list(wanted.nodes)
    assert [v["id"] for v in read.vs] == names
    ends = {frozenset((names[e.source], names[e.target])): e.attributes() for e in read.es}
    assert set(ends) == {frozenset(pair) for pair in wanted.edges}
    for vertex, (_, data) in zip(read.vs, wanted.nodes(data=True), strict=True):
        present = {name: vertex[name] for name in data}
        assert present == data
    for a, b, data in wanted.edges(data=True):
        found = ends[frozenset((a, b))]
        assert {name: found[name] for name in data} == data


@given(graph=graphs())
@settings(deadline=None)
def test_networkx_reads_back_what_to_networkx_gives(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_graphml(graph, tmp_path_factory.mktemp("graphml") / "graph.graphml")
    read = nx.read_graphml(path)
    assert_same(read, expected(graph, read))


@given(graph=graphs())
@settings(deadline=None, max_examples=50)
def test_igraph_reads_every_graph(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_graphml(graph, tmp_path_factory.mktemp("graphml") / "graph.graphml")
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (graph.articles.height, graph.edges.height)


@pytest.mark.parametrize("name", ["sample_graph", "diablo4_graph", "seeds_graph"])
def test_real_graphs_read_back_equal(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(name)
    path = write_graphml(graph, tmp_path / "graph.graphml")
    read = nx.read_graphml(path)
    wanted = expected(graph, graph.articles["id"])
    assert wanted.number_of_edges() == graph.edges.height > 0
    assert_same(read, wanted)
    assert_igraph(path, wanted)


def test_ids_with_marks_of_xml_come_back(tmp_path: Path) -> None:
    ids = ["a<b", "c&amp;d", 'e"f', "g\nh"]
    graph = make_graph([{"id": name} for name in ids], [(0, 1), (2, 3)])
    path = write_graphml(graph, tmp_path / "graph.graphml")
    assert_same(nx.read_graphml(path), to_networkx(graph))


def test_hostile_strings_come_back_with_illegal_characters_replaced(tmp_path: Path) -> None:
    graph = make_graph([{"title": f"({text})", "source": text} for text in HOSTILE], [(0, 1)])
    path = write_graphml(graph, tmp_path / "graph.graphml")
    read = nx.read_graphml(path)
    for node, text in enumerate(HOSTILE):
        assert read.nodes[f"n{node}"]["title"] == f"({legal(text)})"
    assert read.nodes["n4"]["source"] == "\ufffd" * 7 + "\x85" + "\ufffd"
    assert_igraph(path, expected(graph, read))


@pytest.mark.parametrize("taken", ["a\ufffd~2", "a\ufffd~0"])
def test_ids_that_differ_only_in_illegal_characters_stay_two_nodes(
    taken: str, tmp_path: Path
) -> None:
    ids = ["a\x01", "a\x02", "a\ufffd", taken, "a\x03"]
    articles = [{"id": name, "copy_of": 0} for name in ids]
    graph = make_graph(articles, [(a, b) for b in range(5) for a in range(b)])
    path = write_graphml(graph, tmp_path / "graph.graphml")
    read = nx.read_graphml(path)
    assert (read.number_of_nodes(), read.number_of_edges()) == (5, 10)
    assert {"a\ufffd", taken} <= set(read)
    assert {data["copy_of"] for _, data in read.nodes(data=True)} == {next(iter(read))}
    assert_igraph(path, expected(graph, read))


def test_keys_have_ids_that_gephi_leaves_alone_and_one_type_each(tmp_path: Path) -> None:
    path = write_graphml(make_graph([{}, {}], [(0, 1)]), tmp_path / "graph.graphml")
    keys = etree.parse(path).findall(f"{XMLNS}key")
    found = [(k.get("id"), k.get("for"), k.get("attr.name"), k.get("attr.type")) for k in keys]
    assert found == [
        *((f"n_{a.name}", "node", a.name, a.type) for a in NODE_ATTRIBUTES),
        *((f"e_{a.name}", "edge", a.name, a.type) for a in EDGE_ATTRIBUTES),
    ]
    meanings = [key.findtext(f"{XMLNS}desc") for key in keys]
    assert meanings == [a.meaning for a in (*NODE_ATTRIBUTES, *EDGE_ATTRIBUTES)]
    names = {key[2]: key[3] for key in found}
    assert {"label": "string", "x": "double", "size": "double", "r": "int"}.items() <= names.items()
    assert (names["weight"], names["source_cites_target"]) == ("double", "boolean")


def test_values_come_back_in_their_types_and_absent_ones_are_left_out(tmp_path: Path) -> None:
    articles = [
        {"heat": -7, "quality": 3, "topics": ["a", "b"], "story": 1, "x": 1.5, "y": -2.5},
        {"published": None, "story": 1, "kind": "external"},
    ]
    cites = {"provenance": "both", "b_cites_a": True, "days": None}
    graph = make_graph(articles, [(0, 1, cites)])
    read = nx.read_graphml(write_graphml(graph, tmp_path / "graph.graphml"))
    first, second = read.nodes["n0"], read.nodes["n1"]
    assert first["published"] == "2024-05-06T07:08:09Z"
    assert first["timestamp"] == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC).timestamp()
    assert (first["heat"], first["quality"], first["topics"]) == (-7, 3, "a; b")
    assert (first["story"], first["story_title"], first["kind"]) == (1, "Title 0", "article")
    assert (first["x"], first["y"], first["size"]) == (30.0, -50.0, 4.55)  # with one edge
    assert isinstance(first["x"], float)
    assert second["kind"] == "external"
    assert not {"published", "heat", "quality", "topics", "url", "source"} & set(second)
    edge = read.edges["n0", "n1"]
    assert (edge["source_cites_target"], edge["target_cites_source"]) == (False, True)
    assert (edge["provenance"], edge["weight"]) == ("both", 0.5)
    assert "days" not in edge


def test_equal_graphs_give_equal_bytes(seeds_graph: StoryGraph, tmp_path: Path) -> None:
    first = write_graphml(seeds_graph, tmp_path / "a.graphml").read_bytes()
    again = write_graphml(seeds_graph, tmp_path / "b.graphml").read_bytes()
    assert first == again
    assert b"\r" not in first


@pytest.mark.parametrize(("module", "write"), [(graphml, write_graphml), (gexf, write_gexf)])
def test_a_file_written_in_blocks_is_that_written_at_once(
    module: ModuleType,
    write: Callable[[StoryGraph, Path, Advance], Path],
    seeds_graph: StoryGraph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = write(seeds_graph, tmp_path / "whole", unwatched).read_bytes()
    monkeypatch.setattr(module, "ROWS", 7)
    told: list[tuple[int, int | None]] = []
    parts = write(seeds_graph, tmp_path / "parts", lambda *far: told.append(far))
    assert parts.read_bytes() == whole
    nodes, edges = seeds_graph.articles.height, seeds_graph.edges.height
    assert told == [
        (done, nodes + edges) for done in (*range(0, nodes, 7), *range(nodes, nodes + edges, 7))
    ]


def test_a_graph_without_nodes_is_a_file_without_nodes(tmp_path: Path) -> None:
    read = nx.read_graphml(write_graphml(make_graph([]), tmp_path / "graph.graphml"))
    assert read.number_of_nodes() == 0


def test_a_path_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        write_graphml(make_graph([{}]), tmp_path / "file" / "graph.graphml")
