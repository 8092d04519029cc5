"""A piecewise linear, strictly increasing map of each component."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.bijections.bijection import Bijection

Knots = Float[Array | np.ndarray, "knots dim"]


class MonotoneInterpolation(Bijection):
    """v_i interpolates the points (knots_u[k, i], knots_v[k, i]); beyond the ends it goes on with the last slope.

    The knots are statistics of data, not weights.

    Args:
        knots_u, knots_v: (knots, dim), strictly increasing along the first axis; at least two knots.

    Raises:
        ValueError: knots of different shape, fewer than two, or knots that do not increase.

    >>> doubled = MonotoneInterpolation(jnp.array([[0.0], [1.0], [2.0]]), jnp.array([[0.0], [2.0], [3.0]]))
    >>> [doubled.forward(jnp.array([u]))[0].item() for u in (-1.0, 0.5, 1.5, 4.0)]
    [-2.0, 1.0, 2.5, 5.0]
    """

    knots_u: Knots
    knots_v: Knots
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, knots_u: Knots, knots_v: Knots):
        if knots_u.shape != knots_v.shape or knots_u.ndim != 2 or len(knots_u) < 2:
            raise ValueError(
                "MonotoneInterpolation: expected knots of one shape (knots >= 2, dim), "
                f"got {knots_u.shape} and {knots_v.shape}"
            )
        for name, knots in (("knots_u", knots_u), ("knots_v", knots_v)):
            if not (knots[1:] > knots[:-1]).all():
                raise ValueError(f"MonotoneInterpolation: expected {name} that increase, got {knots.tolist()}")
        self.knots_u, self.knots_v = knots_u, knots_v
        self.dim = knots_u.shape[1]

    def _forward(self, u, condition):
        return _interpolated(u, self.knots_u, self.knots_v)

    def _inverse(self, v, condition):
        return _interpolated(v, self.knots_v, self.knots_u)


def _interpolated(event, knots, values):
    """The interpolated values, and the log determinant."""

    def component(point, knots, values):
        left = jnp.clip(jnp.searchsorted(knots, point, side="right") - 1, 0, len(knots) - 2)
        slope = (values[left + 1] - values[left]) / (knots[left + 1] - knots[left])
        return values[left] + slope * (point - knots[left]), jnp.log(slope)

    out, log_slopes = jax.vmap(component, in_axes=(0, 1, 1))(event, knots, values)
    return out, log_slopes.sum()
