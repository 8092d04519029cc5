"""Pareto-smoothed weights tell a heavy tail from a light one, and resampling keeps to the weights."""

import numpy as np
import pytest

from innverse.refinement.resampling import resample
from innverse.refinement.smoothed_weights import fit_generalised_pareto, smoothed_weights


def log_ratios(sd, n, shift=0.0, seed=0):
    """Of N(0, 1) to N(shift, sd²), at draws of the latter."""
    x = shift + sd * np.random.default_rng(seed).normal(size=n)
    return -0.5 * x**2 + 0.5 * ((x - shift) / sd) ** 2


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.4, 0.9])
def test_the_shape_of_a_tail_is_found(shape):
    """To three standard errors, (1 + k)/√n, of an efficient estimate, and what the prior's ten exceedances weigh."""
    n = 5_000
    survival = np.random.default_rng(0).random(n)
    exceedances = np.sort(-np.log(survival) if shape == 0 else (survival**-shape - 1) / shape)
    found, scale = fit_generalised_pareto(exceedances)
    assert found == pytest.approx(shape, abs=3 * (1 + shape) / np.sqrt(n) + 0.003)
    assert scale == pytest.approx(1, abs=0.1)


def test_k_grows_as_a_proposal_narrows():
    """Theory: 1 − sd² for N(0, sd²) against N(0, 1); a wide proposal's weights are bounded."""
    found = [
        np.mean([smoothed_weights(log_ratios(sd, 20_000, seed=s)).k_hat for s in range(5)]) for sd in (1.3, 0.8, 0.3)
    ]
    assert found[0] < 0 and 0.1 < found[1] < 0.5 and found[2] > 0.7


def test_smoothing_keeps_the_bulk_and_tames_the_largest():
    log_w = log_ratios(0.6, 4_000)
    raw = np.exp(log_w) / np.exp(log_w).sum()
    smoothed = smoothed_weights(log_w)
    bulk = raw < np.quantile(raw, 0.9)
    assert smoothed.weights.sum() == pytest.approx(1)
    assert np.ptp(smoothed.weights[bulk] / raw[bulk]) < 1e-9
    assert smoothed.effective >= 1 / (raw**2).sum()


def test_edges():
    alike = smoothed_weights(np.zeros(100))
    assert alike.effective == pytest.approx(100) and alike.k_hat == -np.inf and alike.reliable
    lonely = smoothed_weights(np.append(np.full(999, -np.inf), 0.0))
    assert lonely.effective == pytest.approx(1) and lonely.k_hat == np.inf and not lonely.reliable
    assert smoothed_weights(np.array([0.0, np.nan] * 20)).weights[1::2].max() == 0
    with pytest.raises(FloatingPointError, match="draws: expected some with a finite density"):
        smoothed_weights(np.full(10, -np.inf))


@pytest.mark.parametrize("possible", range(66, 80))
def test_a_tail_that_is_partly_nothing_is_not_relied_on(possible):
    """Of a tail of 95 the first quartile is where smoothing looks, and it may be zero."""
    log_ratios = np.full(1000, -np.inf)
    log_ratios[:possible] = np.random.default_rng(possible).normal(size=possible)
    smoothed = smoothed_weights(log_ratios)
    assert np.isfinite(smoothed.weights).all() and smoothed.weights.sum() == pytest.approx(1)
    assert not np.isnan(smoothed.k_hat)


@pytest.mark.parametrize("seed", range(40))
def test_weights_that_underflow_are_no_reason_for_nan(seed):
    log_ratios = -np.abs(np.random.default_rng(seed).normal(size=1000)) * 10_000
    assert np.isfinite(smoothed_weights(log_ratios).weights).all()


def test_every_draw_is_taken_in_proportion():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(50))
    taken = np.bincount(resample(rng.normal(size=(50, 2)), weights, 1000, rng), minlength=50)
    assert taken.sum() == 1000 and np.abs(taken - 1000 * weights).max() < 1


def test_regions_apart_are_taken_in_proportion():
    """Two modes of 30 % and 70 %: ten of many draws are three and seven."""
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(-5, 1, (300, 2)), rng.normal(5, 1, (700, 2))])
    taken = points[resample(points, np.full(1000, 1e-3), 10, rng)]
    assert (taken[:, 0] < 0).sum() == 3
