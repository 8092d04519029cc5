import numpy as np
import pytest

from innverse.diagnostics import CONFIDENCES, calibration_error, calibration_error_bound, central_coverage
from tests.diagnostics.posteriors import BIASED, EXACT, OVER_CONFIDENT, UNDER_CONFIDENT, pairs

N_Y = 1000


def coverage_of(posterior):
    x, y = pairs(N_Y, seed=0)
    return central_coverage(posterior.sample(y, 500, seed=1), x)


def test_exact_posterior_stays_below_the_bound():
    assert np.all(calibration_error(coverage_of(EXACT)) < calibration_error_bound(N_Y, level=0.99))


@pytest.mark.parametrize("posterior", [OVER_CONFIDENT, UNDER_CONFIDENT], ids=["over-confident", "under-confident"])
def test_wrong_spread_is_far_above_the_bound(posterior):
    assert np.all(calibration_error(coverage_of(posterior)) > 3 * calibration_error_bound(N_Y))


def test_bias_is_found():
    assert calibration_error(coverage_of(BIASED)).max() > 1.5 * calibration_error_bound(N_Y)


def test_curve_tells_over_from_under_confidence():
    middle = slice(20, 80)
    assert np.all(coverage_of(OVER_CONFIDENT)[middle] < CONFIDENCES[middle, None])
    assert np.all(coverage_of(UNDER_CONFIDENT)[middle] > CONFIDENCES[middle, None])


def test_agrees_with_the_papers_quantile_intervals():
    x, y = pairs(300, seed=2)
    draws = OVER_CONFIDENT.sample(y, 4096, seed=3)
    low, high = (np.quantile(draws, (1 + sign * CONFIDENCES) / 2, axis=1) for sign in (-1, 1))
    by_quantiles = ((low < x) & (x < high)).mean(axis=1)
    # They can differ only where a truth falls between two neighbouring draws at the very end of an interval.
    difference = np.abs(central_coverage(draws, x) - by_quantiles)
    assert difference.max() < 0.012
    assert difference.mean() < 1e-3


def test_bound_holds_for_exact_posteriors_at_its_level():
    bound = calibration_error_bound(100, level=0.9)
    x, y = pairs(100 * 100, seed=4)
    draws = EXACT.sample(y, 200, seed=5).reshape(100, 100, 200, 3)
    errors = [calibration_error(central_coverage(d, t)) for d, t in zip(draws, x.reshape(100, 100, 3), strict=True)]
    assert np.mean(np.array(errors) < bound) == pytest.approx(0.9, abs=0.06)


def test_draws_that_equal_the_truth_are_inside_as_often_as_promised():
    coverage = central_coverage(np.zeros((2000, 999, 1)), np.zeros((2000, 1)))
    assert np.abs(coverage[:, 0] - CONFIDENCES).max() < 0.04


@pytest.mark.parametrize(
    ("draws", "x", "message"),
    [
        (np.zeros((4, 10)), np.zeros((4, 1)), r"draws: expected shape \(n_y, n_draws, dim_x\).*\(4, 10\)"),
        (np.zeros((4, 10, 2)), np.zeros((4, 1)), r"x_true: expected shape .*\(4, 2\).*got \(4, 1\)"),
        (np.full((4, 10, 1), np.nan), np.zeros((4, 1)), "draws: expected finite values, got 40 NaN"),
        (np.zeros((4, 10, 1)), np.full((4, 1), np.inf), "x_true: expected finite values, got 4 NaN or inf"),
    ],
)
def test_bad_input_is_named(draws, x, message):
    with pytest.raises(ValueError, match=message):
        central_coverage(draws, x)


def test_bad_levels_are_named():
    with pytest.raises(ValueError, match="confidences: expected a vector of levels inside"):
        central_coverage(np.zeros((4, 10, 1)), np.zeros((4, 1)), confidences=np.array([0.5, 1.0]))
    with pytest.raises(ValueError, match=r"coverage: expected shape \(100, dim_x\)"):
        calibration_error(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="n_y, level: expected"):
        calibration_error_bound(0)
