"""A prior of independent parameters, each a numpyro distribution of one number."""

import math
from collections.abc import Mapping
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.names import check_known
from innverse.problems.column import Column, bounds
from innverse.problems.marginals import log_marginals

ROOM = 0.5
"""Between a whole number on the edge of its support and the bound."""


@final
class IndependentPrior:
    """p(x) = Π_i p_i(x_i), evaluated in float64.

    Args:
        marginals: name -> numpyro distribution.
        units: name -> unit, where there is one.

    Raises:
        TypeError: a marginal that is not a numpyro distribution.
        ValueError: no marginals, one that is not of a single number, one whose support has no bounds to read, or
            units of unknown names.

    >>> import numpyro.distributions as dist
    >>> IndependentPrior({"b": dist.Uniform(0, 2)}).columns[0].upper
    2.0
    """

    def __init__(self, marginals: Mapping[str, Any], units: Mapping[str, str] | None = None):
        check_mapping(marginals)
        units = units or {}
        check_known("units", units, list(marginals))
        self.marginals = tuple(marginals.values())
        self._discrete = np.array([_is_discrete(marginal) for marginal in self.marginals])
        self.whole_numbered = tuple(name for name, discrete in zip(marginals, self._discrete, strict=True) if discrete)
        self.columns = tuple(_column(name, marginal, units.get(name, "")) for name, marginal in marginals.items())

    @property
    def by_name(self) -> dict[str, Any]:
        """The marginals, as they were given."""
        return {column.name: marginal for column, marginal in zip(self.columns, self.marginals, strict=True)}

    @property
    def units(self) -> dict[str, str]:
        """Name -> unit, where there is one."""
        return {column.name: column.unit for column in self.columns if column.unit}

    def sample(self, key: PRNGKeyArray, n: int) -> np.ndarray:
        """n draws (n, dim_x), inside the bounds."""
        keys = jax.random.split(key, len(self.marginals))
        with jax.enable_x64(True):
            draws = [_draws(c.name, m, n, k) for c, m, k in zip(self.columns, self.marginals, keys, strict=True)]
        return np.clip(np.column_stack(draws), *bounds(self.columns))

    def on_support(self, x: np.ndarray) -> np.ndarray:
        """x (..., dim_x) with its whole numbers rounded: a network's draws lie between them."""
        if not self.whole_numbered:
            return x
        lower, upper = bounds(self.columns)
        return np.where(self._discrete, np.clip(np.rint(x), lower + ROOM, upper - ROOM), x)

    def log_prob(self, x: Any) -> Float[Array, " ..."]:
        """log p(x) of x (..., dim_x), −inf outside the support."""
        with jax.enable_x64(True):
            x = x if isinstance(x, Tracer) else jnp.asarray(np.asarray(x, float))
            return log_marginals(x, self.marginals)


def _draws(name: str, marginal: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
    try:
        return np.asarray(marginal.sample(key, (n,)), float)
    except NotImplementedError as error:
        raise TypeError(
            f"prior of {name!r}: expected a distribution that can be drawn from, got {type(marginal).__name__}; write "
            "a proper one, such as dist.Uniform(low, high)"
        ) from error


def _is_discrete(marginal: Any) -> bool:
    return bool(getattr(getattr(marginal, "support", None), "is_discrete", False))


def check_mapping(marginals: Any) -> None:
    """Raises a ValueError for what is no mapping of names to distributions, or an empty one."""
    if not isinstance(marginals, Mapping) or not marginals:
        got = "{}" if isinstance(marginals, Mapping) else f"{type(marginals).__name__}"
        raise ValueError(
            f"prior: expected a mapping of names to numpyro distributions, got {got}; write "
            '{"rate": dist.Uniform(0, 1)}, with a name for each parameter'
        )


def _column(name: str, marginal: Any, unit: str) -> Column:
    from numpyro.distributions import Distribution

    what = f"prior of {name!r}"
    if not isinstance(marginal, Distribution):
        raise TypeError(f"{what}: expected a numpyro distribution such as dist.Uniform(0, 1), got {marginal!r}")
    shape = marginal.batch_shape + marginal.event_shape
    if shape != ():
        raise ValueError(f"{what}: expected a distribution of one number, got one of shape {shape}; name each number")
    lower, upper = _bounds(what, marginal)
    return Column(name, unit=unit, lower=lower, upper=upper)


def _bounds(what: str, marginal: Any) -> tuple[float, float]:
    """Integers get half a step of room on either side, so that no value lies on a bound."""
    from numpyro.distributions import constraints

    support = marginal.support
    if isinstance(support, type(constraints.independent(constraints.real, 0))):
        support = support.base_constraint
    bounded = hasattr(support, "lower_bound") or hasattr(support, "upper_bound")
    if support is not constraints.real and not bounded:
        two = "; write dist.DiscreteUniform(0, 1), or dist.Categorical of two" if _is_discrete(marginal) else ""
        raise ValueError(
            f"{what}: expected a support that is an interval, a half line or the real line, "
            f"got {type(marginal).__name__} with {support}{two}"
        )
    room = ROOM if support.is_discrete else 0.0
    lower = float(getattr(support, "lower_bound", -math.inf))
    return lower - room, float(getattr(support, "upper_bound", math.inf)) + room
