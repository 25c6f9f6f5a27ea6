"""The page of a story, as files and in Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from storygraph.errors import UnknownNodeError
from storygraph.export.story_pages import write_story_page, write_story_pages
from storygraph.export.story_picture import DRAWN, _best_connected
from storygraph.files.ours import MARK
from storygraph.graph import StoryGraph
from storygraph.layout.place import place
from storygraph.tables import ARTICLES, EDGES, STORIES, conform
from tests.browser import Watched, watched
from tests.explorer_graph import news_graph

HEADLINES = [
    "Harbour bridge shut after crack is found in main cable",
    "Engineers warned of bridge cable three years ago, letters show",
    "Ferries return to Port Ashby for the first time since 1974",
    "Bridge closure costs Port Ashby two million a week, chamber says",
    "Minister promises temporary crossing by midsummer",
    "What we know about the Port Ashby bridge",
]
HOSTILE = [
    "</script><script>window.owned=1</script>",
    '<img src="https://evil.example/x.png" onerror="window.owned=2">',
    'A title that says href and <a href="https://evil.example/">click</a>',
    "Line\u2028and\u2029paragraph separators",
    "Right to left \u202egnp.exe\u202c override",
    "'; window.owned=3; // {{ 7*7 }} ${7*7} <!--<script>",
]
OUTLETS = ["The Ashby Packet", "Coast Wire", "Harbour Radio", '"><b onclick=alert(1)>Outlet']
MONDAY = datetime(2024, 3, 4, 8, 30, tzinfo=UTC)


def handmade(
    titles: list[str],
    *,
    urls: list[str | None] | None = None,
    ties: list[tuple[int, int]] | None = None,
    copies: int = 1,
) -> StoryGraph:
    """`copies` stories with those headlines each; the last article of a story is an external."""
    size = len(titles)
    rows, pairs = [], []
    chain = [(i, j) for i in range(size) for j in (i + 1, i + 2) if j < size]
    for story in range(copies):
        for i, title in enumerate(titles):
            node = story * size + i
            rows.append(
                {
                    "node": node,
                    "id": f"a{node}",
                    "kind": "external" if i == size - 1 else "article",
                    "title": title,
                    "excerpt": f"{title}. " + "The harbour master spoke on Monday. " * 3,
                    "body": "",
                    "url": urls[i] if urls else f"https://outlet.example/{node}",
                    "source": OUTLETS[i % len(OUTLETS)],
                    "published": MONDAY + timedelta(hours=7 * i),
                    "topics": [],
                    "story": story + 1,
                }
            )
        for at, (a, b) in enumerate(ties if ties is not None else chain):
            kind = ("related", "similar", "both")[at % 3]
            pairs.append(
                {
                    "a": story * size + a,
                    "b": story * size + b,
                    "provenance": kind,
                    "weight": 0.4,
                    "similarity": 0.31,
                    "cosine": 0.35,
                    "days": 0.3,
                    "a_cites_b": kind != "similar",
                    "b_cites_a": False,
                }
            )
    articles = conform(
        pl.DataFrame(rows, schema_overrides={"topics": pl.List(pl.String)}), ARTICLES
    )
    edges = conform(pl.DataFrame(pairs, schema=EDGES), EDGES)
    outlets = [
        {"name": name, "count": len(titles[i :: len(OUTLETS)])} for i, name in enumerate(OUTLETS)
    ]
    stories = conform(
        pl.DataFrame(
            {
                "story": range(1, copies + 1),
                "title": [titles[0]] * copies,
                "keywords": [["bridge", "cable", titles[0][:30]]] * copies,
                "size": [size] * copies,
                "articles": [size - 1] * copies,
                "externals": [1] * copies,
                "first": [MONDAY] * copies,
                "last": [MONDAY + timedelta(hours=7 * (size - 1))] * copies,
                "sources": [[outlet for outlet in outlets if outlet["count"]]] * copies,
                "topics": [[]] * copies,
            },
            schema_overrides={name: STORIES[name] for name in ("sources", "topics")},
        ),
        STORIES,
    )
    articles, stories = place(articles, edges, stories)
    return StoryGraph(articles=articles, edges=edges, stories=stories)


@pytest.fixture
def opened(chromium: Any) -> Iterator[Any]:
    """Opens a page and waits for its graph; at the end the page must have been quiet."""
    pages: list[Watched] = []

    def open_it(path: Path, **options: Any) -> Watched:
        seen = watched(chromium, path, **{"viewport": {"width": 1440, "height": 900}, **options})
        pages.append(seen)
        seen.until("Boolean(window.storygraph && document.querySelector('#graph canvas'))")
        return seen

    yield open_it
    for seen in pages:
        seen.context.close()


def dot(seen: Watched, node: int) -> tuple[float, float]:
    """Where on the screen the dot of `node` is."""
    x, y = seen.page.evaluate(
        """node => {
          const net = window.storygraph.network;
          const at = net.canvasToDOM(net.getPositions([node])[node]);
          const box = document.getElementById("graph").getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }""",
        node,
    )
    return x, y


def data_of(path: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text())
    assert found
    return dict(json.loads(found[1]))


def test_pages_are_written_for_the_largest_stories(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    graph = handmade(HEADLINES, copies=5)
    written = write_story_pages(
        graph, tmp_path, limit=3, advance=lambda done, total: told.append((done, total))
    )
    assert [path.name for path in written] == [f"story-000{n}.html" for n in (1, 2, 3)]
    assert told[-1] == (3, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "assets",
        *[path.name for path in written],
    ]
    assert "#story=2" in written[1].read_text()
    # The library is another's: its licence travels with it.
    assert "Apache 2.0" in (tmp_path / "assets" / "vis-network.min.js").read_text()[:1500]


def test_an_unknown_story_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnknownNodeError, match="no story 9"):
        write_story_page(handmade(HEADLINES), 9, tmp_path / "x.html")


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    graph = handmade(HEADLINES)
    again = StoryGraph(
        articles=graph.articles,
        edges=graph.edges.sample(fraction=1, shuffle=True, seed=3).sort("a", "b"),
        stories=graph.stories,
    )
    one = write_story_page(graph, 1, tmp_path / "one.html")
    two = write_story_page(again, 1, tmp_path / "two.html")
    assert one.read_bytes() == two.read_bytes()


def test_a_page_of_thirty_articles_is_small(tmp_path: Path) -> None:
    titles = [f"{HEADLINES[i % 6]} ({i})" for i in range(30)]
    ties = [(i, j) for i in range(30) for j in range(i + 1, min(i + 11, 30))]
    path = write_story_page(handmade(titles, ties=ties), 1, tmp_path / "s.html")
    assert path.stat().st_size < 60_000


def test_a_page_elsewhere_leads_to_no_page_that_is_not_there(tmp_path: Path) -> None:
    graph = handmade(HEADLINES)
    graph.save(tmp_path / "out" / "graph")
    (tmp_path / "index.html").write_text("another's")
    for path, leads in (("out/stories/a.html", True), ("b/a.html", False), ("a.html", False)):
        page = write_story_page(graph, 1, tmp_path / path).read_text("utf-8")
        assert ("../index.html" in page) == leads


def test_every_story_gets_a_page_of_its_own(tmp_path: Path) -> None:
    pages = write_story_pages(handmade(HEADLINES, copies=60), tmp_path)
    assert [page.name for page in pages] == [f"story-{n:04d}.html" for n in range(1, 61)]
    assert all(page.is_file() for page in pages)


def test_large_stories_draw_a_part_and_list_all(tmp_path: Path) -> None:
    titles = [f"Report {i} on the bridge" for i in range(450)]
    path = write_story_page(handmade(titles), 1, tmp_path / "s.html")
    text, drawn = path.read_text(), len(data_of(path)["nodes"])
    assert drawn < 450
    assert text.count('<li id="a') == 450
    assert f"{drawn} best connected of 450" in text
    # A star: its middle is tied to all, however late it comes
    star = [(i, 449) for i in range(200)]
    path = write_story_page(handmade(titles, ties=star), 1, tmp_path / "star.html")
    nodes = {node["id"] for node in data_of(path)["nodes"]}
    assert nodes >= {449, *range(200)}


def test_of_two_articles_tied_as_strongly_the_earlier_is_drawn() -> None:
    """Also where the same weights, added in another order, differ in the last digit."""
    earlier = [0.2, 0.4, 0.3, 0.8, 0.9, 0.6, 0.35, 0.1, 0.5, 0.7]
    later = [0.4, 0.1, 0.35, 0.5, 0.8, 0.2, 0.6, 0.9, 0.7, 0.3]
    assert sorted(earlier) == sorted(later)
    hub = DRAWN - 1  # nodes that are drawn anyway
    rows = [(n, n + 1, 9.0) for n in range(hub - 1)]
    rows += [(n, hub, weight) for n, weight in enumerate(earlier)]
    rows += [(n, hub + 1, weight) for n, weight in enumerate(later)]
    schema = {"a": pl.UInt32, "b": pl.UInt32, "weight": pl.Float32}
    edges = pl.DataFrame(rows, schema, orient="row").sort("a", "b")
    members = pl.DataFrame({"node": range(hub + 2)}, {"node": pl.UInt32})
    kept, inside = _best_connected(members, edges)
    assert kept["node"].to_list() == list(range(DRAWN))
    assert inside.equals(edges.filter(pl.col("b") != hub + 1))


@pytest.mark.browser
@pytest.mark.parametrize("single_file", [False, True])
def test_a_page_opens_offline_without_errors(
    opened: Any, tmp_path: Path, single_file: bool
) -> None:
    (tmp_path / MARK).touch()
    stories = tmp_path / "stories"
    path = write_story_page(
        handmade(HEADLINES), 1, stories / "story-0001.html", single_file=single_file
    )
    assert (stories / "assets").exists() is not single_file
    seen = opened(path)
    assert seen.page.title() == HEADLINES[0]
    assert seen.page.locator("li[data-node] h3").all_inner_texts() == HEADLINES
    assert seen.page.locator("a.back").count() == (0 if single_file else 1)
    assert seen.page.evaluate("window.storygraph.network.getSeed() !== undefined")
    assert not seen.page.evaluate("window.storygraph.network.physics.physicsEnabled")
    seen.assert_quiet()


@pytest.mark.browser
@pytest.mark.parametrize("single_file", [False, True])
def test_hostile_strings_are_text(opened: Any, tmp_path: Path, single_file: bool) -> None:
    path = write_story_page(
        handmade(HOSTILE), 1, tmp_path / "story-0001.html", single_file=single_file
    )
    seen = opened(path)
    shown = seen.page.locator("li[data-node] h3").all_text_contents()
    assert [text.strip() for text in shown] == HOSTILE
    for node in range(len(HOSTILE)):
        seen.page.mouse.move(5, 5)
        seen.page.mouse.move(*dot(seen, node))
        # The tooltip that the library makes is the place where it takes strings for markup.
        seen.until(
            "(() => { const tip = document.querySelector('.vis-tooltip');"
            " return tip && tip.style.visibility === 'visible'"
            f" && tip.querySelector('b').textContent === {json.dumps(HOSTILE[node])}; }})()"
        )
        assert seen.page.locator(".vis-tooltip :is(a, img, script)").count() == 0
    assert seen.page.evaluate("window.owned") is None
    assert seen.page.locator("img, b[onclick], script:not([src]):not([type])").count() == (
        2 if single_file else 1
    )  # our own scripts
    links = seen.page.eval_on_selector_all(
        "a[target]", "all => all.map(a => [a.protocol, a.rel, a.hostname])"
    )
    assert links == [["https:", "noopener noreferrer", "outlet.example"]] * len(HOSTILE)
    seen.assert_quiet()


@pytest.mark.browser
def test_injected_script_would_be_refused(opened: Any, tmp_path: Path) -> None:
    # The second wall: even markup that got in could not run or load.
    seen = opened(write_story_page(handmade(HEADLINES), 1, tmp_path / "s.html"))
    seen.page.evaluate(
        """() => {
          const holder = document.createElement("div");
          holder.innerHTML = '<img src="https://evil.example/x" onerror="window.owned=1">';
          const script = document.createElement("script");
          script.textContent = "window.owned=2";
          document.body.append(holder, script);
        }"""
    )
    seen.until("document.images[0].complete")
    assert seen.page.evaluate("window.owned") is None
    seen.page.wait_for_timeout(100)
    assert seen.requests == []
    assert any("Content Security Policy" in error for error in seen.errors)


@pytest.mark.browser
def test_a_click_opens_the_article(opened: Any, tmp_path: Path) -> None:
    urls: list[str | None] = [f"https://outlet.example/{i}" for i in range(5)]
    seen = opened(write_story_page(handmade(HEADLINES, urls=[*urls, None]), 1, tmp_path / "s.html"))
    asked: list[str] = []
    # Nothing leaves this machine: the context answers for the outlet.
    seen.context.route(
        "https://outlet.example/**",
        lambda route: (asked.append(route.request.url), route.fulfill(body="ok"))[1],
    )
    with seen.context.expect_page() as popup:
        seen.page.mouse.click(*dot(seen, 2))
    page = popup.value
    page.wait_for_load_state()
    assert page.url == "https://outlet.example/2"
    assert page.evaluate("window.opener") is None
    assert asked == ["https://outlet.example/2"]
    # A node without a link opens nothing, and its headline is no link.
    seen.page.mouse.click(*dot(seen, 5))
    seen.page.wait_for_timeout(300)
    assert len(seen.context.pages) == 2
    assert seen.page.locator("#a5 a").count() == 0


@pytest.mark.browser
def test_graph_and_list_light_each_other_up(opened: Any, tmp_path: Path) -> None:
    seen = opened(write_story_page(handmade(HEADLINES), 1, tmp_path / "s.html"))
    seen.page.mouse.move(*dot(seen, 3))
    seen.until("document.getElementById('a3').classList.contains('lit')")
    seen.page.mouse.move(5, 5)
    seen.until("!document.querySelector('.lit')")
    selected = "window.storygraph.network.getSelectedNodes().join()"
    seen.page.hover("#a1")
    assert seen.page.evaluate(selected) == "1"
    seen.page.mouse.move(5, 5)
    # By keyboard: the links are the list, in time order.
    seen.page.focus("#a0 a")
    assert seen.page.evaluate(selected) == "0"
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate(selected) == "1"
    seen.assert_quiet()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440, 3840])
def test_pages_fit_and_keep_contrast(opened: Any, tmp_path: Path, scheme: str, width: int) -> None:
    (path,) = write_story_pages(handmade(HEADLINES), tmp_path)
    seen = opened(path, viewport={"width": width, "height": 844}, color_scheme=scheme)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    box = seen.page.locator("#graph canvas").bounding_box()
    assert box["width"] >= 0.5 * width
    assert box["height"] >= 300
    for selector in ("h1", ".facts", ".keywords li", ".meta", ".excerpt", ".legend", ".back"):
        ratio = contrast(*seen.page.evaluate(COLOURS, selector))
        assert ratio >= 4.5, (selector, ratio)
    seen.assert_quiet()


@pytest.mark.browser
def test_a_phone_on_its_side_has_room_for_the_graph(opened: Any, tmp_path: Path) -> None:
    (path,) = write_story_pages(handmade(HEADLINES), tmp_path)
    seen = opened(path, viewport={"width": 844, "height": 390})
    assert seen.page.locator("#graph canvas").bounding_box()["height"] >= 200
    assert seen.page.locator("[tabindex]").count() == 0  # no stop on the way that answers to no key
    seen.assert_quiet()


@pytest.mark.browser
def test_a_window_that_changes_shows_the_whole_graph_unless_a_part_was_chosen(
    opened: Any, tmp_path: Path
) -> None:
    titles = [f"{HEADLINES[i % 6]} ({i})" for i in range(30)]
    ties = [(i, j) for i in range(30) for j in range(i + 1, min(i + 3, 30))]
    path = write_story_page(handmade(titles, ties=ties), 1, tmp_path / "s.html")
    seen = opened(path, viewport={"width": 1440, "height": 900})
    whole = """(() => { const { network } = window.storygraph;
      const box = document.getElementById("graph");
      return Object.values(network.getPositions()).map((at) => network.canvasToDOM(at))
        .every(({ x, y }) => x > 0 && y > 0 && x < box.clientWidth && y < box.clientHeight); })()"""
    seen.until(whole)
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.until(whole)
    seen.page.locator("#graph").hover()
    for _ in range(12):
        seen.page.mouse.wheel(0, -100)
    seen.until(f"!({whole})")
    scale = seen.page.evaluate("window.storygraph.network.getScale()")
    seen.page.set_viewport_size({"width": 844, "height": 390})
    seen.until("document.getElementById('graph').clientWidth > 400")
    assert seen.page.evaluate("window.storygraph.network.getScale()") > scale / 3
    assert not seen.page.evaluate(whole)
    seen.assert_quiet()


@pytest.mark.browser
def test_labels_do_not_overlap(opened: Any, tmp_path: Path) -> None:
    titles = [f"{HEADLINES[i % 6]} ({i})" for i in range(30)]
    ties = [(i, j) for i in range(30) for j in range(i + 1, min(i + 9, 30))]
    path = write_story_page(handmade(titles, ties=ties), 1, tmp_path / "s.html")
    seen = opened(path, viewport={"width": 1800, "height": 1300})
    boxes = seen.page.evaluate(
        """() => Object.values(window.storygraph.network.body.nodes)
          .filter(node => node.options.label && node.options.label.trim())
          .map(node => { const s = node.labelModule.size;
            const half = s.width / 2, top = s.yLine - 6;
            return [node.x - half, top, node.x + half, top + s.height]; })"""
    )
    assert len(boxes) >= 8
    overlapping = [
        (p, q)
        for i, p in enumerate(boxes)
        for q in boxes[i + 1 :]
        if p[0] + 1 < q[2] and q[0] + 1 < p[2] and p[1] + 1 < q[3] and q[1] + 1 < p[3]
    ]
    assert overlapping == []


def test_a_story_in_two_pieces_is_drawn_as_one_picture(tmp_path: Path) -> None:
    # A second pass may join groups that no edge joins.
    ties = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    nodes = data_of(write_story_page(handmade(HEADLINES, ties=ties), 1, tmp_path / "s.html"))[
        "nodes"
    ]
    at = {node["id"]: complex(node["x"], node["y"]) for node in nodes}
    pairs = sorted(abs(at[a] - at[b]) for a in at for b in at if a < b)
    assert pairs[0] > 40  # no dot on another
    assert pairs[-1] < 1500  # and none out of sight


COLOURS = """selector => {
  const element = document.querySelector(selector);
  const ink = getComputedStyle(element).color;
  let under = element, paper = "rgba(0, 0, 0, 0)";
  while (under && paper === "rgba(0, 0, 0, 0)") {
    paper = getComputedStyle(under).backgroundColor;
    under = under.parentElement;
  }
  return [ink, paper].map(text => text.match(/[0-9.]+/g).slice(0, 3).map(Number));
}"""


def contrast(ink: list[float], paper: list[float]) -> float:
    """WCAG 2 contrast of two sRGB colours."""

    def luminance(colour: list[float]) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (value / 255 for value in colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(ink), luminance(paper)))
    return (high + 0.05) / (low + 0.05)


def test_a_story_without_dates_and_outlets_speaks_of_neither(tmp_path: Path) -> None:
    graph = news_graph()
    articles = graph.articles.with_columns(
        pl.lit(None, pl.Datetime("us", "UTC")).alias("published"),
        pl.lit(None, pl.String).alias("source"),
    )
    stories = graph.stories.with_columns(
        first=pl.lit(None, pl.Datetime("us", "UTC")),
        last=pl.lit(None, pl.Datetime("us", "UTC")),
        sources=pl.col("sources").list.head(0),
    )
    bare = StoryGraph(conform(articles, ARTICLES), graph.edges, conform(stories, STORIES))
    page = write_story_page(bare, 1, tmp_path / "bare.html").read_text("utf-8")
    told = page[: page.index('<script type="application/json"')]
    assert '<p class="facts"><span>13 articles (1 of them from links)</span></p>' in told
    assert '<h2 id="coverage">Coverage</h2>' in told
    for word in ("undated", "0 outlets", "time order", "Outlets by colour"):
        assert word not in told


def test_articles_are_coloured_by_outlet_or_by_date_where_outlets_say_little(
    tmp_path: Path,
) -> None:
    def page(outlets: int) -> tuple[str, list[str]]:
        graph = handmade([f"Bridge shut, day {n}" for n in range(20)])
        names = [f"Outlet {n % outlets}" for n in range(20)]
        articles = graph.articles.with_columns(source=pl.Series(names))
        counts = [{"name": name, "count": names.count(name)} for name in dict.fromkeys(names)]
        stories = graph.stories.with_columns(sources=pl.Series([counts]))
        told = StoryGraph(articles=articles, edges=graph.edges, stories=stories)
        text = write_story_page(told, 1, tmp_path / f"{outlets}.html").read_text()
        data = re.search(r'id="data">(.*?)</script>', text)
        assert data
        return text, [node["tint"] for node in json.loads(data[1])["nodes"]]

    few, tints = page(4)
    assert tints == tints[:4] * 5
    assert len(set(tints)) == 4
    assert 'aria-label="Outlets by colour"' in few
    assert "linear-gradient" not in few
    unnamed = handmade(HEADLINES)
    nobody = unnamed.articles.with_columns(source=pl.lit(None, pl.String))
    some = pl.concat([nobody.head(2), unnamed.articles[2:]])
    told = StoryGraph(articles=some, edges=unnamed.edges, stories=unnamed.stories)
    text = write_story_page(told, 1, tmp_path / "unnamed.html").read_text()
    assert '<span dir="auto">unknown outlet</span> 2</li>' in text
    many, tints = page(20)
    assert "linear-gradient" in many
    assert "4 Mar 2024<i" in many
    assert "</i>9 Mar 2024" in many
    assert 'aria-label="Outlets by colour"' not in many
    # One article an outlet, in the order of time: colours run from the first to the last
    assert tints == sorted(tints, key=tints.index)
    assert len(set(tints)) == 5
