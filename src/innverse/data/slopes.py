"""Derivatives and widths of a scaling: what turns slopes in scaled coordinates into slopes in the user's units."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from innverse.bijections import Bijection
from innverse.data.scaling import Scaling
from innverse.padding import padded, power_of_two

_SCORES = 1 << 14


def scale_x_jacobian(scaling: Scaling, x: np.ndarray) -> np.ndarray:
    """∂v/∂x `(n, dim_x, dim_x)` at rows x `(n, dim_x)` inside the bounds."""
    return _jacobian(_forward, scaling.x, x)


def unscale_y_jacobian(scaling: Scaling, w: np.ndarray) -> np.ndarray:
    """∂y/∂w `(n, dim_y, dim_y)` at scaled rows w `(n, dim_y)`."""
    return _jacobian(_inverse, scaling.y, w)


def predictive_sd(scaling: Scaling) -> np.ndarray:
    """Standard deviation of each measurement, `(dim_y,)`: of standard normal w read back, so to about 1 %."""
    scores = np.random.default_rng(0).normal(size=(_SCORES, scaling.y.dim))
    return scaling.unscale_y(np.where(scaling.rounding, 0.0, scores)).std(axis=0)


def _jacobian(rows_of: Callable, bijection: Bijection, events: np.ndarray) -> np.ndarray:
    """In float64."""
    n = len(events)
    with jax.enable_x64(True):
        return np.asarray(rows_of(bijection, jnp.asarray(padded(np.asarray(events, float), power_of_two(n)))))[:n]


@eqx.filter_jit
def _forward(bijection: Bijection, rows: jax.Array):
    return jax.vmap(jax.jacfwd(lambda event: bijection.forward(event)[0]))(rows)


@eqx.filter_jit
def _inverse(bijection: Bijection, rows: jax.Array):
    return jax.vmap(jax.jacfwd(lambda event: bijection.inverse(event)[0]))(rows)
