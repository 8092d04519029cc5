"""Coordinates e in which a network's posterior is close to N(0, I), and in which the exact one is easy to walk.

x(e) carries p(x | y) to

    log π(e) = log p(x(e)) + log p(y | x(e)) + log v(e) + const,   x(e) in original units,

with log v the logarithm of |det ∂x/∂e|, and of the density of padding where the network has some (`NormalMap`).

    Network             e is the latent of a network that draws by a bijection
    StandardisedDraws   e is x, unbounded, in the principal axes of the network's draws and their standard deviations:
                        for networks without such a bijection, and for ensembles

Both are computed in float64, so that walks and densities are not limited by the network's precision.
"""

from __future__ import annotations

import abc
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from innverse.bijections import Bijection, Whiten
from innverse.losses import gaussian_log_density
from innverse.methods.method import DensityMethod
from innverse.methods.normal_map import NormalMap
from innverse.padding import few_sizes, in_double

if TYPE_CHECKING:
    from innverse.posterior import Posterior

ROWS_PER_BLOCK = 1 << 12


class ToX(eqx.Module):
    """x(e) and log v(e) of one e (abstract). Measurements differ in arrays alone: one program serves them all."""

    @abc.abstractmethod
    def __call__(self, e: Float[Array, " dim"]) -> tuple[Float[Array, " dim_x"], Float[Array, ""]]:
        """In original units; for compiled code in float64."""


class LatentSpace(abc.ABC):
    """e in R^dim and its way to x (abstract)."""

    to_x: ToX

    @abc.abstractmethod
    def draws(self, n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """e (n, dim) of n draws of the network, and their log density (n,), NaN where the network has none."""

    def all_to_x(self, e: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`to_x` of rows (n, dim), in blocks."""
        starts, of_rows = range(0, len(e), ROWS_PER_BLOCK), partial(_rows, self.to_x)
        # Few sizes: each is a whole inverse of the network, compiled in double precision.
        size = few_sizes(len(e), ROWS_PER_BLOCK)
        blocks = [in_double(of_rows, e[start : start + ROWS_PER_BLOCK], size) for start in starts]
        x, log_volume = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        return x, log_volume


def latent_space(posterior: Posterior) -> LatentSpace:
    """The network's own where one network draws by a bijection, else that of the draws.

    Several networks have no latent in common, and their draws the density of the mixture. Only where that is an average
    over padding, whose error the weights would share, is the first network asked alone.
    """
    model, method = posterior.model, posterior.model.method
    if not isinstance(model.networks, NormalMap):
        return StandardisedDraws(posterior)
    exact = isinstance(method, DensityMethod) and method.evaluations_per_density(model.networks) == 1
    return StandardisedDraws(posterior) if model.members > 1 and exact else Network(posterior)


@final
class Network(LatentSpace):
    """The latent of a network (of the first, of several with padding)."""

    def __init__(self, posterior: Posterior):
        scaling = posterior.model.scaling
        network = jax.tree.map(_first_in_float64, posterior.model.networks)
        self.to_x = FromNormal(network, scaling.x, scaling.scale_y(posterior.observed[None])[0])
        self._dim = network.dim_normal

    def draws(self, n, seed):
        """Standard normal."""
        with jax.enable_x64(True):
            e = jax.random.normal(jax.random.key(seed), (n, self._dim))
            return np.asarray(e), np.asarray(gaussian_log_density(e, 0.0, 0.0))


@final
class FromNormal(ToX):
    """g(y, e), scaled back."""

    network: NormalMap
    scaling: Bijection
    y: NDArray[np.float64]

    def __call__(self, e):
        """The network's own way."""
        v, log_volume = self.network.from_normal(e, jnp.asarray(self.y))
        x, log_det = self.scaling.inverse(v)
        return x, log_volume + log_det


@final
class StandardisedDraws(LatentSpace):
    """x without bounds, in the principal axes of 2,000 of the network's draws."""

    def __init__(self, posterior: Posterior):
        self._posterior = posterior
        self._scaling = posterior.model.scaling

    @cached_property
    def to_x(self) -> FromAxes:
        """From the axes back."""
        x = self._scaling.off_bounds(self._posterior.sample(2000, seed=0))
        return FromAxes(Whiten.of(self._scaling.scale_x_with_log_det(x)[0]), self._scaling.x)

    def draws(self, n, seed):
        """The network's draws, and its density per unit of e."""
        x = self._posterior.sample(n, seed)
        v, log_det = self._scaling.scale_x_with_log_det(self._scaling.off_bounds(x))
        with jax.enable_x64(True):
            e, log_scale = map(np.asarray, _to_axes(self.to_x.whiten, jnp.asarray(v)))
        if not self._posterior.model.has_density:
            return e, np.full(n, np.nan)
        return e, self._posterior.log_prob(x) - log_det - log_scale


@final
class FromAxes(ToX):
    """Principal axes of unbounded x, scaled back."""

    whiten: Whiten
    scaling: Bijection

    def __call__(self, e):
        """By both inverses."""
        v, log_scale = self.whiten.inverse(e)
        x, log_det = self.scaling.inverse(v)
        return x, log_scale + log_det


@eqx.filter_jit
def _rows(to_x, e):
    return jax.vmap(to_x)(e)


@eqx.filter_jit
def _to_axes(whiten, v):
    return jax.vmap(whiten.forward)(v)


def _first_in_float64(leaf: Any) -> Any:
    """By NumPy, which compiles nothing."""
    if not eqx.is_array(leaf):
        return leaf
    first = np.asarray(leaf)[0]
    return first.astype(float) if np.issubdtype(first.dtype, np.floating) else first
