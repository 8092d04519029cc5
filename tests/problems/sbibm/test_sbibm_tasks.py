"""The tasks of sbibm: values by hand, laws of a problem, and exact posteriors where they are known."""

from types import SimpleNamespace

import jax
import numpy as np
import pytest
from scipy import stats

from innverse.problems import catalogue, sbibm_tasks

KEY = jax.random.key(0)
TASKS = sbibm_tasks()
SIZES = {"two_moons": (2, 2), "gaussian_linear_uniform": (10, 10), "slcp": (5, 8), "sir": (2, 10)}
each = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


@pytest.fixture(scope="module")
def pairs():
    return {name: runs(task, 4000) for name, task in TASKS.items()}


def runs(task, n):
    x = np.asarray(task.sample_prior(KEY, n), float)
    return SimpleNamespace(x=x, y=np.asarray(task.forward(jax.random.key(1), x), float))


def test_names_and_sizes():
    assert {name: (task.dim_x, task.dim_y) for name, task in TASKS.items()} == SIZES
    assert not set(TASKS) & set(catalogue())  # the catalogue lists demos


@each
def test_laws_of_a_problem(task, pairs):
    x, y = pairs[task.name].x, pairs[task.name].y
    task.check_parameters(x)
    assert task.observed.shape == (task.dim_y,) and task.title and task.source
    assert np.isfinite(task.log_prior(x)).all() and task.log_prior(x[0]).shape == ()
    assert np.isfinite(task.log_likelihood(x, y)).all() and task.log_likelihood(x, y).shape == (4000,)
    assert np.array_equal(task.forward(KEY, x), task.forward(KEY, x))
    assert not np.array_equal(task.forward(KEY, x), task.forward(jax.random.key(1), x))
    with pytest.raises(ValueError, match="expected values within"):
        task.forward(KEY, -10.0 * np.ones((1, task.dim_x)))


@each
def test_the_true_x_is_likelier_than_another(task, pairs):
    """E log p(y | x) − log p(y | x') = twice an average divergence: far above zero."""
    x, y = pairs[task.name].x, pairs[task.name].y
    own, other = task.log_likelihood(x, y), task.log_likelihood(np.roll(x, 1, axis=0), y)
    assert (np.asarray(own) > np.asarray(other)).mean() > 0.85


def test_two_moons_by_hand(pairs):
    task, (x, y) = TASKS["two_moons"], (pairs["two_moons"].x, pairs["two_moons"].y)
    crescent = y - np.stack([0.25 - np.abs(x.sum(1)) / 2**0.5, (x[:, 1] - x[:, 0]) / 2**0.5], axis=1)
    radius = np.hypot(*crescent.T)
    assert radius.mean() == pytest.approx(0.1, abs=5e-4) and radius.std() == pytest.approx(0.01, abs=1e-3)
    assert stats.kstest(np.arctan2(*crescent.T[::-1]), stats.uniform(-np.pi / 2, np.pi).cdf).pvalue > 1e-3
    assert np.allclose(task.observed - [0.25 - 0.4 / 2**0.5, -0.2 / 2**0.5], [0.1, 0.0])
    assert task.log_likelihood(np.zeros(2), np.array([0.15, 0.0])) == -np.inf  # behind the crescent


@pytest.mark.slow
def test_two_moons_posterior_against_weighted_prior_draws():
    task, y = TASKS["two_moons"], np.array([-0.2, 0.1])
    x = np.asarray(task.sample_prior(KEY, 300_000))
    weights = np.exp(np.asarray(task.log_likelihood(x, y), float))
    near = x[np.random.default_rng(0).random(len(x)) < weights / weights.max()]
    exact = task.exact_posterior(y, 3000, KEY)
    assert len(near) > 300 and len(np.unique(exact, axis=0)) == 3000
    for direction in ([1, 1], [1, -1], [1, 0]):
        assert stats.ks_2samp(near @ direction, exact @ direction).pvalue > 1e-3
    assert np.isfinite(task.log_likelihood(exact, y)).all()
    with pytest.raises(ValueError, match="expected a point that x within ±1 leads to"):
        task.exact_posterior([5.0, 5.0], 10, KEY)
    with pytest.raises(ValueError, match="expected 2 finite numbers"):
        task.exact_posterior([np.nan, 0.0], 10, KEY)


def test_gaussian_linear_uniform(pairs):
    task, noise = TASKS["gaussian_linear_uniform"], pairs["gaussian_linear_uniform"].y
    noise = noise - pairs["gaussian_linear_uniform"].x
    assert noise.var() == pytest.approx(0.1, rel=0.04)
    y = np.full(10, 0.9)
    exact = task.exact_posterior(y, 4000, KEY)
    truth = stats.truncnorm(-1.9 / 0.1**0.5, 0.1 / 0.1**0.5, loc=0.9, scale=0.1**0.5)
    assert stats.kstest(exact[:, 3], truth.cdf).pvalue > 1e-3
    with pytest.raises(ValueError, match="expected 10 finite numbers"):
        task.exact_posterior(y[:3], 10, KEY)


def test_slcp_likelihood_is_the_normal_density(float64):
    x = np.array([0.5, -1.0, 1.2, -0.8, 0.3])
    s1, s2, rho = 1.44, 0.64, np.tanh(0.3)
    law = stats.multivariate_normal(x[:2], [[s1**2, rho * s1 * s2], [rho * s1 * s2, s2**2]])
    y = np.arange(8) / 4.0
    assert float(TASKS["slcp"].log_likelihood(x, y)) == pytest.approx(law.logpdf(y.reshape(4, 2)).sum(), rel=1e-9)


def test_slcp_points_have_the_covariance():
    x = np.tile([0.5, -1.0, 1.2, -0.8, 0.3], (20_000, 1))
    points = np.asarray(TASKS["slcp"].forward(KEY, x)).reshape(-1, 2)
    s1, s2, rho = 1.44, 0.64, np.tanh(0.3)
    assert np.allclose(points.mean(0), [0.5, -1.0], atol=0.02)
    assert np.allclose(np.cov(points.T), [[s1**2, rho * s1 * s2], [rho * s1 * s2, s2**2]], atol=0.03)


def test_sir_against_another_solver(pairs):
    from scipy.integrate import solve_ivp

    def rates(t, state, beta, gamma):
        s, i = state
        return [-beta * s * i, beta * s * i - gamma * i]

    x = pairs["sir"].x
    days = np.arange(0, 160, 17)
    expected = [
        solve_ivp(rates, (0, 153), [1 - 1e-6, 1e-6], args=row, t_eval=days, rtol=1e-9, atol=1e-13).y[1]
        for row in x[:10]
    ]
    assert np.allclose(TASKS["sir"].ill(x)[:10], expected, rtol=2e-3, atol=1e-7)
    y = pairs["sir"].y
    assert np.array_equal(y, y.round()) and y.min() == 0 and y.max() <= 1000
    assert [column.name for column in TASKS["sir"].measurements][-1] == "day_153"


def test_sir_prior(pairs):
    beta, gamma = np.log(pairs["sir"].x).T
    assert (beta.mean(), beta.std()) == pytest.approx((np.log(0.4), 0.5), abs=0.03)
    assert (gamma.mean(), gamma.std()) == pytest.approx((np.log(0.125), 0.2), abs=0.03)
    x = np.array([0.3, 0.1])
    expected = stats.lognorm(0.5, scale=0.4).logpdf(0.3) + stats.lognorm(0.2, scale=0.125).logpdf(0.1)
    assert float(TASKS["sir"].log_prior(x)) == pytest.approx(expected, abs=1e-4)
    assert TASKS["sir"].log_prior(np.array([0.3, -0.1])) == -np.inf
