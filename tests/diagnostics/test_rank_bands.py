import numpy as np
import pytest

from innverse.diagnostics import rank_bands, rank_distribution, rank_points, sbc_ranks
from tests.diagnostics.posteriors import EXACT, WRONG, pairs


def leaves(ranks, n_draws, level=0.95):
    """Which parameters' curves leave the bands, and whether below or above them at the left."""
    _, lower, upper = rank_bands(len(ranks), n_draws, level=level)
    curve = rank_distribution(ranks, n_draws)
    return ((curve < lower[:, None]) | (curve > upper[:, None])).any(axis=0)


@pytest.mark.parametrize(("n_y", "n_draws"), [(100, 9), (300, 500)])
def test_uniform_ranks_stay_within_at_the_level(n_y, n_draws):
    ranks = np.random.default_rng(1).integers(0, n_draws + 1, size=(n_y, 2000))
    inside = 1 - leaves(ranks, n_draws, level=0.9).mean()
    assert inside == pytest.approx(0.9, abs=0.025)


def test_exact_posterior_stays_within():
    x, y = pairs(500, seed=2)
    assert not leaves(sbc_ranks(EXACT.sample(y, 200, seed=3), x), 200, level=0.99).any()


@pytest.mark.parametrize("posterior", WRONG.values(), ids=WRONG)
def test_wrong_posteriors_leave(posterior):
    x, y = pairs(500, seed=2)
    assert leaves(sbc_ranks(posterior.sample(y, 200, seed=3), x), 200, level=0.99).all()


def test_side_tells_over_from_under_confidence():
    x, y = pairs(1000, seed=0)
    uniform, lower, upper = rank_bands(1000, 100)
    left = np.argmin(np.abs(uniform - 0.15))
    curves = {
        name: rank_distribution(sbc_ranks(posterior.sample(y, 100, seed=1), x), 100)[left]
        for name, posterior in WRONG.items()
    }
    assert (curves["over-confident"] > upper[left]).all()
    assert (curves["under-confident"] < lower[left]).all()


def test_bands_shrink_as_more_measurements_are_looked_at():
    widths = [np.subtract(*rank_bands(n_y, 50)[:0:-1]).mean() for n_y in (100, 10_000)]
    assert widths[0] / widths[1] == pytest.approx(10, rel=0.1)
    assert len(rank_points(5000)) == 100


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="n_y, n_draws, level: expected"):
        rank_bands(0, 10)
    with pytest.raises(ValueError, match=r"ranks: expected 0 .. n_draws = 9, got 0 .. 10"):
        rank_distribution(np.array([[0], [10]]), 9)
    with pytest.raises(ValueError, match=r"ranks: expected shape \(n_y, dim_x\)"):
        rank_distribution(np.zeros(3, dtype=int), 9)
