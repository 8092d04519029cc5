"""The autoencoder on a measurement without noise, the only kind that it can invert."""

import numpy as np
import pytest

import innverse as iv
from innverse.methods import InvertibleAutoencoder
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 1.0]]), noise=1e-6)
Y = np.array([[-1.0], [0.0], [1.5]])


@pytest.fixture(scope="module")
def model():
    training = iv.Training(epochs=8, steps_per_epoch=120, batch=256)
    return InvertibleAutoencoder(width=64, depth=1, dim_z=1).fit(TRUTH.pairs(20_000), training=training)


def test_posterior(model):
    """x1 − x2 is normal with sd √2, to a fifth of that; x1 + x2 = y, to a tenth."""
    for y, draws in zip(Y, model.sample(Y, 5_000, seed=1), strict=True):
        along, across = draws[:, 0] - draws[:, 1], draws.sum(1) - y
        assert abs(across.mean()) < 0.14 and across.std() < 0.14
        assert abs(along.mean()) < 0.28 and abs(along.std() - np.sqrt(2)) < 0.28


def test_forward_process(model):
    x = TRUTH.pairs(500, seed=3).x
    assert np.sqrt(np.mean((model.predict(x) - x @ TRUTH.matrix.T) ** 2)) < 0.1


def test_decoding_undoes_encoding(model):
    """The latent of a draw is found again."""
    x, z = model.sample_with_latent(Y, 500, seed=2)
    assert z.shape == (3, 500, 1)
    correlations = [abs(np.corrcoef(a[:, 0] - a[:, 1], b[:, 0])[0, 1]) for a, b in zip(x, z, strict=True)]
    assert min(correlations) > 0.98


def test_saved_and_loaded_it_draws_the_same(model, tmp_path):
    model.save(tmp_path / "autoencoder.innverse")
    loaded = iv.load(tmp_path / "autoencoder.innverse")
    assert loaded.method == model.method
    assert np.array_equal(loaded.sample(Y, 5_000, seed=1), model.sample(Y, 5_000, seed=1))


def test_it_has_no_density(model):
    assert model.has_latent and model.has_forward and not model.has_density


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match=r"InvertibleAutoencoder.dim_z: expected a whole number of at least 1, got 0"):
        InvertibleAutoencoder(dim_z=0)
