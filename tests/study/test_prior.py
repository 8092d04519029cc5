"""The prior's distributions are found by numpyro's names."""

import numpy as np
import numpyro.distributions as dist
import pytest

from innverse.problems.prior import IndependentPrior
from innverse.study.prior import marginal
from innverse.study.schema import MarginalSection


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"distribution": "Uniform", "low": -1, "high": 2}, dist.Uniform(-1, 2)),
        ({"distribution": "LogUniform", "low": 0.1, "high": 2}, dist.LogUniform(0.1, 2)),
        ({"distribution": "TruncatedNormal", "loc": 1, "scale": 2, "low": 0}, dist.TruncatedNormal(1, 2, low=0)),
        ({"distribution": "Beta", "concentration1": 2, "concentration0": 3}, dist.Beta(2, 3)),
        ({"distribution": "Exponential", "unit": "s", "label": "tau"}, dist.Exponential()),
    ],
)
def test_distribution_by_name(section, expected):
    prior = marginal("a", MarginalSection(**section))
    assert np.allclose(prior.log_prob(0.7), expected.log_prob(0.7))


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"distribution": "Unifrom"}, r"\[problem.prior.a\] distribution: .*got 'Unifrom'; did you mean 'Uniform'"),
        ({"distribution": "constraints"}, "expected a numpyro distribution"),
        ({"distribution": "Uniform", "lo": 0.0}, r"got 'lo'; did you mean 'low'"),
        (
            {"distribution": "Normal", "mean": 0.0},
            r"a\] key: expected 'loc', as numpyro calls it, got 'mean'",
        ),
        ({"distribution": "Uniform", "untis": "m"}, r"got 'untis'; did you mean 'unit'"),
        ({"distribution": "Gamma"}, "expected the key concentration, which Gamma needs, got none"),
        ({"distribution": "Normal", "scale": "wide"}, r"\[problem.prior.a\] scale: expected a number, got 'wide'"),
        ({"distribution": "Normal", "scale": -1.0}, "expected arguments in their range"),
        ({"distribution": "Uniform", "low": 2.0, "high": 1.0}, "expected low < high, got 2 and 1"),
    ],
)
def test_mistakes_are_named(section, message):
    with pytest.raises(ValueError, match=message):
        marginal("a", MarginalSection(**section))


@pytest.mark.parametrize(
    ("distribution", "argument"),
    [
        ("ProjectedNormal", "concentration"),
        ("RightTruncatedGamma", "base_dist"),
        ("SineSkewed", "skewness"),
        ("ZeroInflatedLogits", "gate_logits"),
        ("TruncatedPolyaGamma", "batch_shape"),
        ("TruncatedDistribution", "base_dist"),
        ("Distribution", "batch_shape"),
        ("Unit", "log_factor"),
    ],
)
def test_distributions_that_numbers_do_not_make(distribution, argument):
    """A few of numpyro's, made of other distributions: not a traceback, whatever they raise."""
    with pytest.raises((ValueError, TypeError), match="expected"):
        made = marginal("a", MarginalSection(distribution=distribution, **{argument: 0.5}))
        IndependentPrior({"a": made}, {})
