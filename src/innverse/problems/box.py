"""A prior that is uniform in a box: what several problems have."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column, bounds


def box_columns(dim: int, bound: float) -> tuple[Column, ...]:
    """x1, x2, … each within ±bound.

    >>> [column.name for column in box_columns(2, 1.0)]
    ['x1', 'x2']
    """
    return tuple(Column(f"x{i}", label=f"$x_{{{i}}}$", lower=-bound, upper=bound) for i in range(1, dim + 1))


def sample_box(columns: Sequence[Column], key: PRNGKeyArray, n: int) -> Float[Array, "n dim_x"]:
    """n independent draws from the uniform distribution within the columns' ranges."""
    lower, upper = bounds(columns)
    return jax.random.uniform(key, (n, len(columns)), minval=lower, maxval=upper)


def log_box(columns: Sequence[Column], x: Any) -> Float[Array, " ..."]:
    """log of the uniform density at x (..., dim_x), −inf outside.

    >>> log_box(box_columns(2, 0.5), np.array([[0.0, 0.5], [0.0, 1.5]])).tolist() == [0.0, -np.inf]
    True
    """
    x, (lower, upper) = jnp.asarray(x), bounds(columns)
    inside = ((x >= lower) & (x <= upper)).all(axis=-1)
    return jnp.where(inside, -float(np.log(upper - lower).sum()), -jnp.inf)


def inside_box(columns: Sequence[Column], x: np.ndarray) -> np.ndarray:
    """Which rows of x (n, dim_x) lie within the columns' ranges (n,)."""
    lower, upper = bounds(columns)
    return np.logical_and(x >= lower, x <= upper).min(axis=1)
