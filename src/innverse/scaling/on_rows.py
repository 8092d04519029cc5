"""A bijection of single events, used on NumPy rows in double precision."""

from collections.abc import Callable
from functools import partial

import equinox as eqx
import jax
import numpy as np

from innverse.bijections import Bijection
from innverse.padding import few_sizes, in_double

ROWS_PER_BLOCK, NUMBERS_PER_BLOCK = 1 << 13, 1 << 22


def forward_on_rows(bijection: Bijection, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """v (..., dim) and log|det ∂v/∂u| (...,) of u (..., dim).

    >>> from innverse.bijections import Support
    >>> forward_on_rows(Support([0.0], [np.inf]), np.ones((2, 1)))[0].tolist()
    [[0.0], [0.0]]
    """
    return _on_rows(_forward, bijection, events)


def inverse_on_rows(bijection: Bijection, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """u (..., dim) and log|det ∂u/∂v| (...,) of v (..., dim)."""
    return _on_rows(_inverse, bijection, events)


def _on_rows(direction: Callable, bijection: Bijection, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Applied in blocks, so that memory beside the result stays flat."""
    events = np.asarray(events, float)
    rows = events.reshape(-1, bijection.dim)
    if not len(rows):
        return events, np.zeros(events.shape[:-1])
    mapped, log_det = np.empty(rows.shape), np.empty(len(rows))
    most = min(ROWS_PER_BLOCK, 1 << max(NUMBERS_PER_BLOCK // max(bijection.dim, 1), 1).bit_length() - 1)
    size = few_sizes(len(rows), most)
    for start in range(0, len(rows), size):
        block = slice(start, start + size)
        mapped[block], log_det[block] = in_double(partial(direction, bijection), rows[block], size)
    return mapped.reshape(events.shape), log_det.reshape(events.shape[:-1])


@eqx.filter_jit
def _forward(bijection: Bijection, rows: jax.Array):
    return jax.vmap(bijection.forward)(rows)


@eqx.filter_jit
def _inverse(bijection: Bijection, rows: jax.Array):
    return jax.vmap(bijection.inverse)(rows)
