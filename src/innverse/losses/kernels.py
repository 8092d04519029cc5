"""Kernels of the squared distance, summed over several widths so that one fits whatever the scale of the data."""

import abc
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


class Kernel(abc.ABC):
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
        _check(self, [number for pair in self.widths for number in pair])

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
        _check(self, self.widths)

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
        _check(self, self.widths)

    def __call__(self, squared_distance):
        """The kernel's value at each squared distance."""
        return sum(jnp.exp(-squared_distance / (2 * h**2)) for h in self.widths)


def _check(kernel: Kernel, widths: Sequence[float]) -> None:
    if not widths or not all(width > 0 for width in widths):
        raise ValueError(f"{type(kernel).__name__}.widths: expected one or more numbers above 0, got {list(widths)}")


def _inverse_power(base, exponent: float):
    """base^(−exponent), without the general power where a product or a root will do: it is ten times slower."""
    if float(exponent).is_integer():
        return jax.lax.integer_pow(base, -int(exponent))
    if exponent == 0.5:
        return jax.lax.rsqrt(base)
    return jnp.exp(-exponent * jnp.log(base))
