"""Related entries to links: each names the right article, or becomes one external."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from storygraph.articles import normalise
from storygraph.graph import StoryGraph
from storygraph.links import Linked, link
from storygraph.links.entries import parted
from storygraph.read import read
from storygraph.read.in_memory import Rows
from storygraph.tables import RECORDS

DAY = datetime(2024, 5, 6, 12, tzinfo=UTC)


def on(days: float) -> str:
    return (DAY + timedelta(days=days)).isoformat()


def linked(*records: dict[str, Any]) -> Linked:
    """Records as a reader hands them over, cleaned and linked; ids are "0", "1", ..."""
    rows = [
        {
            "id": str(number),
            "input": "in",
            "title": f"Headline number {number}",
            "published": on(0),
            "topics": [],
            **record,
            "related": [{**entry} for entry in record.get("related", [])],
        }
        for number, record in enumerate(records)
    ]
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in RECORDS}, RECORDS)
    articles, related, _ = normalise(frame)
    return link(articles, related)


def pairs(found: Linked) -> set[tuple[str, str]]:
    """Links as (id, id)."""
    ids = found.articles["id"]
    return {(ids[a], ids[b]) for a, b in found.links.select("source", "target").iter_rows()}


def externals(found: Linked) -> pl.DataFrame:
    return found.articles.filter(pl.col("kind") == "external")


def naming(**entry: Any) -> dict[str, Any]:
    """A record whose related list has just this entry."""
    return {"related": [entry]}


def test_an_equal_url_names_the_article() -> None:
    found = linked({"url": "https://a.example/x"}, naming(url="https://a.example/x"))
    assert pairs(found) == {("1", "0")}
    assert found.counts["exact_url"] == 1
    assert externals(found).is_empty()


def test_a_note_is_found_in_any_folder_where_it_alone_has_its_name() -> None:
    found = linked(
        {"id": "people/Mayor of Orle.md", "title": "The mayor resigns"},
        {"id": "2025/Budget.md", "title": "Budget of last year", "published": on(-300)},
        {"id": "2026/Budget.md", "title": "Budget", "published": on(-9)},
        {"id": "clips/Dam.md", "related": [{"title": "mayor of orle"}, {"title": "Budget"}]},
        {"id": "2025/Vote.md", "related": [{"title": "Budget"}, {"title": "Dam"}]},
    )
    assert pairs(found) >= {
        ("clips/Dam.md", "people/Mayor of Orle.md"),
        ("2025/Vote.md", "2025/Budget.md"),
        ("2025/Vote.md", "clips/Dam.md"),
    }
    # Of two notes of one name neither is meant from a third folder
    assert externals(found)["title"].to_list() == ["Budget"]


def test_a_row_of_a_table_is_no_note() -> None:
    found = linked({"id": "a/b", "line": 3}, naming(title="b"))
    assert externals(found)["title"].to_list() == ["b"]


def test_a_text_that_is_an_id_or_a_file_beside_names_that_article() -> None:
    found = linked(
        {"id": "2026/one.md", "title": "One"},
        {"id": "two.md", "title": "Two"},
        {"id": "2026/three.md", "related": [{"title": "./one.md"}, {"title": "two.md"}]},
        {"id": "four.md", "related": [{"title": "one.md"}, {"title": "2026/one.md"}]},
    )
    assert pairs(found) == {
        ("2026/three.md", "2026/one.md"),
        ("2026/three.md", "two.md"),
        ("four.md", "2026/one.md"),
    } | {("four.md", name) for name in externals(found)["id"]}
    assert (found.counts["id"], found.counts["external"]) == (3, 1)


def test_an_id_names_the_article_whatever_else_the_entry_says() -> None:
    found = linked({}, naming(id="0"), naming(id="0", title="Elsewhere", published=on(400)))
    assert pairs(found) == {("1", "0"), ("2", "0")}
    assert found.counts["id"] == 2


def test_an_id_that_names_nobody_is_what_its_external_goes_by() -> None:
    (page,) = externals(linked(naming(id="gone"))).to_dicts()
    assert page["title"] == "gone"


def test_an_accent_may_be_written_in_two_ways() -> None:
    one, other = (unicodedata.normalize(form, "café-fire.md") for form in ("NFC", "NFD"))
    for written, name in ((one, other), (other, one)):
        found = linked({"id": name}, {"id": "b", "related": [{"title": written}]})
        assert pairs(found) == {("b", name)}


def test_a_title_beside_other_facts_is_no_id() -> None:
    found = linked(
        {"id": "Fire.md", "title": "Company fires its boss"},
        naming(title="Fire", excerpt="A house burnt down", published=on(2000)),
    )
    assert found.counts["id"] == 0
    assert externals(found)["title"].to_list() == ["Fire"]


@pytest.mark.parametrize("text", ["0; 1", "0|1", " 0, 1;", "0;1"])
def test_several_ids_in_one_text_name_several_articles(text: str) -> None:
    found = linked({}, {}, naming(title=text))
    assert pairs(found) == {("2", "0"), ("2", "1")}
    assert externals(found).is_empty()
    assert found.counts["entries"] == found.counts["id"] == 2


def test_an_id_with_marks_is_one() -> None:
    found = linked({"id": "a"}, {"id": "b"}, {"id": "a; b"}, {"id": "c", **naming(title="a; b")})
    assert pairs(found) == {("c", "a; b")}


def test_many_titles_with_marks_take_no_more_memory_than_others() -> None:
    count = 20_000
    articles = pl.DataFrame({"id": [str(n) for n in range(count)]})
    related = pl.DataFrame(
        {"from": range(count), "title": [f"Storm {n}, rain" for n in range(count)]}
    )
    names = ("excerpt", "published", "source", "domain", "url", "original_url", "amp_url")
    related = related.with_columns(pl.lit(None, pl.String).alias(name) for name in names)
    began = time.process_time()
    assert parted(related, articles).equals(related)
    assert time.process_time() - began < 5  # and it took gigabytes


def test_several_ids_may_have_their_accents_written_in_two_ways() -> None:
    one = unicodedata.normalize("NFD", "é1")
    found = linked({"id": one}, {"id": "a1"}, {"id": "b", "related": [{"title": "é1; a1"}]})
    assert pairs(found) == {("b", one), ("b", "a1")}


@pytest.mark.parametrize("text", ["0; rain", "Rain, wind", "Rain;"])
def test_a_title_with_marks_stays_whole(text: str) -> None:
    found = linked({}, naming(title=text))
    assert externals(found)["title"].to_list() == [text]


@pytest.mark.parametrize("key", ["url", "original_url", "amp_url"])
def test_any_address_of_an_entry_and_either_of_an_article_will_do(key: str) -> None:
    article = {"url": "https://msn.example/1", "original_url": "https://a.example/x"}
    for address in article.values():
        assert pairs(linked(article, naming(**{key: address}))) == {("1", "0")}


@pytest.mark.parametrize(
    "written",
    [
        "http://www.a.example/x/",
        "https://a.example/x?utm_source=feed&utm_medium=rss",
        "https://a.example/x?fbclid=abc#comments",
        "https://m.a.example/x",
        "https://amp.a.example/x/amp",
        "https://a.example/amp/x",
        "https://www.google.com/amp/s/a.example/x",
        "https://a-example.cdn.ampproject.org/c/s/a.example/x",
        "https://a.example:443/x",
        "HTTPS://A.EXAMPLE/x",
    ],
)
def test_an_address_with_what_networks_add_names_the_article(written: str) -> None:
    found = linked({"url": "https://a.example/x"}, naming(url=written))
    assert pairs(found) == {("1", "0")}
    assert found.counts["exact_url"] + found.counts["compared_url"] == 1


@pytest.mark.parametrize(
    "written", ["https://a.example/y", "https://b.example/x", "https://a.example/x?id=2"]
)
def test_another_page_is_an_external(written: str) -> None:
    found = linked({"url": "https://a.example/x?id=1"}, naming(url=written, title="Elsewhere"))
    assert externals(found)["url"].to_list() == [written]
    assert found.counts["external"] == 1


@pytest.mark.parametrize("days", [0.9, 1, -1])
def test_without_address_an_equal_title_near_in_date_names_the_article(days: float) -> None:
    found = linked({"title": "A Bridge Falls!"}, naming(title="a bridge falls", published=on(days)))
    assert pairs(found) == {("1", "0")}
    assert found.counts["title_and_date"] == 1


@pytest.mark.parametrize("published", [on(1.1), on(-300), None])
def test_an_equal_title_far_in_date_or_undated_names_nobody(published: str | None) -> None:
    found = linked({"title": "The week"}, naming(title="The week", published=published))
    assert externals(found)["title"].to_list() == ["The week"]


def test_titles_without_a_letter_are_not_equal() -> None:
    found = linked({"title": "???"}, naming(title="!!!", published=on(0)))
    assert (found.counts["title_and_date"], found.links.height) == (0, 0)


def test_an_equal_title_at_another_outlet_is_another_page() -> None:
    article = {"title": "The week", "url": "https://a.example/x"}
    entry = {"title": "The week", "published": on(0), "url": "https://b.example/x"}
    assert externals(linked(article, naming(**entry))).height == 1


@pytest.mark.parametrize("address", [{"url": "https://a.example/x"}, {}])
def test_an_equal_title_of_the_day_is_the_page_at_its_outlet_or_where_none_is_known(
    address: dict[str, str],
) -> None:
    entry = {"title": "The week", "published": on(0), "url": "https://a.example/old-address"}
    found = linked({"title": "The week", **address}, naming(**entry))
    assert pairs(found) == {("1", "0")}
    assert found.counts["title_and_date"] == 1


@pytest.mark.parametrize(
    ("days", "named"), [(-40, "0"), (4, "0"), (5, "0"), (6, "1"), (195, "2"), (999, "2")]
)
def test_a_living_guide_is_linked_at_the_nearest_date(days: float, named: str) -> None:
    guide = "https://a.example/guide"
    dated = [{"url": guide, "published": on(day)} for day in (0, 10, 200)]
    found = linked(*dated, naming(url=guide, published=on(days)))
    assert pairs(found) == {("3", named)}


def test_an_undated_entry_is_linked_to_the_earliest_namesake() -> None:
    guide = "https://a.example/guide"
    dated = [{"url": guide, "published": on(day)} for day in (10, 0)]
    assert pairs(linked(*dated, naming(url=guide))) == {("2", "1")}


def test_a_dated_entry_is_linked_to_an_undated_article_where_no_dated_one_is() -> None:
    guide = "https://a.example/guide"
    undated = {"url": guide, "published": None}
    assert pairs(linked(undated, naming(url=guide, published=on(3)))) == {("1", "0")}
    dated = {"url": guide, "published": on(900)}
    assert pairs(linked(undated, dated, naming(url=guide, published=on(3)))) == {("2", "1")}


def test_an_exact_address_goes_before_a_nearer_date() -> None:
    articles = [
        {"url": "https://a.example/x", "published": on(0)},
        {"url": "https://www.a.example/x/", "published": on(30)},
    ]
    found = linked(*articles, naming(url="https://www.a.example/x/", published=on(0)))
    assert pairs(found) == {("2", "1")}


def test_an_article_that_names_itself_gets_no_link() -> None:
    found = linked({"url": "https://a.example/x", **naming(url="https://a.example/x")})
    assert pairs(found) == set()
    assert found.counts["self"] == 1


def test_repeats_count_once() -> None:
    urls = [f"https://a.example/{n}" for n in (0, 0, 1, 2, 2)]
    record = {"related": [{"url": url} for url in urls]}
    found = linked(*({"url": f"https://a.example/{n}"} for n in range(3)), record)
    assert pairs(found) == {("3", "0"), ("3", "1"), ("3", "2")}
    assert found.counts["repeats"] == 2


def test_one_page_named_by_many_is_one_external_described_by_the_fullest_entry() -> None:
    shorter = {"url": "https://www.b.example/p?utm_source=x", "title": "Short", "source": "B"}
    longer = {
        "url": "https://b.example/p/",
        "title": "Long",
        "excerpt": "Much.",
        "published": on(3),
    }
    found = linked(naming(**shorter), naming(**longer), naming(url="http://b.example/p"))
    (page,) = externals(found).to_dicts()
    assert (page["title"], page["excerpt"], page["source"]) == ("Long", "Much.", "B")
    assert (page["domain"], page["published"]) == ("b.example", DAY + timedelta(days=3))
    assert pairs(found) == {(name, page["id"]) for name in "012"}


def test_an_external_without_an_outlet_goes_by_its_host() -> None:
    (page,) = externals(linked(naming(url="https://www.b.example/p"))).to_dicts()
    assert (page["source"], page["domain"]) == ("b.example", "b.example")


def test_of_one_moment_articles_come_before_externals() -> None:
    record = {"id": "z", "related": [{"title": title, "published": on(0)} for title in "ab"]}
    found = linked(record)
    assert found.articles["kind"].to_list() == ["article", "external", "external"]
    assert found.links.rows() == [(0, 1), (0, 2)]


def test_without_address_externals_are_told_apart_by_title_and_day() -> None:
    entries = [("The week", 0), ("THE WEEK", 0.1), ("The week", 7), ("Other", 0)]
    found = linked(*(naming(title=title, published=on(day)) for title, day in entries))
    assert externals(found).height == 3


def test_an_unsafe_address_is_kept_for_comparison_but_never_to_click() -> None:
    found = linked(*[naming(url="javascript:alert(1)", title="Bad")] * 2)
    assert externals(found)["url"].to_list() == [None]


def test_an_entry_that_says_nothing_is_counted_and_dropped() -> None:
    found = linked(naming(source="Somebody"), naming(title="  ", url=""))
    assert found.articles.height == 2
    assert found.counts["empty"] == 2


def test_a_number_that_is_no_articles_id_is_no_page() -> None:
    found = linked(naming(title="17"), naming(title="17"), naming(title="17 years on"))
    assert externals(found)["title"].to_list() == ["17 years on"]
    assert found.counts["empty"] == 2  # it may be how many there are


def test_an_id_that_looks_like_an_external_stays_unique() -> None:
    page = naming(url="https://b.example/p", title="Page")
    (taken,) = externals(linked(page))["id"]
    found = linked(page, {"id": taken}, {"id": f"{taken}~"})
    assert found.articles["id"].is_unique().all()
    assert {taken, f"{taken}~"} <= set(found.articles.filter(pl.col("kind") == "article")["id"])


_urls = st.sampled_from(
    [None, *(f"{scheme}a.example/{n}" for n in range(3) for scheme in ("https://", "http://www."))]
)
_titles = st.sampled_from([None, "The week", "the Week!", "A bridge", "Ein Fluß", "\u202e"])
_days = st.none() | st.sampled_from([0, 0.5, 1, 3, 400])
_entries = st.fixed_dictionaries(
    {
        "url": _urls,
        "original_url": _urls,
        "title": _titles,
        "excerpt": st.sampled_from([None, "Some text.", "More text."]),
        "source": st.sampled_from([None, "A", "B"]),
        "published": _days.map(lambda day: None if day is None else on(day)),
    }
)
_records = st.lists(
    st.builds(
        lambda entry, related: entry | {"related": related},
        _entries,
        st.lists(_entries, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


@given(records=_records, data=st.data())
@settings(deadline=None, max_examples=60)
def test_the_order_of_the_input_does_not_matter(
    records: list[dict[str, Any]], data: st.DataObject
) -> None:
    named = [{"id": str(number), **record} for number, record in enumerate(records)]
    shuffled = [
        {**record, "related": data.draw(st.permutations(record["related"]))}
        for record in data.draw(st.permutations(named))
    ]
    one, other = linked(*named), linked(*shuffled)
    assert_frame_equal(one.articles, other.articles)
    assert_frame_equal(one.links, other.links)
    assert one.counts == other.counts


@given(records=_records)
@settings(deadline=None, max_examples=60)
def test_every_entry_is_counted_once_and_every_node_is_sound(
    records: list[dict[str, Any]],
) -> None:
    found = linked(*records)
    counts, nodes = found.counts, found.articles
    resolved = sum(counts[how] for how in ("exact_url", "compared_url", "title_and_date"))
    assert counts["entries"] == resolved + counts["external"] + counts["empty"]
    assert resolved + counts["external"] == found.links.height + counts["self"] + counts["repeats"]
    assert nodes["id"].is_unique().all()
    assert nodes["node"].to_list() == list(range(nodes.height))
    dates = nodes["published"].drop_nulls()
    assert dates.is_sorted()
    assert nodes["published"].head(len(dates)).null_count() == 0  # the undated come last
    assert set(externals(found)["node"]) <= set(found.links["target"])


def test_the_related_entries_of_a_real_folder_find_their_files(diablo4_graph: StoryGraph) -> None:
    counts = diablo4_graph.run["counts"]["links"]
    resolved = counts["exact_url"] + counts["compared_url"] + counts["title_and_date"]
    assert counts["entries"] == 5315
    assert resolved >= 5300
    assert counts["self"] >= 1
    assert counts["empty"] == 0


def test_living_guides_do_not_glue_years_together(diablo4_graph: StoryGraph) -> None:
    cited = diablo4_graph.edges.filter(pl.col("a_cites_b") | pl.col("b_cites_a"))
    assert cited["days"].max() < 30  # keyed by address, some would be 700 days apart


def test_most_entries_of_the_sample_are_externals(sample_graph: StoryGraph) -> None:
    found = sample_graph.articles.filter(pl.col("kind") == "external")
    assert found.height >= 1
    assert found["title"].str.len_chars().min() > 0
    assert found["url"].null_count() == 0


@pytest.mark.parametrize("shared", ["url", "title"])
def test_many_articles_of_one_address_or_title_link_to_the_nearest(shared: str) -> None:
    """A daily briefing: pairs of all with all would be 400 million."""
    days = [datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=7 * n) for n in range(20_000)]
    live = "https://tide.example/live"
    own = {"title": "Morning briefing"} if shared == "title" else {"url": live}
    rows = [
        {
            "title": f"Report {n}",
            "url": f"https://tide.example/{n}",
            **own,
            "published": day.isoformat(),
            "related": [{**own, "published": (day + timedelta(hours=5)).isoformat()}],
        }
        for n, day in enumerate(days)
    ]
    articles, related, _ = normalise(read(Rows(rows)).records)
    found = link(articles, related)
    # Seven hours apart, five hours later is nearer to the next
    assert found.links.rows() == [(n, n + 1) for n in range(len(rows) - 1)]
    assert found.counts["self"] == 1
