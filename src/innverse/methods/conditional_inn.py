"""The conditional invertible network: a coupling flow on x that reads y.

    z = f(x; h(y)),   z ~ N(0, I);        g = f⁻¹:   x = g(z; h(y)) ~ q(x | y)
    q(x | y) = N(f(x; h(y)); 0, I) |det ∂f/∂x|

Every coupling's subnet sees the features h(y) beside the components it reads. Training minimises −log q(x | y): up to a
constant the mean Kullback–Leibler divergence from the posterior. Against the INN it gains freedom, since y may have any
size and noise, and gives up the forward process: f does not predict y. (Ardizzone, Lüth, Kruse, Rother, Köthe 2019,
arXiv 1907.02392; Winkler, Worrall, Hoogeboom, Welling 2019, arXiv 1912.00042; with splines, Durkan et al. 2019,
arXiv 1906.04032.)
"""

from dataclasses import dataclass, field
from typing import final

import equinox as eqx
import jax
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.bijections import MLP, Bijection, Chain, ElementwiseMap, RationalQuadraticSpline, Repeat, double_coupling
from innverse.losses import gaussian_log_density
from innverse.methods.encoder import AsMeasured, Encoder
from innverse.methods.method import DensityMethod, LatentMethod, Sizes
from innverse.methods.mixing import LearnedLinear, Mixing


@final
class ConditionalNetwork(eqx.Module):
    """f and the features h of y."""

    bijection: Bijection
    features: eqx.Module

    def log_density(self, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, ""]:
        """log q(x | y) in nats."""
        z, log_det = self.bijection.forward(x, self.features(y))  # pyright: ignore[reportCallIssue]
        return gaussian_log_density(z, 0.0, 0.0) + log_det

    def decode(self, z: Float[Array, "n dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, "n dim_x"]:
        """x = g(z; h(y)) for many z of one y."""
        features = self.features(y)  # pyright: ignore[reportCallIssue]
        return jax.vmap(lambda latent: self.bijection.inverse(latent, features)[0])(z)


@final
@dataclass(frozen=True)
class ConditionalINN(LatentMethod, DensityMethod):
    """A conditional coupling flow of `blocks` double couplings with linear mixing between them.

    Args:
        blocks: number of blocks.
        subnet_width, subnet_depth: hidden units and hidden layers of the subnets.
        elementwise: what a coupling does to a component: `RationalQuadraticSpline` or `Affine`.
        mixing: what stands between blocks: `LearnedLinear` or `FixedPermutation`.
        encoder: what the subnets see of y: `AsMeasured` or `MLPEncoder`.

    >>> ConditionalINN(blocks=4).blocks
    4
    """

    blocks: int = 6
    subnet_width: int = 64
    subnet_depth: int = 2
    elementwise: ElementwiseMap = field(default_factory=RationalQuadraticSpline)
    mixing: Mixing = field(default_factory=LearnedLinear)
    encoder: Encoder = field(default_factory=AsMeasured)

    def __post_init__(self):
        for name in ("blocks", "subnet_width", "subnet_depth"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"ConditionalINN.{name}: expected a whole number of at least 1, got {value!r}")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> ConditionalNetwork:
        """Conditional couplings and mixings as one scanned chain, and the encoder."""
        key_encoder, key_chain = jax.random.split(key)
        features, dim_features = self.encoder.build(sizes.dim_y, key_encoder)

        def subnet(dim_in, dim_out, key):
            return MLP(dim_in, dim_out, width=self.subnet_width, depth=self.subnet_depth, key=key)

        def block(key):
            key_coupling, key_mixing = jax.random.split(key)
            coupling = double_coupling(sizes.dim_x, self.elementwise, subnet, key_coupling, dim_features)
            return Chain([coupling, self.mixing(sizes.dim_x, key_mixing)])

        return ConditionalNetwork(Repeat(block, self.blocks, key_chain), features)

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
