"""Colours on the map: the same in every output, near alike, far apart."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from storygraph.export.colours import SINGLETON, WHEEL, node_colours, story_colours
from storygraph.tables import ARTICLES, STORIES, conform

ROOT = Path(__file__).resolve().parent.parent


def stories(places: list[tuple[float | None, float | None]]) -> pl.DataFrame:
    rows = [{"story": n, "x": x, "y": y} for n, (x, y) in enumerate(places, 1)]
    return conform(pl.DataFrame(rows, schema_overrides={"x": pl.Float32, "y": pl.Float32}), STORIES)


def nodes(rows: list[tuple[int | None, float | None, float | None]]) -> pl.DataFrame:
    schema = {"story": pl.UInt32, "x": pl.Float32, "y": pl.Float32}
    return conform(pl.DataFrame(rows, schema, orient="row"), ARTICLES)


def apart(colours: np.ndarray) -> np.ndarray:
    """Distances between the first colour and the others."""
    return np.linalg.norm(colours[1:].astype(float) - colours[0].astype(float), axis=1)


def test_neighbours_look_alike_and_opposite_sides_do_not() -> None:
    near, far = apart(story_colours(stories([(100, 20), (98, 24), (-100, 20)])))
    assert near < 20
    assert far > 100


def test_stories_without_a_place_still_differ() -> None:
    colours = story_colours(stories([(None, None)] * 8))
    assert len(np.unique(colours, axis=0)) == 8


def test_a_node_has_the_colour_of_its_story_and_a_singleton_a_paler_one() -> None:
    told = stories([(50, 0), (-50, 0)])
    articles = nodes([(2, -51, 1), (None, 0, 60), (1, 52, 0), (None, None, None)])
    colours = node_colours(articles, told)
    both = story_colours(told, articles)
    assert colours[[2, 0]].tolist() == both.tolist()
    assert colours[3].tolist() == list(SINGLETON)
    spread = [int(colour.max()) - int(colour.min()) for colour in colours]
    assert 0 < spread[1] < min(spread[0], spread[2])


def test_story_numbers_need_not_be_without_gaps() -> None:
    told = stories([(50, 0), (-50, 0)]).with_columns(story=pl.Series([3, 7], dtype=pl.UInt32))
    articles = nodes([(7, -50, 0), (3, 50, 0)])
    assert node_colours(articles, told)[::-1].tolist() == story_colours(told, articles).tolist()


@pytest.mark.parametrize("places", [[], [(0, 0)], [(5, 5), (5, 5)]])
def test_maps_without_extent_have_colours(places: list[tuple[float, float]]) -> None:
    assert story_colours(stories(places) if places else pl.DataFrame(schema=STORIES)).shape == (
        len(places),
        3,
    )


def test_the_explorer_has_the_same_wheel() -> None:
    script = (ROOT / "explorer" / "src" / "colours.ts").read_text("utf-8")
    found = re.search(r"const WHEEL[^=]*= (\[.*?\n\]);", script, re.DOTALL)
    assert found
    assert json.loads(re.sub(r",\s*\]", "]", found[1])) == WHEEL.astype(int).tolist()
