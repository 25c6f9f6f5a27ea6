"""Numbered terms are the terms of each text, however texts fall into blocks."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storygraph.terms import tokens
from storygraph.terms.tokens import number_terms
from storygraph.terms.words import terms_of

TEXTS = st.lists(
    st.text(st.sampled_from("ab  é1_東京ไทย가-\n'"), max_size=12) | st.text(max_size=8), max_size=9
)


@given(texts=TEXTS, block=st.integers(1, 4), size=st.integers(1, 30), most=st.integers(0, 5))
def test_numbered_terms_are_those_of_each_text(
    texts: list[str], block: int, size: int, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "BLOCK", block)
        patch.setattr(tokens, "BLOCK_BYTES", size)
        patch.setattr(tokens, "MOST_WORDS", most)
        found = number_terms(pl.Series(texts, dtype=pl.String))
    assert len(found.names) == len(set(found.names))
    assert [
        [found.names[n] for n in found.flat[start:end]]
        for start, end in zip(found.starts, found.starts[1:], strict=False)
    ] == [terms_of(text) for text in texts]
