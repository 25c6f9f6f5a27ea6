"""The stages in order: inputs to a `StoryGraph`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from storygraph.options import Options, with_choices
from storygraph.runtime.progress import StageLog, Watcher, watched

if TYPE_CHECKING:
    from typing import Unpack

    import polars as pl

    from storygraph.articles.coverage import Report
    from storygraph.graph import StoryGraph
    from storygraph.links import Linked
    from storygraph.options import Choices
    from storygraph.read.in_memory import Inputs, Rows
    from storygraph.terms.vectors import Vectors


def build(
    inputs: Inputs,
    options: Options | None = None,
    *,
    progress: Watcher | None = None,
    **choices: Unpack[Choices],
) -> StoryGraph:
    """Read articles and group them into stories.

    Args:
        inputs: a file or folder, or several: Markdown with front matter, JSON, CSV, Parquet,
            RSS and Atom feeds. Or articles in memory: a table of polars, pandas (with pyarrow),
            pyarrow or DuckDB, or a list of dicts.
        options: how; the defaults need no thought.
        progress: told of every stage: `print`, or any function of a line, has one a stage, with
            its seconds; a `Progress` also how far the stage is.
        choices: options by name, `window=7` say, instead of `options`, or over what these say:
            algorithm, resolution, threshold, window, levels, neighbours, since, until, mapping,
            cache.

    Returns:
        The graph: articles, edges, stories, problems, and how it was made.

    Raises:
        InputError: an input is missing, or nothing in it can be read.
        UsageError: an option makes no sense, or there is none of that name.
    """
    from storygraph.read.in_memory import sorted_out

    options = with_choices(options, choices)
    log = StageLog(watched(progress))
    return _run(sorted_out(inputs), options, log)


@dataclass(frozen=True)
class Prepared:
    """Articles read, linked and weighed: all that does not depend on how they are grouped."""

    linked: Linked
    vectors: Vectors
    report: Report


def prepare(inputs: list[Path] | Rows, options: Options, log: StageLog) -> Prepared:
    """The stages up to the vectors. Raises InputError, UsageError."""
    from storygraph.articles.coverage import read_coverage
    from storygraph.articles.outlets import with_names
    from storygraph.links import link
    from storygraph.terms.vectors import vectorise

    coverage = read_coverage(inputs, options, log)
    coverage.require_articles()
    report = coverage.report
    with log.stage("link") as stage:
        linked = link(coverage.articles, coverage.related)
        linked = replace(linked, articles=with_names(linked.articles))
        del coverage
        stage.gave = f"{linked.links.height:,} links"
    with log.stage("vectors") as stage:
        vectors = vectorise(linked.articles, log.progress.advance)
        stage.gave = f"{vectors.vocabulary.height:,} terms"
    return Prepared(linked, vectors, report)


def _run(inputs: list[Path] | Rows, options: Options, log: StageLog) -> StoryGraph:
    from storygraph.communities.fit import fit
    from storygraph.communities.levels import nest
    from storygraph.communities.partition import partition
    from storygraph.communities.resolution import choose
    from storygraph.edges import merge
    from storygraph.graph import StoryGraph
    from storygraph.layout.place import place
    from storygraph.run_json import chosen_for, described
    from storygraph.similarity.evidence import gather
    from storygraph.stories.cohesion import with_cohesion
    from storygraph.stories.describe import describe
    from storygraph.stories.levels import describe_levels
    from storygraph.tables import LEVELS, empty

    prepared = prepare(inputs, options, log)
    linked, vectors = prepared.linked, prepared.vectors
    with log.stage("similarity") as stage:
        evidence = gather(vectors, linked, options, log.progress.advance)
        edges = merge(linked.links, evidence.ties, linked.articles)
        stage.gave = f"{edges.height:,} edges"
    with log.stage("communities") as stage:
        advance = log.progress.advance
        resolution = choose(evidence, options)
        if options.levels and resolution.value:
            nested = nest(edges, evidence, resolution.value, advance)
            labels = nested.stories
        else:
            nested = None
            labels = partition(edges, evidence, options.algorithm, resolution.value, advance)
        stage.gave = f"{int(labels.max(initial=-1)) + 1:,} communities"
    with log.stage("stories") as stage:
        nodes, stories = describe(linked.articles, labels, vectors, log.progress.advance)
        nodes, stories = with_cohesion(nodes, stories, fit(labels, evidence))
        levels = empty(LEVELS)
        if nested:
            nodes, stories, levels = describe_levels(nodes, stories, nested, vectors)
        nodes = nodes.with_columns(copy_of=_copy_of(vectors))
        stage.gave = f"{stories.height:,} stories"
    with log.stage("layout"):
        nodes, stories = place(nodes, edges, stories, log.progress.advance)
    graph = StoryGraph(
        articles=nodes,
        edges=edges,
        stories=stories,
        problems=prepared.report.problems,
        vocabulary=vectors.vocabulary,
        levels=levels,
    )
    chosen = chosen_for(nodes, vectors, evidence, resolution, options)
    told = described(
        graph, options, log, chosen=chosen, links=linked.counts, report=prepared.report
    )
    graph.run.update(told)
    return graph


def _copy_of(vectors: Vectors) -> pl.Series:
    """The node that each node is a copy of, or null."""
    import polars as pl

    return pl.Series(vectors.originals, dtype=pl.UInt32).set(pl.Series(~vectors.copies), None)
