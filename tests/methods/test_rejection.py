"""Rejection keeps the pairs: near the truth where pairs are many, and told apart from a method that is trained."""

import numpy as np
import pytest

import innverse as iv
from innverse.methods import ABC
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5]]), noise=0.5)
PAIRS = TRUTH.pairs(20_000)
Y = np.array([[-1.0], [0.3], [1.0]])


@pytest.fixture(scope="module")
def model():
    return ABC(accepted=400).fit(PAIRS)


def test_mean_and_covariance(model):
    """400 accepted x tell the mean to a twentieth of the posterior's sd, covariances to a tenth: here thrice that."""
    for y, draws in zip(Y, model.sample(Y, 8_000, seed=1), strict=True):
        mean, covariance = TRUTH.posterior(y)
        sd = np.sqrt(np.diag(covariance))
        assert (np.abs(draws.mean(0) - mean) < 0.15 * sd).all()
        assert (np.abs(np.cov(draws.T) - covariance) < 0.25 * np.outer(sd, sd)).all()


def test_draws_are_the_x_of_the_nearest_pairs(model):
    draws = model.sample(Y, 8_000, seed=1)[1]
    nearest = PAIRS.x[np.argsort(np.abs(PAIRS.y[:, 0] - Y[1]))[:400]]
    assert len(np.unique(draws, axis=0)) == 400
    assert np.allclose(np.unique(draws[:, 0]), np.sort(nearest[:, 0]), atol=1e-5)


def test_saved_and_loaded_it_draws_the_same(model, tmp_path):
    model.save(tmp_path / "abc.innverse")
    loaded = iv.load(tmp_path / "abc.innverse")
    assert loaded.method == model.method and loaded.history.epochs == []
    assert np.array_equal(loaded.sample(Y, 8_000, seed=1), model.sample(Y, 8_000, seed=1))


def test_what_it_has_not(model):
    assert not (model.has_latent or model.has_density or model.has_forward)


def test_more_accepted_than_there_are_pairs():
    with pytest.raises(ValueError, match=r"ABC.accepted: expected at most the 50 pairs, got 51"):
        ABC(accepted=51).fit(TRUTH.pairs(50))
    with pytest.raises(ValueError, match=r"ABC.accepted: expected a whole number of at least 1, got 0"):
        ABC(accepted=0)


def test_the_model_compares_itself_with_measurements_that_its_training_held_out():
    pairs = TRUTH.pairs(1000)
    kept = ABC(accepted=10).fit(pairs, seed=3).novelty_detector.kept_apart
    held_out = pairs.split(iv.Training().held_out, 3)[1].y
    assert sorted(kept.tolist()) == sorted(held_out.tolist())


@pytest.mark.parametrize(("n", "share", "kept"), [(40, 0.05, 8), (60, 0.05, 10), (60, 0.3, 18), (1000, 0.05, 50)])
def test_few_pairs_leave_enough_to_choose_the_best_weights_by(n, share, kept):
    model = ABC(accepted=10).fit(TRUTH.pairs(n), iv.Training(held_out=share))
    assert len(model.novelty_detector.kept_apart) == kept
