"""How much groups must gain to merge follows how many articles have a clear partner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from storygraph.articles import normalise
from storygraph.communities.linkage import THRESHOLD
from storygraph.communities.resolution import MOST
from storygraph.options import Options
from storygraph.pipeline import build
from storygraph.read import read
from tests.command_line import SEEDS, run
from tests.quality_floor import OURS


def chosen(inputs: Any, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = build(inputs, Options(**given)).run["chosen"]["resolution"]
    return found


def mostly_alone() -> list[dict[str, Any]]:
    """One article of each story of the seeds, and all of the largest, without their links."""
    stories = pl.read_csv(OURS["seeds"][1], infer_schema=False).sort("id")
    large = stories["story"].value_counts().sort("count", "story")["story"].last()
    names = {*stories.group_by("story", maintain_order=True).first()["id"]}
    names |= {*stories.filter(pl.col("story") == large)["id"]}
    articles = normalise(read([SEEDS]).records)[0].filter(pl.col("id").is_in(list(names)))
    rows: list[dict[str, Any]] = articles.select(
        "id", "title", "published", text=pl.concat_str("excerpt", "body", separator=" ")
    ).to_dicts()
    return rows


def test_where_most_have_a_partner_the_usual_one_stays() -> None:
    assert chosen(SEEDS)["value"] == THRESHOLD


def test_where_most_stand_alone_more_is_asked() -> None:
    rows = mostly_alone()
    found = chosen(rows)
    assert THRESHOLD < found["value"] <= MOST * THRESHOLD
    assert found["why"].startswith("raised from 0.2: ")
    usual, own = (build(rows, Options(resolution=given)) for given in (THRESHOLD, None))
    assert own.singletons.height > usual.singletons.height


def test_copies_are_no_partners() -> None:
    rows = mostly_alone()
    again = [{**row, "id": f"{row['id']} {outlet}"} for row in rows for outlet in "abc"]
    assert chosen(again) == chosen(rows)


def test_the_one_chosen_may_be_given_by_hand() -> None:
    rows = mostly_alone()
    own = build(rows)
    same = build(rows, Options(resolution=own.run["chosen"]["resolution"]["value"]))
    assert same.articles["story"].to_list() == own.articles["story"].to_list()
    assert same.run["chosen"]["resolution"]["why"] == "given"


@pytest.mark.parametrize(("algorithm", "usual"), [("leiden", 0.1), ("louvain", 1.0)])
def test_other_algorithms_have_one_of_their_own(algorithm: str, usual: float) -> None:
    assert chosen(SEEDS, algorithm=algorithm) == {"value": usual, "why": "the usual one"}


def test_components_know_none() -> None:
    assert chosen(SEEDS, algorithm="components")["value"] is None


def test_the_summary_says_when_more_is_asked(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f"{json.dumps(row, default=str)}\n" for row in mostly_alone()))
    done = run("build", rows, "-o", tmp_path / "out")
    assert "raised from 0.2" in " ".join(done.stdout.split())
    assert "raised from" not in run("build", SEEDS, "-o", tmp_path / "seeds").stdout
