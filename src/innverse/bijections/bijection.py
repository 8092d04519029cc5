"""The contract of every invertible map.

A bijection f sends one event u, a vector of `dim` components, to v of the same size, and knows the volume change:

    v, log|det ∂v/∂u| = forward(u)          u, log|det ∂u/∂v| = inverse(v)

so that the two log determinants of a round trip sum to zero. There is no batch axis: batching is `jax.vmap`.
"""

import abc

import equinox as eqx
from jaxtyping import Array, Float

Vector = Float[Array, " dim"]
Condition = Float[Array, " dim_condition"] | None
Scalar = Float[Array, ""]


class Bijection(eqx.Module):
    """An invertible map of vectors with a tractable Jacobian determinant (abstract).

    A subclass states `dim` and `dim_condition` (0 when it ignores the condition) and writes `_forward` and `_inverse`;
    shapes are checked here, once, for all of them.
    """

    dim: eqx.AbstractVar[int]
    dim_condition: eqx.AbstractVar[int]

    def forward(self, u: Vector, condition: Condition = None) -> tuple[Vector, Scalar]:
        """v = f(u; condition) and log|det ∂v/∂u|.

        Raises:
            ValueError: `u` is not of shape (dim,), or a needed condition is missing or not of shape (dim_condition,).
        """
        self._check(u, condition)
        return self._forward(u, condition)

    def inverse(self, v: Vector, condition: Condition = None) -> tuple[Vector, Scalar]:
        """u = f⁻¹(v; condition) and log|det ∂u/∂v|. Raises as `forward` does."""
        self._check(v, condition)
        return self._inverse(v, condition)

    @abc.abstractmethod
    def _forward(self, u: Vector, condition: Condition) -> tuple[Vector, Scalar]: ...

    @abc.abstractmethod
    def _inverse(self, v: Vector, condition: Condition) -> tuple[Vector, Scalar]: ...

    def _check(self, event: Array, condition: Array | None) -> None:
        name = type(self).__name__
        if event.shape != (self.dim,):
            raise ValueError(
                f"{name}: expected one event of shape ({self.dim},), got {event.shape}; map batches with jax.vmap"
            )
        if self.dim_condition and (condition is None or condition.shape != (self.dim_condition,)):
            found = "none" if condition is None else condition.shape
            raise ValueError(f"{name}: expected a condition of shape ({self.dim_condition},), got {found}")
