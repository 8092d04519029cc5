"""Rows filled up to one of few numbers of rows: a program is compiled for every shape that it is given."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray


def power_of_two(n: int) -> int:
    """The smallest that is at least n, and 1.

    >>> [power_of_two(n) for n in (0, 1, 5, 8)]
    [1, 1, 8, 8]
    """
    return 1 << max(n - 1, 0).bit_length()


def few_sizes(n: int, most: int, sizes: tuple[int, ...] = (16, 256)) -> int:
    """The smallest of these sizes that is at least n, or `most`: for what is compiled slowly and computed fast.

    >>> [few_sizes(n, 8192) for n in (1, 17, 257, 20_000)]
    [16, 256, 8192, 8192]
    """
    return next((size for size in sizes if n <= size < most), most)


def padded(rows: NDArray, n: int) -> NDArray:
    """The last row repeated up to n rows.

    >>> padded(np.array([[1.0], [2.0]]), 3).tolist()
    [[1.0], [2.0], [2.0]]
    """
    return np.pad(rows, [(0, n - len(rows)), *[(0, 0)] * (rows.ndim - 1)], mode="edge")


def in_double(function: Callable[[Any], Any], rows: NDArray, size: int | None = None) -> Any:
    """A compiled function of rows (n, dim), asked in double precision: in each array that it returns, n rows of NumPy.

    Args:
        function: compiled for each number of rows.
        rows: filled up to `size`, or the next power of two.
        size: at least n.

    >>> in_double(jax.jit(lambda rows: (2 * rows, rows.sum(axis=1))), np.array([[1.0], [2.0], [3.0]]))[1].tolist()
    [1.0, 2.0, 3.0]
    """
    n = len(rows)
    with jax.enable_x64(True):
        # NumPy's, which the program takes as they are: `jnp.asarray` is another program for each shape.
        found = function(padded(np.asarray(rows, float), size or power_of_two(n)))
        return jax.tree.map(lambda part: np.asarray(part)[:n], found)
