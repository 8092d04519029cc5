"""A bijection run the other way."""

import equinox as eqx

from innverse.bijections.bijection import Bijection


class Invert(Bijection):
    """v = f⁻¹(u): `forward` and `inverse` of `bijection` change places.

    >>> import jax.numpy as jnp
    >>> from innverse.bijections import Standardise
    >>> double = Invert(Standardise(jnp.zeros(1), jnp.full(1, 2.0)))
    >>> double.forward(jnp.array([3.0]))[0].item()
    6.0
    """

    bijection: Bijection
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)

    def __init__(self, bijection: Bijection):
        self.bijection = bijection
        self.dim, self.dim_condition = bijection.dim, bijection.dim_condition

    def _forward(self, u, condition):
        return self.bijection.inverse(u, condition)

    def _inverse(self, v, condition):
        return self.bijection.forward(v, condition)
