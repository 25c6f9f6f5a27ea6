"""Fixtures that several test files share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.graph import StoryGraph
    from storygraph.similarity.evidence import Evidence

# Deadlines measure the machine, and a busy one fails them at random.
settings.register_profile("storygraph", deadline=None)
settings.load_profile("storygraph")

__all__ = ["chromium"]  # one browser a run, shared by all page tests

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that are tested remember files in a folder of the test run, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real corpora; tests that need it skip when it is absent."""
    folder = Path(os.environ.get("STORYGRAPH_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}: set STORYGRAPH_CORPORA to the folder that holds them")
    return folder


def inside(folder: Path, name: str) -> Path:
    """A folder inside another; skips the test where it is absent."""
    if not (folder / name).is_dir():
        pytest.skip(f"no folder {name} in {folder}")
    return folder / name


@pytest.fixture(scope="session")
def diablo4(corpora: Path) -> Path:
    """1,611 real Markdown files with front matter; skips when absent."""
    return inside(corpora, "diablo4")


@pytest.fixture(scope="session")
def labelled(corpora: Path) -> Path:
    """The folder of labelled sets as JSONL; skips when absent."""
    return inside(corpora, "labelled")


@pytest.fixture(scope="session")
def sample(corpora: Path) -> Path:
    """The folder with the sample article, beside the corpora; skips when absent."""
    return inside(corpora.parent, "seeds")


@pytest.fixture(scope="session")
def sample_graph(sample: Path) -> StoryGraph:
    """The graph of the sample article: mostly externals."""
    from storygraph.pipeline import build

    return build(sample)


@pytest.fixture(scope="session")
def diablo4_graph(diablo4: Path) -> StoryGraph:
    """The graph of 1,611 real files, built once a session."""
    from storygraph.pipeline import build

    return build(diablo4)


@pytest.fixture(scope="session")
def seeds_graph() -> StoryGraph:
    """The graph of the project's own seeds."""
    from storygraph.pipeline import build

    return build(ROOT / "seeds")


@pytest.fixture(scope="session")
def seeds_evidence() -> Evidence:
    """What speaks for two of the project's own seeds telling one story."""
    from storygraph.options import Options
    from storygraph.pipeline import prepare
    from storygraph.runtime.progress import StageLog
    from storygraph.similarity.evidence import gather

    prepared = prepare([ROOT / "seeds"], Options(), StageLog())
    return gather(prepared.vectors, prepared.linked, Options())
