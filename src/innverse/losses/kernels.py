"""Kernels of the squared distance, summed over several widths so that one fits whatever the scale of the data."""

import abc
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import positive, validate_fields


class Kernel(Settings, abc.ABC):
    """k(d²), positive definite and decreasing (abstract)."""

    @abc.abstractmethod
    def __call__(self, squared_distance: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """The kernel's value at each squared distance."""


@dataclass(frozen=True)
class InverseMultiquadric(Kernel):
    """k(d²) = Σ C^a ((C + d²)/a)^(−a) over pairs (C, a): heavy tails, so that distant points still attract.

    Source: Ardizzone et al. 2019, appendix, and the released code, whose pairs for L_z are the default.

    >>> InverseMultiquadric(((1.0, 1.0),))(jnp.array(1.0)).item()
    0.5
    """

    widths: tuple[tuple[float, float], ...] = ((0.2, 2.0), (1.5, 2.0), (3.0, 2.0))

    def __post_init__(self):
        validate_fields(self, _pairs, "widths")

    def __call__(self, squared_distance):
        """The kernel's value at each squared distance."""
        return sum(c**a * _inverse_power((c + squared_distance) / a, a) for c, a in self.widths)


@dataclass(frozen=True)
class RationalQuadratic(Kernel):
    """k(d²) = Σ 1 / (1 + d²/h²) over widths h (Kruse et al. 2021 and the eight-mode notebook of the INN code).

    >>> RationalQuadratic((2.0,))(jnp.array(4.0)).item()
    0.5
    """

    widths: tuple[float, ...] = (0.05, 0.2, 0.9)

    def __post_init__(self):
        validate_fields(self, _positive_numbers, "widths")

    def __call__(self, squared_distance):
        """The kernel's value at each squared distance."""
        return sum(1 / (1 + squared_distance / h**2) for h in self.widths)


@dataclass(frozen=True)
class Gaussian(Kernel):
    """k(d²) = Σ exp(−d² / (2 h²)) over widths h.

    >>> Gaussian((1.0,))(jnp.array(0.0)).item()
    1.0
    """

    widths: tuple[float, ...] = (1.0,)

    def __post_init__(self):
        validate_fields(self, _positive_numbers, "widths")

    def __call__(self, squared_distance):
        """The kernel's value at each squared distance."""
        return sum(jnp.exp(-squared_distance / (2 * h**2)) for h in self.widths)


def _positive_numbers(name: str, values: Any) -> tuple[float, ...]:
    if not isinstance(values, list | tuple | np.ndarray):
        raise TypeError(f"{name}: expected one or more numbers above 0, such as (0.5, 2.0), got {values!r}")
    numbers = tuple(positive(name, value) for value in values)
    if not numbers:
        raise ValueError(f"{name}: expected one or more numbers above 0, got none")
    return numbers


def _pairs(name: str, values: Any) -> tuple[tuple[float, ...], ...]:
    rows = tuple(_positive_numbers(name, row) for row in values) if isinstance(values, list | tuple) else ()
    if not rows or any(len(row) != 2 for row in rows):
        raise TypeError(f"{name}: expected pairs of numbers above 0, such as ((0.2, 2.0),), got {values!r}")
    return rows


def _inverse_power(base, exponent: float):
    """base^(−exponent), without the general power where a product or a root will do: it is ten times slower."""
    if float(exponent).is_integer():
        return jax.lax.integer_pow(base, -int(exponent))
    if exponent == 0.5:
        return jax.lax.rsqrt(base)
    return jnp.exp(-exponent * jnp.log(base))
