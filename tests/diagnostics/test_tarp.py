import numpy as np
import pytest

from innverse.diagnostics import tarp
from tests.diagnostics.posteriors import EXACT, OVER_CONFIDENT, UNDER_CONFIDENT, WRONG, pairs


def tarp_of(posterior, n=1000, seed=0, **settings):
    x, y = pairs(n, seed)
    return tarp(posterior.sample(y, 100, seed=seed + 1000), x, seed=seed + 2000, **settings)


def test_exact_posterior_passes_and_its_p_values_are_uniform():
    found = np.array([tarp_of(EXACT, 200, seed).p_value for seed in range(100)])
    assert np.mean(found < 0.05) < 0.12
    assert np.mean(found) == pytest.approx(0.5, abs=0.12)
    assert abs(tarp_of(EXACT, 4000).area) < 0.01


@pytest.mark.parametrize("posterior", WRONG.values(), ids=WRONG)
def test_wrong_posteriors_fail(posterior):
    assert tarp_of(posterior, 2000).p_value < 1e-3


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_few_exact_posteriors_pass_too(n):
    """References from a box of the truths, and distances in their deviations, put few of them nearer than draws."""
    rng = np.random.default_rng(0)
    found = [tarp(rng.normal(size=(n, 50, 5)), rng.normal(size=(n, 5)), seed=seed).p_value for seed in range(300)]
    assert np.mean(np.array(found) < 0.05) < 0.09


def test_a_wild_draw_does_not_hide_a_parameter():
    rng = np.random.default_rng(0)
    x, draws = rng.normal(size=(400, 2)), rng.normal(size=(400, 100, 2)) * [0.5, 1.0]
    draws[0, 0] = [1e9, 0.0]
    assert tarp(draws, x).p_value < 1e-3


def signs(rng, shape, together):
    """Signs of four parameters, all the same or each by itself: one at a time they are alike."""
    return rng.choice([-1.0, 1.0], (*shape, 1 if together else 4))


@pytest.mark.parametrize(("together", "found"), [(True, False), (False, True)], ids=["exact", "apart"])
def test_modes_that_should_go_together_are_missed(together, found):
    """x = s (a + e), of which a is measured: the corners of a box are as far from the wrong modes as from the right."""
    rng = np.random.default_rng(0)
    size = rng.uniform(1, 3, (400, 1, 4))
    x = signs(rng, (400,), together=True) * (size[:, 0] + 0.2 * rng.normal(size=(400, 4)))
    draws = signs(rng, (400, 100), together) * (size + 0.2 * rng.normal(size=(400, 100, 4)))
    assert (tarp(draws, x).p_value < 1e-6) is found


def test_curve_tells_over_from_under_confidence():
    high = slice(60, 95)
    over, under = tarp_of(OVER_CONFIDENT), tarp_of(UNDER_CONFIDENT)
    assert over.area < -0.03 and under.area > 0.03
    assert (over.coverage - over.confidences)[high].max() < 0 < (under.coverage - under.confidences)[high].min()


def test_units_do_not_matter():
    x, y = pairs(300, seed=1)
    draws, unit = OVER_CONFIDENT.sample(y, 100, seed=2), np.array([1e-3, 1.0, 1e6])
    assert tarp(draws * unit + 7, x * unit + 7).area == pytest.approx(tarp(draws, x).area)


def test_references_that_depend_on_y_tell_posterior_from_prior():
    x, y = pairs(1000, seed=4)
    prior = np.random.default_rng(5).normal(size=(1000, 100, 3))
    assert tarp(prior, x).p_value > 0.01
    assert tarp(prior, x, references=EXACT.mean(y)).p_value < 1e-6
    assert tarp(EXACT.sample(y, 100, seed=6), x, references=EXACT.mean(y)).p_value > 0.01


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"references: expected shape \(n_y, dim_x\) = \(4, 2\), got \(4, 3\)"):
        tarp(np.zeros((4, 10, 2)), np.zeros((4, 2)), references=np.zeros((4, 3)))
    with pytest.raises(ValueError, match="draws: expected finite values"):
        tarp(np.full((4, 10, 2), np.inf), np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"confidences: expected a vector of levels inside \(0, 1\)"):
        tarp(np.zeros((4, 10, 2)), np.zeros((4, 2)), confidences=[0.5, 95])
