"""An autoencoder in place of an invertible network: encoder and decoder are two networks that learn to undo each other.

    f(x) = [y, z],   z ~ N(0, I);        g(y, z) = x

    L_r  reconstruction:  ‖g(f_y(x), f_z(x)) − x‖²
    L_y  measurements:    ‖f_y(x) − y‖²
    L_z  latent:          MMD² between the joint of (f_y(x), f_z(x)) and p(y) N(z; 0, I), with f_y(x) held constant

Where all three vanish, g(y, z ~ N) draws from p(x | y) of y = s(x), by the argument for the INN; but nothing makes f
and g inverse away from the pairs, and there is no density. Noise in y is not modelled: f_z sees x alone, so that draws
spread less than the posterior of a noisy measurement. (Kruse, Ardizzone, Rother, Köthe 2021, arXiv 2101.10763, sec. 2.)
"""

from dataclasses import dataclass
from typing import final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.settings import not_negative, validate_counts, validate_fields
from innverse.bijections import MLP
from innverse.bijections.subnet import random_linear
from innverse.losses import MMD_BATCH, InverseMultiquadric, Kernel, mmd_squared, squared_error
from innverse.methods.method import ForwardMethod, GradientMethod, LatentMethod, Sizes
from innverse.products import product


@final
class TwoWayNetwork(eqx.Module):
    """f and g, each a fully connected network beside a random linear map, so that neither starts at zero."""

    encoder: MLP
    decoder: MLP
    skip: Float[Array, "dim_x dim_z"]
    dim_y: int = eqx.field(static=True)

    def encode(self, x: Float[Array, " dim_x"]) -> tuple[Float[Array, " dim_y"], Float[Array, " dim_z"]]:
        """f_y(x) and f_z(x)."""
        y, z = jnp.split(self.encoder(x), [self.dim_y])
        return y, product(x, self.skip) + z

    def decode(self, y: Float[Array, " dim_y"], z: Float[Array, " dim_z"]) -> Float[Array, " dim_x"]:
        """g(y, z)."""
        return self.decoder(jnp.concatenate([y, z]))

    def round_trip(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, " dim_x"]:
        """g(f(x)), which training brings near x."""
        return self.decode(*self.encode(x))


@final
@dataclass(frozen=True)
class InvertibleAutoencoder(LatentMethod, ForwardMethod, GradientMethod):
    """Encoder and decoder with `depth` hidden layers of `width`.

    Args:
        width, depth: hidden units and hidden layers of each.
        dim_z: size of the latent; None takes what y leaves of x, and at least min(dim_x, 2).
        measurement_weight, latent_weight: of L_y and L_z beside L_r.
        latent_kernel: kernel of L_z.

    >>> InvertibleAutoencoder(dim_z=3).dim_z
    3
    """

    width: int = 256
    depth: int = 3
    dim_z: int | None = None
    measurement_weight: float = 10.0
    latent_weight: float = 50.0
    latent_kernel: Kernel = InverseMultiquadric()

    def __post_init__(self):
        validate_counts(self, "width", "depth", "dim_z")
        validate_fields(self, not_negative, "measurement_weight", "latent_weight")

    @property
    def least_batch(self):
        """As many pairs as an MMD needs."""
        return MMD_BATCH

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> TwoWayNetwork:
        """f_z starts as a random linear map of x, f_y and g at zero."""
        first, second, third = jax.random.split(key, 3)
        dim_z = self.dim_z or sizes.dim_z
        shape = {"width": self.width, "depth": self.depth}
        encoder = MLP(sizes.dim_x, sizes.dim_y + dim_z, key=first, **shape)
        decoder = MLP(sizes.dim_y + dim_z, sizes.dim_x, key=second, **shape)
        skip = random_linear(sizes.dim_x, dim_z, third)
        return TwoWayNetwork(encoder, decoder, skip, sizes.dim_y)

    def loss(self, network, batch, key, progress):
        """L_r + weighted L_y and L_z."""
        y, z = jax.vmap(network.encode)(batch.x)
        joint = jnp.concatenate([jax.lax.stop_gradient(y), z], axis=1)
        independent = jnp.concatenate([batch.y, jax.random.normal(key, z.shape)], axis=1)
        terms = {
            "L_r": squared_error(jax.vmap(network.decode)(y, z), batch.x),
            "L_y": squared_error(y, batch.y),
            "L_z": mmd_squared(joint, independent, self.latent_kernel),
        }
        return terms["L_r"] + self.measurement_weight * terms["L_y"] + self.latent_weight * terms["L_z"], terms

    def draw_with_latent(self, network, y, n, key):
        """g(y, z) of standard normal z, and z."""
        z = jax.random.normal(key, (n, network.skip.shape[1]))
        return jax.vmap(lambda latent: network.decode(y, latent))(z), z

    def predict(self, network, x):
        """f_y(x); for classes the squared error makes it their probabilities."""
        return network.encode(x)[0]
