"""A conditional variational autoencoder: x is decoded from y and a latent u, which an encoder infers in training.

    p(x | y) = ∫ N(u; 0, I) N(x; m(u, y), diag s(u, y)²) du
    log p(x | y) ≥ E_q(u | x, y) [log N(x; m, s²) + log N(u; 0, I) − log q(u | x, y)]         (the evidence bound)

Training maximises the bound with one draw u a pair. A draw is x = m(u, y) + s(u, y) ⊙ e with u, e ~ N(0, I): it sees
neither x nor the encoder. The density is estimated by importance, log 1/K Σ_k p(x | u_k, y) p(u_k) / q(u_k | x, y),
which is too small on average, and less so as K grows. (Kingma, Welling 2014, arXiv 1312.6114; conditional: Sohn, Lee,
Yan 2015, NeurIPS; importance: Burda, Grosse, Salakhutdinov 2016, arXiv 1509.00519. With `InverseAutoregressive` it is
the cVAE-IAF that the INN's paper compares with; Kingma et al. 2016, arXiv 1606.04934.)
"""

from dataclasses import dataclass, field
from typing import ClassVar, final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.settings import validate_counts
from innverse.bijections import MLP
from innverse.losses import gaussian_log_density
from innverse.methods.latent_posterior import DiagonalGaussian, LatentPosterior, PosteriorNetwork
from innverse.methods.method import DensityMethod, GradientMethod, LatentMethod, Sizes


@final
class AutoencoderNetwork(eqx.Module):
    """q(u | x, y), and the decoder's mean and log standard deviation of x."""

    posterior: PosteriorNetwork
    decoder: MLP
    dim_u: int = eqx.field(static=True)

    def decode(
        self, u: Float[Array, " dim_u"], y: Float[Array, " dim_y"]
    ) -> tuple[Float[Array, " dim_x"], Float[Array, " dim_x"]]:
        """m(u, y) and log s(u, y)."""
        mean, log_sd = jnp.split(self.decoder(jnp.concatenate([u, y])), 2)
        return mean, log_sd

    def bound(self, x: Array, y: Array, key: PRNGKeyArray) -> tuple[Float[Array, ""], Float[Array, ""]]:
        """log p(x | u, y) and log q(u | x, y) − log p(u) at one draw u: their difference estimates the bound."""
        u, log_q = self.posterior.draw(x, y, key)
        return gaussian_log_density(x, *self.decode(u, y)), log_q - gaussian_log_density(u, 0.0, 0.0)


@final
@dataclass(frozen=True)
class ConditionalVAE(LatentMethod, DensityMethod, GradientMethod):
    """An encoder and a decoder with `depth` hidden layers of `width`; the latent of its draws is z = [u | e].

    Args:
        dim_u: size of the latent; None makes it as large as x.
        width, depth: hidden units and hidden layers of encoder and decoder.
        posterior: q(u | x, y): `DiagonalGaussian` or `InverseAutoregressive`.
        draws: K of the density's estimate.

    >>> ConditionalVAE(width=64).width
    64
    """

    dim_u: int | None = None
    width: int = 256
    depth: int = 3
    posterior: LatentPosterior = field(default_factory=DiagonalGaussian)
    draws: int = 64
    estimates_density: ClassVar[bool] = True

    def __post_init__(self):
        validate_counts(self, "width", "depth", "draws", "dim_u")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> AutoencoderNetwork:
        """An encoder that starts linear in x, and a decoder that starts standard normal."""
        key_posterior, key_decoder = jax.random.split(key)
        dim_u = self.dim_u or sizes.dim_x
        shape = {"width": self.width, "depth": self.depth}
        posterior = self.posterior.build(sizes.dim_x, sizes.dim_y, dim_u, key=key_posterior, **shape)
        decoder = MLP(dim_u + sizes.dim_y, 2 * sizes.dim_x, key=key_decoder, **shape)
        return AutoencoderNetwork(posterior, decoder, dim_u)

    def loss(self, network, batch, key, progress):
        """The negative bound; its terms are the reconstruction's −log p(x | u, y) and the divergence of u."""
        keys = jax.random.split(key, len(batch.x))
        reconstruction, divergence = jax.tree.map(jnp.mean, jax.vmap(network.bound)(batch.x, batch.y, keys))
        return divergence - reconstruction, {"reconstruction": -reconstruction, "divergence": divergence}

    def draw_with_latent(self, network, y, n, key):
        """m(u, y) + s(u, y) e of n standard normal z = [u | e], and z."""
        dim_x = network.decoder.last.bias.shape[0] // 2
        z = jax.random.normal(key, (n, network.dim_u + dim_x))

        def decoded(latent):
            mean, log_sd = network.decode(latent[: network.dim_u], y)
            return mean + jnp.exp(log_sd) * latent[network.dim_u :]

        return jax.vmap(decoded)(z), z

    def evaluations_per_density(self, networks):
        """One for each latent."""
        return self.draws

    def log_density(self, network, x, y, key):
        """Estimate by importance, with `draws` latents from q(u | x, y)."""
        keys = jax.random.split(key, self.draws)
        likelihood, excess = jax.vmap(lambda k: network.bound(x, y, k))(keys)
        return jax.nn.logsumexp(likelihood - excess) - jnp.log(self.draws)
