"""How well articles fit their stories: what may be trusted, and what has to be looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from storygraph.communities.fit import fit
from storygraph.evaluation.evaluate import evaluate
from storygraph.export.story_pages import write_story_page
from storygraph.files.save import save
from storygraph.graph import StoryGraph
from storygraph.pipeline import build
from storygraph.printing.evaluation import print_evaluation
from storygraph.printing.story import print_story
from storygraph.printing.summary import print_summary
from storygraph.read.labels import read_labels
from storygraph.similarity.evidence import Evidence
from storygraph.stories.cohesion import FIRM, LOOSE, hundredths
from tests.command_line import SEEDS, from_json, run
from tests.explorer_graph import news_graph
from tests.reader_labels import reader_labels


@pytest.fixture(scope="module")
def output(seeds_graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "output"
    seeds_graph.publish(folder)
    return folder


@pytest.mark.corpora
def test_firm_stories_hold_one_true_story_and_loose_ones_seldom(
    labelled: Path, diablo4_graph: StoryGraph
) -> None:
    told = [
        evaluate(build(path), read_labels([path], None)).trust
        for path in sorted(labelled.glob("*.jsonl"))
    ]
    readers = reader_labels(diablo4_graph.articles["id"].to_list())
    told.append(evaluate(diablo4_graph, readers).trust)
    stories, pure = (
        {kind: sum(each[kind][count] for each in told) for kind in ("firm", "fair", "loose")}
        for count in ("stories", "pure")
    )
    assert stories["firm"] > 0.45 * sum(stories.values())
    assert pure["firm"] / stories["firm"] > 0.93
    assert pure["fair"] / stories["fair"] < 0.7
    assert pure["loose"] / stories["loose"] < 0.35
    for each in told:
        firm, fair = each["firm"], each["fair"]
        assert firm["pure"] / firm["stories"] > fair["pure"] / fair["stories"]


def test_found_stories_are_counted_by_their_cohesion() -> None:
    graph = news_graph()  # the second story is loose, the third fair
    read = graph.articles.filter(pl.col("kind") == "article").drop_nulls("story")
    true = read.select("id", pl.col("story").cast(pl.String))
    assert evaluate(graph, true).trust == {
        "firm": {"stories": 8, "pure": 8},
        "fair": {"stories": 1, "pure": 1},
        "loose": {"stories": 1, "pure": 1},
    }
    # The third and the fifth are of two true stories each, of the sixth one article is labelled
    third, fifth, sixth = (read.filter(story=n)["id"].to_list() for n in (3, 5, 6))
    other = pl.col("id").is_in([third[0], fifth[-1]])
    true = true.with_columns(story=pl.when(other).then(pl.lit("other")).otherwise("story"))
    assert evaluate(graph, true.filter(~pl.col("id").is_in(sixth[1:]))).trust == {
        "firm": {"stories": 7, "pure": 6},
        "fair": {"stories": 1, "pure": 0},
        "loose": {"stories": 1, "pure": 1},
    }
    unknown = replace(graph, stories=graph.stories.with_columns(cohesion=None))
    assert evaluate(unknown, true).trust == {
        "firm": {"stories": 0, "pure": 0},
        "fair": {"stories": 9, "pure": 7},
        "loose": {"stories": 1, "pure": 1},
    }


def test_of_a_graph_without_fits_nobody_knows_what_to_trust(
    capsys: pytest.CaptureFixture[str],
) -> None:
    graph = news_graph()
    true = graph.articles.select("id", story=pl.col("story").cast(pl.String)).drop_nulls()
    told = evaluate(graph, true)
    assert "firm" in str(told)
    older = replace(graph, stories=graph.stories.with_columns(cohesion=None, loose=None))
    unknown = evaluate(older, true)
    assert unknown.trust is None
    assert unknown.overall == told.overall
    assert "firm" not in str(unknown)
    print_evaluation(unknown, older, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["trust"] is None
    assert printed["stories"] == unknown.stories.to_dicts()


def test_an_article_put_into_another_story_fits_it_badly(
    seeds_graph: StoryGraph, seeds_evidence: Evidence
) -> None:
    labels = seeds_graph.articles["story"].fill_null(0).to_numpy().astype(np.int64)
    labels[labels == 0] = labels.max() + 1 + np.arange((labels == 0).sum())
    at_home = fit(labels, seeds_evidence)
    moved = [node for node in range(0, len(labels), 7) if 0 < labels[node] <= 11]
    assert len(moved) > 10
    for node in moved:
        elsewhere = labels.copy()
        elsewhere[node] = labels[node] % 11 + 1
        abroad = fit(elsewhere, seeds_evidence)
        assert abroad[node] < LOOSE
        assert abroad[node] < at_home[node]


def test_what_nothing_is_known_of_has_no_fit() -> None:
    text = "The glass roof of the covered market cracked in the frost and was roped off at noon"
    rows = [
        {"id": "alone", "title": "Owls nest in the bell tower", "text": "Three chicks hatched."},
        {"id": "first", "title": "Market roof cracks", "text": text, "published": "2026-03-01"},
        {"id": "again", "title": "Market roof cracks", "text": text, "published": "2026-03-02"},
    ]
    graph = build(rows)
    told = dict(graph.articles.select("id", "fit").iter_rows())
    assert told == {"alone": None, "first": 1.0, "again": 1.0}
    assert graph.stories.select("cohesion", "loose").rows() == [(1.0, 0)]


def test_a_story_is_as_cohesive_as_its_worst_article(seeds_graph: StoryGraph) -> None:
    for row in seeds_graph.stories.iter_rows(named=True):
        fits = seeds_graph.articles.filter(pl.col("story") == row["story"])["fit"]
        assert row["cohesion"] == fits.min()
        assert row["loose"] == (fits < LOOSE).sum()
    assert seeds_graph.run["counts"]["firm"] == (seeds_graph.stories["cohesion"] >= FIRM).sum()
    assert seeds_graph.run["counts"]["loose"] == seeds_graph.stories["loose"].sum() > 0


def test_the_loosest_come_first_where_asked(output: Path, seeds_graph: StoryGraph) -> None:
    listed = from_json("stories", "-g", output, "--sort", "cohesion", "-n", "0")
    told = [(story["cohesion"], story["loose"]) for story in listed]
    assert told == sorted(told, key=lambda each: each[0])
    assert told[0][0] < LOOSE
    table = run("stories", "-g", output, "--sort", "cohesion").stdout
    assert f"{told[0][1]} loose" in table
    whole = json.loads((output / "stories.json").read_text("utf-8"))
    assert [s["cohesion"] for s in sorted(whole, key=lambda s: (s["cohesion"], s["id"]))] == [
        cohesion for cohesion, _ in told
    ]
    first = from_json("show", "1", "-g", output)
    assert first["articles"][0]["fit"] == whole[0]["articles"][0]["fit"]
    assert first["cohesion"] == whole[0]["cohesion"]
    nodes = seeds_graph.to_networkx().nodes
    assert all(
        nodes[article["id"]]["fit"] == article["fit"] == round(article["fit"], 4)
        for story in whole
        for article in story["articles"]
    )
    assert all(
        min(article["fit"] for article in story["articles"]) == story["cohesion"] for story in whole
    )


def test_show_and_why_tell_what_fits_badly(output: Path, seeds_graph: StoryGraph) -> None:
    worst = seeds_graph.articles.sort("fit", "node", nulls_last=True).row(0, named=True)
    story = seeds_graph.stories.row(worst["story"] - 1, named=True)
    shown = run("show", str(worst["story"]), "-g", output).stdout
    assert f"Cohesion: {hundredths(story['cohesion'])}: " in shown
    assert "with a loose fit" in shown
    assert f"{hundredths(worst['fit'])} loose" in shown.partition("headline")[2]
    assert shown.count(" loose  ") == story["loose"]
    why = " ".join(run("why", worst["id"], "-g", output).stdout.split())
    assert f"Fit with the rest of the story {hundredths(worst['fit'])} of 1, loose: it has" in why
    best = seeds_graph.articles.sort("fit", "node", descending=[True, False], nulls_last=True)
    why = run("why", best["id"][0], "-g", output).stdout
    assert f"Fit with the rest of the story {hundredths(best['fit'][0])} of 1." in why


def test_firm_and_fair_stories_are_told_apart(output: Path, seeds_graph: StoryGraph) -> None:
    firm = seeds_graph.stories.filter(pl.col("cohesion") >= FIRM)["story"][0]
    fair = seeds_graph.stories.filter((pl.col("cohesion") < FIRM) & (pl.col("loose") == 0))
    assert ": firm, all fit well" in run("show", str(firm), "-g", output).stdout
    shown = run("show", str(fair["story"][0]), "-g", output).stdout
    assert f"Cohesion: {hundredths(fair['cohesion'][0])}\n" in shown


def test_of_articles_in_other_languages_no_story_claims_that_they_fit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_story(news_graph(), 4)
    assert "Cohesion: 0.90: firm, all that can be compared fit well" in capsys.readouterr().out
    print_story(news_graph(), 5)
    assert "Cohesion: 0.90: firm, all fit well" in capsys.readouterr().out


@pytest.mark.parametrize(("width", "shown"), [(70, False), (83, False), (84, True)])
def test_a_narrow_terminal_has_cohesion_where_the_order_goes_by_it(
    output: Path, width: int, shown: bool
) -> None:
    head = run("stories", "-g", output, COLUMNS=str(width)).stdout.splitlines()[0]
    assert ("cohesion" in head) is shown
    asked = run("stories", "-g", output, "--sort", "cohesion", COLUMNS=str(width)).stdout
    asked = asked.splitlines()[0]
    assert "cohesion" in asked
    assert ("dates" in asked) is (width >= 72)


def test_a_graph_built_before_fits_were_measured_says_so(
    seeds_graph: StoryGraph, tmp_path: Path
) -> None:
    old = StoryGraph(
        seeds_graph.articles.drop("fit"),
        seeds_graph.edges,
        seeds_graph.stories.drop("cohesion", "loose"),
        run=seeds_graph.run,
    )
    save(old, tmp_path / "graph")
    result = run("stories", "-g", tmp_path, "--sort", "cohesion", code=1)
    assert "says nothing of cohesion" in result.stderr
    assert "build` again" in result.stderr
    shown = run("show", "1", "-g", tmp_path).stdout
    assert "Cohesion" not in shown
    assert " fit " not in shown
    assert "Fit with" not in run("why", seeds_graph.articles["id"][0], "-g", tmp_path).stdout
    assert "firm" not in run("stories", "-g", tmp_path).stdout
    listed = from_json("show", "1", "-g", tmp_path)
    assert listed["cohesion"] is listed["loose"] is listed["articles"][0]["fit"] is None


def test_a_story_has_its_loose_articles_marked_on_its_page(tmp_path: Path) -> None:
    page = write_story_page(news_graph(), 2, tmp_path / "story.html").read_text("utf-8")
    marked = [item.split("</li>")[0] for item in page.split("<li id=") if "loose fit" in item]
    assert len(marked) == 2
    assert "report 6 on" in marked[0]
    assert "report 7 on" in marked[1]
    firm = write_story_page(news_graph(), 4, tmp_path / "firm.html").read_text("utf-8")
    assert "loose fit" not in firm


def test_a_build_ends_with_how_many_stories_to_trust(
    seeds_graph: StoryGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    def summary(graph: StoryGraph) -> dict[str, str]:
        print_summary(graph, [SEEDS], Path("index.html"))
        rows = (line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines())
        return {row[0]: row[1] for row in rows if len(row) > 1}

    told, counts = summary(seeds_graph), seeds_graph.run["counts"]
    assert (told["firm"], told["loose"]) == (str(counts["firm"]), str(counts["loose"]))
    none = {**seeds_graph.run, "counts": {**counts, "loose": 0}}
    assert "loose" not in summary(replace(seeds_graph, run=none))


def test_evaluate_tells_how_often_each_kind_is_right(
    seeds_graph: StoryGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = news_graph()
    true = graph.articles.drop_nulls("story").select("id", pl.col("story").cast(pl.String))
    graph.run["counts"] = seeds_graph.run["counts"]
    print_evaluation(evaluate(graph, true), graph, as_json=False)
    told = "Stories of one true story alone: 8 of 8 firm, 1 of 1 fair, 1 of 1 loose"
    assert told in " ".join(capsys.readouterr().out.split())
