"""Fixed shift and scale of each component."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.bijections.bijection import Bijection

Statistics = Float[Array | np.ndarray, " dim"]
"""Of data, one number a component: NumPy's stay in double precision, of which JAX makes single."""


class Standardise(Bijection):
    """v = (u − mean) / scale, log|det ∂v/∂u| = −Σ log scale.

    The two vectors are statistics of data, not weights: no gradient flows into them.

    >>> Standardise(jnp.array([10.0]), jnp.array([2.0])).forward(jnp.array([14.0]))[0].item()
    2.0
    """

    mean: Statistics
    scale: Statistics
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, mean: Statistics, scale: Statistics):
        if mean.shape != scale.shape or mean.ndim != 1:
            raise ValueError(
                f"Standardise: expected mean and scale of one shape (dim,), got {mean.shape} and {scale.shape}"
            )
        self.mean, self.scale = mean, scale
        self.dim = mean.shape[0]

    def _forward(self, u, condition):
        return (u - self.mean) / self.scale, -jnp.log(self.scale).sum()

    def _inverse(self, v, condition):
        return v * self.scale + self.mean, jnp.log(self.scale).sum()
