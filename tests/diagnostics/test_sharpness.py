import numpy as np
import pytest

from innverse.diagnostics import interval_width, relative_width
from tests.diagnostics.posteriors import COVARIANCE, EXACT, OVER_CONFIDENT, UNDER_CONFIDENT, pairs

X, Y = pairs(4000, seed=0)


def test_widths_of_the_exact_posterior_are_the_closed_form():
    draws, sd = EXACT.sample(Y[:100], 1000, seed=1), np.sqrt(np.diag(COVARIANCE))
    assert relative_width(draws, X).mean(axis=0) == pytest.approx(sd, rel=0.03)
    assert interval_width(draws).mean(axis=0) == pytest.approx(2 * 0.9945 * sd, rel=0.03)
    assert relative_width(draws[0], X).shape == interval_width(draws[0]).shape == (3,)


def test_over_confident_is_sharper_and_under_confident_is_not():
    widths = [relative_width(p.sample(Y[:50], 500, seed=1), X) for p in (OVER_CONFIDENT, EXACT, UNDER_CONFIDENT)]
    assert (widths[0] < widths[1]).all() and (widths[1] < widths[2]).all()


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="prior: expected 3 columns to match draws, got 2"):
        relative_width(np.zeros((5, 3)), np.zeros((5, 2)))
    with pytest.raises(ValueError, match="prior: expected draws that vary, got the same value in column 1"):
        relative_width(np.zeros((5, 2)), np.array([[0.0, 1.0], [1.0, 1.0]]))
    with pytest.raises(ValueError, match="confidence: expected a number inside"):
        interval_width(np.zeros((5, 2)), 1.0)
