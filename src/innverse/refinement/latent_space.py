"""Coordinates e in which a network's posterior is close to N(0, I), and in which the exact one is easy to walk.

x(e) carries p(x | y) to

    log π(e) = log p(x(e)) + log p(y | x(e)) + log v(e) + const,   x(e) in original units,

with log v the logarithm of |det ∂x/∂e|, and of the density of padding where the network has some (`NormalMap`).

    Network             e is the latent of a network that draws by a bijection
    StandardisedDraws   e is x, unbounded, in the principal axes of the network's draws and their standard deviations:
                        for networks without such a bijection

Both are computed in float64, so that walks and densities are not limited by the network's precision.
"""

from __future__ import annotations

import abc
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from innverse.bijections import Whiten
from innverse.losses import gaussian_log_density
from innverse.methods.normal_map import NormalMap

if TYPE_CHECKING:
    from innverse.posterior import Posterior


class LatentSpace(abc.ABC):
    """e in R^dim and its way to x (abstract)."""

    @abc.abstractmethod
    def to_x(self, e: Float[Array, " dim"]) -> tuple[Float[Array, " dim_x"], Float[Array, ""]]:
        """x(e) in original units, and log v(e); for compiled code in float64."""

    @abc.abstractmethod
    def draws(self, n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """e (n, dim) of n draws of the network, and their log density (n,), NaN where the network has none."""

    def all_to_x(self, e: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`to_x` of rows (n, dim)."""
        with jax.enable_x64(True):
            x, log_volume = self._compiled_to_x(jnp.asarray(e, float))
            return np.asarray(x), np.asarray(log_volume)

    @cached_property
    def _compiled_to_x(self) -> Callable[[Array], tuple[Array, Array]]:
        """One program for all calls with as many rows: `jax.jit` knows again only the function that it was given."""
        return jax.jit(jax.vmap(self.to_x))


def latent_space(posterior: Posterior) -> LatentSpace:
    """The network's own where it draws by a bijection, else that of its draws."""
    networks = posterior.model.networks
    return Network(posterior) if isinstance(networks, NormalMap) else StandardisedDraws(posterior)


@final
class Network(LatentSpace):
    """The latent of a network (of the first, where several are trained)."""

    def __init__(self, posterior: Posterior):
        self._scaling = posterior.model.scaling
        self._y = self._scaling.scale_y(posterior.observed[None])[0]
        with jax.enable_x64(True):
            self._network = jax.tree.map(_first_in_float64, posterior.model.networks)

    def to_x(self, e):
        """g(y, e), scaled back."""
        v, log_volume = self._network.from_normal(e, jnp.asarray(self._y))
        x, log_det = self._scaling.x.inverse(v)
        return x, log_volume + log_det

    def draws(self, n, seed):
        """Standard normal."""
        with jax.enable_x64(True):
            e = jax.random.normal(jax.random.key(seed), (n, self._network.dim_normal))
            return np.asarray(e), np.asarray(gaussian_log_density(e, 0.0, 0.0))


@final
class StandardisedDraws(LatentSpace):
    """x without bounds, in the principal axes of 2,000 of the network's draws."""

    def __init__(self, posterior: Posterior):
        self._posterior = posterior
        self._scaling = posterior.model.scaling

    def to_x(self, e):
        """From the axes back."""
        v, log_scale = self._whiten.inverse(e)
        x, log_det = self._scaling.x.inverse(v)
        return x, log_scale + log_det

    def draws(self, n, seed):
        """The network's draws, and its density per unit of e."""
        x = self._posterior.sample(n, seed)
        v, log_det = self._scaling.scale_x_with_log_det(self._scaling.off_bounds(x))
        with jax.enable_x64(True):
            e, log_scale = jax.jit(jax.vmap(self._whiten.forward))(jnp.asarray(v))
        if not self._posterior.model.has_density:
            return np.asarray(e), np.full(n, np.nan)
        return np.asarray(e), self._posterior.log_prob(x) - log_det - np.asarray(log_scale)

    @cached_property
    def _whiten(self) -> Whiten:
        x = self._scaling.off_bounds(self._posterior.sample(2000, seed=0))
        return Whiten.of(self._scaling.scale_x_with_log_det(x)[0])


def _first_in_float64(leaf: Any) -> Any:
    if not eqx.is_array(leaf):
        return leaf
    return leaf[0].astype(float) if jnp.issubdtype(leaf.dtype, jnp.floating) else leaf[0]
