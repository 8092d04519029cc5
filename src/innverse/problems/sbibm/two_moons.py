"""Two moons: a posterior of two crescents, with structure on two scales.

    x ~ U(−1, 1)²,     a ~ U(−π/2, π/2),     r ~ N(0.1, 0.01²)
    y = (r cos a + 0.25 − |x1 + x2| / √2,   r sin a + (x2 − x1) / √2)

The posterior is known. (x1 + x2)/√2 and (x2 − x1)/√2 are x turned by 45°, a map of determinant one, so that

    p(x | y) ∝ p_crescent(y1 + |x1 + x2| / √2 − 0.25, y2 − (x2 − x1) / √2)   inside the box:

a point (r cos a, r sin a) of the crescent fixes x2 − x1 and |x1 + x2|, and either sign of x1 + x2 is as probable.

Source: Greenberg, Nonnenmacher, Macke 2019, arXiv 1905.07488, as sbibm has it (arXiv 2101.04653, sec. T.8). No units.
"""

import math
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.box import box_columns, inside_box, log_box, sample_box
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.one_measurement import one_measurement
from innverse.problems.randomness import numpy_generator

RADIUS_MEAN, RADIUS_SD = 0.1, 0.01
OFFSET = 0.25
PROPOSALS, MOST_ROUNDS = 1 << 14, 1000


@final
class TwoMoons(InverseProblem):
    """Which x explains a point y near two crescents? Equations: this module's docstring.

    x (n, 2) within ±1. y (n, 2). The default question is the y of x = (0.3, 0.1) with a = 0 and r = 0.1.

    >>> posterior = TwoMoons().exact_posterior([0.0, 0.0], 1000, jax.random.key(0))
    >>> bool(abs((posterior.sum(axis=1) > 0).mean() - 0.5) < 0.05)  # half of it in either crescent
    True
    """

    name = "two_moons"
    title = "Two moons"
    source = "Lueckmann et al. 2021, arXiv 2101.04653"
    parameters = box_columns(2, 1.0)
    measurements = (Column("y1", label="$y_1$"), Column("y2", label="$y_2$"))

    def __init__(self):
        self.observed = np.array([RADIUS_MEAN + OFFSET - 0.4 / math.sqrt(2), -0.2 / math.sqrt(2)])

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 2"]:
        """U(−1, 1)²."""
        return sample_box(self.parameters, key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """log 1/4 inside the box."""
        return log_box(self.parameters, x)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 2"]:
        """A point of the crescent, moved by x.

        Raises:
            ValueError: a parameter outside ±1.
        """
        self.check_parameters(x)
        for_angle, for_radius = jax.random.split(key)
        angle = jax.random.uniform(for_angle, (len(x),), minval=-math.pi / 2, maxval=math.pi / 2)
        radius = RADIUS_MEAN + RADIUS_SD * jax.random.normal(for_radius, (len(x),))
        return radius[:, None] * jnp.stack([jnp.cos(angle), jnp.sin(angle)], axis=1) + _centre(jnp.asarray(x))

    def log_likelihood(self, x: Any, y: Any) -> Float[Array, " ..."]:
        """log p(y | x): −inf behind the crescent; in polar coordinates N(r; 0.1, 0.01²) / (π r)."""
        crescent = jnp.asarray(y) - _centre(jnp.asarray(x))
        radius = jnp.maximum(jnp.linalg.norm(crescent, axis=-1), jnp.finfo(crescent.dtype).tiny)
        log_density = jax.scipy.stats.norm.logpdf(radius, RADIUS_MEAN, RADIUS_SD) - jnp.log(jnp.pi * radius)
        return jnp.where(crescent[..., 0] > 0, log_density, -jnp.inf)

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, 2): points of the crescent solved for x, kept inside the box.

        Raises:
            ValueError: y is not two finite numbers, or so far away that no x inside the box leads to it.
        """
        y = one_measurement(y, self.measurements)
        rng, found, kept = numpy_generator(key), [], 0
        for _ in range(MOST_ROUNDS):
            x = _solutions(y, rng)
            found.append(x[inside_box(self.parameters, x)])
            kept += len(found[-1])
            if kept >= n:
                return np.concatenate(found)[:n]
        raise ValueError(f"y: expected a point that x within ±1 leads to, got {y.tolist()}: found {kept} draws of {n}")


def _centre(x: Array) -> Array:
    """Where the crescent of x has the centre of its circle (..., 2)."""
    along, across = (x[..., 0] + x[..., 1]) / math.sqrt(2), (x[..., 1] - x[..., 0]) / math.sqrt(2)
    return jnp.stack([OFFSET - jnp.abs(along), across], axis=-1)


def _solutions(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """x of random points of the crescent, with a random sign of x1 + x2; none where |x1 + x2| would be negative."""
    angle = rng.uniform(-math.pi / 2, math.pi / 2, PROPOSALS)
    radius = rng.normal(RADIUS_MEAN, RADIUS_SD, PROPOSALS)
    along, across = radius * np.cos(angle) + OFFSET - y[0], y[1] - radius * np.sin(angle)
    signed = along * rng.choice([-1.0, 1.0], PROPOSALS)
    return (np.stack([signed - across, signed + across], axis=1) / math.sqrt(2))[along >= 0]
