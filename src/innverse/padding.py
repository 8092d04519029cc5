"""Rows filled up to one of few numbers of rows: a program is compiled for every shape that it is given."""

import numpy as np
from numpy.typing import NDArray


def power_of_two(n: int) -> int:
    """The smallest that is at least n, and 1.

    >>> [power_of_two(n) for n in (0, 1, 5, 8)]
    [1, 1, 8, 8]
    """
    return 1 << max(n - 1, 0).bit_length()


def padded(rows: NDArray, n: int) -> NDArray:
    """The last row repeated up to n rows.

    >>> padded(np.array([[1.0], [2.0]]), 3).tolist()
    [[1.0], [2.0], [2.0]]
    """
    return np.pad(rows, [(0, n - len(rows)), *[(0, 0)] * (rows.ndim - 1)], mode="edge")
