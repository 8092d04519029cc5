"""A fixed linear map that takes correlations away."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.bijections.bijection import Bijection
from innverse.bijections.standardise import Statistics
from innverse.products import product

Axes = Float[Array | np.ndarray, "dim dim"]


class Whiten(Bijection):
    """v = W (u − mean) with covariance one over the data it was made from, log|det| = log|det W|.

    Args:
        mean: (dim,).
        axes: (dim, dim) orthogonal, principal axes of the data as columns.
        scale: (dim,) standard deviations along the axes, all positive.

    >>> rows = np.random.default_rng(0).normal(size=(1000, 2)) @ np.array([[1.0, 0.99], [0.0, 0.1]])
    >>> white = Whiten.of(rows)
    >>> import jax
    >>> bool(np.allclose(np.cov(jax.vmap(lambda u: white.forward(u)[0])(rows).T), np.eye(2), atol=1e-2))
    True
    """

    mean: Statistics
    axes: Axes
    scale: Statistics
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, mean: Statistics, axes: Axes, scale: Statistics):
        if not mean.shape == scale.shape == axes.shape[:1] == axes.shape[1:]:
            raise ValueError(
                f"Whiten: expected shapes (dim,), (dim, dim), (dim,), got {mean.shape}, {axes.shape}, {scale.shape}"
            )
        self.mean, self.axes, self.scale = mean, axes, scale
        self.dim = mean.shape[0]

    @classmethod
    def of(cls, rows: np.ndarray, least_scale: float = 1e-6) -> "Whiten":
        """The map for the covariance of `rows` (n, dim), in their precision.

        Axes along which the rows do not vary get `least_scale` times the largest standard deviation: rounding is not
        blown up to unit variance.
        """
        variance, axes = np.linalg.eigh(np.atleast_2d(np.cov(rows.T)))
        scale = np.sqrt(np.maximum(variance, least_scale**2 * variance[-1]))
        return cls(rows.mean(axis=0), axes, scale)

    def _forward(self, u, condition):
        return product(u - self.mean, self.axes) / self.scale, -jnp.log(self.scale).sum()

    def _inverse(self, v, condition):
        return product(self.axes, v * self.scale) + self.mean, jnp.log(self.scale).sum()
