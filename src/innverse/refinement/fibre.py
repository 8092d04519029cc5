"""The set of parameters that explain a measurement exactly, F = {v : s(v) = y}, and its geometry.

Parameters are taken without bounds and in standard deviations, v (dim_x,), the scaling under which the network was
trained, so that no step can leave the bounds and lengths in different parameters compare. Measurements are in standard
deviations that they have under the prior. With J = ∂s/∂v (dim_y, dim_x), of full rank, F has dim_x − dim_y dimensions;
the rows of J span its normals, and steps T with J T = 0 lie along it.

Without noise the posterior lives on F. By the coarea formula its density, per unit of length, area or volume of F, is

    p_F(v) ∝ p(v) / √det(J Jᵀ)

(Federer 1969, Geometric measure theory, 3.2.12; Diaconis, Holmes, Shahshahani 2013, "Sampling from a manifold"): where
s changes fast, a thin layer around F is thin.

A draw close to F is moved onto it by Gauss–Newton steps of least length, v ← v − Jᵀ(J Jᵀ)⁻¹ (s(v) − y).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

if TYPE_CHECKING:
    from innverse.problems import InverseProblem
    from innverse.scaling import Scaling

CONVERGED = 1e-12
ROUNDINGS = 8 * float(np.finfo(float).eps)
"""Residual, as a share of y itself, that counts as none."""
PRIOR_DRAWS = 256


class Geometry(NamedTuple):
    """Geometry at one v: J (dim_y, dim_x), an orthonormal basis (dim_x, dim_x − dim_y) along F, and log √det(J Jᵀ)."""

    jacobian: Array
    tangents: Array
    log_volume: Array


@final
class Fibre(eqx.Module):
    """F of one measurement; all functions are of single v, for compiled code in float64.

    Attributes:
        problem: noise-free, with a forward process written in JAX.
        scaling: from x to v.
        y: the measurement (dim_y,).
        unit: standard deviations of measurements under the prior (dim_y,).
    """

    problem: InverseProblem = eqx.field(static=True)
    scaling: Scaling
    y: NDArray[np.float64]
    unit: NDArray[np.float64]

    def __init__(self, problem: InverseProblem, scaling: Scaling, y: NDArray[np.float64]):
        self.problem, self.scaling, self.y = problem, scaling, y
        with jax.enable_x64(True):
            x = problem.sample_prior(jax.random.key(0), PRIOR_DRAWS)
            predicted = np.asarray(problem.forward(jax.random.key(1), x))
        self.unit = np.nanstd(predicted, axis=0).astype(float)

    def residual(self, v: Float[Array, " dim_x"]) -> Float[Array, " dim_y"]:
        """s(v) − y."""
        x = self.scaling.x.inverse(v)[0]
        return (self.problem.forward(jax.random.key(0), x[None])[0] - self.y) / self.unit

    def log_prior(self, v: Float[Array, " dim_x"]) -> Float[Array, ""]:
        """log p(v): of the prior, per unit of v."""
        x, log_det = self.scaling.x.inverse(v)
        return self.problem.log_prior(x) + log_det

    def geometry(self, v: Float[Array, " dim_x"]) -> Geometry:
        """Geometry of the fibre through v."""
        jacobian = self.jacobian(v)
        axes, triangle = jnp.linalg.qr(jacobian.T, mode="complete")
        dim_y = jacobian.shape[0]
        return Geometry(jacobian, axes[:, dim_y:], jnp.log(jnp.abs(jnp.diagonal(triangle))).sum())

    def jacobian(self, v: Float[Array, " dim_x"]) -> Float[Array, "dim_y dim_x"]:
        """∂s/∂v."""
        return jax.jacfwd(self.residual)(v)

    def nearest(self, v: Float[Array, " dim_x"], steps: int) -> tuple[Array, Array]:
        """Where Gauss–Newton steps lead, and whether that is on F."""

        def step(_, place):
            return place - across(self.jacobian(place), self.residual(place))

        return self._found(jax.lax.fori_loop(0, steps, step, v))

    def along_normals(self, v: Float[Array, " dim_x"], normals: Float[Array, "dim_y dim_x"], steps: int):
        """v + normalsᵀ a on F, by Newton steps in a (dim_y,), and whether it is."""

        def step(_, place):
            slopes = self.jacobian(place) @ normals.T
            return place - normals.T @ jnp.linalg.solve(slopes, self.residual(place))

        return self._found(jax.lax.fori_loop(0, steps, step, v))

    def _found(self, v: Array) -> tuple[Array, Array]:
        return v, (jnp.abs(self.residual(v)) < CONVERGED + ROUNDINGS * jnp.abs(self.y) / self.unit).all()


def across(jacobian: Float[Array, "dim_y dim_x"], r: Float[Array, " dim_y"]) -> Float[Array, " dim_x"]:
    """Jᵀ(J Jᵀ)⁻¹ r: the shortest step that changes s by r.

    >>> across(jnp.array([[1.0, 1.0]]), jnp.array([3.0])).tolist()
    [1.5, 1.5]
    """
    return jacobian.T @ jnp.linalg.solve(jacobian @ jacobian.T, r)
