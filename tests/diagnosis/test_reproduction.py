"""Shares of the prior's spread: for the exact posterior they agree with what noise leaves of the truth itself."""

from types import SimpleNamespace

import numpy as np

from innverse.diagnosis.reproduction import Reproduction, on_scale, shares, spread
from innverse.problems import Column

SD = 0.5**0.5


def reproduction(width, shift=0.0, n=4000, draws=50):
    """y = x + noise, x|y ~ N(y/2, 1/2)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 1))
    y = x + rng.normal(size=(n, 1))
    drawn = y[:, None] / 2 + shift + width * SD * rng.normal(size=(n, draws, 1))
    again, anew = (rows + rng.normal(size=rows.shape) for rows in (drawn, x[:, None]))
    whole = spread(y)
    return Reproduction(*(shares(lambda y: y, rows, y, whole) for rows in (again, anew)), whole)


def test_the_exact_posterior_leaves_what_noise_leaves():
    exact = reproduction(1.0)
    assert abs(exact.floor.mean() - 0.5) < 0.03
    assert abs(exact.excess) < 0.02


def test_flaws_leave_more():
    assert reproduction(2.0).excess > 0.2
    assert reproduction(1.0, shift=1.0).excess > 0.15


def test_a_run_beyond_a_bound_of_the_training_has_an_answer():
    """A flux that was above zero in all pairs may fall below for a draw: its logarithm is none."""
    model = SimpleNamespace(
        measurements=(Column("flux", lower=0.0),), scaling=SimpleNamespace(scale_y=lambda y: np.log(y + 1e-6))
    )
    found = shares(on_scale(model), np.array([[[1.0], [-0.1]]]), np.array([[1.0]]), 1.0)
    assert np.isfinite(found).all() and found[0] > 1


def test_runs_without_an_answer_are_left_out():
    again = np.array([[[2.0], [np.nan]], [[np.nan], [np.nan]]])
    assert np.array_equal(shares(lambda y: y, again, np.zeros((2, 1)), 4.0), [1.0, np.nan], equal_nan=True)
