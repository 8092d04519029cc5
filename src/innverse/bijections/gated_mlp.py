"""A network of products: for maps that are steep in some places and flat in others."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.bijections.subnet import Dense, he_normal

STEP = 0.3
"""Scale of a fresh layer's change of the stream: a stack of them starts near the identity."""
LEAST_SQUARE = 1e-6


class GatedLayer(eqx.Module):
    """h + D(a ⊙ silu(b)) with (a, b) = U(h / rms(h)): a product of two maps, added to the stream.

    Gate: SwiGLU (Shazeer 2020, arXiv 2002.05202). rms: the root of the mean square (Zhang, Sennrich 2019, arXiv
    1910.07467).
    """

    up: Dense
    down: Dense

    def __init__(self, width: int, key: PRNGKeyArray):
        key_up, key_down = jax.random.split(key)
        self.up = he_normal(width, 2 * width, key_up)
        self.down = he_normal(width, width, key_down, STEP)

    def __call__(self, stream: Float[Array, " width"]) -> Float[Array, " width"]:
        """The stream after this layer."""
        value, gate = jnp.split(self.up(_of_unit_size(stream)), 2)
        return stream + self.down(value * jax.nn.silu(gate))


class GatedMLP(eqx.Module):
    """A linear map into a stream of `width`, `depth` gated layers that add to it, and a linear map out of it.

    The stream is brought to unit size before it is read: however small decay keeps the weights, the network can be
    steep, and far outside of what it was trained on its output stays bounded. The last map starts at zero.

    >>> GatedMLP(3, 2, width=8, depth=2, key=jax.random.key(0))(jnp.ones(3)).tolist()
    [0.0, 0.0]
    """

    first: Dense
    layers: tuple[GatedLayer, ...]
    last: Dense

    def __init__(self, dim_in: int, dim_out: int, *, width: int, depth: int, key: PRNGKeyArray):
        key_first, *keys = jax.random.split(key, depth + 1)
        self.first = he_normal(dim_in, width, key_first)
        self.layers = tuple(GatedLayer(width, k) for k in keys)
        self.last = Dense(jnp.zeros((width, dim_out)), jnp.zeros(dim_out))

    def __call__(self, u: Float[Array, " dim_in"]) -> Float[Array, " dim_out"]:
        """The outputs for one input."""
        stream = self.first(u)
        for layer in self.layers:
            stream = layer(stream)
        return self.last(_of_unit_size(stream))


def _of_unit_size(stream: Array) -> Array:
    return stream * jax.lax.rsqrt((stream**2).mean() + LEAST_SQUARE)
