"""The network's draws, moved onto the solutions of a measurement without noise.

Where y = s(x) exactly, posterior draws must meet s(x) = y, and a network's miss it by a little. Each is moved onto the
fibre of solutions (`fibre`) by a few Gauss–Newton steps; what does not arrive is dropped, and counted.

Moving collects what q(v) the network has spread across the fibre, along the normals. In the vicinity of w on the fibre,
v = w + Jᵀ(J Jᵀ)⁻¹ r with r = s(v) − y, to first order, and dv = dw dr / √det(J Jᵀ). So the moved draws have the density

    q_F(w) = Q(w) / √det(J Jᵀ),     Q(w) = ∫ q(w + Jᵀ(J Jᵀ)⁻¹ r) dr,

and against the exact p_F(w) ∝ p(w) / √det(J Jᵀ) the Jacobian cancels from the weight:

    p_F / q_F = p(w) / Q(w).

A network that has learned p(v) N(s(v); y, σ²), the posterior blurred by a small σ, has constant weights. Approximated
is that q is narrow against the fibre's radius of curvature, and Q, an average over r from a normal distribution with
twice the variance that the residuals of the draws have. Draws taken by these weights are nearly right, and in the right
shares of separate regions. Metropolis steps along the fibre (`fibre_walk`), for which p_F is exact, take away what the
approximation left within a region.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from innverse.arguments.settings import validate_counts
from innverse.padding import in_double
from innverse.refinement.fibre import Fibre, across
from innverse.refinement.fibre_walk import walk_along
from innverse.refinement.refined import NAN, Refined, doubts_of
from innverse.refinement.refinement import FEWEST_EFFECTIVE, LEAST_PROPOSALS, Refinement
from innverse.refinement.resampling import resample
from innverse.refinement.smoothed_weights import SmoothedWeights, smoothed_weights
from innverse.refinement.target import why_not_traceable
from innverse.refinement.tempering import tempered

if TYPE_CHECKING:
    from innverse.posterior import Posterior
    from innverse.problems import InverseProblem

MOST_DROPPED = 0.05
LEAST_ACCEPTANCE = 0.1
WIDER = 2.0


@final
@dataclass(frozen=True)
class Projection(Refinement):
    """Moves draws onto s(x) = y, for a noise-free problem whose forward process is written in JAX.

    Args:
        proposals: how many draws of the network are moved for each that is returned.
        newton_steps: Gauss–Newton steps.
        across: places across the fibre over which the network's density is averaged, a power of two.
        steps: Metropolis steps of each draw along the fibre.
    """

    proposals: int = 2
    newton_steps: int = 20
    across: int = 8
    steps: int = 50

    def __post_init__(self):
        validate_counts(self, "proposals", "newton_steps", "across")
        validate_counts(self, "steps", least=0)

    def refine(self, posterior, problem, n, seed):
        """n draws that solve s(x) = y to rounding.

        Raises:
            TypeError: a problem with noise, or a forward process that is not written in JAX.
            ValueError: more measurements than parameters.
            FloatingPointError: no draw could be moved onto s(x) = y.
        """
        check_projectable(problem)
        fibre = Fibre(problem, posterior.model.scaling, posterior.observed)
        draws = posterior.sample(max(self.proposals * n, LEAST_PROPOSALS), seed)
        moved, residuals = self._moved(fibre, posterior, draws)
        smoothed = self._weights(fibre, posterior, moved, residuals, seed, len(draws))
        # Where a few draws carry all weight, they would decide the shares of separate regions; steps cannot mend these.
        weights = tempered(smoothed.weights, min(FEWEST_EFFECTIVE, len(moved)))
        taken = resample(moved, weights, n, np.random.default_rng(seed))
        v, acceptance = self._walked(fibre, moved, taken, seed)
        dropped = len(draws) - len(moved)
        doubts = self._doubts(posterior, smoothed, dropped / len(draws), acceptance)
        known = posterior.model.has_density
        return Refined(
            posterior.model.scaling.unscale_x(v),
            posterior.parameters,
            self,
            doubts,
            min(smoothed.effective, n) if known else NAN,
            smoothed.k_hat if known else NAN,
            dropped=dropped,
            acceptance=acceptance,
            residual=_largest_residual(fibre, v),
        )

    def _moved(self, fibre: Fibre, posterior: Posterior, draws: NDArray) -> tuple[NDArray, NDArray]:
        """v on the fibre (m, dim_x), and the residuals (m, dim_y) that their draws had."""
        scaling = posterior.model.scaling
        v = scaling.scale_x_with_log_det(scaling.off_bounds(draws))[0]
        with jax.enable_x64(True):
            moved, found, residuals = map(np.asarray, _nearest(fibre, jnp.asarray(v), self.newton_steps))
        found = found & np.isfinite(moved).all(axis=1)
        if not found.any():
            raise FloatingPointError("draws: expected some that can be moved onto s(x) = y, got none")
        return moved[found], residuals[found]

    def _weights(
        self, fibre: Fibre, posterior: Posterior, moved: NDArray, residuals: NDArray, seed: int, size: int
    ) -> SmoothedWeights:
        """p(w)/Q(w); all alike where the network has no density. Compiled for `size` rows, however many arrived."""
        if not posterior.model.has_density:
            return smoothed_weights(np.zeros(len(moved)))
        r, log_density_of_r = _around(residuals, self.across, seed)
        nearby, log_prior = in_double(lambda rows: _nearby(fibre, rows, r), moved, size)
        log_q = _log_density(posterior, nearby.reshape(-1, moved.shape[1])).reshape(nearby.shape[:2])
        log_average = np.logaddexp.reduce(log_q - log_density_of_r, axis=1)
        return smoothed_weights(np.where(np.isfinite(log_average), log_prior - log_average, -np.inf))

    def _walked(self, fibre: Fibre, moved: NDArray, taken: NDArray, seed: int) -> tuple[NDArray, float]:
        with jax.enable_x64(True):
            covariance = jnp.asarray(np.atleast_2d(np.cov(moved.T)) + 1e-9 * np.eye(moved.shape[1]))
            starts = jnp.asarray(moved[taken])
            v, acceptance = walk_along(fibre, starts, covariance, self.steps, jax.random.key(seed))
            return np.asarray(v), float(acceptance)

    def _doubts(
        self, posterior: Posterior, smoothed: SmoothedWeights, dropped: float, acceptance: float
    ) -> tuple[str, ...]:
        known = posterior.model.has_density
        return doubts_of(
            (dropped <= MOST_DROPPED, f"{dropped:.0%} of the draws could not be moved onto s(x) = y"),
            (known, "the method has no density: shares of separate regions are the network's own"),
            (not known or smoothed.reliable, f"Pareto k̂ is {smoothed.k_hat:.2f}: the network misses some solutions"),
            (not known or smoothed.effective >= FEWEST_EFFECTIVE, f"only {smoothed.effective:.0f} effective draws"),
            (not acceptance < LEAST_ACCEPTANCE, f"{acceptance:.0%} of the steps along the solutions were taken"),
        )


def check_projectable(problem: InverseProblem) -> None:
    """Refuses problems whose draws cannot be moved onto s(x) = y.

    Raises:
        TypeError: a problem with noise, or a forward process that is not written in JAX.
        ValueError: more measurements than parameters.
    """
    if not problem.noise_free:
        raise TypeError(f"problem: expected one whose measurements are noise-free, got {problem.name!r}")
    if cause := why_not_traceable(lambda x: problem.forward(jax.random.key(0), x), (1, problem.dim_x)):
        expected = "forward: expected a function of rows written in JAX, which has its derivatives"
        reason = cause.__cause__ or cause
        advice = "jax.vmap makes it of one for a single parameter set"
        raise TypeError(f"{expected} ({advice}), got {type(reason).__name__}: {reason}") from cause
    if problem.dim_y > problem.dim_x:
        raise ValueError(
            f"problem: expected at most as many measurements as parameters, got {problem.dim_y} and {problem.dim_x}"
        )


def _around(residuals: NDArray, n: int, seed: int) -> tuple[NDArray, NDArray]:
    """n evenly spread r (n, dim_y) of a normal distribution wider than the residuals, and its log density there."""
    from scipy.stats import multivariate_normal, qmc

    covariance = WIDER * np.atleast_2d(np.cov(residuals.T))
    normal = multivariate_normal(residuals.mean(axis=0), covariance)  # pyright: ignore[reportArgumentType]
    standard = qmc.MultivariateNormalQMC(np.zeros(len(covariance)), rng=np.random.default_rng(seed)).random(n)
    r = residuals.mean(axis=0) + standard @ np.linalg.cholesky(covariance).T
    return r, np.atleast_1d(normal.logpdf(r))


@eqx.filter_jit
def _nearest(fibre, v, steps):
    """Rows moved onto the fibre, whether they arrived, and s(v) − y before."""
    return *jax.vmap(partial(fibre.nearest, steps=steps))(v), jax.vmap(fibre.residual)(v)


@eqx.filter_jit
def _nearby(fibre, moved, r):
    """Places (m, n, dim_x) across the fibre from each w, and log p(w)."""

    def of_one(w):
        jacobian = fibre.jacobian(w)
        return w + jax.vmap(lambda offset: across(jacobian, offset))(r), fibre.log_prior(w)

    return jax.vmap(of_one)(moved)


def _log_density(posterior: Posterior, v: NDArray) -> NDArray[np.float64]:
    """log q per unit of v; −inf where x is not finite, as across a fibre that nearly touches itself."""
    scaling = posterior.model.scaling
    x = scaling.unscale_x(v)
    found, finite = np.full(len(x), -np.inf), np.isfinite(x).all(axis=1)
    found[finite] = posterior.log_prob(x[finite]) - scaling.scale_x_with_log_det(x[finite])[1]
    return found


@eqx.filter_jit
def _residuals(fibre, v):
    return jax.vmap(fibre.residual)(v)


def _largest_residual(fibre: Fibre, v: NDArray) -> float:
    with jax.enable_x64(True):
        return float(np.abs(_residuals(fibre, jnp.asarray(v))).max())
