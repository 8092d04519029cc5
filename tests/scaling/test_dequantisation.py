"""Whole numbers are made continuous and come back; other measurements pass."""

import equinox as eqx
import jax
import numpy as np
import pytest
from scipy import stats

from innverse.data import Pairs
from innverse.problems import Column
from innverse.scaling import fit_scaling
from innverse.scaling.dequantisation import fit_dequantisation, is_dequantisable
from innverse.scaling.whole_numbers import whole_columns

N = 4000
MEASUREMENTS = (
    Column("counts", lower=0),
    Column("of a thousand", lower=0, upper=1000),
    Column("yes or no"),
    Column("ordinary"),
    Column("a share", lower=0, upper=1),
    Column("days", unit="d"),
)
WHOLE = [True, True, True, False, False, False]


@pytest.fixture(scope="module")
def pairs():
    rng = np.random.default_rng(0)
    columns = [
        rng.poisson(0.7, N),
        rng.binomial(1000, rng.beta(0.1, 1, N)),
        rng.integers(0, 2, N),
        rng.standard_cauchy(N),
        rng.uniform(size=N),
        2_460_000 + rng.integers(0, 50, N),
    ]
    return Pairs(rng.normal(size=(N, 1)), np.column_stack(columns), (Column("x"),), MEASUREMENTS)


@pytest.fixture(scope="module")
def scaling(pairs):
    return fit_scaling(pairs)


@pytest.fixture(scope="module")
def dequantisation(pairs, scaling):
    return fit_dequantisation(pairs, scaling, np.random.default_rng(1))


def restored(dequantisation, u):
    return np.asarray(_restored(dequantisation, u.astype(np.float32)))


@eqx.filter_jit
def _restored(dequantisation, u):
    return jax.vmap(dequantisation.restore)(u)


def test_whole_numbers_are_known_by_their_values(pairs, dequantisation):
    assert whole_columns(pairs.y).tolist() == WHOLE
    assert dequantisation.whole.tolist() == WHOLE
    assert not whole_columns(np.array([[1e15], [2e15]])).any()


def test_what_was_spread_comes_back(pairs, scaling, dequantisation):
    """In single precision, as a compiled program does it, through scaled y's whitening."""
    u = dequantisation.spread(pairs.y, np.random.default_rng(2))
    expected = scaling.scale_y(pairs.y)
    error = np.abs(restored(dequantisation, u) - expected) / (1 + np.abs(expected))
    assert np.quantile(error, 0.999) < 1e-3 and error.max() < 0.05


def test_the_stand_in_is_normal_without_ties(pairs, dequantisation):
    """Days by the million are too large for single precision, and stay as they are."""
    u = dequantisation.spread(pairs.y, np.random.default_rng(2))
    for column, whole in zip(u.T, WHOLE, strict=True):
        assert len(np.unique(column)) == N or not whole
        assert stats.kstest(column, "norm").statistic < 0.03


def test_emulated_whole_numbers_are_those_that_were_seen(pairs, scaling, dequantisation):
    """However far out a draw of the emulator falls, every restored count is one of the range of the pairs."""
    wild = np.random.default_rng(3).normal(0, 30, size=(N, len(MEASUREMENTS)))
    w = restored(dequantisation, wild)
    assert np.isfinite(w).all()
    y = scaling.unscale_y(w)[:, WHOLE]
    inside = np.clip(y, pairs.y[:, WHOLE].min(axis=0), pairs.y[:, WHOLE].max(axis=0))
    assert np.abs(y - inside).max() < 1e-3
    assert np.abs(y - np.round(y))[y > 0.9].max() < 1e-3  # a zero on its bound is put inside it, as in every scaling


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (lambda rng: rng.standard_cauchy(N), True),
        (lambda rng: 1e-30 * rng.normal(size=N), True),
        (lambda rng: np.where(rng.uniform(size=N) < 0.9, 0.0, rng.normal(size=N)), True),
        (lambda rng: 1e6 + 0.01 * rng.normal(size=N), False),
        (lambda rng: 1e40 * rng.normal(size=N), False),
    ],
    ids=["heavy tails", "tiny", "mostly one value", "a large offset", "huge"],
)
def test_counts_beside_what_single_precision_would_blur_stay_as_they_are(other, expected):
    rng = np.random.default_rng(0)
    assert is_dequantisable(np.column_stack([rng.poisson(3, N), other(rng)])) is expected
