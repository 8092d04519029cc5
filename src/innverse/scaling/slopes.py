"""Derivatives and widths of a scaling: what turns slopes in scaled coordinates into slopes in the user's units."""

from functools import partial

import equinox as eqx
import jax
import numpy as np

from innverse.bijections import Bijection
from innverse.padding import in_double
from innverse.scaling.scaling import Scaling

_SCORES = 1 << 14


def scale_x_jacobian(scaling: Scaling, x: np.ndarray) -> np.ndarray:
    """∂v/∂x `(n, dim_x, dim_x)` at rows x `(n, dim_x)` inside the bounds."""
    return in_double(partial(_forward, scaling.x), x)


def unscale_y_jacobian(scaling: Scaling, w: np.ndarray) -> np.ndarray:
    """∂y/∂w `(n, dim_y, dim_y)` at scaled rows w `(n, dim_y)`."""
    return in_double(partial(_inverse, scaling.y), w)


def predictive_sd(scaling: Scaling) -> np.ndarray:
    """Standard deviation of each measurement, `(dim_y,)`: of standard normal w read back, so to about 1 %."""
    scores = np.random.default_rng(0).normal(size=(_SCORES, scaling.y.dim))
    return scaling.unscale_y(np.where(scaling.rounding, 0.0, scores)).std(axis=0)


@eqx.filter_jit
def _forward(bijection: Bijection, rows: jax.Array):
    return jax.vmap(jax.jacfwd(lambda event: bijection.forward(event)[0]))(rows)


@eqx.filter_jit
def _inverse(bijection: Bijection, rows: jax.Array):
    return jax.vmap(jax.jacfwd(lambda event: bijection.inverse(event)[0]))(rows)
