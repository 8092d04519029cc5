import numpy as np
import pytest

from innverse.diagnostics import resimulation_error
from tests.diagnostics.posteriors import (
    BIASED,
    COVARIANCE,
    EXACT,
    OVER_CONFIDENT,
    SIGMA,
    UNDER_CONFIDENT,
    A,
    noiseless,
)
from tests.diagnostics.posteriors import pairs as gaussian_pairs


def mean_error(posterior):
    _, y = gaussian_pairs(2000, seed=0)
    return resimulation_error(posterior.sample(y, 100, seed=1), y, noiseless).mean()


def expected_error(spread):
    """E ||A x - y||² over x ~ N(mean(y), spread² S) and y ~ N(0, A A' + sigma² I)."""
    residual = A @ COVARIANCE @ A.T / SIGMA**2 - np.eye(2)
    return np.trace(residual @ (A @ A.T + SIGMA**2 * np.eye(2)) @ residual.T + spread**2 * A @ COVARIANCE @ A.T)


def test_closed_form():
    for posterior in (EXACT, OVER_CONFIDENT, UNDER_CONFIDENT):
        assert mean_error(posterior) == pytest.approx(expected_error(posterior.spread), rel=0.05)


def test_rises_with_width_and_bias_and_rewards_collapse():
    collapsed, exact, wide = mean_error(OVER_CONFIDENT), mean_error(EXACT), mean_error(UNDER_CONFIDENT)
    assert collapsed < exact < wide
    assert exact < mean_error(BIASED)


def test_zero_for_noiseless_solutions():
    x = np.random.default_rng(0).normal(size=(5, 1, 3)).repeat(4, axis=1)
    assert np.all(resimulation_error(x, noiseless(x[:, 0]), noiseless) == 0)


def test_non_finite_simulations_show():
    error = resimulation_error(np.array([[[1.0]], [[2.0]]]), np.zeros((2, 1)), lambda x: np.where(x > 1, np.nan, x))
    assert np.isnan(error[1])
    assert error[0] == 1


def test_bad_shapes_are_named():
    with pytest.raises(ValueError, match=r"draws: expected shape"):
        resimulation_error(np.zeros((2, 3)), np.zeros((2, 1)), noiseless)
    with pytest.raises(ValueError, match=r"y: expected shape \(n_y, dim_y\) with n_y = 2"):
        resimulation_error(np.zeros((2, 4, 3)), np.zeros((3, 2)), noiseless)
    with pytest.raises(ValueError, match=r"forward: expected to return shape .*\(4, 2\), got \(4,\)"):
        resimulation_error(np.zeros((2, 4, 3)), np.zeros((2, 2)), lambda x: x[:, 0])
