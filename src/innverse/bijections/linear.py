"""A learned invertible linear map."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.scipy.linalg import lu, solve_triangular
from jaxtyping import Array, Float, Int, PRNGKeyArray

from innverse.bijections.bijection import Bijection
from innverse.products import product


class InvertibleLinear(Bijection):
    """v = P L (U + diag(s)) u, log|det| = Σ log|s| (Glow's 1x1 convolution; Kingma and Dhariwal 2018, eq. 10).

    L is unit lower triangular, U strictly upper triangular, P a fixed permutation. |s| is stored as its logarithm and
    the sign is fixed, so that the map can never become singular. It starts as a random rotation.

    >>> import jax
    >>> mix = InvertibleLinear(3, jax.random.key(0))
    >>> bool(jnp.allclose(jnp.linalg.norm(mix.forward(jnp.ones(3))[0]), jnp.sqrt(3.0), atol=1e-5))
    True
    """

    lower: Float[Array, "dim dim"]
    upper: Float[Array, "dim dim"]
    log_diagonal: Float[Array, " dim"]
    sign: Int[Array, " dim"]
    order: Int[Array, " dim"]
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, dim: int, key: PRNGKeyArray):
        rotation = jax.random.orthogonal(key, dim)
        permutation, self.lower, upper = lu(rotation)
        diagonal = jnp.diagonal(upper)
        self.upper, self.log_diagonal = upper, jnp.log(jnp.abs(diagonal))
        # Integers: the optimiser leaves them alone.
        self.sign = jnp.sign(diagonal).astype(int)
        self.order = jnp.argmax(permutation, axis=1)
        self.dim = dim

    # Neither matrix depends on u: of many events, one product each is made of it, "u @ W" with W made once.

    def _forward(self, u, condition):
        lower, upper = self._factors()
        matrix = product(self._permutation(u.dtype), product(lower, upper))
        return product(u, matrix.T), self.log_diagonal.sum()

    def _inverse(self, v, condition):
        lower, upper = self._factors()
        of_lower = solve_triangular(lower, self._permutation(v.dtype).T, lower=True, unit_diagonal=True)
        return product(v, solve_triangular(upper, of_lower, lower=False).T), -self.log_diagonal.sum()

    def _factors(self):
        lower = jnp.tril(self.lower, -1) + jnp.eye(self.dim)
        return lower, jnp.triu(self.upper, 1) + jnp.diag(self.sign * jnp.exp(self.log_diagonal))

    def _permutation(self, dtype):
        return (self.order[:, None] == jnp.arange(self.dim)).astype(dtype)
