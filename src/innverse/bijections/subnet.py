"""The network inside a coupling: it may be anything, since it is never inverted."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

SubnetConstructor = Callable[[int, int, PRNGKeyArray], Callable[[Array], Array]]


class MLP(eqx.Module):
    """A fully connected network dim_in → width × depth → dim_out whose last layer starts at zero.

    A zero last layer makes a fresh coupling the identity, and a deep chain of them trainable from the first step.

    >>> MLP(3, 2, width=8, depth=2, key=jax.random.key(0))(jnp.ones(3)).tolist()
    [0.0, 0.0]
    """

    layers: eqx.nn.MLP

    def __init__(self, dim_in: int, dim_out: int, *, width: int, depth: int, key: PRNGKeyArray, activation=jax.nn.relu):
        # A network of no inputs is a learned constant: it sees one zero.
        layers = eqx.nn.MLP(max(dim_in, 1), dim_out, width, depth, activation, key=key)
        last = layers.layers[-1]
        zeros = (jnp.zeros_like(last.weight), jnp.zeros_like(last.bias))
        self.layers = eqx.tree_at(lambda net: (net.layers[-1].weight, net.layers[-1].bias), layers, zeros)

    def __call__(self, u: Float[Array, " dim_in"]) -> Float[Array, " dim_out"]:
        """The outputs for one input."""
        return self.layers(u if u.size else jnp.zeros(1, u.dtype))
