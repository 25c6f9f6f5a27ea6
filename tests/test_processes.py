"""Work that is spread over processes: what comes of it, and what goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import repeat

import pytest

from storygraph.runtime.processes import spread


def lengths() -> Iterator[str]:
    yield from ("a", "bb", "", "cccc")
    yield from repeat("d", 40)


def test_processes_answer_in_order() -> None:
    assert list(spread(len, lengths())) == [1, 2, 0, 4, *repeat(1, 40)]


def test_an_error_of_a_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(divided, iter([1, 0])))


def divided(by: int) -> float:
    return 1 / by


def test_without_processes_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for executable in ("", "/nowhere/python"):
        monkeypatch.setattr(sys, "executable", executable)
        assert list(spread(len, lengths())) == [1, 2, 0, 4, *repeat(1, 40)]
