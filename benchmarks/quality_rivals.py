"""The methods that `quality.py` puts beside storygraph, each as its users run it.

A rival has one knob and a small grid of values for it. `quality.py` gives it the one value of the
grid that serves the labelled sets best, all sets together: rivals see labels in this way, and
storygraph does not. None of them knows what to do with dates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np

WEIGHTS = "sentence-transformers/all-MiniLM-L6-v2"
"""MiniLM by its name on the hub; a folder that holds the same files does as well."""

CHARACTERS = 1500
"""Of a text that MiniLM is given: it reads 256 word pieces and no more."""


ROWS = 1_000
"""Of which plain looks at the cosines at once: all of them would not fit the memory at 50,000."""


@dataclass
class Coverage:
    """The texts of one set, and what several rivals derive from them, computed once."""

    titles: list[str]
    texts: list[str]
    weights: str = WEIGHTS

    @cached_property
    def tfidf(self):
        """TF-IDF rows, title twice: sublinear, terms of two texts and at most 30% of them."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        model = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.3, stop_words="english")
        both = zip(self.titles, self.texts, strict=True)
        return model.fit_transform([f"{title}\n{title}\n{text}" for title, text in both])

    @cached_property
    def distances(self) -> np.ndarray:
        """1 - cosine of all pairs of TF-IDF rows; a text without terms is far from all."""
        return distances_of((self.tfidf @ self.tfidf.T).toarray())

    @cached_property
    def sentences(self) -> np.ndarray:
        """MiniLM vectors of title and text, length one, shape (articles, 384)."""
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(self.weights, device="cpu")
        both = zip(self.titles, self.texts, strict=True)
        texts = [f"{title}\n{text}"[:CHARACTERS] for title, text in both]
        return np.asarray(
            model.encode(texts, normalize_embeddings=True, show_progress_bar=False), np.float64
        )


def distances_of(cosine: np.ndarray) -> np.ndarray:
    """Cosines to distances, 0 on the diagonal."""
    distance = np.clip(1.0 - cosine, 0.0, 2.0)
    np.fill_diagonal(distance, 0.0)
    return distance


def alone(labels: np.ndarray) -> np.ndarray:
    """Noise (-1) as singletons."""
    return np.where(labels < 0, -1 - np.arange(len(labels)), labels)


@dataclass(frozen=True)
class Rival:
    """`prepare` does what does not depend on the knob; `group` gives labels for one value."""

    name: str
    knob: str
    grid: tuple[Any, ...]
    prepare: Callable[[Coverage], Any]
    group: Callable[[Any, Any], np.ndarray]
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Packages that it needs and that are not installed."""
        return [name for name in self.needs if find_spec(name) is None]


def louvain(coverage: Coverage, least: float) -> np.ndarray:
    """Cosines of `least` and more as edges, networkx's Louvain at resolution 1."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(coverage.texts)))
    for start in range(0, len(coverage.texts), ROWS):
        cosine = (coverage.tfidf[start : start + ROWS] @ coverage.tfidf.T).tocoo()
        row = cosine.row + start
        kept = (cosine.data >= least) & (row < cosine.col)
        rows = zip(row[kept], cosine.col[kept], cosine.data[kept], strict=True)
        graph.add_weighted_edges_from((int(a), int(b), float(w)) for a, b, w in rows)
    labels = np.zeros(len(coverage.texts), dtype=int)
    for label, members in enumerate(nx.community.louvain_communities(graph, seed=0)):
        labels[list(members)] = label
    return labels


def dbscan(coverage: Coverage, distance: float) -> np.ndarray:
    """DBSCAN by cosine distance; two articles make a core."""
    from sklearn.cluster import DBSCAN

    model = DBSCAN(eps=distance, min_samples=2, metric="precomputed")
    return alone(model.fit_predict(coverage.distances))


def hdbscan(coverage: Coverage, how: tuple[int, str]) -> np.ndarray:
    """HDBSCAN by cosine distance."""
    from sklearn.cluster import HDBSCAN

    smallest, selection = how
    model = HDBSCAN(
        min_cluster_size=smallest,
        cluster_selection_method=selection,
        metric="precomputed",
        copy=True,
    )
    return alone(model.fit_predict(coverage.distances))


def average_tree(distances: np.ndarray) -> np.ndarray:
    """Average linkage over all pairs, as scikit-learn computes it."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    return linkage(squareform(distances, checks=False), method="average")


def cut(tree: np.ndarray, distance: float) -> np.ndarray:
    """The groups of a tree whose mean distance is at most `distance`."""
    from scipy.cluster.hierarchy import fcluster

    return fcluster(tree, distance, criterion="distance")


def sentence_tree(coverage: Coverage) -> np.ndarray:
    """Average linkage over MiniLM vectors."""
    return average_tree(distances_of(coverage.sentences @ coverage.sentences.T))


def bertopic(coverage: Coverage, smallest: int) -> np.ndarray:
    """BERTopic with its defaults on MiniLM vectors, UMAP seeded; outliers stay alone."""
    from bertopic import BERTopic
    from umap import UMAP

    # BERTopic's own UMAP, which gives other topics each time, with a seed.
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    model = BERTopic(min_topic_size=smallest, umap_model=umap, embedding_model=None)
    both = zip(coverage.titles, coverage.texts, strict=True)
    texts = [f"{title}\n{text}"[:CHARACTERS] for title, text in both]
    return alone(np.asarray(model.fit_transform(texts, coverage.sentences)[0]))


def itself(coverage: Coverage) -> Coverage:
    """Nothing to prepare."""
    return coverage


CUTS = (0.7, 0.74, 0.78, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9)

RIVALS = (
    Rival("plain", "cosine of an edge", (0.3,), itself, louvain),
    Rival("DBSCAN", "distance", (0.5, 0.55, 0.6, 0.65, 0.7), itself, dbscan),
    Rival(
        "HDBSCAN",
        "smallest cluster, selection",
        tuple((size, how) for size in (2, 3, 5) for how in ("eom", "leaf")),
        itself,
        hdbscan,
    ),
    Rival("average linkage", "distance", CUTS, lambda c: average_tree(c.distances), cut),
    Rival(
        "MiniLM + average linkage",
        "distance",
        (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
        sentence_tree,
        cut,
        needs=("sentence_transformers",),
    ),
    Rival(
        "BERTopic",
        "smallest topic",
        (2, 3, 5, 10),
        itself,
        bertopic,
        needs=("bertopic", "sentence_transformers", "umap"),
    ),
)
