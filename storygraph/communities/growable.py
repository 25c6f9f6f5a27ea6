"""Arrays and sparse rows that are appended to, at a cost that grows with what is added."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

ROOM = 1.5
"""A full array is moved to one that is so many times as large."""


class GrowableArray:
    """An array of one dimension that grows at its end.

    `values` is a view of what is there: it holds until the next `extend`.
    """

    def __init__(self, values: npt.NDArray[Any]) -> None:
        """Begin with `values`, which belong to the column from now on."""
        self._room, self._count = values, len(values)

    @property
    def values(self) -> npt.NDArray[Any]:
        """All values so far."""
        return self._room[: self._count]

    def extend(self, more: npt.NDArray[Any]) -> None:
        """Append `more`."""
        end = self._count + len(more)
        if end > len(self._room):
            room = np.empty(max(end, int(ROOM * len(self._room))), self._room.dtype)
            room[: self._count] = self.values
            self._room = room
        self._room[self._count : end] = more
        self._count = end


class GrowableRows:
    """Sparse rows, all of one width, that grow at their end."""

    def __init__(self, matrix: sp.csr_matrix) -> None:
        """Begin with the rows of `matrix`, whose arrays belong to these from now on."""
        self._data, self._indices = GrowableArray(matrix.data), GrowableArray(matrix.indices)
        self._ends = GrowableArray(matrix.indptr)
        self._width = matrix.shape[1]

    @property
    def matrix(self) -> sp.csr_matrix:
        """All rows so far, without a copy; it holds until the next `extend`."""
        ends = self._ends.values
        matrix = sp.csr_matrix((len(ends) - 1, self._width), dtype=self._data.values.dtype)
        # One made of these arrays would look at every index, round after round
        matrix.data, matrix.indices, matrix.indptr = self._data.values, self._indices.values, ends
        return matrix

    def extend(self, more: sp.csr_matrix) -> None:
        """Append the rows of `more`."""
        ends = more.indptr[1:] + np.int64(self._ends.values[-1])
        if ends[-1] > np.iinfo(self._ends.values.dtype).max:
            self._ends = GrowableArray(self._ends.values.astype(np.int64))
            self._indices = GrowableArray(self._indices.values.astype(np.int64))
        self._data.extend(more.data)
        self._indices.extend(more.indices)
        self._ends.extend(ends)
