"""What the documentation names is what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from storygraph.export.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from storygraph.files.save import TABLES
from storygraph.graph import StoryGraph
from storygraph.publish import publish
from storygraph.read import frontmatter, records
from storygraph.read.aliases import ALIASES
from tests.conftest import ROOT

OUTPUTS = (ROOT / "docs" / "outputs.md").read_text("utf-8")


def quoted(text: str) -> set[str]:
    """The words that stand as code."""
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text))))


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_of_the_saved_graph_is_explained(table: str) -> None:
    after = OUTPUTS.partition(f"**{table}.parquet**")[2]
    told = re.split(r"\*\*\w+\.(?:parquet|json)\*\*", after)[0]
    rows = re.findall(r"^\| (`[^|]*) \| ", told, re.MULTILINE)
    if rows:
        assert quoted(" ".join(rows)) == set(TABLES[table])
    elif "is problems.csv" in told:
        assert set(TABLES[table]) <= quoted(OUTPUTS.partition("`problems.csv`:")[2])
    else:
        assert set(TABLES[table]) <= quoted(told)


def test_every_attribute_of_the_graph_files_is_named() -> None:
    told = OUTPUTS.partition("## storygraph.graphml")[2].partition("\n## ")[0]
    assert {each.name for each in (*NODE_ATTRIBUTES, *EDGE_ATTRIBUTES)} <= quoted(told)


def test_what_is_written_is_what_is_described(seeds_graph: StoryGraph, tmp_path: Path) -> None:
    publish(seeds_graph, tmp_path)
    shape = OUTPUTS[OUTPUTS.index("{") : OUTPUTS.index("\n\n", OUTPUTS.index("{"))]
    described = set(re.findall(r'"(\w+)"', shape))
    story = json.loads((tmp_path / "stories.json").read_text("utf-8"))[0]
    written = set(story) | set(story["articles"][0]) | set(story["sources"][0])
    assert written == described
    header = (tmp_path / "articles.csv").read_text("utf-8").splitlines()[0]
    assert f"`{header.replace(',', ', ')}`" in OUTPUTS
    for name in re.findall(r"^## (.*)$", OUTPUTS, re.MULTILINE):
        files = re.findall(r"[a-z]+\.[a-z]+|graph(?=/)", name)
        assert files
        assert all((tmp_path / file).exists() for file in files)


def test_every_name_that_is_known_is_in_the_table_of_inputs() -> None:
    inputs = (ROOT / "docs" / "inputs.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|`]+) \|$", inputs, re.MULTILINE)
    assert {field: tuple(names.split(", ")) for field, names in rows} == ALIASES


def test_every_type_of_file_is_in_the_documentation() -> None:
    inputs = (ROOT / "docs" / "inputs.md").read_text("utf-8")
    assert set(re.findall(r"\.[a-z]+", inputs)) >= frontmatter.SUFFIXES | records.SUFFIXES


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    labels = pl.read_csv(ROOT / "tests" / "labels" / "seeds.csv")
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {"labels": labels})  # noqa: S102 (our own README)
    assert (tmp_path / "output" / "index.html").is_file()


def test_the_study_runs_as_it_stands(
    seeds_graph: StoryGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    articles = seeds_graph.articles.filter(kind="article")
    labels = pl.read_csv(ROOT / "tests" / "labels" / "seeds.csv")
    articles.select("id", "title", "source", "published", text="excerpt").join(
        labels, on="id", how="left"
    ).with_columns(country=pl.lit("NZ")).write_parquet("coverage.parquet")
    study = (ROOT / "docs" / "study.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", study, re.DOTALL)
    names: dict[str, Any] = {}
    exec("\n".join(blocks), names)  # noqa: S102 (our own)
    joined = names["articles"]
    assert joined.height == names["graph"].articles.height
    assert joined["country"].null_count() == 0
    told = names["told"]
    assert told.unknown == 0
    assert told.stories.height == labels["story"].n_unique()
    assert names["march"].len() > 1
    assert names["swept"].table.height > 5
