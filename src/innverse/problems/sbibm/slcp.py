"""Simple likelihood, complex posterior: four points of a normal distribution whose five numbers are sought.

    x ~ U(−3, 3)^5
    four independent points (y1, y2), (y3, y4), … ~ N((x1, x2), S)
    S = [s1², ρ s1 s2; ρ s1 s2, s2²],     s1 = x3²,   s2 = x4²,   ρ = tanh x5

The signs of x3 and x4 leave no trace: four modes of equal weight. Source: Papamakarios, Sterratt, Murray 2019,
arXiv 1805.07226, as sbibm has it (arXiv 2101.04653, sec. T.3). No units.
"""

from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.box import box_columns, log_box, sample_box
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem

POINTS = 4
TRUTH = (0.7, -2.9, -1.0, -0.9, 0.6)
OBSERVED = (-0.7, -3.9, 2.2, -2.1, 1.1, -3.6, 2.7, -2.2)


@final
class SLCP(InverseProblem):
    """Which mean, spreads and correlation gave four points? Equations: this module's docstring.

    x (n, 5) within ±3. y (n, 8): four points, one after the other. The default question is `OBSERVED`, one
    simulation of `TRUTH`.

    >>> x = np.array([1.0, 2.0, 1.0, 1.0, 0.0])
    >>> round(float(SLCP().log_likelihood(x, np.tile([1.0, 2.0], 4))), 3)  # −4 log 2π
    -7.352
    """

    name = "slcp"
    title = "Simple likelihood, complex posterior"
    source = "Lueckmann et al. 2021, arXiv 2101.04653"
    parameters = box_columns(5, 3.0)
    measurements = tuple(Column(f"y{i}", label=f"$y_{{{i}}}$") for i in range(1, 2 * POINTS + 1))

    def __init__(self):
        self.observed = np.array(OBSERVED)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 5"]:
        """U(−3, 3)^5."""
        return sample_box(self.parameters, key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """−5 log 6 inside the box."""
        return log_box(self.parameters, x)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 8"]:
        """Four points of each row.

        Raises:
            ValueError: a parameter outside ±3.
        """
        self.check_parameters(x)
        mean, s1, s2, rho = _normal(jnp.asarray(x, float))
        e1, e2 = jax.random.normal(key, (2, len(x), POINTS))
        first = s1[:, None] * e1
        second = s2[:, None] * (rho[:, None] * e1 + jnp.sqrt(1 - rho**2)[:, None] * e2)
        return (mean[:, None] + jnp.stack([first, second], axis=-1)).reshape(len(x), -1)

    def log_likelihood(self, x: Any, y: Any) -> Float[Array, " ..."]:
        """Σ over the points of log N(point; (x1, x2), S), with the density's pole at s1 s2 = 0 left out (−inf)."""
        mean, s1, s2, rho = _normal(jnp.asarray(x))
        y = jnp.asarray(y)
        points = y.reshape(*y.shape[:-1], POINTS, 2)
        scale = jnp.stack([s1, s2], axis=-1)
        u, v = jnp.moveaxis((points - mean[..., None, :]) / scale[..., None, :], -1, 0)
        rest = 1 - rho[..., None] ** 2
        squares = ((u**2 - 2 * rho[..., None] * u * v + v**2) / rest).sum(axis=-1)
        log_scale = jnp.log(2 * jnp.pi * s1 * s2) + 0.5 * jnp.log(rest[..., 0])
        total = -0.5 * squares - POINTS * log_scale
        return jnp.where(jnp.isfinite(total), total, -jnp.inf)


def _normal(x: Array) -> tuple[Array, Array, Array, Array]:
    """Mean (..., 2), both standard deviations and the correlation (...,)."""
    return x[..., :2], x[..., 2] ** 2, x[..., 3] ** 2, jnp.tanh(x[..., 4])
