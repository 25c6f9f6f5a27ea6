"""B-cubed of single gold stories, from the contingency table of found and gold ones."""

from __future__ import annotations

import polars as pl


def contingency(scored: pl.DataFrame) -> pl.DataFrame:
    """One row a found and a gold story that share articles, of the columns `found` and `true`.

    `shared` is how many they share; `found_size` and `true_size` how many each has.
    """
    return (
        scored.group_by("found", "true")
        .agg(shared=pl.len().cast(pl.Int64))
        .with_columns(
            found_size=pl.col("shared").sum().over("found"),
            true_size=pl.col("shared").sum().over("true"),
        )
        .sort("found", "true")
    )


def b_cubed(cells: pl.DataFrame) -> pl.DataFrame:
    """`true`, `true_size`, `precision`, `recall` of each gold story, the means over its articles.

    Bagga and Baldwin 1998: for an article in a found story of size p and a gold story of size t
    that share n articles, precision is n/p and recall n/t.
    """
    part = pl.col("shared") / pl.col("true_size")
    return (
        cells.group_by("true", maintain_order=True)
        .agg(
            pl.col("true_size").first(),
            precision=(part * pl.col("shared") / pl.col("found_size")).sum(),
            recall=(part * part).sum(),
        )
        .sort("true")
    )
