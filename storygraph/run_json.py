"""What `run.json` says of a run: options, what was chosen and why, counts, versions, seconds.

Paths of this machine stay out of it.
"""

from __future__ import annotations

import platform
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from storygraph.articles.coverage import UNREAD
from storygraph.stories.cohesion import FIRM
from storygraph.terms.vectors import MOST_CHARACTERS, longer
from storygraph.version import __version__

if TYPE_CHECKING:
    import polars as pl

    from storygraph.articles.coverage import Report
    from storygraph.communities.resolution import Resolution
    from storygraph.options import Options
    from storygraph.runtime.progress import StageLog
    from storygraph.similarity.evidence import Evidence
    from storygraph.tables import Tables
    from storygraph.terms.vectors import Vectors

LIBRARIES = ("numpy", "scipy", "polars", "scikit-learn", "scikit-network", "sparse-dot-topn")
"""Packages whose versions decide what comes out."""


def described(
    graph: Tables,
    options: Options,
    log: StageLog,
    *,
    chosen: dict[str, Any],
    links: dict[str, int],
    report: Report,
) -> dict[str, Any]:
    """The run that made `graph` with these `options`.

    `chosen` is what `chosen_for` gives; `links` are the counts of `links.Linked`, `report` is that
    of the reading. Seconds and memory are those of `log`, and go on as it does.
    """
    given = {
        name: str(value) if value == float("inf") or isinstance(value, date) else value
        for name, value in asdict(options).items()  # of either JSON knows nothing
        if name != "cache"
    }
    return {
        "storygraph": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "options": {**given, "mapping": dict(options.mapping)},
        "chosen": chosen,
        "counts": _counts(graph, links, report),
        "unread": report.unread[:UNREAD],
        "passed_over": dict(report.others),
        "seconds": log.seconds,
        "peak_mb": log.peak_mb,
    }


def chosen_for(
    articles: pl.DataFrame,
    vectors: Vectors,
    evidence: Evidence,
    resolution: Resolution,
    options: Options,
) -> dict[str, Any]:
    """What was chosen for a corpus and why, in words and figures."""
    background, kernel, nearest = evidence.background, evidence.kernel, evidence.nearest
    why = "given" if options.threshold else "chance similarity: mean + 2 standard deviations"
    return {
        "languages": vectors.languages.names,
        "texts": {
            "characters": MOST_CHARACTERS,
            "longer_articles": longer(articles),
            "notices": vectors.notices,
        },
        "background": {
            "mean": round(background.mean, 6),
            "deviation": round(background.deviation, 6),
        },
        "threshold": {"value": round(evidence.threshold, 6), "why": why},
        "kernel": {
            "width_days": float(f"{kernel.width:.4g}"),  # a window may be of minutes
            "floor": round(kernel.floor, 4),
            "why": kernel.reason,
            "confident_pairs": kernel.confident_pairs,
            "far_share": round(kernel.far_share, 4),
            "nearer_than_random": round(kernel.nearer_than_random, 4),
            "recurring_share": round(kernel.recurring_share, 4),
        },
        "fetched": [str(day) for day in evidence.fetched.astype("datetime64[D]")],
        "candidates": {
            "pairs": len(nearest.pairs.a),
            "sampled_terms": nearest.sampled,
            "shortened_articles": nearest.shortened,
            "why": nearest.why,
        },
        "window_days": float(f"{kernel.window:.4g}") if np.isfinite(kernel.window) else None,
        "resolution": asdict(resolution),
    }


def _counts(graph: Tables, links: dict[str, int], report: Report) -> dict[str, Any]:
    """How many there are of everything, in the order in which it was made."""
    kinds = dict(graph.articles["kind"].value_counts().iter_rows())
    provenance = dict(graph.edges["provenance"].value_counts().iter_rows())
    return {
        "articles": kinds.get("article", 0),
        "externals": kinds.get("external", 0),
        "links": links,
        "edges": {name: provenance.get(name, 0) for name in ("related", "similar", "both")},
        "stories": graph.stories.height,
        "firm": int((graph.stories["cohesion"] >= FIRM).sum()),
        "loose": int(graph.stories["loose"].sum()),
        "singletons": graph.singletons.height,
        **_level_counts(graph.levels),
        "problems": graph.problems.height,
        "repeated": report.repeated,
        "outside": report.outside.counts,
        "unread": len(report.unread),
    }


def _level_counts(levels: pl.DataFrame) -> dict[str, int]:
    """Themes and parts, where they were asked for."""
    counts = dict(levels["level"].value_counts().iter_rows())
    return {f"{level}s": counts.get(level, 0) for level in ("theme", "part")} if counts else {}
