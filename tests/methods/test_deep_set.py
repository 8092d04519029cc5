"""Four repeated readings of two quantities: their order does not matter; the posterior is linear Gaussian."""

import numpy as np
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.methods import AutoregressiveFlow, ConditionalINN, DeepSetEncoder, FlowMatching
from innverse.specification import SpecificationError, build, describe
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.tile([[1.0, 0.5], [0.0, 1.0]], (4, 1)), noise=1.0)
ENCODER = DeepSetEncoder(items=4, features=8, width=16, depth=1)
METHODS = {
    "flow": AutoregressiveFlow(blocks=1, width=32, depth=1, elementwise=Affine(), encoder=ENCODER),
    "flow matching": FlowMatching(width=32, depth=1, steps=16, rows=100, encoder=ENCODER),
}
Y = TRUTH.pairs(3, seed=7).y


@pytest.fixture(
    scope="module",
    params=[METHODS["flow"], pytest.param(METHODS["flow matching"], marks=pytest.mark.slow)],
    ids=METHODS,
)
def model(request):
    return request.param.fit(TRUTH.pairs(20_000), training=iv.Training(epochs=8, steps_per_epoch=100))


def test_the_order_of_the_readings_does_not_matter(model):
    x = TRUTH.pairs(3, seed=8).x
    swapped = Y.reshape(3, 4, 2)[:, [2, 0, 3, 1]].reshape(3, 8)
    assert np.array_equal(model.scaling.scale_y(swapped)[:, :2], model.scaling.scale_y(Y)[:, 4:6])
    assert np.allclose(model.log_prob(x, swapped), model.log_prob(x, Y), atol=1e-4)
    within = Y.reshape(3, 4, 2)[:, :, ::-1].reshape(3, 8)
    assert not np.allclose(model.log_prob(x, within), model.log_prob(x, Y), atol=1e-2)


def test_mean_and_covariance(model):
    for y, draws in zip(Y, model.sample(Y, 8_000, seed=1), strict=True):
        mean, covariance = TRUTH.posterior(y)
        sd = np.sqrt(np.diag(covariance))
        assert (np.abs(draws.mean(0) - mean) < 0.2 * sd).all()
        assert (np.abs(np.cov(draws.T) - covariance) < 0.2 * np.outer(sd, sd)).all()


def test_saved_and_loaded_it_draws_the_same(model, tmp_path):
    model.save(tmp_path / "set.innverse")
    loaded = iv.load(tmp_path / "set.innverse")
    assert loaded.method == model.method and model.method.items == 4
    assert np.array_equal(loaded.sample(Y, 8_000, seed=1), model.sample(Y, 8_000, seed=1))


def test_items_that_do_not_divide_the_measurements_are_refused():
    method = ConditionalINN(encoder=DeepSetEncoder(items=3))
    with pytest.raises(ValueError, match="items: expected a divisor of the 8 measurements, got 3"):
        method.fit(TRUTH.pairs(50))


def test_a_description_must_say_how_many_items_there_are():
    for method in METHODS.values():
        assert build(describe(method), "method") == method
    with pytest.raises(SpecificationError, match=r"method.encoder: expected a key 'items', got 'width'"):
        build({"name": "ConditionalINN", "encoder": {"name": "DeepSetEncoder", "width": 4}}, "method")
