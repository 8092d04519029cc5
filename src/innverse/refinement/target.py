"""What a refined posterior is to become: p(x | y) ∝ p(x) p(y | x), as the problem knows it, in float64.

A logarithm's gradient is taken forwards through prior and likelihood, and backwards through whatever made x: parameters
are few, solvers of differential equations differentiate forwards only, and networks differentiate backwards at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from innverse.arguments.names import listed
from innverse.padding import few_sizes, in_double
from innverse.problems import InverseProblem

ROWS_PER_BLOCK = 1 << 12


@final
@dataclass(frozen=True, eq=False)
class Target:
    """log p(x) + log p(y | x) of one measurement y (dim_y,); −inf where it is not a number.

    Raises:
        TypeError: a problem whose likelihood is not known, or whose parameters have no density.
    """

    problem: InverseProblem
    y: NDArray[np.float64]

    def __post_init__(self):
        if not self.problem.has_likelihood:
            raise TypeError(f"problem: expected one whose likelihood is known, got {self.problem.name!r}")
        if whole := self.problem.whole_numbered:
            raise TypeError(
                f"problem: expected parameters with a density, got whole numbers in {listed(whole)}; a network's draws "
                "lie between them"
            )

    @property
    def differentiable(self) -> bool:
        """Whether prior and likelihood are written in JAX."""
        return self.why_not_differentiable is None

    @property
    def why_not_differentiable(self) -> Exception | None:
        """What stops JAX from following them."""
        return _why_not_differentiable(LogJoint(self.problem), self.problem.dim_x, self.problem.dim_y)

    def expect_differentiable(self) -> None:
        """Raises a TypeError with what stops JAX from following prior and likelihood, where something does."""
        if cause := self.why_not_differentiable:
            expected = "log_prior, log_likelihood: expected functions written in JAX, which has their gradient"
            raise TypeError(f"{expected}, got {type(cause).__name__}: {cause}") from cause

    def log_joint(self, x: Float[Array, " dim_x"]) -> Float[Array, ""]:
        """Log density at one x inside compiled code, with its gradient taken forwards."""
        return with_forward_gradient(lambda place: LogJoint(self.problem)(place, self.y))(x)

    def log_joints(self, x: NDArray) -> NDArray[np.float64]:
        """Log density at rows x (n, dim_x): (n,), in blocks; −inf where x is not finite."""
        found, asked = np.full(len(x), -np.inf), np.flatnonzero(np.isfinite(x).all(axis=1))
        compiled, log_joint = self.differentiable, LogJoint(self.problem)
        of_rows = _of_rows if compiled else LogJoint.__call__
        for start in range(0, len(asked), ROWS_PER_BLOCK):
            rows = asked[start : start + ROWS_PER_BLOCK]
            # What is not compiled is asked of no row in vain.
            size = few_sizes(len(asked), ROWS_PER_BLOCK) if compiled else len(rows)
            found[rows] = in_double(lambda some: of_rows(log_joint, some, self.y), x[rows], size)
        return found


@final
class LogJoint:
    """log p(x) + log p(y | x), −inf where it is not a number; two of one problem are the same to a compiled program."""

    def __init__(self, problem: InverseProblem):
        self._problem = problem

    def __call__(self, x: Any, y: Any) -> Array:
        """Log density of x (..., dim_x) beside y (dim_y,): (...,)."""
        total = self._problem.log_prior(x) + self._problem.log_likelihood(x, y)
        return jnp.where(total < jnp.inf, total, -jnp.inf)  # NaN, too, is not below infinity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LogJoint) and other._problem is self._problem

    def __hash__(self) -> int:
        return id(self._problem)


@lru_cache(maxsize=16)
def _why_not_differentiable(log_joint: LogJoint, dim_x: int, dim_y: int) -> Exception | None:
    return why_not_traceable(log_joint, (dim_x,), (dim_y,))


@eqx.filter_jit
def _of_rows(log_joint, x, y):
    return log_joint(x, y)


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


def why_not_traceable(function: Callable[..., Any], *shapes: tuple[int, ...]) -> Exception | None:
    """What stops JAX from following a function of arrays of these shapes; it runs on abstract values, uncomputed.

    >>> type(why_not_traceable(lambda x: np.log(np.asarray(x)), (2,))).__name__
    'TracerArrayConversionError'
    >>> why_not_traceable(lambda x: jnp.log(x), (2,))
    """
    with jax.enable_x64(True):
        try:
            jax.eval_shape(function, *(jax.ShapeDtypeStruct(shape, jnp.float64) for shape in shapes))
        except Exception as error:  # setting items, picking rows, libraries of others: each raises another kind
            return error
    return None
