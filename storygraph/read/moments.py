"""Dates and times of tables as text: polars holds some that Python does not have."""

from __future__ import annotations

import polars as pl

_DAYS = (-719_162, 2_932_896)
"""The years 1 to 9999, in days from 1970: other days Python does not have, nor polars words for
all of them."""

_A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def timeless(table: pl.DataFrame) -> pl.DataFrame:
    """`table` with dates, moments and spans of time as text, however deep inside."""
    return table.with_columns(
        _told(pl.col(name), dtype).alias(name)
        for name, dtype in table.schema.items()
        if _holds_time(dtype)
    )


def _holds_time(dtype: pl.DataType) -> bool:
    if isinstance(dtype, pl.Struct):
        return any(_holds_time(_known(field.dtype)) for field in dtype.fields)
    if isinstance(dtype, pl.List | pl.Array):
        return _holds_time(_known(dtype.inner))
    return isinstance(dtype, pl.Date | pl.Datetime | pl.Duration)


def _known(dtype: object) -> pl.DataType:
    """The type of what is inside another, which the latter may name by its class."""
    found = dtype() if isinstance(dtype, type) else dtype
    assert isinstance(found, pl.DataType)  # noqa: S101 (columns that exist have no other)
    return found


def _told(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column of that type, with text in the place of what Python may not have."""
    if not _holds_time(dtype):
        return value
    if isinstance(dtype, pl.Duration):
        # A number alone would be taken for the seconds since 1970
        return pl.format("span of {} " + dtype.time_unit, value.cast(pl.Int64))
    if isinstance(dtype, pl.Date | pl.Datetime):
        number = value.cast(pl.Int64)
        a_day = _A_DAY[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
        day = number.floordiv(a_day)
        words = pl.when(day.is_between(*_DAYS)).then(value).cast(pl.String)
        return words.fill_null(pl.concat_str(pl.lit("day "), day.cast(pl.String)))
    if isinstance(dtype, pl.Array):
        value, dtype = value.arr.to_list(), pl.List(dtype.inner)
    if isinstance(dtype, pl.List):
        return value.list.eval(_told(pl.element(), _known(dtype.inner)))
    assert isinstance(dtype, pl.Struct)  # noqa: S101 (nothing else holds time)
    parts = [
        _told(value.struct.field(field.name), _known(field.dtype)).alias(field.name)
        for field in dtype.fields
    ]
    return pl.when(value.is_not_null()).then(pl.struct(parts))
