import numpy as np
import pytest

from innverse.diagnostics import sbc_p_values, sbc_ranks
from tests.diagnostics.posteriors import BIASED, EXACT, OVER_CONFIDENT, UNDER_CONFIDENT, pairs


def p_values(posterior, seed=0):
    x, y = pairs(500, seed)
    return sbc_p_values(sbc_ranks(posterior.sample(y, 200, seed=seed + 1000), x), n_draws=200)


def test_exact_posterior_passes_and_its_p_values_are_uniform():
    found = np.array([p_values(EXACT, seed) for seed in range(60)])
    assert np.mean(found < 0.05) < 0.12
    assert np.mean(found) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    "posterior", [OVER_CONFIDENT, UNDER_CONFIDENT, BIASED], ids=["over-confident", "under-confident", "biased"]
)
def test_wrong_posteriors_fail(posterior):
    assert p_values(posterior).min() < 1e-4


def test_shape_of_the_ranks_tells_what_is_wrong():
    x, y = pairs(2000, seed=0)
    middle = {
        name: np.mean(np.abs(sbc_ranks(posterior.sample(y, 100, seed=1), x) - 50) < 25)
        for name, posterior in {"over": OVER_CONFIDENT, "exact": EXACT, "under": UNDER_CONFIDENT}.items()
    }
    assert middle["over"] + 0.1 < middle["exact"] < middle["under"] - 0.1


def test_ranks_run_from_none_below_to_all_below_and_a_tie_is_any_of_its_ranks():
    draws = np.arange(10.0).reshape(1, 10, 1)
    ranks = [sbc_ranks(draws, np.array([[truth]]))[0, 0] for truth in (-1.0, 10.0, 4.5)]
    assert ranks == [0, 10, 5]
    assert set(sbc_ranks(np.zeros((400, 10, 1)), np.zeros((400, 1)))[:, 0]) == set(range(11))


@pytest.mark.parametrize("draws", [1, 9, 20])
def test_few_draws_raise_no_more_alarms_than_promised(draws):
    ranks = np.random.default_rng(0).integers(draws + 1, size=(400, 500))
    assert np.mean(sbc_p_values(ranks, draws) < 0.05) < 0.08


def test_bad_ranks_are_named():
    with pytest.raises(ValueError, match=r"ranks: expected 0 .. n_draws = 9, got 0 .. 10"):
        sbc_p_values(np.array([[0], [10]]), n_draws=9)
    with pytest.raises(ValueError, match=r"ranks: expected shape \(n_y, dim_x\)"):
        sbc_p_values(np.zeros(3, dtype=int), n_draws=9)
