"""An epidemic: how contagious is it, and how fast do people recover?

    ds/dt = −β s i,     di/dt = β s i − γ i       (shares of N = 1,000,000 people; one is ill on day 0)
    β ~ LogNormal(log 0.4, 0.5) [1/day],     γ ~ LogNormal(log 0.125, 0.2) [1/day]
    y_k ~ Binomial(1000, i(t_k)),     t_k = 0, 17, 34, …, 153 days

Solved for s and log i, which rises and falls along straight lines. Source: Kermack and McKendrick 1927,
doi 10.1098/rspa.1927.0118, as sbibm has it (arXiv 2101.04653, sec. T.9).
"""

import math
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.ode import solved
from innverse.problems.randomness import numpy_generator

PEOPLE = 1_000_000
ASKED = 1000
DAYS = tuple(range(0, 160, 17))
LOG_CENTRE, LOG_SD = (math.log(0.4), math.log(0.125)), (0.5, 0.2)
TOLERANCE = 1e-6
MOST_STEPS = 2000
TRUTH = (0.5, 0.15)
OBSERVED = (0, 1, 116, 181, 21, 4, 0, 0, 0, 0)


@final
class SIR(InverseProblem):
    """Which contact and recovery rates explain ten polls of 1000 people? Equations: this module's docstring.

    x (n, 2): β, γ [1/day]. y (n, 10): how many of 1000 are ill on day 0, 17, …, 153. The default question is
    `OBSERVED`, one simulation of `TRUTH`.

    >>> SIR().ill(np.array([[0.5, 0.15]])).round(3)[0, :4].tolist()
    [0.0, 0.0, 0.113, 0.186]
    """

    name = "sir"
    title = "Epidemic with contact and recovery rates"
    source = "Lueckmann et al. 2021, arXiv 2101.04653"
    parameters = (
        Column("beta", unit="1/day", label=r"contact rate $\beta$", lower=0.0),
        Column("gamma", unit="1/day", label=r"recovery rate $\gamma$", lower=0.0),
    )
    measurements = tuple(Column(f"day_{day}", label=f"ill on day {day}", lower=0.0, upper=ASKED) for day in DAYS)
    failure = f"the equations' solver needs more than {MOST_STEPS:,} steps"

    def __init__(self):
        self.observed = np.array(OBSERVED, float)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 2"]:
        """Two independent log-normal rates."""
        return jnp.exp(jnp.array(LOG_CENTRE) + jnp.array(LOG_SD) * jax.random.normal(key, (n, 2)))

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """Σ log LogNormal(x_i), −inf where a rate is not positive."""
        x = jnp.asarray(x)
        log_x = jnp.log(jnp.where(x > 0, x, 1.0))
        densities = jax.scipy.stats.norm.logpdf(log_x, jnp.array(LOG_CENTRE), jnp.array(LOG_SD)) - log_x
        return jnp.where((x > 0).all(axis=-1), densities.sum(axis=-1), -jnp.inf)

    def forward(self, key: PRNGKeyArray, x: Any) -> np.ndarray:
        """Ten polls of each row, float64; NaN where the solver gives up.

        Raises:
            ValueError: a negative rate.
        """
        self.check_parameters(x)
        shares = self.ill(x)
        solved = np.isfinite(shares).all(axis=1, keepdims=True)
        return np.where(solved, numpy_generator(key).binomial(ASKED, np.where(solved, shares, 0.0)), np.nan)

    def ill(self, x: Any) -> np.ndarray:
        """Share of people who are ill on each of the ten days, (n, 10) of x (n, 2)."""
        return np.clip(np.asarray(_ill(jnp.asarray(x, float)), float), 0.0, 1.0)

    def log_likelihood(self, x: Any, y: Any) -> Float[Array, " ..."]:
        """Σ log Binomial(y_k; 1000, i(t_k)), −inf where the solver gives up."""
        return _log_likelihood(jnp.asarray(x), jnp.asarray(y))


@jax.jit
def _ill(x: Float[Array, "n 2"]) -> Float[Array, "n days"]:
    return jax.vmap(_solve)(x)


@jax.jit
def _log_likelihood(x: Float[Array, "*n 2"], y: Float[Array, "*n days"]) -> Float[Array, "*n"]:
    share = jnp.vectorize(_solve, signature="(k)->(m)")(x)
    total = jax.scipy.stats.binom.logpmf(y, ASKED, share).sum(axis=-1)
    return jnp.where(jnp.isfinite(total), total, -jnp.inf)


def _solve(x: Float[Array, " 2"]) -> Float[Array, " days"]:
    states, at_end = solved(
        _rates,
        jnp.array([1 - 1 / PEOPLE, -math.log(PEOPLE)]),
        jnp.array(DAYS, float),
        x,
        last=float(DAYS[-1]),
        relative_tolerance=TOLERANCE,
        absolute_tolerance=TOLERANCE,
        first_step=0.1,
        most_steps=MOST_STEPS,
    )
    return jnp.where(at_end, jnp.exp(states[:, 1]), jnp.nan)


def _rates(t: Any, state: Float[Array, " 2"], x: Float[Array, " 2"]) -> Float[Array, " 2"]:
    """ds/dt and d(log i)/dt.

    A step too far would overflow, and an error that is not a number does not shorten the next step: hence the cap.
    """
    healthy, log_ill = state
    beta, gamma = x
    return jnp.stack([-beta * healthy * jnp.exp(jnp.minimum(log_ill, 1.0)), beta * healthy - gamma])
