"""A fixed reordering of the components."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, PRNGKeyArray

from innverse.bijections.bijection import Bijection
from innverse.products import product


class Permutation(Bijection):
    """v_i = u_order[i], log|det| = 0 (Dinh, Krueger, Bengio 2014; fixed and random in Ardizzone et al. 2019, sec. 3.2).

    Args:
        order: (dim,) a permutation of 0 … dim − 1.

    >>> Permutation(jnp.array([2, 0, 1])).forward(jnp.array([10.0, 20.0, 30.0]))[0].tolist()
    [30.0, 10.0, 20.0]
    """

    order: Int[Array, " dim"]
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, order: Int[Array, " dim"]):
        self.order = order
        self.dim = order.shape[0]

    @classmethod
    def random(cls, dim: int, key: PRNGKeyArray) -> "Permutation":
        """A uniformly drawn order."""
        return cls(jax.random.permutation(key, dim))

    def _forward(self, u, condition):
        return product(u, self._matrix(u.dtype).T), jnp.zeros((), u.dtype)

    def _inverse(self, v, condition):
        return product(v, self._matrix(v.dtype)), jnp.zeros((), v.dtype)

    def _matrix(self, dtype) -> Float[Array, "dim dim"]:
        # A product with a 0/1 matrix: the gradient of a gather is a scatter, many times slower on CPUs.
        return (self.order[:, None] == jnp.arange(self.dim)).astype(dtype)
