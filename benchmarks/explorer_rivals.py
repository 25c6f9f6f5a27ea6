"""The same graph in other people's pages: sigma.js, datamapplot and plain pyvis.

None of them is needed by storygraph. `npm install sigma@3 graphology esbuild deck.gl@9.1
apache-arrow` in a folder of your own serves `sigma` and datamapplot's page offline; datamapplot
lives in an environment of its own, whose Python is asked for.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from storygraph.export.colours import node_colours

if TYPE_CHECKING:
    from pathlib import Path

    from storygraph.graph import StoryGraph

SIGMA = """
import Graph from "graphology";
import Sigma from "sigma";
const data = JSON.parse(document.getElementById("data").textContent);
const graph = new Graph();
data.nodes.forEach(([x, y, color, label], i) => graph.addNode(i, {x, y, color, label, size: 2}));
data.edges.forEach(([a, b]) => graph.mergeEdge(a, b, {size: 0.3, color: "#ccc"}));
new Sigma(graph, document.getElementById("box"));
// Its constructor draws; the picture is on the screen a frame later
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("ready")));
"""

DATAMAP = """
import json, sys
import datamapplot, numpy as np
data = json.load(open(sys.argv[1]))
plot = datamapplot.create_interactive_plot(
    np.array([n[:2] for n in data["nodes"]]), np.array([n[4] for n in data["nodes"]]),
    hover_text=[n[3] for n in data["nodes"]], enable_search=True, inline_data=True)
plot.save(sys.argv[2])
"""


def graph_json(graph: StoryGraph) -> str:
    """Places, colours, titles and story titles of all nodes, and the pairs of all edges."""
    colours = [
        f"#{red:02x}{green:02x}{blue:02x}"
        for red, green, blue in node_colours(graph.articles, graph.stories).tolist()
    ]
    titles = dict(graph.stories.select("story", "title").iter_rows())
    rows = graph.articles.select("x", "y", "title", "story").iter_rows()
    nodes = [
        [x, y, colour, title, titles.get(story, "Unlabelled")]
        for (x, y, title, story), colour in zip(rows, colours, strict=True)
    ]
    return json.dumps({"nodes": nodes, "edges": graph.edges.select("a", "b").rows()})


def sigma_page(graph: StoryGraph, folder: Path, modules: Path) -> Path:
    """A page of sigma.js with everything inlined; `modules` holds `node_modules`."""
    source = modules / "sigma-entry.js"
    source.write_text(SIGMA, encoding="utf-8")
    command = ["npx", "esbuild", source.name, "--bundle", "--minify", "--format=iife"]
    script = subprocess.run(command, cwd=modules, check=True, capture_output=True, text=True).stdout
    data = graph_json(graph).replace("<", "\\u003c")
    page = folder / "sigma.html"
    page.write_text(
        '<!doctype html><meta charset="utf-8"><div id="box" style="position:fixed;inset:0"></div>'
        f'<script type="application/json" id="data">{data}</script><script>{script}</script>',
        encoding="utf-8",
    )
    return page


def datamapplot_page(graph: StoryGraph, folder: Path, python: Path) -> Path:
    """Datamapplot's interactive page, made by the Python of its own environment."""
    data = folder / "datamapplot.json"
    data.write_text(graph_json(graph), encoding="utf-8")
    page = folder / "datamapplot.html"
    command = [str(python), "-c", DATAMAP, str(data), str(page)]
    subprocess.run(command, check=True, capture_output=True)
    return page


def pyvis_page(graph: StoryGraph, folder: Path) -> Path:
    """What pyvis writes by default: physics in the browser, everything inlined."""
    from pyvis.network import Network

    net = Network(cdn_resources="in_line")
    titles = graph.articles["title"].to_list()
    net.nodes = [{"id": n, "label": title, "shape": "dot"} for n, title in enumerate(titles)]
    net.node_ids = list(range(len(titles)))
    net.node_map = {node["id"]: node for node in net.nodes}
    # add_edge looks through all edges each time
    net.edges = [{"from": a, "to": b} for a, b in graph.edges.select("a", "b").iter_rows()]
    page = folder / "pyvis.html"
    page.write_text(net.generate_html(), encoding="utf-8")
    return page
