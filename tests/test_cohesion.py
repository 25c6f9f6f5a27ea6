"""How well articles fit their stories: what may be trusted, and what has to be looked at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from storygraph.communities.fit import fit
from storygraph.communities.groups import LEAST_INSIDE, USUAL_INSIDE
from storygraph.evaluation.evaluate import evaluate
from storygraph.graph import StoryGraph
from storygraph.options import Options
from storygraph.pipeline import build, prepare
from storygraph.progress import Silent, StageLog
from storygraph.read.labels import read_labels
from storygraph.similarity.evidence import Evidence, gather
from storygraph.stories.cohesion import FIRM, LOOSE
from tests.command_line import SEEDS, from_json, run
from tests.reader_labels import reader_labels


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    prepared = prepare([SEEDS], Options(), StageLog(Silent()))
    return gather(prepared.vectors, prepared.linked, Options())


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


def test_an_article_put_into_another_story_fits_it_badly(
    seeds_graph: StoryGraph, evidence: Evidence
) -> None:
    labels = seeds_graph.articles["story"].fill_null(0).to_numpy().astype(np.int64)
    labels[labels == 0] = labels.max() + 1 + np.arange((labels == 0).sum())
    at_home = fit(labels, evidence)
    moved = [node for node in range(0, len(labels), 7) if 0 < labels[node] <= 11]
    assert len(moved) > 10
    for node in moved:
        elsewhere = labels.copy()
        elsewhere[node] = labels[node] % 11 + 1
        abroad = fit(elsewhere, evidence)
        assert abroad[node] < LOOSE
        assert abroad[node] < at_home[node]


def test_fit_is_the_mean_over_all_others_by_a_direct_computation(evidence: Evidence) -> None:
    bare = replace(evidence, days=np.full(len(evidence.nodes), np.nan))
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 9, len(evidence.rows))[evidence.nodes][evidence.rows]
    vectors, group = bare.matrix.toarray().astype(np.float64), labels[bare.nodes]
    chance, found = bare.background.mean, fit(labels, bare)
    for row, node in enumerate(bare.nodes):
        kin = (group == group[row]) & (bare.languages == bare.languages[row])
        others = [r for r in np.flatnonzero(kin) if r != row]
        if not others:
            assert np.isnan(found[node])
            continue
        cosines = vectors[others] @ vectors[others].T
        pairs = len(others) * (len(others) - 1) / 2
        inside = ((cosines.sum() - np.trace(cosines)) / 2 + USUAL_INSIDE) / (pairs + 1)
        scale = np.sqrt((USUAL_INSIDE - chance) * max(inside - chance, LEAST_INSIDE))
        alike = (np.mean(vectors[others] @ vectors[row]) - chance) / scale
        assert found[node] == pytest.approx(np.clip(alike, 0, 1), abs=1e-4)


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


def test_the_loosest_come_first_where_asked(output: Path) -> None:
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
    assert all(
        min(article["fit"] for article in story["articles"]) == story["cohesion"] for story in whole
    )


def test_show_and_why_tell_what_fits_badly(output: Path, seeds_graph: StoryGraph) -> None:
    worst = seeds_graph.articles.sort("fit", "node", nulls_last=True).row(0, named=True)
    story = seeds_graph.stories.row(worst["story"] - 1, named=True)
    shown = run("show", str(worst["story"]), "-g", output).stdout
    assert f"Cohesion: {story['cohesion']:.2f}" in shown
    assert "tied loosely" in shown
    assert f"{worst['fit']:.2f}" in shown.partition("fit")[2]
    told = run("why", worst["id"], "-g", output).stdout
    assert f"Fits the rest of the story {worst['fit']:.2f} of 1, so loosely." in told
