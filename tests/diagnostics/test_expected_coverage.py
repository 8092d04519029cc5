import numpy as np
import pytest

from innverse.diagnostics import CONFIDENCES, density_ranks, expected_coverage, expected_coverage_p_value
from tests.diagnostics.posteriors import BIASED, EXACT, OVER_CONFIDENT, UNDER_CONFIDENT, WRONG, GaussianPosterior, pairs


def ranks_of(posterior, n=400, seed=0):
    x, y = pairs(n, seed)
    draws = posterior.sample(y, 200, seed=seed + 1000)
    return density_ranks(posterior.log_density(draws, y), posterior.log_density(x, y))


def test_exact_posterior_passes_and_its_p_values_are_uniform():
    found = np.array([expected_coverage_p_value(ranks_of(EXACT, 200, seed)) for seed in range(100)])
    assert np.mean(found < 0.05) < 0.12
    assert np.mean(found) == pytest.approx(0.5, abs=0.12)
    assert np.abs(expected_coverage(ranks_of(EXACT, 2000)) - CONFIDENCES).max() < 0.04


@pytest.mark.parametrize("posterior", WRONG.values(), ids=WRONG)
def test_wrong_posteriors_fail(posterior):
    assert expected_coverage_p_value(ranks_of(posterior)) < 1e-6


def test_curve_tells_over_from_under_confidence():
    middle = slice(20, 80)
    assert np.all(expected_coverage(ranks_of(OVER_CONFIDENT))[middle] < CONFIDENCES[middle])
    assert np.all(expected_coverage(ranks_of(BIASED))[middle] < CONFIDENCES[middle])
    assert np.all(expected_coverage(ranks_of(UNDER_CONFIDENT))[middle] > CONFIDENCES[middle])


def test_the_prior_passes_as_stated():
    """The test's blind spot: a posterior that ignores y."""
    x, _ = pairs(400, seed=3)
    draws = np.random.default_rng(0).normal(size=(400, 200, 3))
    ranks = density_ranks(-np.sum(draws**2, axis=2), -np.sum(x**2, axis=1))
    assert expected_coverage_p_value(ranks) > 0.01


def test_against_the_closed_form():
    """For a Gaussian posterior with spread s the truth is inside where s² χ² (3 degrees) of confidence c reaches."""
    from scipy.stats import chi2

    expected = chi2.cdf(0.6**2 * chi2.ppf(CONFIDENCES, 3), 3)
    assert np.abs(expected_coverage(ranks_of(GaussianPosterior(spread=0.6), 4000)) - expected).max() < 0.03


def test_excluded_truths_are_outside_all_but_the_whole_and_ties_are_broken_by_chance():
    assert density_ranks(np.zeros((1, 4)), np.array([-np.inf])) > 4 / 5
    tied = density_ranks(np.zeros((1000, 4)), np.zeros(1000))
    assert np.mean(tied) == pytest.approx(0.5, abs=0.05) and np.std(tied) == pytest.approx(1 / 12**0.5, abs=0.02)


def test_few_draws_raise_no_more_alarms_than_promised():
    """Of 39 draws a share takes 40 values; 200 measurements find such steps where they are taken for a density."""
    rng = np.random.default_rng(0)
    densities = rng.normal(size=(1000, 200, 40))
    found = np.array([expected_coverage_p_value(density_ranks(each[:, :-1], each[:, -1])) for each in densities])
    assert np.mean(found < 0.05) < 0.07


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"log densities: expected shapes \(n_y, n_draws\) and \(n_y,\)"):
        density_ranks(np.zeros((3, 4)), np.zeros(4))
    with pytest.raises(ValueError, match="log densities: expected numbers, got NaN"):
        density_ranks(np.zeros((1, 4)), np.array([np.nan]))
    with pytest.raises(ValueError, match=r"ranks: expected a vector of shares inside \[0, 1\]"):
        expected_coverage(np.array([0.5, 1.5]))
    with pytest.raises(ValueError, match=r"confidences: expected a vector of levels inside \(0, 1\)"):
        expected_coverage(np.array([0.5]), confidences=[95])
