"""Where JAX computes in double precision, as it often does beside numpyro, flows learn and answer all the same."""

import numpy as np
import pytest

import innverse as iv
from innverse.bijections import RationalQuadraticSpline
from tests.linear_gaussian import LinearGaussian

TRUTH = LinearGaussian(np.array([[1.0, 0.5], [0.0, 1.0]]), noise=0.5)
METHODS = {
    "cINN": iv.ConditionalINN(blocks=2, subnet_width=8, elementwise=RationalQuadraticSpline(bins=2, bound=2.0)),
    "flow matching": iv.FlowMatching(width=8, depth=1),
}
SECOND = pytest.param(METHODS["flow matching"], marks=pytest.mark.slow)


@pytest.mark.parametrize("method", [METHODS["cINN"], SECOND], ids=METHODS)
def test_densities_and_draws_are_finite(float64, method):
    pairs = TRUTH.pairs(200)
    model = method.fit(pairs, iv.Training(epochs=1, steps_per_epoch=4, batch=16))
    assert np.isfinite(model.log_prob(pairs.x[:3], pairs.y[:3])).all()
    assert np.isfinite(model.sample(pairs.y[:2], 5)).all()
