import numpy as np
import pytest

from innverse.diagnostics import find_ties
from tests.diagnostics.posteriors import COVARIANCE, EXACT


def test_the_line_of_a_gaussian_is_the_long_axis_of_its_ellipse():
    draws = EXACT.sample(np.zeros((1, 2)), 100_000, seed=0)[0] * [1.0, 10.0, 1.0]
    sd = np.sqrt(np.diag(COVARIANCE)) * [1.0, 10.0, 1.0]
    correlation = COVARIANCE[1, 2] / np.sqrt(COVARIANCE[1, 1] * COVARIANCE[2, 2])
    tie = next(tie for tie in find_ties(draws, least=0.3) if (tie.first, tie.second) == (1, 2))
    assert tie.correlation == pytest.approx(correlation, abs=0.01)
    assert tie.slope == pytest.approx(np.sign(correlation) * sd[2] / sd[1], rel=0.02)
    assert tie.step == pytest.approx(sd[1], rel=0.02)


def test_only_close_ties_count_the_closest_first():
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(3, 5000))
    draws = np.stack([a, a + 0.3 * b, -a + 0.1 * c, b], axis=1)
    ties = find_ties(draws)
    assert [(tie.first, tie.second) for tie in ties] == [(0, 2), (0, 1), (1, 2)]
    assert [np.sign(tie.slope) for tie in ties] == [-1, 1, -1]
    assert find_ties(rng.normal(size=(1000, 3))) == []


def test_constants_tie_nothing():
    assert find_ties(np.stack([np.arange(9.0), np.ones(9)], axis=1)) == []


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="least: expected a correlation inside"):
        find_ties(np.eye(3), least=0.0)
