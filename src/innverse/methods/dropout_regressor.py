"""A regression of x on y that keeps dropout switched on when it is asked: the INN paper's "NN + dropout".

    x = m(y; w ⊙ b) + s(y; w ⊙ b) ⊙ e,   b ~ Bernoulli(1 − rate) / (1 − rate),   e ~ N(0, I)

Each draw has its own random set b of hidden units, which stands for what the weights w do not know, and its own noise,
with a learned standard deviation, which stands for what y does not tell. Training minimises −log N(x; m, s²) with a
fresh b for every pair. (Gal, Ghahramani 2016, arXiv 1506.02142; Kendall, Gal 2017, arXiv 1703.04977.)

Given b, the posterior is one Gaussian with independent components: neither correlations nor several modes can be
learned, and the random units blur the mean by an amount that no pairs take away. It is here to be compared with.
"""

from dataclasses import dataclass
from typing import final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.settings import share, validate_counts, validate_fields
from innverse.bijections import MLP
from innverse.losses import gaussian_log_density
from innverse.methods.method import GradientMethod, Sizes


@final
class DropoutNetwork(eqx.Module):
    """m and log s of x; a random share of the hidden units is silent."""

    network: MLP
    rate: float = eqx.field(static=True)

    def __call__(
        self, y: Float[Array, " dim_y"], key: PRNGKeyArray
    ) -> tuple[Float[Array, " dim_x"], Float[Array, " dim_x"]]:
        """m(y) and log s(y) with the units that `key` leaves."""
        u = y
        for number, layer in enumerate(self.network.hidden):
            u = self.network.activation(layer(u))
            kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - self.rate, u.shape)
            u = jnp.where(kept, u / (1 - self.rate), 0.0)
        mean, log_sd = jnp.split(self.network.last(u), 2)
        return mean, log_sd


@final
@dataclass(frozen=True)
class DropoutRegressor(GradientMethod):
    """A Gaussian of x given y by a network of `depth` hidden layers of `width` with dropout.

    Args:
        width, depth: hidden units and hidden layers.
        rate: share of hidden units that are silent, in [0, 1).

    >>> DropoutRegressor(rate=0.1).rate
    0.1
    """

    width: int = 256
    depth: int = 3
    rate: float = 0.2

    def __post_init__(self):
        validate_counts(self, "width", "depth")
        validate_fields(self, share, "rate")

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> DropoutNetwork:
        """Standard normal at first."""
        network = MLP(sizes.dim_y, 2 * sizes.dim_x, width=self.width, depth=self.depth, key=key)
        return DropoutNetwork(network, self.rate)

    def loss(self, network, batch, key, progress):
        """Mean negative log likelihood, each pair with its own silent units."""
        mean, log_sd = jax.vmap(network)(batch.y, jax.random.split(key, len(batch.y)))
        nll = -gaussian_log_density(batch.x, mean, log_sd).mean()
        return nll, {"nll": nll}

    def draw(self, network, y, n, key):
        """m + s e, each draw with its own silent units."""
        key_units, key_noise = jax.random.split(key)
        mean, log_sd = jax.vmap(lambda k: network(y, k))(jax.random.split(key_units, n))
        return mean + jnp.exp(log_sd) * jax.random.normal(key_noise, mean.shape)
