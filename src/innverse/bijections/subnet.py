"""The network inside a coupling: it may be anything, since it is never inverted."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.products import product

SubnetConstructor = Callable[[int, int, PRNGKeyArray], Callable[[Array], Array]]


class Dense(eqx.Module):
    """u W + b, with W of shape (dim_in, dim_out).

    Rows times matrix: under `jax.vmap` this becomes one product without a transpose.
    """

    weight: Float[Array, "dim_in dim_out"]
    bias: Float[Array, " dim_out"]

    def __call__(self, u: Float[Array, " dim_in"]) -> Float[Array, " dim_out"]:
        """The outputs for one input."""
        return product(u, self.weight) + self.bias


class MLP(eqx.Module):
    """A fully connected network dim_in → width × depth → dim_out whose last layer starts at zero.

    Hidden weights start as He normal (He et al. 2015). A zero last layer makes a fresh coupling the identity, and a
    deep chain of them trainable from the first step.

    >>> MLP(3, 2, width=8, depth=2, key=jax.random.key(0))(jnp.ones(3)).tolist()
    [0.0, 0.0]
    """

    hidden: tuple[Dense, ...]
    last: Dense
    activation: Callable[[Array], Array] = eqx.field(static=True)

    def __init__(self, dim_in: int, dim_out: int, *, width: int, depth: int, key: PRNGKeyArray, activation=jax.nn.relu):
        sizes = [dim_in] + [width] * depth
        keys = jax.random.split(key, depth)
        self.hidden = tuple(he_normal(a, b, k) for a, b, k in zip(sizes, sizes[1:], keys, strict=False))
        self.last = Dense(jnp.zeros((sizes[-1], dim_out)), jnp.zeros(dim_out))
        self.activation = activation

    def __call__(self, u: Float[Array, " dim_in"]) -> Float[Array, " dim_out"]:
        """The outputs for one input."""
        for layer in self.hidden:
            u = self.activation(layer(u))
        return self.last(u)


def he_normal(dim_in: int, dim_out: int, key: PRNGKeyArray, factor: float = 1.0) -> Dense:
    """Weights of variance 2 / dim_in, times a factor squared; biases of zero."""
    # A network of no inputs is a learned constant: its first product is over nothing.
    scale = factor * jnp.sqrt(2.0 / max(dim_in, 1))
    return Dense(scale * jax.random.normal(key, (dim_in, dim_out)), jnp.zeros(dim_out))


def random_linear(dim_in: int, dim_out: int, key: PRNGKeyArray) -> Float[Array, "dim_in dim_out"]:
    """A matrix of variance 1 / dim_in, beside a network that starts at zero: what is standard normal stays so."""
    return jax.random.normal(key, (dim_in, dim_out)) / jnp.sqrt(dim_in)
