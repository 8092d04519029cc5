import numpy as np
import pytest

from innverse.diagnostics import noise_from_repeats, resimulation_distances, resimulation_error
from tests.diagnostics.posteriors import (
    BIASED,
    COVARIANCE,
    EXACT,
    OVER_CONFIDENT,
    SIGMA,
    UNDER_CONFIDENT,
    A,
    GaussianPosterior,
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


def test_distances_are_in_units_of_the_noise():
    """Through the noise-free process the exact posterior misses y by about the noise, a biased one by more."""
    _, y = gaussian_pairs(200, seed=5)
    exact, biased = (
        resimulation_distances(posterior.sample(y, 100, seed=6), y, noiseless, noise_sd=SIGMA)
        for posterior in (EXACT, GaussianPosterior(shift=1.5))
    )
    at_truth = resimulation_distances(gaussian_pairs(200, seed=5)[0][:, None], y, noiseless, noise_sd=np.full(2, SIGMA))
    assert exact.shape == (200, 100)
    assert np.mean(at_truth**2) == pytest.approx(1, abs=0.15)
    assert np.median(exact) < 1.2 < 3 < np.median(biased)


def test_noise_is_found_from_repeats():
    x, y = gaussian_pairs(5000, seed=7)
    again = noiseless(x) + SIGMA * np.random.default_rng(8).normal(size=y.shape)
    assert noise_from_repeats(y, again) == pytest.approx(np.full(2, SIGMA), rel=0.03)
    assert not noise_from_repeats(y, y).any()


def test_bad_noise_and_repeats_are_named():
    with pytest.raises(ValueError, match="noise_sd: expected a positive number, or one for each of 2"):
        resimulation_distances(np.zeros((1, 3, 3)), np.zeros((1, 2)), noiseless, noise_sd=0.0)
    with pytest.raises(ValueError, match=r"repeats: expected two arrays of one shape \(n, dim_y\)"):
        noise_from_repeats(np.zeros((3, 2)), np.zeros((3, 1)))
