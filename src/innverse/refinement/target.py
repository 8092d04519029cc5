"""What a refined posterior is to become: p(x | y) ∝ p(x) p(y | x), as the problem knows it, in float64.

A logarithm's gradient is taken forwards through prior and likelihood, and backwards through whatever made x: parameters
are few, solvers of differential equations differentiate forwards only, and networks differentiate backwards at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from innverse.problems import InverseProblem

ROWS_PER_BLOCK = 1 << 12


@final
@dataclass(frozen=True, eq=False)
class Target:
    """log p(x) + log p(y | x) of one measurement y (dim_y,); −inf where it is not a number.

    Raises:
        TypeError: a problem whose likelihood is not known.
    """

    problem: InverseProblem
    y: NDArray[np.float64]

    def __post_init__(self):
        if not self.problem.has_likelihood:
            raise TypeError(f"problem: expected one whose likelihood is known, got {self.problem.name!r}")

    @cached_property
    def differentiable(self) -> bool:
        """Whether prior and likelihood are written in JAX."""
        return is_traceable(self._log_joint, (self.problem.dim_x,))

    def log_joint(self, x: Float[Array, " dim_x"]) -> Float[Array, ""]:
        """At one x inside compiled code, with its gradient taken forwards."""
        return with_forward_gradient(self._log_joint)(x)

    def log_joints(self, x: NDArray) -> NDArray[np.float64]:
        """At rows x (n, dim_x): (n,), in blocks."""
        blocks = [self._block(x[start : start + ROWS_PER_BLOCK]) for start in range(0, len(x), ROWS_PER_BLOCK)]
        return np.concatenate(blocks or [np.empty(0)])

    def _block(self, x: NDArray) -> NDArray[np.float64]:
        """Padded to a power of two, so that few sizes are compiled."""
        padded = np.pad(x, [(0, (1 << (len(x) - 1).bit_length()) - len(x)), (0, 0)], mode="edge")
        with jax.enable_x64(True):
            return np.asarray(self._of_rows(jnp.asarray(padded)), float)[: len(x)]

    @cached_property
    def _of_rows(self) -> Callable[[Array], Array]:
        return jax.jit(self._log_joint) if self.differentiable else self._log_joint

    def _log_joint(self, x: Any) -> Array:
        total = self.problem.log_prior(x) + self.problem.log_likelihood(x, self.y)
        return jnp.where(total < jnp.inf, total, -jnp.inf)  # NaN, too, is not below infinity


def with_forward_gradient(function: Callable[[Any], Array]) -> Callable[[Any], Array]:
    """The same function of (dim,), whose reverse-mode gradient is computed in forward mode.

    >>> jax.grad(with_forward_gradient(lambda x: (x**2).sum()))(jnp.array([1.0, 3.0])).tolist()
    [2.0, 6.0]
    """

    def value_and_gradient(x):
        along = jax.vmap(lambda tangent: jax.jvp(function, (x,), (tangent,)), out_axes=(None, 0))
        return along(jnp.eye(x.shape[0], dtype=x.dtype))

    wrapped = jax.custom_vjp(function)
    wrapped.defvjp(value_and_gradient, lambda gradient, cotangent: (cotangent * gradient,))
    return wrapped


def is_traceable(function: Callable[[Any], Any], shape: tuple[int, ...]) -> bool:
    """Whether JAX can follow a function of an array of this shape: it runs on abstract values and is not computed.

    >>> is_traceable(lambda x: np.log(np.asarray(x)), (2,)), is_traceable(lambda x: jnp.log(x), (2,))
    (False, True)
    """
    with jax.enable_x64(True):
        try:
            jax.eval_shape(function, jax.ShapeDtypeStruct(shape, jnp.float64))
        except Exception:  # whatever JAX cannot follow is called with numbers, where its own mistakes show
            return False
    return True
