"""What flows on x given y share: the network, its likelihood, and draws.

    z = f(x; h(y)),   z ~ N(0, I);        g = f⁻¹:   x = g(z; h(y)) ~ q(x | y)
    q(x | y) = N(f(x; h(y)); 0, I) |det ∂f/∂x|

Training minimises −log q(x | y): up to a constant the mean Kullback–Leibler divergence from the posterior.
"""

from typing import final

import equinox as eqx
import jax
from jaxtyping import Array, Float

from innverse.bijections import Bijection
from innverse.losses import gaussian_log_density
from innverse.methods.encoder import Encoder
from innverse.methods.method import DensityMethod, GradientMethod, LatentMethod
from innverse.methods.normal_map import NormalMap


@final
class ConditionalNetwork(NormalMap):
    """f and the features h of y."""

    bijection: Bijection
    features: eqx.Module

    @property
    def dim_normal(self):
        """Size of z: as many components as parameters."""
        return self.bijection.dim

    def from_normal(self, e, y):
        """x = g(e; h(y)), log|det ∂x/∂e|."""
        return self.bijection.inverse(e, self.features(y))  # pyright: ignore[reportCallIssue]

    def log_density(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, ""]:
        """log q(x | y) in nats."""
        z, log_det = self.bijection.forward(x, self.features(y))  # pyright: ignore[reportCallIssue]
        return gaussian_log_density(z, 0.0, 0.0) + log_det

    def decode(self, z: Float[Array, "n dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, "n dim_x"]:
        """x = g(z; h(y)) for many z of one y."""
        features = self.features(y)  # pyright: ignore[reportCallIssue]
        return jax.vmap(lambda latent: self.bijection.inverse(latent, features)[0])(z)

    def round_trip(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, " dim_x"]:
        """g(f(x; h(y)); h(y))."""
        z, _ = self.bijection.forward(x, self.features(y))  # pyright: ignore[reportCallIssue]
        return self.decode(z[None], y)[0]


class ConditionalFlow(LatentMethod, DensityMethod, GradientMethod):
    """A method whose network is a `ConditionalNetwork` (abstract): a subclass chooses f, and its encoder is h."""

    encoder: Encoder

    @property
    def items(self):
        """The encoder's value."""
        return self.encoder.items

    def loss(self, network, batch, key, progress):
        """Mean negative log likelihood."""
        nll = -jax.vmap(network.log_density)(batch.x, batch.y).mean()
        return nll, {"nll": nll}

    def draw_with_latent(self, network, y, n, key):
        """g(z; h(y)) of standard normal z, and z."""
        z = jax.random.normal(key, (n, network.bijection.dim))
        return network.decode(z, y), z

    def log_density(self, network, x, y, key):
        """log q(x | y) by the change of variables; exact."""
        return network.log_density(x, y)
