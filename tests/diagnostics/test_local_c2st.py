import numpy as np
import pytest

from innverse.diagnostics import local_c2st
from tests.diagnostics.posteriors import EXACT, WRONG, pairs


def judged(posterior, n=500, seed=0, y_observed=None, n_null=200):
    x, y = pairs(n, seed)
    y_observed = pairs(1, seed + 500)[1][0] if y_observed is None else y_observed
    observed = posterior.sample(y_observed[None], 200, seed + 1)[0]
    return local_c2st(posterior.sample(y, 50, seed + 1000), x, y, observed, y_observed, n_null=n_null, seed=seed)


def test_exact_posterior_passes_and_its_p_values_are_uniform():
    found = np.array([judged(EXACT, 100, seed, n_null=30).p_value for seed in range(40)])
    assert np.mean(found < 0.05) < 0.12
    assert np.mean(found) == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("posterior", WRONG.values(), ids=WRONG)
def test_wrong_posteriors_fail(posterior):
    found = judged(posterior, y_observed=np.array([0.5, -0.5]))
    assert found.p_value < 0.01
    assert found.statistic > found.null.max()


def test_a_fault_of_one_region_is_found_there_and_only_there():
    """Over-confident where y_1 > 0, exact elsewhere: mean calibration over all y blurs it."""

    class OverConfidentAtTheRight:
        def sample(self, y, n, seed):
            spread = np.where(y[:, :1] > 0, 0.5, 1.0)[:, None]
            mean = EXACT.mean(y)[:, None]
            return mean + spread * (EXACT.sample(y, n, seed) - mean)

    right = judged(OverConfidentAtTheRight(), 1500, y_observed=np.array([1.2, 0.0]))
    left = judged(OverConfidentAtTheRight(), 1500, y_observed=np.array([-1.2, 0.0]))
    assert right.p_value < 0.01
    assert left.statistic < right.statistic / 4


def test_a_narrow_posterior_is_judged_by_its_own_width():
    rng = np.random.default_rng(0)
    y = rng.normal(size=(500, 2))
    x = y + 1e-4 * rng.normal(size=(500, 2))
    for factor, caught in ((1.0, False), (0.6, True)):
        draws = y[:, None] + factor * 1e-4 * rng.normal(size=(500, 50, 2))
        observed = factor * 1e-4 * rng.normal(size=(200, 2))
        assert (local_c2st(draws, x, y, observed, np.zeros(2), n_null=200).p_value < 0.01) is caught


def test_bad_input_is_named():
    draws, x, y = np.zeros((5, 30, 2)), np.zeros((5, 2)), np.zeros((5, 1))
    with pytest.raises(ValueError, match="draws: expected at least 20 of each posterior, got 10 and 30 at y"):
        local_c2st(draws[:, :10], x, y, draws[0], y[0])
    with pytest.raises(ValueError, match="draws_observed: expected 2 columns"):
        local_c2st(draws, x, y, np.zeros((30, 3)), y[0])
    with pytest.raises(ValueError, match=r"y, y_observed: expected \(5, dim_y\)"):
        local_c2st(draws, x, y, draws[0], np.zeros(2))
    with pytest.raises(ValueError, match="n_null: expected at least 1, got 0"):
        local_c2st(draws, x, y, draws[0], y[0], n_null=0)
