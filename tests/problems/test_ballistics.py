"""Ballistics: the published equations, a throw by hand, rows without impact, and the exact posterior."""

import jax
import numpy as np
import pytest
from scipy import stats

from innverse.data import Pairs, simulate
from innverse.problems import InverseBallistics

KEY = jax.random.key(0)
GRAVITY, DRAG, MASS = 9.81, 0.25, 0.2
T = np.linspace(0, 6, 1500)
problem = InverseBallistics()


def impact(throw):
    """The published equations on the published grid: the first change of sign after the apex."""
    start, height, angle, speed = throw
    e = np.exp(-DRAG * T / MASS) - 1
    along = start - speed * np.cos(angle) * MASS / DRAG * e
    up = height - MASS / DRAG**2 * ((GRAVITY * MASS + speed * np.sin(angle) * DRAG) * e + GRAVITY * T * DRAG)
    changes = np.flatnonzero(np.diff(np.sign(up)))
    after = changes[changes >= up.argmax()]
    return along[after[0] + 1] if len(after) else np.nan


@pytest.fixture(scope="module")
def pairs():
    return simulate(problem, 20_000, seed=0)


def test_a_throw_by_hand():
    # Dropped from a height it comes down below its start; thrown level it keeps v0 m/k (1 − e^(−kt/m)).
    dropped = [0.3, 1.5, np.pi / 4, 0.0]
    level = [0.0, 1.0, np.radians(9), 10.0]
    y = problem.forward(KEY, np.array([dropped, level]))[:, 0]
    assert y[0] == pytest.approx(0.3, abs=1e-6)
    assert y[1] == pytest.approx(impact(level), abs=1e-5)
    assert 10 * np.cos(np.radians(9)) * 0.8 > y[1] > 4.0


def test_forward_is_the_published_equation(pairs):
    reference = np.array([impact(throw) for throw in pairs.x[:2_000]])
    difference = np.abs(reference - pairs.y[:2_000, 0])
    # float32 may see a change of sign one grid time later than float64: a few centimetres, in few rows
    assert difference.max() < 0.1 and (difference > 1e-4).mean() < 2e-3


def test_a_throw_that_stays_in_the_air_has_no_impact():
    y = np.asarray(problem.forward(KEY, np.array([[0.0, 1.5, 1.4, 60.0], [0.0, 1.5, 1.4, 20.0]])))
    assert np.isnan(y[0, 0]) and np.isfinite(y[1, 0]) and "no impact" in problem.failure


def test_support_and_units(pairs):
    start, height, angle, speed = pairs.x.T
    assert height.min() == 0.0 and np.radians(9) < angle.min() and angle.max() < np.radians(81)
    assert np.array_equal(speed, speed.round())
    assert (height == 0).mean() == pytest.approx(stats.norm.cdf(-3), abs=1e-3)
    assert speed.mean() == pytest.approx(15, abs=0.15) and start.std() == pytest.approx(0.5, abs=0.02)
    assert [column.unit for column in (*problem.parameters, *problem.measurements)] == ["m", "m", "rad", "m/s", "m"]


def test_log_prior():
    x = np.array([[0.2, 1.3, 0.7, 14.0], [0.2, 1.3, 0.7, 14.5], [0.2, 1.3, 2.0, 14.0], [0.2, 0.0, 0.7, 14.0]])
    of_start, of_angle, of_speed = stats.norm.logpdf(0.2, 0, 0.5), -np.log(np.radians(72)), stats.poisson.logpmf(14, 15)
    expected = of_start + stats.norm.logpdf(1.3, 1.5, 0.5) + of_angle + of_speed
    on_ground = of_start + stats.norm.logcdf(-3) + of_angle + of_speed
    assert np.allclose(problem.log_prior(x), [expected, -np.inf, -np.inf, on_ground], atol=1e-4)


def test_exact_posterior_against_simulations_that_came_close(pairs):
    many = simulate(problem, 200_000, seed=1)
    near = many.x[np.abs(many.y[:, 0] - 5) < 0.05]
    exact = problem.exact_posterior(5.0, 3_000, KEY)
    assert np.allclose(problem.forward(KEY, exact), 5, atol=1e-5)
    assert len(near) > 1_000
    for found, expected in zip(exact.T, near.T, strict=True):
        assert stats.ks_2samp(found, expected).pvalue > 1e-3
    assert stats.ks_2samp(exact[:, 3], near[:, 3] + 1).pvalue < 1e-3  # the test would notice a step of 1 m/s


def test_mistakes_are_named(monkeypatch):
    monkeypatch.setattr("innverse.problems.ballistics.MOST_ROUNDS", 3)
    with pytest.raises(
        ValueError, match=r"'height': expected values within \[0, inf\], got 1 of 1 outside, such as -1"
    ):
        problem.forward(KEY, np.array([[0.0, -1.0, 0.7, 10.0]]))
    with pytest.raises(ValueError, match=r"'angle': expected values within \[0.15708, 1.41372\]"):
        problem.forward(KEY, np.array([[0.0, 1.0, 1.5, 10.0]]))
    with pytest.raises(ValueError, match=r"x: expected 4 columns \(start, height, angle, speed\), got 3"):
        problem.forward(KEY, np.zeros((1, 3)))
    with pytest.raises(ValueError, match="y: expected one finite number"):
        problem.exact_posterior(np.nan, 10, KEY)
    with pytest.raises(ValueError, match="not too improbable under the prior, got 80 m"):
        problem.exact_posterior(80.0, 10, KEY)
    with pytest.raises(ValueError, match="'angle': expected values within"):
        Pairs(np.array([[0.0, 1.0, 1.5, 3.0]]), np.ones((1, 1)), problem.parameters, problem.measurements)
