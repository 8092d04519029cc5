"""What a conditional network sees of y: features h(y)."""

import abc
from dataclasses import dataclass
from typing import Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.bijections import MLP


class Encoder(abc.ABC):
    """A frozen dataclass that builds the map from scaled y to features (abstract)."""

    @abc.abstractmethod
    def build(self, dim_y: int, key: PRNGKeyArray) -> tuple[Any, int]:
        """The map y (dim_y,) -> features, and how many features it gives."""


@final
@dataclass(frozen=True)
class AsMeasured(Encoder):
    """h(y) = y."""

    def build(self, dim_y, key):
        """The identity."""
        return eqx.nn.Identity(), dim_y


@final
@dataclass(frozen=True)
class MLPEncoder(Encoder):
    """h(y) = W y + a fully connected network of y: a summary of a wide y, trained with the flow.

    Args:
        features: size of the summary.
        width, depth: hidden units and hidden layers.
    """

    features: int = 32
    width: int = 128
    depth: int = 2

    def build(self, dim_y, key):
        """The network with its linear path."""
        return Summary(dim_y, self, key), self.features


@final
class Summary(eqx.Module):
    """W y + MLP(y): at the start of training, when the network is zero, a random linear summary."""

    linear: Float[Array, "dim_y features"]
    network: MLP

    def __init__(self, dim_y: int, shape: MLPEncoder, key: PRNGKeyArray):
        key_linear, key_network = jax.random.split(key)
        self.linear = jax.random.normal(key_linear, (dim_y, shape.features)) / jnp.sqrt(dim_y)
        self.network = MLP(dim_y, shape.features, width=shape.width, depth=shape.depth, key=key_network)

    def __call__(self, y: Float[Array, " dim_y"]) -> Float[Array, " features"]:
        """Features of one y."""
        return y @ self.linear + self.network(y)
