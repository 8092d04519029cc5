"""What a network sees of a wide y that was not among the pairs: numbers of order one, whatever the pairs were."""

import numpy as np
import pytest

from innverse.data import Pairs
from innverse.scaling import fit_scaling
from innverse.scaling.slopes import predictive_sd

TIME = np.linspace(0, 3, 30)


def curves(n, seed, noise=0.0, digits=15):
    """a exp(−b t), without noise of its own: two directions of variation, twenty-eight of rounding."""
    rng = np.random.default_rng(seed)
    x = rng.uniform([0.5, 0.1], [2.0, 3.0], size=(n, 2))
    y = x[:, :1] * np.exp(-x[:, 1:] * TIME) + noise * rng.normal(size=(n, len(TIME)))
    return Pairs.from_arrays(x, y.round(digits))


def noisy_lines(n, dim, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return Pairs.from_arrays(x, x @ np.random.default_rng(99).normal(size=(2, dim)) + rng.normal(size=(n, dim)))


@pytest.mark.parametrize(("n", "dim"), [(50, 42), (50, 200), (100, 200), (250, 200), (1000, 42)])
def test_fresh_measurements_look_like_those_of_the_pairs_however_few_these_are(n, dim):
    scaling = fit_scaling(noisy_lines(n, dim, 0))
    fresh = scaling.scale_y(noisy_lines(2000, dim, 1).y)
    assert np.abs(fresh).max() < 12
    assert fresh.std(axis=0).max() < 1.7


@pytest.mark.parametrize("digits", [15, 6])
def test_rounding_is_not_blown_up(digits):
    """The simulator's curves hold sixteen digits; those of a file may hold six."""
    scaling = fit_scaling(curves(1000, 0))
    assert np.abs(scaling.scale_y(curves(500, 1, digits=digits).y)).max() < 12


@pytest.mark.parametrize("of", ["curves", "twice"])
def test_the_spread_of_measurements_is_read_back_where_axes_hold_rounding_alone(of):
    """Sensitivities are in units of it."""
    pairs = curves(1000, 0) if of == "curves" else noisy_lines(1000, 4, 0)
    if of == "twice":
        pairs = Pairs.from_arrays(pairs.x, np.column_stack([pairs.y, pairs.y[:, 0]]))
    assert np.allclose(predictive_sd(fit_scaling(pairs)), pairs.y.std(axis=0), rtol=0.1)


def test_a_measurement_that_is_there_twice_may_be_rounded_once():
    pairs = noisy_lines(1000, 4, 0)
    twice = Pairs.from_arrays(pairs.x, np.column_stack([pairs.y, pairs.y[:, 0]]))
    asked = noisy_lines(200, 4, 1).y
    assert np.abs(fit_scaling(twice).scale_y(np.column_stack([asked, asked[:, 0].round(3)]))).max() < 8


def test_small_noise_about_a_curve_is_seen():
    """A departure of three of its standard deviations, a thousandth of the spread, shows as such."""
    scaling = fit_scaling(curves(2000, 0, noise=1e-3))
    y = curves(1, 1).y
    moved = y + 3e-3 * np.where(np.arange(30) == 15, 1.0, 0.0)
    assert 2 < np.linalg.norm(scaling.scale_y(moved) - scaling.scale_y(y)) < 5


def test_faint_measurements_over_decades_are_told_apart():
    """Two fluxes over twelve decades beside a colour: on a linear scale 1e-20 and 1e-18 are the same number."""
    rng = np.random.default_rng(0)
    mass, z = rng.uniform(-3, 7, size=4000), rng.normal(size=4000)
    fluxes = 10 ** (mass - 17 + 0.1 * rng.normal(size=(2, 4000)))
    scaling = fit_scaling(Pairs.from_arrays(np.stack([mass, z], axis=1), np.stack([*fluxes, z], axis=1)))
    faint = np.array([[flux, flux, 0.0] for flux in (1e-20, 1e-19, 1e-18, 1e-17, 1e-13)])
    scaled = scaling.scale_y(faint)
    assert np.linalg.norm(np.diff(scaled, axis=0), axis=1).min() > 0.1
    assert np.allclose(scaling.unscale_y(scaled)[:, :2], faint[:, :2], rtol=1e-4, atol=0)
