import math

import jax
import numpy as np
import numpyro.distributions as dist
import pytest
from scipy import stats

from innverse.problems.prior import IndependentPrior

INF = math.inf


@pytest.mark.parametrize(
    ("marginal", "bounds"),
    [
        (dist.Uniform(-1, 2), (-1, 2)),
        (dist.Normal(0, 1), (-INF, INF)),
        (dist.LogNormal(0, 1), (0, INF)),
        (dist.LogUniform(1.0, 3.0), (1, 3)),
        (dist.Beta(2.0, 2.0), (0, 1)),
        (dist.TruncatedNormal(0.0, 1.0, low=-0.5), (-0.5, INF)),
        (dist.TruncatedNormal(0.0, 1.0, high=0.5), (-INF, 0.5)),
        (dist.VonMises(0.0, 1.0), (-math.pi, math.pi)),
        (dist.Delta(1.0), (-INF, INF)),
        (dist.Poisson(15.0), (-0.5, INF)),
        (dist.DiscreteUniform(1, 6), (0.5, 6.5)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_bounds_come_from_the_support(marginal, bounds):
    column = IndependentPrior({"b": marginal}).columns[0]
    assert (column.lower, column.upper) == bounds


def test_draws_follow_the_marginals_in_order_and_stay_inside():
    prior = IndependentPrior({"a": dist.Uniform(0.1, 0.3), "b": dist.LogNormal(0.0, 0.5)})
    x = prior.sample(jax.random.key(0), 5_000)
    assert x.dtype == np.float64 and x.shape == (5_000, 2)
    assert (x[:, 0] >= 0.1).all() and (x[:, 0] <= 0.3).all()
    assert stats.kstest(x[:, 0], stats.uniform(0.1, 0.2).cdf).pvalue > 1e-3
    assert stats.kstest(x[:, 1], stats.lognorm(0.5).cdf).pvalue > 1e-3
    assert abs(stats.spearmanr(x[:, 0], x[:, 1]).statistic) < 0.06


def test_draws_are_double_precision():
    """A uniform prior far from zero: single precision would know eight values, and put some on the bounds."""
    x = IndependentPrior({"a": dist.Uniform(1e6, 1e6 + 0.5)}).sample(jax.random.key(0), 1_000)
    assert len(np.unique(x)) == 1_000


def test_density_is_the_product_of_the_marginals_and_nothing_outside():
    prior = IndependentPrior({"a": dist.Uniform(0, 2), "b": dist.Normal(1, 2)})
    inside = stats.uniform(0, 2).logpdf(0.5) + stats.norm(1, 2).logpdf(-1)
    assert np.allclose(prior.log_prob([[0.5, -1], [2.5, -1], [-0.1, 0]]), [inside, -INF, -INF])
    assert prior.log_prob([0.5, -1]).shape == ()
    assert prior.log_prob(np.zeros((2, 3, 2))).shape == (2, 3)


@pytest.mark.parametrize(
    ("marginals", "error", "message"),
    [
        ({}, ValueError, "prior: expected a mapping of names to numpyro distributions, got {}"),
        ([dist.Normal()], ValueError, r"numpyro distributions, got list; write \{\"rate\": dist.Uniform\(0, 1\)\}"),
        ({"b": stats.norm(0, 1)}, TypeError, "prior of 'b': expected a numpyro distribution such as"),
        ({"b": dist.MultivariateNormal(np.zeros(2), np.eye(2))}, ValueError, r"one number, got one of shape \(2,\)"),
        ({"b": dist.Uniform(np.zeros(3), 1)}, ValueError, r"one number, got one of shape \(3,\)"),
        ({"b": dist.Bernoulli(0.5)}, ValueError, "prior of 'b': expected a support .*; write dist.DiscreteUniform"),
        ({3: dist.Normal()}, ValueError, "Column: expected a name, as text, got 3"),
    ],
)
def test_unusable_priors_are_refused(marginals, error, message, as_users_call):
    with pytest.raises(error, match=message):
        IndependentPrior(marginals)


def test_a_prior_that_cannot_be_drawn_from_is_told():
    flat = IndependentPrior({"b": dist.ImproperUniform(dist.constraints.real, (), ())})
    with pytest.raises(TypeError, match="prior of 'b': expected a distribution that can be drawn from, got Improper"):
        flat.sample(jax.random.key(0), 3)


def test_units_of_unknown_parameters_are_refused():
    with pytest.raises(ValueError, match="units: expected one of 'height', got 'heigth'; did you mean 'height'"):
        IndependentPrior({"height": dist.Normal()}, {"heigth": "m"})
