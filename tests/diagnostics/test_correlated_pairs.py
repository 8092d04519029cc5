import numpy as np
import pytest

from innverse.diagnostics import correlated_pairs
from tests.diagnostics.posteriors import COVARIANCE, EXACT


def test_the_line_of_a_gaussian_is_the_long_axis_of_its_ellipse():
    draws = EXACT.sample(np.zeros((1, 2)), 100_000, seed=0)[0] * [1.0, 10.0, 1.0]
    sd = np.sqrt(np.diag(COVARIANCE)) * [1.0, 10.0, 1.0]
    correlation = COVARIANCE[1, 2] / np.sqrt(COVARIANCE[1, 1] * COVARIANCE[2, 2])
    pair = next(pair for pair in correlated_pairs(draws, least=0.3) if (pair.first, pair.second) == (1, 2))
    assert pair.correlation == pytest.approx(correlation, abs=0.01)
    assert pair.slope == pytest.approx(np.sign(correlation) * sd[2] / sd[1], rel=0.02)
    assert pair.step == pytest.approx(sd[1], rel=0.02)


def test_only_close_ties_count_the_closest_first():
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(3, 5000))
    draws = np.stack([a, a + 0.3 * b, -a + 0.1 * c, b], axis=1)
    pairs = correlated_pairs(draws)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 2), (0, 1), (1, 2)]
    assert [np.sign(pair.slope) for pair in pairs] == [-1, 1, -1]
    assert correlated_pairs(rng.normal(size=(1000, 3))) == []


def test_constants_tie_nothing():
    assert correlated_pairs(np.stack([np.arange(9.0), np.ones(9)], axis=1)) == []


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="least: expected a correlation inside"):
        correlated_pairs(np.eye(3), least=0.0)
