"""Every method beside the INN recovers a linear Gaussian posterior, and says what it cannot do."""

import json
from dataclasses import fields

import numpy as np
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.methods import (
    AutoregressiveFlow,
    ConditionalINN,
    ConditionalVAE,
    DropoutRegressor,
    FlowMatching,
    InverseAutoregressive,
    MixtureDensityNetwork,
    MLPEncoder,
)
from innverse.specification import build, describe
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
BUDGET = iv.Training(epochs=8, steps_per_epoch=150, batch=256)
METHODS = {
    "cINN": ConditionalINN(blocks=3, elementwise=Affine(), encoder=MLPEncoder(features=4, width=32)),
    "flow matching": FlowMatching(width=64, depth=3, steps=16),
    "MDN": MixtureDensityNetwork(components=3, width=64, depth=2),
    "MAF": AutoregressiveFlow(blocks=2, width=32, depth=1, elementwise=Affine()),
    "cVAE": ConditionalVAE(width=64, depth=1),
    "cVAE-IAF": ConditionalVAE(width=64, depth=1, posterior=InverseAutoregressive(blocks=1, width=16)),
    "dropout": DropoutRegressor(width=64, depth=1),
}
DIM_Z = {"cINN": 2, "flow matching": 2, "MAF": 2, "cVAE": 4, "cVAE-IAF": 4}  # noise on x is a latent as well
Y = TRUTH.pairs(3, seed=7).y


@pytest.fixture(scope="module", params=METHODS)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def model(name):
    return METHODS[name].fit(TRUTH.pairs(20_000), training=BUDGET)


def test_mean_and_covariance(model):
    """Within a fifth of the posterior's own scale, at three observations."""
    for y, draws in zip(Y, model.sample(Y, 8_000, seed=1), strict=True):
        mean, covariance = TRUTH.posterior(y)
        sd = np.sqrt(np.diag(covariance))
        assert (np.abs(draws.mean(0) - mean) < 0.2 * sd).all()
        if isinstance(model.method, DropoutRegressor):
            # It has no correlation to learn, and its silent units add to the spread.
            assert (np.abs(draws.var(0) / sd**2 - [1.2, 1.2]) < 0.3).all()
        else:
            assert (np.abs(np.cov(draws.T) - covariance) < 0.2 * np.outer(sd, sd)).all()


def test_log_density(model):
    if isinstance(model.method, DropoutRegressor):
        with pytest.raises(TypeError, match="log_prob: expected a method with a density, got DropoutRegressor"):
            model.log_prob(np.zeros((1, 2)), Y[:1])
        return
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


def test_a_latent_where_there_is_one(model, name):
    assert model.has_latent == (name in DIM_Z)
    if model.has_latent:
        x, z = model.sample_with_latent(Y, 10, seed=3)
        assert np.array_equal(x, model.sample(Y, 10, seed=3)) and z.shape == (3, 10, DIM_Z[name])
    else:
        with pytest.raises(TypeError, match="sample_with_latent: expected a method with a latent, got"):
            model.sample_with_latent(Y, 10)


def test_no_forward_process(model):
    assert not model.has_forward
    with pytest.raises(TypeError, match="predict: expected a method with a forward process of its own, got "):
        model.predict(np.zeros((1, 2)))
    if isinstance(model.method, MixtureDensityNetwork):
        diagnosis = iv.diagnose(model, TRUTH.pairs(200, seed=9), n_y=100, n_draws=200)
        assert diagnosis.forward_error is None and "no forward process" in diagnosis.notes["forward_error"]


KINDS = {*map(type, METHODS.values()), InverseAutoregressive, MLPEncoder}
COUNTS = [(kind, field.name) for kind in sorted(KINDS, key=str) for field in fields(kind) if type(field.default) is int]


@pytest.mark.parametrize(("kind", "name"), COUNTS, ids=lambda part: part if isinstance(part, str) else part.__name__)
def test_sizes_below_one_are_refused(kind, name):
    with pytest.raises(ValueError, match=rf"{kind.__name__}.{name}: expected a whole number of at least 1, got 0"):
        kind(**{name: 0})


def test_a_method_has_sizes():
    assert {kind for kind, _ in COUNTS} == KINDS


def test_a_share_of_silent_units_is_below_one():
    with pytest.raises(ValueError, match=r"DropoutRegressor.rate: expected a share in \[0, 1\), got 1.0"):
        DropoutRegressor(rate=1.0)


def test_a_study_can_name_every_method():
    for method in METHODS.values():
        assert build(json.loads(json.dumps(describe(method))), "method") == method
