"""Ten noisy readings of ten numbers that lie in a box.

    x ~ U(−1, 1)^10,     y ~ N(x, 0.1 I)      (variance 0.1, standard deviation 0.316)

The posterior is N(y, 0.1 I) cut off at the box, each component by itself. Source: sbibm, arXiv 2101.04653, sec. T.2. No
units.
"""

from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.box import box_columns, log_box, sample_box
from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.one_measurement import one_measurement
from innverse.problems.randomness import numpy_generator

DIM = 10
NOISE_SD = 0.1**0.5


@final
class GaussianLinearUniform(InverseProblem):
    """Which ten numbers within ±1 explain ten noisy readings? Equations: this module's docstring.

    x (n, 10), y (n, 10). The default question is the noiseless y of x = (−0.9, −0.7, …, 0.9).

    >>> GaussianLinearUniform().forward(jax.random.key(0), np.zeros((3, 10))).shape
    (3, 10)
    """

    name = "gaussian_linear_uniform"
    title = "Gaussian readings of numbers in a box"
    source = "Lueckmann et al. 2021, arXiv 2101.04653"
    parameters = box_columns(DIM, 1.0)
    measurements = tuple(Column(f"y{i}", label=f"$y_{{{i}}}$") for i in range(1, DIM + 1))

    def __init__(self):
        self.observed = np.linspace(-0.9, 0.9, DIM)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 10"]:
        """U(−1, 1)^10."""
        return sample_box(self.parameters, key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """−10 log 2 inside the box."""
        return log_box(self.parameters, x)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 10"]:
        """x with noise.

        Raises:
            ValueError: a parameter outside ±1.
        """
        self.check_parameters(x)
        x = jnp.asarray(x, float)
        return x + NOISE_SD * jax.random.normal(key, x.shape)

    def log_likelihood(self, x: Any, y: Any) -> Float[Array, " ..."]:
        """Σ log N(y_i; x_i, 0.1)."""
        return jax.scipy.stats.norm.logpdf(jnp.asarray(y), jnp.asarray(x), NOISE_SD).sum(axis=-1)

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, 10) of truncated normals.

        Raises:
            ValueError: y is not ten finite numbers.
        """
        from scipy.stats import truncnorm

        y = one_measurement(y, self.measurements)
        ends = (-1 - y) / NOISE_SD, (1 - y) / NOISE_SD
        return truncnorm(*ends, loc=y, scale=NOISE_SD).rvs((n, DIM), random_state=numpy_generator(key))
