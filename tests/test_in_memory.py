"""Articles that a program has in memory: tables and lists of dicts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import polars as pl
import pytest

import storygraph as sg
from storygraph.errors import InputError, UnknownNodeError, UsageError

ROWS: list[dict[str, Any]] = [
    {
        "guid": n,
        "headline": f"{subject} in {town}: {word}",
        "text": f"The {subject} closed the road to {town}.",
        "outlet": f"Outlet {n % 3}",
        "date": datetime(2026, 3, 2 + n // 3, tzinfo=UTC),
        "tags": [subject],
    }
    for n, (subject, town, word) in enumerate(
        (subject, town, word)
        for subject, town in (("landslide", "Skarrow"), ("blaze", "Tarn"), ("flood", "Ilm"))
        for word in ("first reports", "what we know", "a day on")
    )
]


class Handed:
    """A table of another library, which hands over its columns as Arrow does."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def told(graph: sg.StoryGraph) -> pl.DataFrame:
    return graph.articles.drop("input", "line")


def test_a_table_and_a_list_of_dicts_are_read_as_the_same_rows_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, default=str) for row in ROWS))
    table = pl.DataFrame(ROWS)
    graphs = [sg.build(given) for given in (path, table, Handed(table), ROWS, iter(ROWS))]
    assert graphs[0].stories.height == 3
    for graph in graphs[1:]:
        assert told(graph).equals(told(graphs[0]))
        assert graph.edges.equals(graphs[0].edges)
        assert graph.stories.equals(graphs[0].stories)


def test_rows_without_an_id_are_called_by_their_number() -> None:
    graph = sg.build([{"title": "Bridge shut"}, {"title": "Lynx seen", "id": "x"}, {"body": ""}])
    assert set(graph.articles["id"]) == {"row:1", "x"}
    assert graph.problems.select("input", "line").row(0) == ("row", 3)
    assert graph.articles.filter(pl.col("id") == "row:1")["line"].item() == 1


def test_columns_are_mapped() -> None:
    table = pl.DataFrame({"kop": ["Brug dicht"], "n": [5]})
    graph = sg.build(table, sg.Options(mapping={"title": "kop", "id": "n"}))
    assert graph.articles.select("id", "title").row(0) == ("5", "Brug dicht")
    with pytest.raises(UsageError, match="'titel'"):
        sg.build([{"kop": "Brug dicht"}], sg.Options(mapping={"title": "titel"}))


@pytest.mark.parametrize(
    ("given", "error", "reason"),
    [
        (pl.DataFrame({"a": [1]}), InputError, "title, excerpt or body; map one of: 'a'"),
        (pl.DataFrame({"title": []}, {"title": pl.String}), InputError, "no rows"),
        (5, UsageError, "cannot read a int"),
        ({"title": "one"}, UsageError, "cannot read a dict"),
        (["seeds", {"title": "one"}], UsageError, "cannot read a list"),
        (b"seeds", UsageError, "cannot read a bytes"),
        (pl.LazyFrame({"title": ["one"]}), UsageError, "collect"),
    ],
)
def test_what_cannot_be_read_is_said_so(given: Any, error: type[Exception], reason: str) -> None:
    with pytest.raises(error, match=reason):
        sg.build(given)


def test_a_graph_publishes_itself_and_says_why(tmp_path: Path) -> None:
    graph = sg.build(ROWS)
    page = graph.publish(tmp_path / "out", title="Roads")
    assert "<title>Roads" in page.read_text("utf-8")
    assert told(sg.load(tmp_path / "out")).equals(told(graph))
    tie = graph.why("0", "1")
    membership = graph.why("0")
    (same,) = [each for each in membership.ties if each.b["id"] == "1"]
    assert same.cosine == pytest.approx(tie.cosine)
    assert [word for word, _ in same.terms] == [word for word, _ in tie.terms]


def test_pages_known_from_links_are_not_scored() -> None:
    related = [{"title": "Road shut by landslide", "url": "https://wire.example/road"}]
    graph = sg.build([{**ROWS[0], "related": related}, *ROWS[1:]])
    labels = graph.articles.select("id", story="node")
    assert (labels.height, sg.evaluate(graph, labels).overall.articles) == (10, 9)


def test_arrays_tuples_and_sets_are_lists() -> None:
    related = [{"title": "Road shut", "url": "https://wire.example/road"}]
    given = [
        {"title": "A", "topics": np.array(["b", "a"]), "related": np.array(related)},
        {"title": "B", "topics": ("b", "a"), "related": tuple(related), "quality": np.int64(5)},
        {"title": "C", "topics": {"b", "a", "c"}, "related": [{**related[0], "x": np.ones(2)}]},
        {"title": "D", "topics": np.array([]), "related": np.array([]), "heat": np.longdouble(3)},
        {"title": "E", "topics": frozenset(), "date": np.datetime64("2026-03-02T00:00:00", "ns")},
    ]
    graph = sg.build(given)
    told = graph.articles.filter(pl.col("kind") == "article").sort("id")
    topics = [["b", "a"], ["b", "a"], ["a", "b", "c"], [], []]
    assert told["topics"].to_list() == topics
    assert told["quality"].to_list() == [None, 5, None, None, None]
    assert told["heat"].to_list() == [None, None, None, 3, None]
    assert str(told["published"][4]) == "2026-03-02 00:00:00+00:00"
    assert graph.edges.height == 3
    assert graph.problems.is_empty()


def test_an_empty_name_is_no_article() -> None:
    with pytest.raises(UnknownNodeError, match="empty name"):
        sg.build(ROWS).why(" ")


def test_a_whole_title_means_its_article_although_others_go_on() -> None:
    titles = ("Ferries cancelled", "Ferries cancelled again", "Bridge shut")
    graph = sg.build([{"id": f"i{n}", "title": title} for n, title in enumerate(titles)])
    assert graph.why("ferries CANCELLED").node["id"] == "i0"
    with pytest.raises(UnknownNodeError, match="means 2 articles"):
        graph.why("ferries")


def test_an_address_finds_its_article_as_a_related_entry_does() -> None:
    addresses = [
        "https://tide.example/1?utm_source=rss",
        "https://www.tide.example/2/",
        "https://tide.example/3?utm_source=rss",
        "https://tide.example/3?utm_source=mail",
    ]
    given = [*addresses, *[None] * (len(ROWS) - len(addresses))]
    graph = sg.build([{**row, "url": url} for row, url in zip(ROWS, given, strict=True)])
    first, second = (graph.articles.filter(url=url)["id"].item() for url in addresses[:2])
    for name in ("https://tide.example/1", "http://www.tide.example/1#top", "tide.example/1"):
        assert graph.why(name).node["id"] == first
    assert graph.why("https://m.tide.example/2?fbclid=x").node["id"] == second
    assert graph.why(addresses[3]).node["url"] == addresses[3]  # as it is written goes before
    with pytest.raises(UnknownNodeError, match="means 2 articles"):
        graph.why("https://tide.example/3")
    with pytest.raises(UnknownNodeError, match="no article has"):
        graph.why("https://tide.example/4")


def test_nodes_may_be_named_by_number_and_two_must_be_two() -> None:
    graph = sg.build(ROWS)
    first, second = graph.articles["id"][:2]
    assert graph.why(0, 1) == graph.why(first, second)
    for names in ((len(ROWS),), (-1,), (0, first)):
        with pytest.raises(UnknownNodeError):
            graph.why(*names)


@pytest.mark.parametrize("name", [None, 3.5, True, ("i0",)])
def test_what_names_no_article_is_refused(name: Any) -> None:
    graph = sg.build(ROWS)
    for names in ((name,), (0, name))[: 2 if name is not None else 1]:
        with pytest.raises(UsageError, match="named by its number or a text"):
            graph.why(*names)
    assert graph.why(np.int64(1)).node["id"] == graph.articles["id"][1]


@pytest.mark.parametrize("inputs", ["", [""], ["seeds", ""]])
def test_an_empty_path_is_not_the_current_folder(inputs: str | list[str]) -> None:
    with pytest.raises(UsageError, match="the path is empty"):
        sg.build(inputs)


def test_equal_options_are_one_key() -> None:
    one, other = sg.Options(mapping={"title": "head"}), sg.Options(mapping={"title": "head"})
    assert {one: 1}[other] == 1
    assert len({one, sg.Options(), sg.Options(window=7)}) == 3


def test_a_notebook_shows_the_stories_and_runs_nothing() -> None:
    rows = [{"title": f"<script>alert(1)</script> Lynx seen {n} times"} for n in range(3)]
    shown = sg.build(rows)._repr_html_()
    assert "StoryGraph(3 nodes" in shown
    assert "Lynx seen" in shown
    assert "<script>" not in shown


class Indexed(Handed):
    """A table as pandas has them: its index has a name, and Arrow does not hand it over."""

    def __init__(self, table: pl.DataFrame, name: str) -> None:
        super().__init__(table.drop(name))
        self.whole = table
        self.index = SimpleNamespace(names=[name])

    def reset_index(self) -> Handed:
        return Handed(self.whole)


def test_a_named_index_is_a_column_too() -> None:
    table = pl.DataFrame(ROWS).with_columns(pl.lit("made-").add(pl.col("guid").cast(str)))
    graph = sg.build(Indexed(table.rename({"literal": "id"}).drop("guid"), "id"))
    assert "made-0" in graph.articles["id"]


class OfPeriods(Handed):
    """A table as pandas has them with spans of the calendar, which Arrow knows by numbers alone."""

    dtypes: ClassVar = {"title": "object", "published": "period[D]"}

    def astype(self, types: dict[str, str]) -> Handed:
        assert types == {"published": "string"}
        days = [f"2026-03-{n:02}" for n in (1, 2)]
        return Handed(pl.DataFrame({"title": ["Lynx seen", "Lynx shot"], "published": days}))


def test_days_that_pandas_has_as_periods_are_dates() -> None:
    handed = OfPeriods(
        pl.DataFrame({"title": ["Lynx seen", "Lynx shot"], "published": [20513, 20514]})
    )
    graph = sg.build(handed)
    assert graph.articles["published"].dt.day().to_list() == [1, 2]


class Column(list[Any]):
    """One of pandas, of values of all kinds."""

    def isna(self) -> list[bool]:
        return [value is None or value != value for value in self]  # noqa: PLR0124 (nan)


class Mixed:
    """A table as pandas has it with a column of several kinds, of which Arrow takes none."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.held = columns
        self.columns = list(columns)
        self.iloc = self

    def __getitem__(self, at: tuple[slice, int | list[int]]) -> Column | Mixed:
        place = at[1]
        if isinstance(place, int):
            return Column(self.held[self.columns[place]])
        return Mixed({self.columns[n]: self.held[self.columns[n]] for n in place})

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        for values in self.held.values():
            if len({type(value) for value in values if value is not None}) > 1:
                raise ValueError("tried to convert to int64")
        return pl.DataFrame(self.held).__arrow_c_stream__(requested_schema)


def test_columns_of_several_kinds_are_texts() -> None:
    table = Mixed(
        {
            "id": [12, "A3", None, 4.0, float("nan")],
            "title": [f"Lynx seen {n} times" for n in range(5)],
            "topics": [["Animals", "Tarn"], "Tarn", None, {"name": "Tarn"}, 7],
            "mine": [1, "one", None, b"1", ()],
        }
    )
    graph = sg.build(table)
    told = graph.articles.sort("line").select("id", "topics").rows()
    assert told == [
        ("12", ["Animals", "Tarn"]),
        ("A3", ["Tarn"]),
        ("row:3", []),
        ("4", ["Tarn"]),
        ("row:5", ["7"]),
    ]
    assert graph.problems.is_empty()
    assert sg.evaluate(graph, Mixed({"id": [12, "A3"], "story": ["x", 1]})).unknown == 0
    with pytest.raises(InputError, match="tried to convert"):
        sg.build(OfPairs())


class OfPairs(Mixed):
    """One that cannot be had by columns either, as two have one name."""

    def __init__(self) -> None:
        super().__init__({"title": [1, "Lynx"]})
        self.columns = ["title", "title"]


def test_nothing_given_is_told_as_nothing() -> None:
    with pytest.raises(InputError, match="neither paths nor rows are given"):
        sg.build([])


def test_labels_may_be_any_table_of_ids_and_stories() -> None:
    graph = sg.build(ROWS)
    labels = pl.DataFrame({"id": range(9), "story": [n // 3 for n in range(9)]})
    assert sg.evaluate(graph, Handed(labels)).overall.f1 == 1.0
    assert sg.evaluate(graph, {"id": ["0", "1"], "story": ["a", "b"]}).overall.f1 < 1.0
    twice = pl.concat([labels, labels[:2].with_columns(pl.col("story") + 1), labels])
    expected = replace(sg.evaluate(graph, labels[2:]), contradicted=4)
    assert sg.evaluate(graph, twice) == expected
    strange = pl.DataFrame({"id": [99, 98, 98], "story": [1, 1, 2]})
    found = sg.evaluate(graph, pl.concat([labels, strange]))
    assert (found.unknown, found.contradicted) == (1, 2)
    with pytest.raises(InputError, match="cannot take over"):
        sg.evaluate(graph, object())
    with pytest.raises(InputError, match="id and story"):
        sg.evaluate(graph, labels.rename({"story": "label"}))


@pytest.mark.parametrize(
    "given",
    [
        {"levels": "yes"},
        {"window": "7"},
        {"threshold": True},
        {"neighbours": 2.5},
        {"neighbours": 0},
        {"resolution": float("nan")},
    ],
)
def test_options_that_make_no_sense_are_refused(given: dict[str, Any]) -> None:
    (name,) = given
    with pytest.raises(UsageError, match=f"^{name} must be"):
        sg.Options(**given)


def test_options_take_numbers_of_numpy() -> None:
    options = sg.Options(window=np.float32(7), neighbours=np.int64(9))  # type: ignore[arg-type] # they are numbers
    assert json.loads(json.dumps([options.window, options.neighbours])) == [7.0, 9]


def test_options_of_no_use_are_refused_and_a_cache_may_be_text(tmp_path: Path) -> None:
    for wrong in ({"mapping": None}, {"mapping": {"title": 3}}, {"cache": 7}):
        with pytest.raises(UsageError, match=next(iter(wrong))):
            sg.Options(**wrong)
    (tmp_path / "a.md").write_text("---\ntitle: Lynx seen\n---\n")
    sg.build(tmp_path / "a.md", sg.Options(cache=str(tmp_path / "cache")))  # type: ignore[arg-type] # as people write it
    assert list((tmp_path / "cache").iterdir())
