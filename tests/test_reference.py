"""The No-U-Turn sampler finds closed-form and published posteriors, and says when it has not."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pandas as pd
import pytest
from jax.scipy.stats import norm

from innverse.problems import Column, GaussianMixture, InverseKinematics, InverseProblem, LynxHare, Problem
from innverse.reference import Reference, nuts_posterior, warn_of_chains_apart
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0], [0.5, 0.5]]), noise=0.5)
Y = TRUTH.pairs(1, seed=7).y[0]


class LinearGaussianProblem(InverseProblem):
    """`TRUTH` with its likelihood; x2 is asked for through s = Φ(x2), uniform on (0, 1): a bounded parameter."""

    name = "linear-gaussian"
    parameters = (Column("x1"), Column("s", lower=0, upper=1))
    measurements = tuple(Column(f"y{i}") for i in range(3))

    def sample_prior(self, key, n):
        return jax.random.normal(key, (n, 2)).at[:, 1].apply(norm.cdf)

    def log_prior(self, x):
        return norm.logpdf(x[..., 0])

    def forward(self, key, x):
        mean = self._mean(x)
        return mean + TRUTH.noise * jax.random.normal(key, mean.shape)

    def log_likelihood(self, x, y):
        return norm.logpdf(y, self._mean(x), TRUTH.noise).sum(-1)

    def _mean(self, x):
        return jnp.stack([x[..., 0], norm.ppf(x[..., 1])], -1) @ TRUTH.matrix.T


@pytest.fixture(scope="module")
def found():
    return nuts_posterior(LinearGaussianProblem(), Y, 2_000, seed=1, warm_up=300)


def test_linear_gaussian(found):
    """Mean and covariance to five standard errors of the effective draws."""
    draws = np.column_stack([found.x[:, 0], norm.ppf(found.x[:, 1])])
    mean, covariance = TRUTH.posterior(Y)
    sd, error = np.sqrt(np.diag(covariance)), 5 / np.sqrt(found.effective.min())
    assert (np.abs(draws.mean(0) - mean) < error * sd).all()
    assert (np.abs(np.cov(draws.T) - covariance) < 1.5 * error * np.outer(sd, sd)).all()


def test_the_chains_are_judged(found):
    assert found.x.shape == (2_000, 2) and found.x.dtype == np.float64
    assert (found.r_hat < 1.01).all() and (found.effective > 400).all() and found.diverged == 0
    assert list(found.modes().columns) == ["weight", "x1", "s"]
    assert np.allclose(found.correlations().loc["x1"], np.corrcoef(found.x.T)[0])
    assert repr(found).startswith("Reference(2,000 draws of x1, s, largest R-hat 1")
    assert repr(found).endswith(", 0 diverged)")


def test_results_are_tables(found):
    frame, summary = found.to_frame(), found.summary()
    assert list(frame) == ["x1", "s"] and np.array_equal(frame, found.x)
    assert list(summary.index) == ["x1", "s"] and np.allclose(summary["mean"], found.x.mean(0))
    assert np.array_equal(summary["r_hat"], found.r_hat) and np.array_equal(summary["effective"], found.effective)


def test_chains_that_have_not_met_are_named():
    parameters = LinearGaussianProblem.parameters
    apart = Reference(np.zeros((8, 2)), parameters, np.array([1.2, 1.0]), np.ones(2), 0)
    with pytest.warns(UserWarning, match=r"linear-gaussian: expected R̂ up to 1.05, got x1 \(1.20\); the chains have"):
        warn_of_chains_apart(LinearGaussianProblem(), apart)


def test_a_row_of_a_table_is_taken_by_its_names(monkeypatch):
    """In another order it would be the posterior of a permuted y."""
    asked = []
    monkeypatch.setattr("innverse.reference.Target", lambda problem, y: asked.append(y.tolist()) or 1 / 0)
    row = pd.DataFrame({"y2": [2.0, 5.0], "y0": [0.0, 3.0], "star": [7, 8], "y1": [1.0, 4.0]}).iloc[1]
    with pytest.raises(ZeroDivisionError):
        nuts_posterior(LinearGaussianProblem(), row)
    assert asked == [[3.0, 4.0, 5.0]]


def test_what_cannot_be_asked(as_users_call):
    problem = LinearGaussianProblem()
    assert problem.has_likelihood and not InverseKinematics().has_likelihood
    with pytest.raises(TypeError, match="problem: expected one whose likelihood is known, got 'kinematics'"):
        nuts_posterior(InverseKinematics(), [0.0, 0.0])
    in_numpy = Problem({"a": dist.Normal(0, 1)}, lambda x: x, ["y"], log_likelihood=lambda x, y: np.asarray(x)[:, 0])
    with pytest.raises(TypeError, match="log_prior, log_likelihood: expected functions written in JAX"):
        nuts_posterior(in_numpy, [0.0])
    with pytest.raises(NotImplementedError, match="mixture: the likelihood is not known"):
        GaussianMixture.all().log_likelihood(None, None)
    for arguments, message in [
        ({"y": Y[:2]}, r"y: expected 3 measurements \('y0', 'y1', 'y2'\), got shape \(2,\)"),
        ({"y": [0.0, np.nan, 0.0]}, "y: expected finite numbers, got NaN or infinity in 'y1'"),
        ({"y": Y, "chains": 1}, "chains: expected a whole number of at least 2, got 1"),
        ({"y": Y, "n": 7}, "n: expected a whole number of at least 16, got 7"),
        ({"y": Y, "warm_up": 0}, "warm_up: expected a whole number of at least 1, got 0"),
        ({"y": Y, "seed": -1}, "seed: expected a whole number of at least 0, got -1"),
    ]:
        with pytest.raises(ValueError, match=message):
            nuts_posterior(problem, **arguments)
    for name in ("n", "seed", "chains", "warm_up"):
        with pytest.raises(TypeError, match=rf"{name}: expected a whole number, got 20\.5"):
            nuts_posterior(problem, Y, **{name: 20.5})


@pytest.mark.slow
def test_lynx_and_hare_have_the_published_posterior():
    """posteriordb's `hudson_lynx_hare-lotka_volterra`, to a quarter of its standard deviations."""
    mean = np.array([0.547, 0.0277, 0.800, 0.0241, 34.0, 5.94, 0.248, 0.251])
    sd = np.array([0.063, 0.0042, 0.089, 0.0035, 2.92, 0.53, 0.043, 0.044])
    problem = LynxHare()
    found = nuts_posterior(problem, problem.observed, 2_000, seed=0, warm_up=500)
    assert (found.r_hat < 1.05).all() and (found.effective > 200).all()
    assert (np.abs(found.x.mean(0) - mean) < 0.25 * sd).all()
    assert (np.abs(found.x.std(0) / sd - 1) < 0.25).all()
    correlations = np.corrcoef(found.x.T)[[0, 0, 0, 1, 2], [1, 2, 3, 2, 3]]
    assert np.abs(correlations - [0.90, -0.94, -0.88, -0.90, 0.91]).max() < 0.1
