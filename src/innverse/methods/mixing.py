"""What stands between two coupling blocks, so that every component meets every other."""

import abc
from dataclasses import dataclass

from jaxtyping import PRNGKeyArray

from innverse.arguments.nested_settings import Settings
from innverse.bijections import Bijection, InvertibleLinear, Permutation


class Mixing(Settings, abc.ABC):
    """A frozen dataclass, called with a size and a key to build the map (abstract)."""

    @abc.abstractmethod
    def __call__(self, dim: int, key: PRNGKeyArray) -> Bijection:
        """A fresh linear map of dim components."""


@dataclass(frozen=True)
class FixedPermutation(Mixing):
    """A random order, drawn once (Ardizzone et al. 2019, sec. 3.2)."""

    def __call__(self, dim, key):
        """A random permutation."""
        return Permutation.random(dim, key)


@dataclass(frozen=True)
class LearnedLinear(Mixing):
    """A learned matrix that starts as a random rotation (Kingma and Dhariwal 2018)."""

    def __call__(self, dim, key):
        """A random rotation, to be trained."""
        return InvertibleLinear(dim, key)
