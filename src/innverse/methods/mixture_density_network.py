"""A mixture density network: y goes in, the weights, means and covariances of a Gaussian mixture of x come out.

    q(x | y) = Σ_k w_k(y) N(x; m_k(y), (L_k(y) L_k(y)ᵀ)⁻¹)

L_k is lower triangular with a positive diagonal, a factor of the precision: every covariance is full. Training
minimises −log q(x | y). (Bishop 1994, Mixture density networks, Aston University; full covariances as in Papamakarios
and Murray 2016, arXiv 1605.06376.)
"""

from dataclasses import dataclass
from typing import NamedTuple, final

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.scipy.linalg import solve_triangular
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.settings import validate_counts
from innverse.bijections import MLP
from innverse.methods.method import DensityMethod, GradientMethod, Sizes
from innverse.products import product

SPREAD = 0.5


class Mixture(NamedTuple):
    """The mixture of one y: log weights, means, precision factors."""

    log_weight: Float[Array, " components"]
    mean: Float[Array, "components dim_x"]
    factor: Float[Array, "components dim_x dim_x"]


@final
class MixtureNetwork(eqx.Module):
    """Network from y to a mixture; components start at different means: a zero last layer would leave them alike."""

    network: MLP
    start: Float[Array, "components dim_x"]

    def mixture(self, y: Float[Array, " dim_y"]) -> Mixture:
        """Weights, means and precision factors given y."""
        components, dim = self.start.shape
        raw = self.network(y).reshape(components, -1)
        logit, mean, log_diagonal, below = jnp.split(raw, [1, 1 + dim, 1 + 2 * dim], axis=1)
        factor = jnp.zeros((components, dim, dim)).at[:, *jnp.tril_indices(dim, -1)].set(below)
        diagonal = jnp.exp(log_diagonal)[:, :, None] * jnp.eye(dim)
        return Mixture(jax.nn.log_softmax(logit[:, 0]), self.start + mean, factor + diagonal)


@final
@dataclass(frozen=True)
class MixtureDensityNetwork(DensityMethod, GradientMethod):
    """A mixture of `components` Gaussians with full covariances, given y by a fully connected network.

    Args:
        components: number of Gaussians.
        width, depth: hidden units and hidden layers.

    >>> MixtureDensityNetwork(components=4).components
    4
    """

    components: int = 16
    width: int = 256
    depth: int = 3

    def __post_init__(self):
        validate_counts(self, "components", "width", "depth")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> MixtureNetwork:
        """Unit covariances and equal weights at first, around random means."""
        key_network, key_start = jax.random.split(key)
        outputs = self.components * (1 + 2 * sizes.dim_x + sizes.dim_x * (sizes.dim_x - 1) // 2)
        network = MLP(sizes.dim_y, outputs, width=self.width, depth=self.depth, key=key_network)
        return MixtureNetwork(network, SPREAD * jax.random.normal(key_start, (self.components, sizes.dim_x)))

    def loss(self, network, batch, key, progress):
        """Mean negative log likelihood."""
        nll = -jax.vmap(lambda x, y: _log_density(network.mixture(y), x))(batch.x, batch.y).mean()
        return nll, {"nll": nll}

    def draw(self, network, y, n, key):
        """A component by its weight, then x = m + L⁻ᵀ e with e ~ N(0, I)."""
        key_component, key_noise = jax.random.split(key)
        mixture = network.mixture(y)
        chosen = jax.random.categorical(key_component, mixture.log_weight, shape=(n,))
        noise = jax.random.normal(key_noise, (n, mixture.mean.shape[1]))
        return jax.vmap(lambda k, e: mixture.mean[k] + solve_triangular(mixture.factor[k].T, e))(chosen, noise)

    def log_density(self, network, x, y, key):
        """log Σ_k w_k N(x; m_k, Σ_k); exact."""
        return _log_density(network.mixture(y), x)


def _log_density(mixture: Mixture, x: Float[Array, " dim_x"]) -> Float[Array, ""]:
    standardised = jax.vmap(product)(x - mixture.mean, mixture.factor)
    log_det = jnp.log(jnp.diagonal(mixture.factor, axis1=1, axis2=2)).sum(axis=1)
    log_normal = -0.5 * (standardised**2).sum(axis=1) - 0.5 * len(x) * jnp.log(2 * jnp.pi) + log_det
    return jax.nn.logsumexp(mixture.log_weight + log_normal)
