"""Lynx and hare: which rates of birth, death and predation drove the pelts that the Hudson's Bay Company collected?

Lotka–Volterra predator and prey, hare u and lynx v in thousands of pelts, t in years since 1900:

    du/dt = (α − β v) u,   dv/dt = (−γ + δ u) v,   (u, v)(0) = (u0, v0)
    hare_t ~ LogNormal(log u(t), σ_hare),   lynx_t ~ LogNormal(log v(t), σ_lynx),   t = 0, 1, …, 20

    α, γ ~ N(1, 0.5²) above 0;   β, δ ~ N(0.05, 0.05²) above 0;   u0, v0 ~ LogNormal(log 10, 1);   σ ~ LogNormal(−1, 1)

Model and priors: B. Carpenter's Stan case study (2018), kept as `hudson_lynx_hare-lotka_volterra` in posteriordb. Data:
the company's records, as in C. Elton and M. Nicholson 1942, J. Animal Ecology 11, 215, and Howard 2009.

The equations are solved for log u and log v, so that populations stay positive, by diffrax (Tsitouras 5/4). Under this
prior they reach 1e-100, and millions: a run whose solver needs more than 1,024 steps has no answer, and a measurement
below 1e-300 is given as 1e-300.
"""

from functools import cache, partial
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.marginals import log_marginals, sample_marginals
from innverse.problems.ode import solved

YEARS = tuple(range(1900, 1921))
HARE = (30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2,
        24.7)  # fmt: skip
LYNX = (4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1,
        8.6)  # fmt: skip
RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE, MOST_STEPS = 1e-5, 1e-6, 1024
MOST_LOG_POPULATION = 40.0
LEAST_MEASUREMENT = 1e-300
UNIT = "thousand pelts"


@final
class LynxHare(InverseProblem):
    """Rates, first populations and noise from 21 years of hare and lynx. Equations: this module's docstring.

    x (n, 8): alpha [1/yr], beta [1/yr per thousand lynx], gamma [1/yr], delta [1/yr per thousand hares], hare_0 and
    lynx_0 [thousand pelts], the noise of log hare and of log lynx. y (n, 42): 21 years of hare, then 21 of lynx
    [thousand pelts]. The default question is the real data of 1900 to 1920.

    >>> LynxHare().observed[:3].tolist()
    [30.0, 47.2, 70.2]
    """

    name = "lynx-hare"
    title = "Lynx and hare of the Hudson Bay, 1900 to 1920"
    source = "Hudson's Bay Company's pelts; model: posteriordb, hudson_lynx_hare-lotka_volterra"
    parameters = (
        Column("alpha", unit="1/yr", label=r"birth of hares $\alpha$", lower=0.0),
        Column("beta", unit="1/yr per thousand", label=r"predation $\beta$", lower=0.0),
        Column("gamma", unit="1/yr", label=r"death of lynx $\gamma$", lower=0.0),
        Column("delta", unit="1/yr per thousand", label=r"growth of lynx $\delta$", lower=0.0),
        Column("hare_0", unit=UNIT, label="hares in 1900 $u_0$", lower=0.0),
        Column("lynx_0", unit=UNIT, label="lynx in 1900 $v_0$", lower=0.0),
        Column("noise_hare", label=r"noise $\sigma_{hare}$", lower=0.0),
        Column("noise_lynx", label=r"noise $\sigma_{lynx}$", lower=0.0),
    )
    measurements = tuple(
        Column(f"{animal}_{year}", unit=UNIT, lower=0.0) for animal in ("hare", "lynx") for year in YEARS
    )
    failure = f"the equations' solver needs more than {MOST_STEPS:,} steps"

    def __init__(self):
        self.observed = np.array([*HARE, *LYNX], float)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 8"]:
        """n draws of the eight independent priors."""
        return sample_marginals(key, _priors(), n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """Σ log p_i(x_i), −inf where a parameter is not positive."""
        return log_marginals(jnp.asarray(x), _priors())

    def forward(self, key: PRNGKeyArray, x: Any) -> np.ndarray:
        """42 noisy measurements of each row, float64; NaN where the solver gives up.

        Raises:
            ValueError: a parameter below 0.
        """
        self.check_parameters(x)
        x = jnp.asarray(x, float)
        noise = jnp.repeat(x[:, 6:], len(YEARS), axis=1) * jax.random.normal(key, (len(x), self.dim_y))
        log_y = np.asarray(_log_populations(x).reshape(len(x), -1) + noise, float)
        return np.maximum(np.exp(log_y), LEAST_MEASUREMENT)

    def log_likelihood(self, x: Any, y: Any) -> Float[Array, " ..."]:
        """Σ log LogNormal(y_i; log u or log v of that year, σ of that animal), −inf where the solver gives up."""
        return _log_likelihood(jnp.asarray(x), jnp.asarray(y))

    def populations(self, x: Any) -> np.ndarray:
        """Hare and lynx (n, 2, 21) [thousand pelts] of x (n, 8), without measurement noise: for pictures."""
        return np.exp(np.asarray(_log_populations(jnp.asarray(x, float)), float))


@cache
def _priors():
    import numpyro.distributions as dist

    rate, interaction = dist.TruncatedNormal(1, 0.5, low=0), dist.TruncatedNormal(0.05, 0.05, low=0)
    population, noise = dist.LogNormal(np.log(10), 1), dist.LogNormal(-1, 1)
    return rate, interaction, rate, interaction, population, population, noise, noise


@jax.jit
def _log_populations(x: Float[Array, "n dim_x"]) -> Float[Array, "n 2 years"]:
    return jax.vmap(_solve)(x)


@jax.jit
@partial(jnp.vectorize, signature="(k),(m)->()")
def _log_likelihood(x: Float[Array, " dim_x"], y: Float[Array, " dim_y"]) -> Float[Array, ""]:
    residuals = (jnp.log(y).reshape(2, -1) - _solve(x)) / x[6:, None]
    log_densities = -0.5 * residuals**2 - 0.5 * jnp.log(2 * jnp.pi) - jnp.log(x[6:, None]) - jnp.log(y).reshape(2, -1)
    total = log_densities.sum()
    return jnp.where(jnp.isfinite(total), total, -jnp.inf)


def _solve(x: Float[Array, " dim_x"]) -> Float[Array, "2 years"]:
    states, at_end = solved(
        _rates,
        jnp.log(x[4:6]),
        jnp.array(YEARS, float) - YEARS[0],
        x[:4],
        last=float(YEARS[-1] - YEARS[0]),
        relative_tolerance=RELATIVE_TOLERANCE,
        absolute_tolerance=ABSOLUTE_TOLERANCE,
        first_step=0.01,
        most_steps=MOST_STEPS,
    )
    return jnp.where(at_end, states.T, jnp.nan)


def _rates(t: Any, log_populations: Float[Array, " 2"], rates: Float[Array, " 4"]) -> Float[Array, " 2"]:
    """d log u / dt and d log v / dt.

    A step too far would overflow, and an error that is not a number does not shorten the next step: hence the cap.
    """
    alpha, beta, gamma, delta = rates
    hare, lynx = jnp.exp(jnp.minimum(log_populations, MOST_LOG_POPULATION))
    return jnp.stack([alpha - beta * lynx, delta * hare - gamma])
