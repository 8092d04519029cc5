"""Learned shift and scale of each component."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.bijections.bijection import Bijection


class ActNorm(Bijection):
    """v = exp(log_scale) ⊙ u + shift, log|det| = Σ log_scale (Kingma and Dhariwal 2018, sec. 3.1).

    >>> ActNorm(2).forward(jnp.array([1.0, 2.0]))[0].tolist()
    [1.0, 2.0]
    """

    log_scale: Float[Array, " dim"]
    shift: Float[Array, " dim"]
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, dim: int):
        self.log_scale, self.shift = jnp.zeros(dim), jnp.zeros(dim)
        self.dim = dim

    @classmethod
    def normalising(cls, batch: Float[Array, "n dim"]) -> "ActNorm":
        """The data-dependent start: outputs of `batch` have mean 0 and standard deviation 1.

        Raises:
            ValueError: `batch` is not of shape (n, dim), or a component of it is constant.
        """
        if batch.ndim != 2:
            raise ValueError(f"ActNorm.normalising: expected a batch of shape (n, dim), got {batch.shape}")
        deviation = batch.std(axis=0)
        if not bool((deviation > 0).all()):
            constant = jnp.flatnonzero(deviation == 0).tolist()
            raise ValueError(f"ActNorm.normalising: expected components that vary, got constant components {constant}")
        start = cls(batch.shape[1])
        values = (-jnp.log(deviation), -batch.mean(axis=0) / deviation)
        return eqx.tree_at(lambda norm: (norm.log_scale, norm.shift), start, values)

    def _forward(self, u, condition):
        return jnp.exp(self.log_scale) * u + self.shift, self.log_scale.sum()

    def _inverse(self, v, condition):
        return (v - self.shift) * jnp.exp(-self.log_scale), -self.log_scale.sum()
