"""The map that changes nothing."""

import equinox as eqx
import jax.numpy as jnp

from innverse.bijections.bijection import Bijection


class Identity(Bijection):
    """v = u, log|det| = 0.

    >>> Identity(2).forward(jnp.array([1.0, 2.0]))[1].item()
    0.0
    """

    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def _forward(self, u, condition):
        return u, jnp.zeros((), u.dtype)

    def _inverse(self, v, condition):
        return v, jnp.zeros((), v.dtype)
