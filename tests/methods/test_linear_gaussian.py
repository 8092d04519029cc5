"""The posterior of a linear Gaussian problem is recovered: mean, covariance and density, for narrow and wide y."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import innverse as iv
from innverse.methods import Weights
from tests.linear_gaussian import LinearGaussian

NARROW = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0]]), noise=0.5)
WIDE = LinearGaussian(np.array([[1.0, 0.0], [0.8, 0.3], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
SUMS = np.array([[-1.0], [0.0], [1.5]])
ROOT = Path(__file__).parents[2]
NOISELESS = LinearGaussian(np.array([[1.0, 1.0]]), noise=1e-6)
QUICK = {"blocks": 3, "subnet_width": 32}
BUDGET = iv.Training(epochs=6, steps_per_epoch=200, batch=128)
LONG = iv.Training(epochs=15, steps_per_epoch=150)
SHORT = iv.Training(epochs=8, steps_per_epoch=150, batch=128, averaging=0.98)


@pytest.fixture(scope="module", params=["narrow", pytest.param("wide", marks=pytest.mark.slow)])
def fitted(request):
    """The wide y are read by a learned code, which takes a larger network and longer."""
    if request.param == "narrow":
        return NARROW, iv.INN(**QUICK).fit(NARROW.pairs(20_000), training=BUDGET)
    return WIDE, iv.INN(blocks=4, subnet_width=64).fit(WIDE.pairs(20_000), training=LONG)


def observations(truth):
    return truth.pairs(3, seed=7).y


def test_mean_and_covariance(fitted):
    """Within a tenth of the posterior's own scale, at three observations."""
    truth, model = fitted
    for y in observations(truth):
        mean, covariance = truth.posterior(y)
        draws = model.posterior(y).sample(20_000, seed=1)
        sd = np.sqrt(np.diag(covariance))
        assert (np.abs(draws.mean(0) - mean) < 0.1 * sd).all()
        assert (np.abs(np.cov(draws.T) - covariance) < 0.15 * np.outer(sd, sd)).all()


def test_log_density(fitted):
    truth, model = fitted
    for y in observations(truth):
        x = np.random.default_rng(0).multivariate_normal(*truth.posterior(y), size=500)
        error = model.posterior(y).log_prob(x) - truth.log_density(x, y)
        assert abs(error.mean()) < 0.1 and error.std() < 0.3


def test_the_latent_tells_draws_of_a_noisy_measurement_apart(fitted):
    """x is linear in it here: the noise of the code is a part of it, without which there is nothing to tell."""
    truth, model = fitted
    x, z = model.posterior(observations(truth)[0]).sample_with_latent(5_000, seed=1)
    left = x - x.mean(0) - z @ np.linalg.lstsq(z, x - x.mean(0))[0]
    assert (left.var(0) < 0.1 * x.var(0)).all()


def test_density_integrates_to_one(fitted):
    """On a grid of ±6 posterior standard deviations."""
    truth, model = fitted
    y = observations(truth)[0]
    mean, covariance = truth.posterior(y)
    axes = [m + s * np.linspace(-6, 6, 81) for m, s in zip(mean, np.sqrt(np.diag(covariance)), strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    cell = np.prod([axis[1] - axis[0] for axis in axes])
    assert abs(np.exp(model.posterior(y).log_prob(grid)).sum() * cell - 1) < 0.02


def test_forward_process(fitted):
    """predict(x) is the mean measurement A x."""
    truth, model = fitted
    x = truth.pairs(500, seed=3).x
    assert np.sqrt(np.mean((model.predict(x) - x @ truth.matrix.T) ** 2)) < 0.1


def test_sensitivity(fitted):
    """The median slope is A, in units of sd(x) = 1 and sd(y)."""
    truth, model = fitted
    y = observations(truth)[0]
    sd_y = np.sqrt((truth.matrix**2).sum(axis=1) + truth.noise**2)
    expected = np.abs(truth.matrix) / sd_y[:, None]
    assert np.abs(model.posterior(y).sensitivity(500).to_numpy() - expected).max() < 0.12


def draws_of_a_noiseless_sum(file):
    """Draws of y = x1 + x2 at each of `SUMS`, by bidirectional training."""
    objective = iv.Bidirectional(weights=Weights(measurement=50.0, latent=100.0, backward=200.0))
    model = iv.INN(**QUICK, objective=objective).fit(
        NOISELESS.pairs(20_000), training=replace(SHORT, epochs=16, batch=256)
    )
    np.save(file, model.sample(SUMS, 5_000, seed=1))


@pytest.mark.slow
def test_bidirectional_on_a_noiseless_sum(tmp_path):
    """y = x1 + x2: x1 − x2 is normal with sd √2, and x1 + x2 = y to a quarter of the prior's spread of √2.

    In a process that compiles as users' do: its kernels take three times as long under the flags of `conftest.py`.
    """
    here = "from tests.methods.test_linear_gaussian import draws_of_a_noiseless_sum as draws"
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    command = [sys.executable, "-c", f"{here}; draws('draws.npy')"]
    subprocess.run(command, cwd=tmp_path, env=environment | {"PYTHONPATH": str(ROOT)}, check=True)
    for y, draws in zip(SUMS[:, 0], np.load(tmp_path / "draws.npy"), strict=True):
        along, across = draws[:, 0] - draws[:, 1], draws.sum(1) - y
        assert abs(across.mean()) < 0.25 and across.std() < np.sqrt(2) / 4
        assert abs(along.mean()) < 0.2 and abs(along.std() - np.sqrt(2)) < 0.3


def test_a_fit_of_several_members_answers_by_all_of_them():
    """That the answer is their mixture: `tests/model_file/test_stored.py`."""
    training = iv.Training(epochs=1, steps_per_epoch=20, batch=64, members=3)
    pairs = NARROW.pairs(2_000)
    model = iv.MixtureDensityNetwork(components=2, width=8, depth=1).fit(pairs, training=training)
    means = model.posterior(pairs.y[0]).sample(999, seed=2).reshape(-1, 3, 2).mean(0)
    assert model.members == 3 and len(np.unique(means.round(3), axis=0)) == 3
