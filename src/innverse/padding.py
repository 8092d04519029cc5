"""Rows filled up to one of few numbers of rows: a program is compiled for every shape that it is given."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
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


def in_double(function: Callable[[jax.Array], Any], rows: NDArray) -> Any:
    """A compiled function of rows (n, dim), asked in double precision: in each array that it returns, n rows of NumPy.

    >>> in_double(jax.jit(lambda rows: (2 * rows, rows.sum(axis=1))), np.array([[1.0], [2.0], [3.0]]))[1].tolist()
    [1.0, 2.0, 3.0]
    """
    n = len(rows)
    with jax.enable_x64(True):
        found = function(jnp.asarray(padded(np.asarray(rows, float), power_of_two(n))))
        return jax.tree.map(lambda part: np.asarray(part)[:n], found)
