"""Story quality beside its peers, on labelled sets, in one run.

    python benchmarks/quality.py CORPORA/labelled [--rivals all]

Each method gets the same texts (title twice, then text) and the same dates, and no label. Prints
B-cubed F1 a set as a Markdown table. `--rivals all` adds MiniLM and BERTopic where they are
installed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from storygraph.evaluate import score
from storygraph.options import Options
from storygraph.pipeline import build

Texts = list[str]
Method = Callable[[Texts], np.ndarray]


def tfidf(texts: Texts):
    """Plain TF-IDF rows: sublinear, terms of two texts and at most 30% of them."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.3, stop_words="english")
    return vectorizer.fit_transform(texts)


def plain(texts: Texts) -> np.ndarray:
    """Cosine of .3 and more as edges, networkx's Louvain at resolution 1."""
    import networkx as nx

    matrix = tfidf(texts)
    cosine = (matrix @ matrix.T).tocoo()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(texts)))
    kept = (cosine.data >= 0.3) & (cosine.row < cosine.col)
    rows = zip(cosine.row[kept], cosine.col[kept], cosine.data[kept], strict=True)
    graph.add_weighted_edges_from((int(a), int(b), float(w)) for a, b, w in rows)
    labels = np.zeros(len(texts), dtype=int)
    for label, members in enumerate(nx.community.louvain_communities(graph, seed=0)):
        labels[list(members)] = label
    return labels


def alone(labels: np.ndarray) -> np.ndarray:
    """Noise (-1) as singletons."""
    return np.where(labels < 0, -1 - np.arange(len(labels)), labels)


def dbscan(texts: Texts) -> np.ndarray:
    """DBSCAN on TF-IDF, cosine distance .6, two articles make a core."""
    from sklearn.cluster import DBSCAN

    return alone(DBSCAN(eps=0.6, min_samples=2, metric="cosine").fit_predict(tfidf(texts)))


def hdbscan(texts: Texts) -> np.ndarray:
    """HDBSCAN on TF-IDF (rows of length one: Euclidean distance orders as cosine does)."""
    from sklearn.cluster import HDBSCAN
    from sklearn.decomposition import TruncatedSVD

    dense = TruncatedSVD(100, random_state=0).fit_transform(tfidf(texts))
    return alone(HDBSCAN(min_cluster_size=2, copy=True).fit_predict(dense))


def average(texts: Texts) -> np.ndarray:
    """Average linkage on TF-IDF, cut at cosine distance .8."""
    dense = np.asarray(tfidf(texts).todense())
    # The cosine of an empty row is undefined: a column of its own makes it like no other.
    empty = np.flatnonzero(~dense.any(axis=1))
    own = np.zeros((len(dense), len(empty)))
    own[empty, np.arange(len(empty))] = 1.0
    return linkage(np.hstack([dense, own]), 0.8)


def linkage(vectors: np.ndarray, distance: float) -> np.ndarray:
    """scikit-learn's average linkage by cosine, cut at `distance`."""
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=distance
    )
    return np.asarray(model.fit_predict(vectors))


def minilm(texts: Texts) -> np.ndarray:
    """MiniLM sentence vectors, average linkage cut at cosine distance .5."""
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer("all-MiniLM-L6-v2").encode([text[:1500] for text in texts])
    return linkage(np.asarray(vectors), 0.5)


def bertopic(texts: Texts) -> np.ndarray:
    """BERTopic with its defaults, topics of two and more."""
    from bertopic import BERTopic

    return alone(np.asarray(BERTopic(min_topic_size=2).fit_transform(texts)[0]))


RIVALS: dict[str, Method] = {
    "plain": plain,
    "DBSCAN": dbscan,
    "HDBSCAN": hdbscan,
    "average linkage": average,
}
HEAVY: dict[str, Method] = {"MiniLM + average linkage": minilm, "BERTopic": bertopic}


def ours(path: Path, ids: list[str], algorithm: str) -> np.ndarray:
    """Our stories, in the order of `ids`; singletons below zero."""
    graph = build(path, Options(algorithm=algorithm))
    story = dict(graph.articles.select("id", "story").iter_rows())
    return np.array([-1 - i if story[key] is None else story[key] for i, key in enumerate(ids)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of labelled .jsonl files")
    parser.add_argument("--rivals", choices=["light", "all"], default="light")
    given = parser.parse_args()
    rivals = {**RIVALS, **(HEAVY if given.rivals == "all" else {})}
    names = ["storygraph", "storygraph, Leiden", *rivals]
    print("| set | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    sums = []
    began = time.perf_counter()
    for path in sorted(given.folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        ids = [row["id"] for row in rows]
        texts = [f"{row['title']}\n{row['title']}\n{row.get('text') or ''}" for row in rows]
        gold = np.array([row["story"] is not None for row in rows])
        true = np.array([row["story"] for row in rows])[gold]
        found = [ours(path, ids, "linkage"), ours(path, ids, "leiden")]
        found += [method(texts) for method in rivals.values()]
        f1 = [score(labels[gold], true).f1 for labels in found]
        sums.append(f1)
        print(f"| {path.stem} | " + " | ".join(f"{value:.3f}" for value in f1) + " |", flush=True)
    print("| mean | " + " | ".join(f"{value:.3f}" for value in np.mean(sums, axis=0)) + " |")
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
