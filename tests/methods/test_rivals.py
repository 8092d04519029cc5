"""Every method beside the INN recovers a linear Gaussian posterior, and says what it cannot do."""

import numpy as np
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.methods import ConditionalINN, FlowMatching, MixtureDensityNetwork, MLPEncoder
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
BUDGET = iv.Training(epochs=8, steps_per_epoch=150)
METHODS = {
    "cINN": ConditionalINN(blocks=3, elementwise=Affine(), encoder=MLPEncoder(features=4, width=32)),
    "flow matching": FlowMatching(width=64, depth=3),
    "MDN": MixtureDensityNetwork(components=3, width=64, depth=2),
}
Y = TRUTH.pairs(3, seed=7).y


@pytest.fixture(scope="module", params=METHODS)
def model(request):
    return METHODS[request.param].fit(TRUTH.pairs(20_000), training=BUDGET)


def test_mean_and_covariance(model):
    """Within a fifth of the posterior's own scale, at three observations."""
    for y, draws in zip(Y, model.sample(Y, 10_000, seed=1), strict=True):
        mean, covariance = TRUTH.posterior(y)
        sd = np.sqrt(np.diag(covariance))
        assert (np.abs(draws.mean(0) - mean) < 0.2 * sd).all()
        assert (np.abs(np.cov(draws.T) - covariance) < 0.2 * np.outer(sd, sd)).all()


def test_log_density(model):
    x = np.concatenate([np.random.default_rng(0).multivariate_normal(*TRUTH.posterior(y), size=300) for y in Y])
    y = np.repeat(Y, 300, axis=0)
    truth = np.concatenate([TRUTH.log_density(x[y[:, 0] == one[0]], one) for one in Y])
    error = model.log_prob(x, y) - truth
    assert abs(error.mean()) < 0.1 and error.std() < 0.3


def test_saved_and_loaded_it_draws_the_same(model, tmp_path):
    model.save(tmp_path / "rival.innverse")
    loaded = iv.load(tmp_path / "rival.innverse")
    assert loaded.method == model.method
    assert np.array_equal(loaded.sample(Y, 10, seed=3), model.sample(Y, 10, seed=3))


def test_a_latent_where_there_is_one(model):
    if isinstance(model.method, MixtureDensityNetwork):
        assert not model.has_latent
        with pytest.raises(TypeError, match="expected a method with a latent, got MixtureDensityNetwork"):
            model.sample_with_latent(Y, 10)
    else:
        x, z = model.sample_with_latent(Y, 10, seed=3)
        assert np.array_equal(x, model.sample(Y, 10, seed=3)) and z.shape == (3, 10, 2)


def test_no_forward_process(model):
    assert not model.has_forward
    with pytest.raises(TypeError, match="predict: expected a method with a forward process of its own, got "):
        model.predict(np.zeros((1, 2)))
    diagnosis = iv.diagnose(model, TRUTH.pairs(200, seed=9), n_y=100, n_draws=200)
    assert diagnosis.forward_error is None and "no forward process" in diagnosis.notes["forward_error"]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_sizes_below_one_are_refused(method):
    name = next(name for name in ("blocks", "depth") if hasattr(method, name))
    with pytest.raises(ValueError, match=rf"{name}: expected a whole number of at least 1, got 0"):
        type(method)(**{name: 0})
