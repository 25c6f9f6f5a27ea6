"""The explorer page as a file: its blocks, its policy, and what lies beside it when it is large."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from storygraph.export import explorer_texts
from storygraph.export.explorer import write_explorer
from storygraph.export.explorer_blocks import deltas, varints
from storygraph.export.explorer_themes import themes
from storygraph.graph import StoryGraph
from storygraph.publish import publish
from storygraph.tables import ARTICLES, EDGES, LEVELS, STORIES, conform, empty
from tests.explorer_graph import HOSTILE, news_graph
from tests.explorer_pages import files_beside
from tests.strategies import make_graph

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def read_varints(data: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            values.append(value)
            value, shift = 0, 0
    return values


def read_block(page: str, name: str) -> dict[str, Any]:
    found = re.search(rf'id="block-{name}">([^<]*)<', page)
    assert found, name
    whole = gzip.decompress(base64.b64decode(found[1]))
    size = int.from_bytes(whole[:4], "little")
    at, columns = 4 + size, {}
    for column, kind, count, length in json.loads(whole[4 : 4 + size]):
        data = whole[at : at + length]
        at += length
        if kind == "v":
            columns[column] = read_varints(data)
        elif kind in {"d", "w"}:
            steps = np.array([v >> 1 ^ -(v & 1) for v in read_varints(data)], dtype=np.int64)
            columns[column] = np.cumsum(steps).tolist()
        elif kind == "s":
            head = 4 + int.from_bytes(data[:4], "little")
            ends = np.cumsum([0, *read_varints(data[4:head])]).tolist()
            texts = data[head:]
            columns[column] = [texts[a:b].decode() for a, b in pairwise(ends)]
        elif kind == "j":
            columns[column] = json.loads(data)
        else:
            columns[column] = list(data)
        assert kind in {"j", "p2"} or len(columns[column]) == count
    return columns


@given(st.lists(st.integers(0, 2**42 - 1)))
def test_varints_read_back(values: list[int]) -> None:
    assert read_varints(varints(values)) == values


@given(st.lists(st.integers(-(2**39), 2**39 - 1)))
def test_deltas_read_back(values: list[int]) -> None:
    steps = [v >> 1 ^ -(v & 1) for v in read_varints(deltas(values))]
    assert np.cumsum(np.array(steps, dtype=np.int64)).tolist() == values


def test_page_holds_every_article_edge_and_text_once(tmp_path: Path) -> None:
    graph = news_graph()
    page = write_explorer(graph, tmp_path / "index.html", title="News").read_text("utf-8")
    titles = read_block(page, "titles-0")["title"]
    texts = read_block(page, "texts-0")
    edges = read_block(page, "edges")
    core = read_block(page, "core")
    assert sorted(titles) == sorted(graph.articles["title"])
    assert sorted(texts["url"]) == sorted(graph.articles["url"])
    assert sorted(texts["excerpt"]) == sorted(graph.articles["excerpt"])
    assert len(edges["edge.a"]) == graph.edges.height
    assert core["story.size"] == graph.stories["size"].to_list()
    assert core["story.title"] == graph.stories["title"].to_list()
    # Page order is by story: edge ends read through it name the same pairs of titles
    by_node = graph.articles["title"].to_list()
    wanted = {
        frozenset((by_node[a], by_node[b])) for a, b in graph.edges.select("a", "b").iter_rows()
    }
    spans = zip(edges["edge.a"], edges["edge.span"], strict=True)
    assert {frozenset((titles[a], titles[a + step])) for a, step in spans} == wanted
    copies = zip(core["copy.article"], core["copy.of"], strict=True)
    firsts = {titles[article + away] for article, away in copies}
    assert firsts == {graph.articles.filter(pl.col("story") == 1)["title"][0]}


def test_citations_keep_their_direction_whichever_end_comes_first_on_the_page(
    tmp_path: Path,
) -> None:
    # The page lists story 1 first, the graph what is earlier
    rows = [{"title": f"{n}", "story": 2 if n < 2 else 1} for n in range(5)]
    ways = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    edges = [
        (a, b, {"provenance": "related", "a_cites_b": n % 3 != 1, "b_cites_a": n % 3 != 0})
        for n, (a, b) in enumerate(ways)
    ]
    graph = make_graph(rows, edges)
    page = write_explorer(graph, tmp_path / "index.html", title="News").read_text("utf-8")
    titles, edge = read_block(page, "titles-0")["title"], read_block(page, "edges")
    by_node = graph.articles["title"].to_list()
    cited = {
        (by_node[one], by_node[other])
        for a, b, out, back in graph.edges.select("a", "b", "a_cites_b", "b_cites_a").iter_rows()
        for one, other, names in ((a, b, out), (b, a, back))
        if names
    }
    told = {
        (titles[one], titles[other])
        for a, step, flags in zip(
            edge["edge.a"], edge["edge.span"], edge["edge.flags"], strict=True
        )
        for one, other, bit in ((a, a + step, 4), (a + step, a, 8))
        if flags & bit
    }
    assert told == cited
    assert titles != by_node


def test_articles_keep_their_keys_while_their_addresses_stay(tmp_path: Path) -> None:
    graph = news_graph()
    other = graph.articles.with_columns(pl.col("id") + "x", url=pl.col("url") + "/?utm_source=feed")
    bare = graph.articles.with_columns(url=pl.lit(None, pl.String))
    keys = [
        read_block(
            write_explorer(
                StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html"
            ).read_text("utf-8"),
            "core",
        )["article.key"]
        for articles in (graph.articles, other, bare)
    ]
    assert keys[0] == keys[1] != keys[2]
    assert len(set(zip(keys[0][:92], keys[0][92:], strict=True))) > 85  # few share one


def test_an_article_without_excerpt_shows_how_its_text_begins(tmp_path: Path) -> None:
    graph = news_graph()
    articles = graph.articles.with_columns(excerpt=pl.lit(""), body="Begins so. " + pl.col("title"))
    page = write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html")
    shown = read_block(page.read_text("utf-8"), "texts-0")["excerpt"]
    assert all(text.startswith("Begins so. ") for text in shown)


def test_a_long_excerpt_is_cut_between_two_words(tmp_path: Path) -> None:
    words = " ".join(["harbour"] * 200)
    graph = make_graph([{"excerpt": words, "x": 0.0, "y": 0.0}])
    page = write_explorer(graph, tmp_path / "index.html").read_text("utf-8")
    (shown,) = read_block(page, "texts-0")["excerpt"]
    assert shown == " ".join(["harbour"] * 87) + " …"


def test_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_explorer(news_graph(), tmp_path / "a" / "index.html")
    two = write_explorer(news_graph(), tmp_path / "b" / "index.html")
    assert one.read_bytes() == two.read_bytes()


def test_policy_allows_our_own_script_and_style_alone(tmp_path: Path) -> None:
    page = write_explorer(news_graph(), tmp_path / "index.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert script
    assert style
    for part, text in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{part} 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    outside = page.replace(script[1], "")
    assert "http://" not in outside
    assert "https://" not in outside


def test_hostile_strings_stand_in_no_markup(tmp_path: Path) -> None:
    graph = news_graph(hostile=True)
    title = HOSTILE[0]
    page = write_explorer(graph, tmp_path / "index.html", title=title).read_text("utf-8")
    assert page.count("<script>") == 1
    assert page.count("owned") == 1
    assert "<title>&lt;/script&gt;&lt;script&gt;window.owned = 1&lt;/script&gt;</title>" in page
    plain = write_explorer(news_graph(), tmp_path / "plain.html").read_text("utf-8")
    assert page.count("<") == plain.count("<")


def test_empty_graph_and_null_places_make_a_page(tmp_path: Path) -> None:
    nothing = StoryGraph(empty(ARTICLES), empty(EDGES), empty(STORIES))
    page = write_explorer(nothing, tmp_path / "empty.html").read_text("utf-8")
    assert read_block(page, "core")["facts"]["articles"] == 0
    graph = news_graph()
    bare = StoryGraph(
        graph.articles.with_columns(pl.lit(None, pl.Float32).alias("x")), graph.edges, graph.stories
    )
    assert write_explorer(bare, tmp_path / "bare.html").stat().st_size > 0


def test_large_graph_keeps_texts_beside_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_beside(monkeypatch, 50)
    page = write_explorer(news_graph(), tmp_path / "index.html").read_text("utf-8")
    folder = tmp_path / "explorer-data"
    named = set(re.findall(r'content="explorer-data/([^"]+)"', page))
    assert named == {file.name for file in folder.iterdir()}
    assert {name.split(".")[0] for name in named} == {"edges", "titles-0", "terms", "texts-0"}
    assert "'strict-dynamic'" in page


def test_data_of_an_older_page_goes_and_other_files_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_beside(monkeypatch, 50)
    folder = tmp_path / "explorer-data"
    publish(news_graph(), tmp_path)
    before = {file.name for file in folder.iterdir()}
    mine = folder / "jquery.min.js"
    mine.write_text("mine")
    changed = news_graph()
    changed = StoryGraph(
        changed.articles.with_columns(pl.lit("other words").alias("excerpt")),
        changed.edges,
        changed.stories,
    )
    publish(changed, tmp_path)
    after = {file.name for file in folder.iterdir()} - {mine.name}
    assert len(after) == len(before) == 4
    assert after != before
    monkeypatch.undo()
    publish(changed, tmp_path)
    assert list(folder.iterdir()) == [mine]
    mine.unlink()
    publish(changed, tmp_path)
    assert not folder.exists()


def test_excerpts_are_cut_until_the_page_fits() -> None:
    articles = news_graph().articles
    whole = explorer_texts.excerpt_length(articles, 10**9)
    assert whole == explorer_texts.EXCERPT_CHARACTERS
    full = len(explorer_texts.texts_block(articles, whole).text())
    links = len(explorer_texts.texts_block(articles, 0).text())
    assert links < full
    cut = explorer_texts.excerpt_length(articles, (links + full) // 2)
    assert cut < whole
    assert explorer_texts.excerpt_length(articles, links) == 0


def test_files_of_a_larger_page_keep_within_their_bytes_an_article() -> None:
    assert explorer_texts.room_for_texts(100_000, 4_000_000) < 4_000_000
    others = 11_400_000
    assert explorer_texts.room_for_texts(300_000, others) + others < 25_000_000


def test_themes_name_regions_by_their_own_words() -> None:
    rows = [
        {"story": n + 1, "size": 5, "x": 100.0 * (n % 3), "y": float(n), "keywords": [word, "news"]}
        for n, word in enumerate(["boats", "trains", "rain"] * 4)
    ]
    found = themes(pl.DataFrame(rows))
    assert sorted(theme["name"].split(" · ")[0] for theme in found) == ["boats", "rain", "trains"]
    assert sum(theme["stories"] for theme in found) == 12
    assert themes(pl.DataFrame(rows[:4])) == []


def test_a_theme_says_no_word_twice() -> None:
    words = [["open beta", "beta", "servers", "queue"], ["ferry", "ferries", "port", "storm"]]
    rows = [
        {"story": n + 1, "size": 5, "x": 400.0 * (n % 2), "y": float(n), "keywords": words[n % 2]}
        for n in range(8)
    ]
    names = [theme["name"] for theme in themes(pl.DataFrame(rows))]
    assert "open beta · servers · queue" in names
    assert "ferry · ferries · port" in names


def test_themes_of_a_build_with_levels_stand_amid_their_stories() -> None:
    rows = [
        {"story": n + 1, "size": 10 - n, "x": float(n), "y": 2.0, "keywords": [], "theme": n // 4}
        for n in range(9)
    ]
    levels = [
        {"level": "theme", "number": number, "keywords": [f"word{number}", "sea", "air", "more"]}
        for number in range(3)
    ]
    levels.append({"level": "part", "number": 1, "keywords": ["within"]})
    found = themes(pl.DataFrame(rows), conform(pl.DataFrame(levels), LEVELS))
    assert [theme["name"] for theme in found] == ["word0 · sea · air", "word1 · sea · air"]
    assert found[0]["stories"] == 4
    assert found[0]["size"] == 34
    assert 0 < found[0]["x"] < 1.5
    assert found[0]["y"] == 2.0


def test_the_eight_strongest_ties_of_each_story_are_kept(tmp_path: Path) -> None:
    count = 12
    weight = {(a, b): (a * 7 + b * 13) % 31 / 31 + 0.01 for a, b in combinations(range(count), 2)}
    graph = make_graph(
        [{"story": n // 2 + 1, "x": float(n), "y": 0.0} for n in range(2 * count)],
        [(2 * a, 2 * b, {"weight": value}) for (a, b), value in weight.items()],
        stories={n + 1: {"x": float(n), "y": 0.0, "radius": 1.0} for n in range(count)},
    )
    page = write_explorer(graph, tmp_path / "index.html").read_text("utf-8")
    core = read_block(page, "core")
    kept = set(zip(core["tie.a"], core["tie.b"], strict=True))
    wanted = set()
    for story in range(count):
        own = sorted((pair for pair in weight if story in pair), key=lambda p: (-weight[p], p))
        wanted |= {(a + 1, b + 1) for a, b in own[:8]}
    assert kept == wanted
    assert len(kept) < len(weight)
