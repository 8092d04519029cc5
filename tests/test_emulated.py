"""A learned likelihood: near the simulator's own, and draws that it weighs are nearer to the exact posterior."""

import signal
from types import SimpleNamespace

import jax
import numpy as np
import numpyro.distributions as dist
import pytest

import innverse as iv
from innverse.bijections import Affine
from innverse.emulated_problem import EmulatedProblem
from innverse.experiments.reweighed import ReweighedDraws
from innverse.methods import AsMeasured, MixtureDensityNetwork
from innverse.scaling import fit_scaling
from tests.linear_gaussian import LinearGaussian
from tests.refinement.proposals import NormalModel, answer

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0]]), noise=0.5)
PRIOR = {"x1": dist.Normal(0, 1), "x2": dist.Normal(0, 1)}
QUICK = iv.ConditionalINN(blocks=2, subnet_width=32, elementwise=Affine(), encoder=AsMeasured())
MIXTURE = MixtureDensityNetwork(components=3, width=32, depth=1)
SMALL = MixtureDensityNetwork(components=2, width=8, depth=1)
TRAINING = iv.Training(epochs=8, steps_per_epoch=150, batch=128, averaging=0.98)


@pytest.fixture(scope="module")
def pairs():
    return TRUTH.pairs(20_000)


@pytest.fixture(scope="module")
def emulated(pairs):
    return iv.emulate(pairs, PRIOR, TRAINING, method=QUICK)


def log_likelihood(x, y):
    departure = (y - x @ TRUTH.matrix.T) / TRUTH.noise
    return -0.5 * (departure**2).sum(-1) - departure.shape[-1] * np.log(TRUTH.noise * np.sqrt(2 * np.pi))


def test_the_likelihood_is_the_simulator_s(emulated):
    fresh = TRUTH.pairs(500, seed=5)
    error = emulated.log_likelihood(fresh.x, fresh.y) - log_likelihood(fresh.x, fresh.y)
    assert abs(error.mean()) < 0.1 and error.std() < 0.3
    assert emulated.log_likelihood(fresh.x[:3], fresh.y[0]).shape == (3,)


def test_its_runs_are_like_the_simulator_s(emulated):
    x = np.broadcast_to([0.5, -1.0], (4000, 2))
    y = emulated.forward(jax.random.key(0), x)
    assert np.allclose(y.mean(0), TRUTH.matrix @ x[0], atol=0.06)
    assert np.allclose(y.std(0), TRUTH.noise, atol=0.05)
    assert np.array_equal(y, emulated.forward(jax.random.key(0), x))


def test_weighed_draws_are_nearer_to_the_exact_posterior(pairs, emulated):
    """A posterior that is off and too wide, corrected by a likelihood that was learned."""
    y = TRUTH.pairs(1, seed=7).y
    mean, covariance = TRUTH.posterior(y[0])
    sd = np.sqrt(np.diag(covariance))
    wrong = NormalModel(pairs, mean + 0.7 * sd, 1.6**2 * covariance, fit_scaling(pairs))
    assert (np.abs(wrong.sample(y, 1000, 0)[0].mean(0) - mean) > 0.5 * sd).all()
    refined = answer(wrong, y[0]).refine(emulated, 1000)
    assert refined.trusted and "provided that the learned likelihood is right" in refined.words
    many = ReweighedDraws(wrong, emulated).sample(y, 1000)[0]
    for draws in (np.asarray(refined.x), many):
        assert (np.abs(draws.mean(0) - mean) < 0.15 * sd).all()
        assert (np.abs(draws.std(0) / sd - 1) < 0.15).all()


@pytest.fixture(scope="module")
def of_share():
    """Hardly trained, of a parameter with bounds; two members."""
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(200, 1))
    pairs = iv.Pairs.from_arrays(x, x + 0.1 * rng.normal(size=x.shape), parameters=[iv.Column("a", lower=0, upper=1)])
    few = iv.Training(epochs=1, steps_per_epoch=2, members=2)
    return iv.emulate(pairs, {"a": dist.Uniform(0, 1)}, few, method=SMALL)


def test_x_that_the_prior_cannot_draw_has_no_likelihood(of_share):
    x = np.array([[0.5], [np.nan], [np.inf], [-0.1], [1.1], [0.2]])
    found = of_share.log_likelihood(x, np.array([0.4]))
    assert np.isneginf(found).tolist() == [False, True, True, True, True, False]
    assert np.array_equal(found[[0, 5]], of_share.log_likelihood(x[[0, 5]], np.array([0.4])))
    assert np.isneginf(of_share.log_likelihood(x[1:3], np.array([0.4]))).all()


def test_an_ensemble_draws_from_every_member():
    """A stand-in whose draw i of a row is the number of its member, as `Model.sample` takes them in turn."""
    pairs = iv.Pairs.from_arrays(np.arange(50.0), np.linspace(0, 2.5, 50), parameters=["a"])
    model = SimpleNamespace(
        parameters=pairs.measurements,
        measurements=pairs.parameters,
        members=3,
        sample=lambda x, n, seed: np.tile(np.arange(n)[:, None] % 3, (len(x), 1, 1)),
    )
    y = EmulatedProblem(model, iv.Problem({"a": dist.Normal(0, 1)}, lambda x: x, ["y1"]), pairs).forward(
        jax.random.key(0), np.zeros((3000, 1))
    )
    assert y.shape == (3000, 1)
    assert np.allclose(np.bincount(y[:, 0].astype(int)) / 3000, 1 / 3, atol=0.04)


def test_counts_are_counts():
    rng = np.random.default_rng(0)
    x = rng.uniform(1, 9, size=(20_000, 1))
    pairs = iv.Pairs.from_arrays(x, rng.poisson(x), parameters=["rate"], measurements=["count"])
    emulated = iv.emulate(pairs, {"rate": dist.Uniform(1, 9)}, TRAINING, method=MIXTURE)
    y = emulated.forward(jax.random.key(0), np.full((2000, 1), 4.0))
    assert np.array_equal(y, y.round()) and abs(y.mean() - 4) < 0.3
    counts = np.arange(20.0)
    found = np.exp(emulated.log_likelihood(np.full((20, 1), 4.0), counts[:, None]))
    assert 0.5 * np.abs(found - np.exp(dist.Poisson(4.0).log_prob(counts))).sum() < 0.1  # total variation


def test_what_does_not_fit_is_told(pairs):
    with pytest.raises(ValueError, match=r"prior: expected the parameters of the pairs, \['x1', 'x2'\] in this order"):
        iv.emulate(pairs, dict(reversed(PRIOR.items())))
    posterior = SimpleNamespace(parameters=pairs.parameters, measurements=pairs.measurements)
    with pytest.raises(ValueError, match=r"model of y given x: expected the parameters of the pairs, .* got \['y1'"):
        EmulatedProblem(posterior, iv.Problem(PRIOR, lambda x: x, ["y1", "y2"]), pairs)
    with pytest.raises(TypeError, match=r"seed: expected a whole number, got 0\.5"):
        iv.emulate(pairs, PRIOR, seed=0.5)
    with pytest.raises(ValueError, match="expected measurements that are numbers, got classes"):
        iv.emulate(iv.simulate(iv.problems.GaussianMixture.none(), 50), iv.problems.GaussianMixture.none())
    for wrong, message in [
        ({"pairs": pairs.to_frame()}, "pairs: expected Pairs"),
        ({"training": {"epochs": 1}}, "training: expected a Training"),
        ({"method": iv.methods.DropoutRegressor()}, "method: expected one with a density"),
        ({"seed": 0.5}, "seed: expected a whole number"),
    ]:
        with pytest.raises(TypeError, match=message):
            iv.emulate(**{"pairs": pairs, "prior": PRIOR} | wrong)


def test_runs_that_fail_are_no_part_of_what_is_learned_and_that_is_told(of_share):
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(200, 1))
    pairs = iv.Pairs(
        x[:150], x[:150] + 0.1 * rng.normal(size=(150, 1)), (iv.Column("a"),), (iv.Column("y"),), failed=x[150:]
    )
    few = iv.Training(epochs=1, steps_per_epoch=2)
    with pytest.warns(UserWarning, match="got 50 of 200 without"):
        iv.emulate(pairs, {"a": dist.Uniform(0, 1)}, few, method=SMALL)


def test_a_model_read_back_takes_a_prior_as_emulate_does(of_share):
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(200, 1))
    pairs = iv.Pairs(x, x + rng.normal(size=x.shape), of_share.parameters, of_share.measurements)
    again = EmulatedProblem(of_share.model, {"a": dist.Uniform(0, 1)}, pairs)
    assert again.log_likelihood(np.array([[0.5]]), np.array([0.4])) == of_share.log_likelihood([[0.5]], np.array([0.4]))


def test_ctrl_c_leaves_no_likelihood_that_was_learned_in_part(pairs):
    def press(*_):
        signal.raise_signal(signal.SIGINT)

    quick = iv.Training(epochs=3, steps_per_epoch=2, batch=64)
    with pytest.raises(KeyboardInterrupt):
        iv.emulate(pairs.subset(slice(200)), PRIOR, quick, method=MIXTURE, callback=press)
