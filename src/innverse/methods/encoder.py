"""What a conditional network sees of y: features h(y)."""

import abc
from dataclasses import dataclass, field
from typing import Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import validate_counts
from innverse.bijections import MLP, GatedMLP
from innverse.bijections.subnet import random_linear
from innverse.products import product


class Encoder(Settings, abc.ABC):
    """A frozen dataclass that builds the map from scaled y to features (abstract).

    Attributes:
        items: of how many exchangeable items y is made; see `Method.items`.
    """

    items: int = 1

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
class SkipEncoder(Encoder):
    """h(y) = [y, r(y)]: y as measured, and beside it what a gated network makes of it (`GatedMLP`).

    What the couplings would all have to learn of y, each for itself, is learned once; products of measurements, such as
    the spread of repeated ones, come easily to gates.

    Args:
        features: size of r(y), zero at the start of training.
        width, depth: size of the network's stream, and its layers.

    >>> features, n = SkipEncoder(features=2, width=8, depth=1).build(3, jax.random.key(0))
    >>> n, features(jnp.ones(3)).tolist()
    (5, [1.0, 1.0, 1.0, 0.0, 0.0])
    """

    features: int = 32
    width: int = 128
    depth: int = 2

    def __post_init__(self):
        validate_counts(self, "features", "width", "depth")

    def build(self, dim_y, key):
        """The network, and the path around it."""
        network = GatedMLP(dim_y, self.features, width=self.width, depth=self.depth, key=key)
        return Skip(network), dim_y + self.features


@final
class Skip(eqx.Module):
    """[y, r(y)]."""

    network: GatedMLP

    def __call__(self, y: Float[Array, " dim_y"]) -> Float[Array, " features"]:
        """Measurements and features of one y."""
        return jnp.concatenate([y, self.network(y)])


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

    def __post_init__(self):
        validate_counts(self, "features", "width", "depth")

    def build(self, dim_y, key):
        """The network with its linear path."""
        return SummaryNetwork(dim_y, self, key), self.features


@final
class SummaryNetwork(eqx.Module):
    """W y + MLP(y): at the start of training, when the network is zero, a random linear summary."""

    linear: Float[Array, "dim_y features"]
    network: MLP

    def __init__(self, dim_y: int, shape: MLPEncoder, key: PRNGKeyArray):
        key_linear, key_network = jax.random.split(key)
        self.linear = random_linear(dim_y, shape.features, key_linear)
        self.network = MLP(dim_y, shape.features, width=shape.width, depth=shape.depth, key=key_network)

    def __call__(self, y: Float[Array, " dim_y"]) -> Float[Array, " features"]:
        """Features of one y."""
        return product(y, self.linear) + self.network(y)


@final
@dataclass(frozen=True)
class DeepSetEncoder(Encoder):
    """h(y) = ρ(mean_i φ(y_i)), for y made of `items` repeated measurements: their order cannot matter.

    Every function of a set has this form, given enough features (Zaheer et al. 2017, arXiv 1703.06114). Item i is the
    i-th group of dim_y / items consecutive columns. Items are scaled alike (`fit_scaling`): a scaling of each column by
    itself, or of all together, would tell them apart.

    Args:
        items: how many repeated measurements y holds.
        features: size of the summary, and of what is averaged.
        width, depth: hidden units and hidden layers of φ and of ρ.

    >>> encoder = DeepSetEncoder(items=2, features=3, width=4, depth=1)
    >>> features, n = encoder.build(4, jax.random.key(0))
    >>> n, bool(jnp.allclose(features(jnp.array([1.0, 2.0, 3.0, 4.0])), features(jnp.array([3.0, 4.0, 1.0, 2.0]))))
    (3, True)
    """

    items: int = field()  # a plain annotation would inherit the base class's 1 as its default
    features: int = 32
    width: int = 128
    depth: int = 2

    def __post_init__(self):
        validate_counts(self, "items", "features", "width", "depth")

    def build(self, dim_y, key):
        """φ and ρ, each with a linear path.

        Raises:
            ValueError: measurements that do not divide into the items.
        """
        if dim_y % self.items:
            raise ValueError(f"DeepSetEncoder.items: expected a divisor of the {dim_y} measurements, got {self.items}")
        shape = MLPEncoder(self.features, self.width, self.depth)
        key_item, key_set = jax.random.split(key)
        of_item, of_set = (
            SummaryNetwork(dim_y // self.items, shape, key_item),
            SummaryNetwork(self.features, shape, key_set),
        )
        return DeepSet(of_item, of_set), self.features


@final
class DeepSet(eqx.Module):
    """φ of every item, the mean over items, ρ of that."""

    of_item: SummaryNetwork
    of_set: SummaryNetwork

    def __call__(self, y: Float[Array, " dim_y"]) -> Float[Array, " features"]:
        """Features of one y."""
        items = y.reshape(-1, len(self.of_item.linear))
        return self.of_set(jax.vmap(self.of_item)(items).mean(axis=0))
