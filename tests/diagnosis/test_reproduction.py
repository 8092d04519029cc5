"""Shares of the prior's spread: for the exact posterior they agree with what noise leaves of the truth itself."""

from types import SimpleNamespace

import numpy as np
import pytest

from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior
from innverse.diagnosis.each_alike import each_alike
from innverse.diagnosis.reproduction import Reproduction, misses, on_scale, shares, spread
from innverse.diagnosis.resimulation import resimulate
from innverse.problems import Column
from innverse.scaling import fit_scaling

SD = 0.5**0.5


def reproduction(width, shift=0.0, n=4000, draws=50):
    """y = x + noise, x|y ~ N(y/2, 1/2)."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 1))
    y = x + rng.normal(size=(n, 1))
    drawn = y[:, None] / 2 + shift + width * SD * rng.normal(size=(n, draws, 1))
    again, anew = (rows + rng.normal(size=rows.shape) for rows in (drawn, x[:, None]))
    whole = spread(y)
    of_draws, of_truths = (misses(lambda y: y, rows, y, whole) for rows in (again, anew))
    return Reproduction(of_draws, of_truths[:, 0], whole)


def test_the_exact_posterior_leaves_what_noise_leaves():
    exact = reproduction(1.0)
    assert abs(exact.floor.mean() - 0.5) < 0.03
    assert abs(exact.excess.value) < 0.02


def test_flaws_leave_more():
    assert reproduction(2.0).excess.value > 0.2
    assert reproduction(1.0, shift=1.0).excess.value > 0.15


def test_a_run_beyond_a_bound_of_the_training_has_an_answer():
    """A flux that was above zero in all pairs may fall below for a draw: its logarithm is none."""
    scale = each_alike(np.linspace(0.01, 2, 200)[:, None], [Column("flux", lower=0.0)])
    found = shares(scale, np.array([[[1.0], [-0.1]]]), np.array([[1.0]]), 1.0)
    assert np.isfinite(found).all() and found[0] > 1


def readings(n, seed):
    """A hundred readings of each of two parameters, noise 1."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return Pairs.from_arrays(x, np.repeat(x, 100, axis=1) + rng.normal(size=(n, 200)))


class Readings:
    def forward(self, key, x):
        return np.repeat(x, 100, axis=1) + np.random.default_rng(len(x)).normal(size=(len(x), 200))


def test_many_measurements_of_few_parameters_do_not_hide_a_miss():
    """Right in the first parameter, the prior for the second: principal axes of noise must not weigh like the two."""
    pairs, rng = readings(400, 1), np.random.default_rng(2)
    first = pairs.y[:, :100].sum(axis=1)[:, None] / 101 + rng.normal(size=(400, 50)) / 101**0.5
    draws = np.stack([first, rng.normal(size=first.shape)], axis=2)
    model = SimpleNamespace(scaling=fit_scaling(readings(2000, 0)), measurements=pairs.measurements)
    assert resimulate(model, Readings(), pairs, draws, 0).reproduction.excess.value > 0.2


class TwoUnits:
    def forward(self, key, x):
        return np.array([1e6, 1.0]) * (x + 0.1 * np.random.default_rng(len(x)).normal(size=x.shape))


@pytest.mark.parametrize("own", [{}, {"scale_y": lambda y: y / [1e6, 1.0]}], ids=["left out", "given"])
def test_a_measurement_in_small_numbers_counts_as_much_as_one_in_large_ones(own):
    """A posterior that ignores the second of two."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 2))
    pairs = Pairs.from_arrays(x, TwoUnits().forward(None, x))

    def sample(y, n, seed):
        draws = rng.normal(size=(len(y), n, 2))
        draws[..., 0] = y[:, :1] / 1e6 / 1.01 + 0.0995 * draws[..., 0]
        return draws

    model = AnyPosterior(pairs.parameters, pairs.measurements, sample, **own)
    found = resimulate(model, TwoUnits(), pairs, sample(pairs.y, 50, 0), 0).reproduction
    assert found.excess.value == pytest.approx(0.5, abs=0.08)


def test_a_measurement_that_is_always_the_same_is_left_out():
    """No two runs differ in it; the last digits of a number are no difference either."""
    rng = np.random.default_rng(0)
    varied = rng.normal(size=(400, 1))
    y = np.column_stack([varied, np.full(400, 7.0), 1e6 * (1 + 1e-15 * varied), np.arange(400) == 3])
    w = each_alike(y, [Column(f"y{i}") for i in range(4)])(np.array([[0.0, 1e9, -1e9, 1.0]]))
    assert abs(w[0, 0]) < 0.3 and w[0, 1] == w[0, 2] == 0 and 1 < w[0, 3] < 4


def test_indicators_of_classes_stay_as_they_are():
    pairs = Pairs.from_arrays(np.arange(4.0), np.eye(2)[[0, 1, 1, 0]], classes=True)
    assert np.array_equal(on_scale(SimpleNamespace(), pairs)(pairs.y), pairs.y)


def test_runs_without_an_answer_are_left_out():
    again = np.array([[[2.0], [np.nan]], [[np.nan], [np.nan]]])
    assert np.array_equal(shares(lambda y: y, again, np.zeros((2, 1)), 4.0), [1.0, np.nan], equal_nan=True)
