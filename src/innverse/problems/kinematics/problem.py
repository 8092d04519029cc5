"""Inverse kinematics of a planar arm that slides on a vertical rail.

    x = (rail height, three joint angles) ~ N(0, diag(0.25², 0.5², 0.5², 0.5²))
    y1 = Σ l_i cos θ_i,   y2 = x1 + Σ l_i sin θ_i,   l = (0.5, 0.5, 1.0)

θ_i is the direction of segment i. How the joint angles make the directions differs between sources:

    cumulative    θ = (x2, x2 + x3, x2 + x3 + x4)         Kruse et al. 2021, arXiv 2101.10763
    differenced   θ = (x2, x3 − x2, x4 − x3 − x2)         Ardizzone et al. 2019, arXiv 1808.04730

Lengths are in metres by choice; the sources leave them without a unit.
"""

from dataclasses import dataclass
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.kinematics.arm_posterior import ArmPosterior
from innverse.problems.one_measurement import one_measurement
from innverse.problems.randomness import numpy_generator
from innverse.products import product

LENGTHS = (0.5, 0.5, 1.0)
PRIOR_SD = (0.25, 0.5, 0.5, 0.5)


@final
@dataclass(frozen=True)
class AngleConvention:
    """How joint angles make directions: θ = matrix · (x2, x3, x4), with a determinant of one.

    >>> (np.array(DIFFERENCED_ANGLES.matrix) @ [0.1, 0.4, 0.9]).round(3).tolist()
    [0.1, 0.3, 0.4]
    """

    name: str
    source: str
    matrix: tuple[tuple[float, float, float], ...]


CUMULATIVE_ANGLES = AngleConvention(
    "cumulative angles", "Kruse et al. 2021, arXiv 2101.10763", ((1, 0, 0), (1, 1, 0), (1, 1, 1))
)
DIFFERENCED_ANGLES = AngleConvention(
    "differenced angles", "Ardizzone et al. 2019, arXiv 1808.04730", ((1, 0, 0), (-1, 1, 0), (-1, -1, 1))
)


@final
class InverseKinematics(InverseProblem):
    """Which rail heights and joint angles bring the end of the arm to y? Equations: this module's docstring.

    x (n, 4): rail height [m], three joint angles [rad]. y (n, 2): the end point [m], without noise. The default
    question is y* = (1.5, 0). Source: Kruse et al. 2021 (default) or Ardizzone et al. 2019, by the convention.

    Args:
        convention: CUMULATIVE_ANGLES or DIFFERENCED_ANGLES.

    Raises:
        TypeError: another thing than a convention.

    >>> arm = InverseKinematics()
    >>> arm.forward(jax.random.key(0), np.array([[0.1, 0.0, 0.0, 0.0]])).round(3).tolist()
    [[2.0, 0.10000000149011612]]
    """

    parameters = (
        Column("rail", unit="m", label="rail height $x_1$"),
        Column("angle_1", unit="rad", label="joint angle $x_2$"),
        Column("angle_2", unit="rad", label="joint angle $x_3$"),
        Column("angle_3", unit="rad", label="joint angle $x_4$"),
    )
    measurements = (Column("y1", unit="m", label="end point $y_1$"), Column("y2", unit="m", label="end point $y_2$"))
    noise_free = True

    def __init__(self, convention: AngleConvention = CUMULATIVE_ANGLES):
        if not isinstance(convention, AngleConvention):
            known = "CUMULATIVE_ANGLES or DIFFERENCED_ANGLES of innverse.problems"
            raise TypeError(f"convention: expected {known}, got {convention!r}")
        self.convention = convention
        self.name = "kinematics" if convention == CUMULATIVE_ANGLES else "kinematics-differenced"
        self.title = f"Inverse kinematics, {convention.name}"
        self.source = convention.source
        self.observed = np.array([1.5, 0.0])

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 4"]:
        """N(0, diag(0.25², 0.5², 0.5², 0.5²))."""
        return jnp.array(PRIOR_SD) * jax.random.normal(key, (n, len(PRIOR_SD)))

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """log N(x; 0, diag(0.25², 0.5², 0.5², 0.5²))."""
        return jax.scipy.stats.norm.logpdf(jnp.asarray(x), scale=jnp.array(PRIOR_SD)).sum(-1)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 2"]:
        """The end point; no noise, the key is not used."""
        return _joints(x, self.convention)[..., -1, :]

    def joints(self, x: Any) -> np.ndarray:
        """The corners of the arm (n, 4, 2) [m], from the rail to the end point: for pictures.

        >>> InverseKinematics().joints(np.zeros((1, 4)))[0, :, 0].tolist()
        [0.0, 0.5, 1.0, 2.0]
        """
        return np.asarray(_joints(x, self.convention), float)

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, 4) from p(x | y) by rejection; how: `arm_posterior`.

        Every draw reaches y within rounding of float64. No draw occurs twice.

        Raises:
            ValueError: y is not two finite numbers, out of the arm's reach |y1| < 2, or so improbable under the prior
                that no draws are found.
        """
        sampler = ArmPosterior(LENGTHS, PRIOR_SD, self.convention.matrix)
        return sampler.draws(one_measurement(y, self.measurements), n, numpy_generator(key))


@jax.jit(static_argnames="convention")
def _joints(x, convention):
    x = jnp.asarray(x)
    directions = product(x[..., 1:], jnp.array(convention.matrix, x.dtype).T)
    segments = jnp.array(LENGTHS)[:, None] * jnp.stack([jnp.cos(directions), jnp.sin(directions)], -1)
    base = jnp.stack([jnp.zeros_like(x[..., 0]), x[..., 0]], -1)[..., None, :]
    return jnp.concatenate([base, base + jnp.cumsum(segments, -2)], -2)
