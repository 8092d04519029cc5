"""Inverse ballistics: from where, at which angle and how fast was an object thrown that came down at y?

    x1 ~ N(0, 0.5²) start [m],   x2 ~ max(0, N(1.5, 0.5²)) height [m],   a ~ U(9°, 81°),   v0 ~ Poisson(15) [m/s]

Gravity and linear drag, F = −k v, act on the object:

    e(t) = exp(−k t / m) − 1
    p1(t) = x1 − v0 cos(a) (m/k) e(t)
    p2(t) = x2 − (m/k²) ((g m + v0 sin(a) k) e(t) + g t k),      g = 9.81 m/s², k = 0.25 kg/s, m = 0.2 kg

y = p1 at the first of 1500 times on [0 s, 6 s], after the apex, at which p2 has changed sign: the place of impact, on a
grid of times. (Kruse, Ardizzone, Rother, Köthe 2021, arXiv 2101.10763, sec. 4.2.)

Two things are unusual, and kept as they are. v0 is a whole number: a posterior lies on lines, and a network, which is
continuous, can only come close to it. And a throw that is still in the air after 6 s has no impact: its row is NaN,
left out in x and y together. That takes more than 45 m/s, so under this prior it hardly ever happens.

The posterior is known. The start only shifts the throw, y = x1 + D(x2, a, v0) with the flown distance D, so that

    p(x2, a, v0 | y) ∝ p(x2) p(a) p(v0) N(y − D; 0, 0.5²),     x1 = y − D
"""

import math
from functools import partial
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, PRNGKeyArray

from innverse.problems.column import Column
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.one_measurement import one_measurement

START_SD = 0.5
HEIGHT_MEAN, HEIGHT_SD = 1.5, 0.5
LEAST_ANGLE, GREATEST_ANGLE = math.radians(9), math.radians(81)
MEAN_SPEED = 15.0
GRAVITY, DRAG, MASS = 9.81, 0.25, 0.2
TIMES, LAST_TIME = 1500, 6.0
BISECTIONS = math.ceil(math.log2(TIMES))
PROPOSALS, MOST_ROUNDS = 1 << 16, 100


@final
class InverseBallistics(InverseProblem):
    """Which start, height, angle and speed make a throw come down at y? Equations: this module's docstring.

    x (n, 4): start [m], height [m], angle [rad], speed [m/s], a whole number. y (n, 1): place of impact [m]; NaN where
    the throw has no impact. The default question is y* = 5 m. Source: Kruse et al. 2021, arXiv 2101.10763.

    A throw at 45° with 10 m/s from a height of 1.5 m comes down at 4.8 m:

    >>> throw = np.array([[0.0, 1.5, np.pi / 4, 10.0]])
    >>> InverseBallistics().forward(jax.random.key(0), throw).round(1).tolist()
    [[4.800000190734863]]
    """

    name = "ballistics"
    title = "Inverse ballistics"
    source = "Kruse et al. 2021, arXiv 2101.10763"
    parameters = (
        Column("start", unit="m", label="start $x_1$"),
        Column("height", unit="m", label="height $x_2$", lower=0.0),
        Column("angle", unit="rad", label="angle $a$", lower=LEAST_ANGLE, upper=GREATEST_ANGLE),
        Column("speed", unit="m/s", label="speed $v_0$", lower=0.0),
    )
    measurements = (Column("impact", unit="m", label="place of impact $y$"),)
    failure = f"no impact within {LAST_TIME:g} s"

    def __init__(self):
        self.observed = np.array([5.0])

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 4"]:
        """n throws: normal start, clipped normal height, uniform angle, Poisson speed."""
        return _throws(key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """log p(x): a density in start, height and angle, a probability in the whole-numbered speed.

        The height's point mass at 0, Φ(−3) = .0013, counts as its probability; a speed between whole numbers has −∞.
        """
        start, height, angle, speed = jnp.moveaxis(jnp.asarray(x), -1, 0)
        norm, poisson = jax.scipy.stats.norm, jax.scipy.stats.poisson
        on_ground = norm.logcdf(-HEIGHT_MEAN / HEIGHT_SD)
        log_height = jnp.where(height > 0, norm.logpdf(height, HEIGHT_MEAN, HEIGHT_SD), on_ground)
        inside = (height >= 0) & (angle >= LEAST_ANGLE) & (angle <= GREATEST_ANGLE) & (speed >= 0)
        log_speed = poisson.logpmf(jnp.round(speed), MEAN_SPEED)
        log_density = norm.logpdf(start, scale=START_SD) + log_height + log_speed
        log_angle = -math.log(GREATEST_ANGLE - LEAST_ANGLE)
        return jnp.where(inside & (speed == jnp.round(speed)), log_density + log_angle, -jnp.inf)

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 1"]:
        """The place of impact, NaN without one; no noise, the key is not used.

        Speeds between whole numbers, as a network draws them, fly as they are.

        Raises:
            ValueError: a height or speed below 0, an angle outside 9° to 81°.
        """
        self.check_parameters(x)
        return _impacts(jnp.asarray(x, float))[:, None]

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, 4) from p(x | y) by rejection: prior throws, accepted by their start's density.

        Every draw comes down at y within rounding of float32.

        Raises:
            ValueError: y is not one finite number, or so improbable under the prior that too few draws are found.
        """
        (target,) = one_measurement(y, self.measurements)
        accepted, found = [], 0
        for number in range(MOST_ROUNDS):
            throws, kept = _proposals(jax.random.fold_in(key, number), target)
            accepted.append(np.asarray(throws, float)[kept])
            found += len(accepted[-1])
            if found >= n:
                return np.concatenate(accepted)[:n]
        raise ValueError(
            f"y: expected a place of impact that is not too improbable under the prior, got {target:g} m, where "
            f"{found} of {MOST_ROUNDS * PROPOSALS:,} throws were accepted"
        )

    def paths(self, x: Any) -> np.ndarray:
        """Positions (n, 1500, 2) [m] on the grid of times, NaN after the impact: for pictures.

        >>> InverseBallistics().paths(np.array([[0.0, 1.5, np.pi / 4, 10.0]]))[0, 0].tolist()
        [0.0, 1.5]
        """
        throws = jnp.asarray(x, float)
        last = _first_time_below_ground(throws)[:, None]
        times = jnp.arange(TIMES)
        positions = jnp.stack([_along(throws[:, None], times), _height(throws[:, None], times)], axis=-1)
        return np.array(jnp.where((times <= last)[..., None], positions, jnp.nan), float)


@partial(jax.jit, static_argnums=1)
def _throws(key: PRNGKeyArray, n: int) -> Float[Array, "n 4"]:
    keys = jax.random.split(key, 4)
    return jnp.stack(
        [
            START_SD * jax.random.normal(keys[0], (n,)),
            jnp.maximum(0.0, HEIGHT_MEAN + HEIGHT_SD * jax.random.normal(keys[1], (n,))),
            jax.random.uniform(keys[2], (n,), minval=LEAST_ANGLE, maxval=GREATEST_ANGLE),
            jax.random.poisson(keys[3], MEAN_SPEED, (n,)).astype(float),
        ],
        axis=1,
    )


@jax.jit
def _proposals(key: PRNGKeyArray, target: Float[Array, ""] | float) -> tuple[Array, Array]:
    """Prior throws, moved to come down at the target, and which to keep: in proportion to N(x1; 0, σ²)."""
    for_throws, for_choice = jax.random.split(key)
    throws = _throws(for_throws, PROPOSALS).at[:, 0].set(0.0)
    start = target - _impacts(throws)
    chance = jnp.exp(-0.5 * (start / START_SD) ** 2)
    return throws.at[:, 0].set(start), jax.random.uniform(for_choice, (PROPOSALS,)) < chance


def _drag(number: Int[Array, "*n"]) -> tuple[Array, Array]:
    """Grid time t [s] and e(t)."""
    t = number * (LAST_TIME / (TIMES - 1))
    return t, jnp.expm1(-DRAG * t / MASS)


def _along(throws: Float[Array, "*#n 4"], number: Int[Array, "*#n"]) -> Float[Array, "*n"]:
    """p1 [m] at a grid time."""
    start, _, angle, speed = jnp.moveaxis(throws, -1, 0)
    return start - speed * jnp.cos(angle) * (MASS / DRAG) * _drag(number)[1]


def _height(throws: Float[Array, "*#n 4"], number: Int[Array, "*#n"]) -> Float[Array, "*n"]:
    """p2 [m] at a grid time."""
    _, height, angle, speed = jnp.moveaxis(throws, -1, 0)
    t, e = _drag(number)
    rising = GRAVITY * MASS + speed * jnp.sin(angle) * DRAG
    return height - (MASS / DRAG**2) * (rising * e + GRAVITY * t * DRAG)


def _first_time_below_ground(throws: Float[Array, "n 4"]) -> Int[Array, " n"]:
    """Number of the first grid time with p2 < 0, TIMES where there is none.

    p2 is concave and begins at zero or above: once below zero it stays there, after the apex, and bisection finds it.
    """

    def halve(_, bracket):
        above, below = bracket
        middle = (above + below) // 2
        fallen = _height(throws, middle) < 0
        return jnp.where(fallen, above, middle), jnp.where(fallen, middle, below)

    above = jnp.zeros(len(throws), int)
    return jax.lax.fori_loop(0, BISECTIONS, halve, (above, jnp.full_like(above, TIMES)))[1]


@jax.jit
def _impacts(throws: Float[Array, "n 4"]) -> Float[Array, " n"]:
    landed = _first_time_below_ground(throws)
    return jnp.where(landed < TIMES, _along(throws, landed), jnp.nan)
