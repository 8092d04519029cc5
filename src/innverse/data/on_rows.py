"""A bijection of single events, used on NumPy rows in double precision."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from innverse.bijections import Bijection


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
    """Padded to a power of two, so that few sizes are compiled."""
    events = np.asarray(events, float)
    rows = events.reshape(-1, bijection.dim)
    n = len(rows)
    if n == 0:
        return events, np.zeros(events.shape[:-1])
    padded = np.pad(rows, [(0, (1 << (n - 1).bit_length()) - n), (0, 0)], mode="edge")
    with jax.enable_x64(True):
        mapped, log_det = direction(bijection, jnp.asarray(padded))
        mapped, log_det = np.asarray(mapped), np.asarray(log_det)
    return mapped[:n].reshape(events.shape), log_det[:n].reshape(events.shape[:-1])


@eqx.filter_jit
def _forward(bijection: Bijection, rows: jax.Array):
    return jax.vmap(bijection.forward)(rows)


@eqx.filter_jit
def _inverse(bijection: Bijection, rows: jax.Array):
    return jax.vmap(bijection.inverse)(rows)
