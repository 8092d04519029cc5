"""q(u | x, y): which latents u of a variational autoencoder may have led to x under y.

One draw at a time, with its log density; both are differentiable, since the draw is a map of noise e ~ N(0, I):

    DiagonalGaussian         u = m(x, y) + s(x, y) ⊙ e,              log q(u) = log N(u; m, s²)
    InverseAutoregressive    v = (t_B ∘ … ∘ t_1)(u; h(x, y)),        log q(v) = log N(u; m, s²) − Σ log|det ∂t_b|

with autoregressive maps t_b, in one pass each, the order of the components reversed between them. (Kingma, Welling
2014, arXiv 1312.6114; Kingma, Salimans, Jozefowicz, Chen, Sutskever, Welling 2016, arXiv 1606.04934.)
"""

import abc
from dataclasses import dataclass
from functools import partial
from typing import final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import validate_counts
from innverse.bijections import MLP, Affine, Autoregressive, Bijection, Chain, MaskedMLP, Permutation, Repeat
from innverse.bijections.subnet import random_linear
from innverse.losses import gaussian_log_density
from innverse.products import product


class LatentPosterior(Settings, abc.ABC):
    """A frozen dataclass that builds the network of q(u | x, y) (abstract)."""

    @abc.abstractmethod
    def build(
        self, dim_x: int, dim_y: int, dim_u: int, *, width: int, depth: int, key: PRNGKeyArray
    ) -> "PosteriorNetwork":
        """A fresh network; width and depth are those of the method's networks."""


class PosteriorNetwork(eqx.Module):
    """Draws u given a pair (abstract)."""

    @abc.abstractmethod
    def draw(
        self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"], key: PRNGKeyArray
    ) -> tuple[Float[Array, " dim_u"], Float[Array, ""]]:
        """u ~ q(u | x, y), and log q(u | x, y)."""


@final
@dataclass(frozen=True)
class DiagonalGaussian(LatentPosterior):
    """Independent components."""

    def build(self, dim_x, dim_y, dim_u, *, width, depth, key):
        """Means that start as a random linear map of x, and unit standard deviations."""
        return GaussianNetwork(dim_x, dim_y, dim_u, 0, width=width, depth=depth, key=key)


@final
@dataclass(frozen=True)
class InverseAutoregressive(LatentPosterior):
    """A diagonal Gaussian, bent by `blocks` autoregressive maps.

    Args:
        blocks: number of maps.
        width, depth: hidden units and hidden layers of their masked networks.
        features: how many features of (x, y) the maps see.
    """

    blocks: int = 2
    width: int = 64
    depth: int = 1
    features: int = 32

    def __post_init__(self):
        validate_counts(self, "blocks", "width", "depth", "features")

    def build(self, dim_x, dim_y, dim_u, *, width, depth, key):
        """At first the Gaussian: the maps start as the identity."""
        key_base, key_maps = jax.random.split(key)
        base = GaussianNetwork(dim_x, dim_y, dim_u, self.features, width=width, depth=depth, key=key_base)
        masked = partial(MaskedMLP, width=self.width, depth=self.depth, dim_condition=self.features)

        def block(key):
            bend = Autoregressive(Affine(), masked(dim_u, 2, key=key))
            return Chain([bend, Permutation(jnp.arange(dim_u)[::-1])])

        return AutoregressivePosteriorNetwork(base, Repeat(block, self.blocks, key_maps))


@final
class GaussianNetwork(PosteriorNetwork):
    """m, log s and features h of a pair; m holds a linear map of x, since a zero mean would leave u untrained."""

    network: MLP
    skip: Float[Array, "dim_x dim_u"]

    def __init__(self, dim_x: int, dim_y: int, dim_u: int, features: int, *, width: int, depth: int, key: PRNGKeyArray):
        key_network, key_skip = jax.random.split(key)
        self.network = MLP(dim_x + dim_y, 2 * dim_u + features, width=width, depth=depth, key=key_network)
        self.skip = random_linear(dim_x, dim_u, key_skip)

    def draw(self, x, y, key):
        """m + s e."""
        u, log_q, _ = self.draw_with_features(x, y, key)
        return u, log_q

    def draw_with_features(self, x: Array, y: Array, key: PRNGKeyArray) -> tuple[Array, Array, Array]:
        """The draw, its log density, and h."""
        dim_u = self.skip.shape[1]
        shift, log_sd, features = jnp.split(self.network(jnp.concatenate([x, y])), [dim_u, 2 * dim_u])
        mean = product(x, self.skip) + shift
        u = mean + jnp.exp(log_sd) * jax.random.normal(key, (dim_u,))
        return u, gaussian_log_density(u, mean, log_sd), features


@final
class AutoregressivePosteriorNetwork(PosteriorNetwork):
    """A Gaussian draw sent through maps that see the pair's features."""

    base: GaussianNetwork
    maps: Bijection

    def draw(self, x, y, key):
        """The image of the draw; its density by the change of variables."""
        u, log_q, features = self.base.draw_with_features(x, y, key)
        bent, log_det = self.maps.forward(u, features)
        return bent, log_q - log_det
