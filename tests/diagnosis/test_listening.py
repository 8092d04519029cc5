"""A posterior may listen without a mean that moves; one that ignores y does not, whatever it draws."""

import numpy as np
import pytest

from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, diagnose
from innverse.diagnosis.judgement import sharp
from innverse.diagnosis.listening import moments, spread_in_words
from innverse.diagnosis.rules import TOLD

N_Y, NOISE = 400, 0.3
GRID = np.linspace(-5, 5, 4001)


def of_square(y, n, rng):
    """x ~ N(0, 1), y = x² + noise: the exact posterior, by its distribution function on a grid."""
    log_density = -0.5 * (GRID**2 + ((y - GRID**2) / NOISE) ** 2)
    below = np.cumsum(np.exp(log_density - log_density.max(axis=1, keepdims=True)), axis=1)
    return np.stack([np.interp(rng.random(n), row / row[-1], GRID) for row in below])[..., None]


def of_phases(y, n, rng):
    """Two phases of which the sum is measured: any first one, and the second that goes with it."""
    first = rng.uniform(0, 2 * np.pi, (len(y), n))
    return np.stack([first, (np.arctan2(y[:, 1:], y[:, :1]) - first) % (2 * np.pi)], axis=-1)


def square(rng):
    x = rng.normal(size=(N_Y, 1))
    return Pairs.from_arrays(x, x**2 + NOISE * rng.normal(size=x.shape))


def phases(rng):
    x = rng.uniform(0, 2 * np.pi, (N_Y, 2))
    total = x.sum(axis=1)
    return Pairs.from_arrays(x, np.stack([np.cos(total), np.sin(total)], axis=1))


def checks(pairs, draw, n_draws=1000):
    rng = np.random.default_rng(1)
    model = AnyPosterior(pairs.parameters, pairs.measurements, lambda y, n, seed: draw(y, n, rng))
    return diagnose(model, pairs, n_draws=n_draws)


@pytest.mark.parametrize(
    ("pairs", "draw", "words"),
    [
        (square, of_square, "of the variance of |x1 − median|"),
        (phases, of_phases, "of whether x1 and x2 lie on one side of their medians"),
    ],
    ids=["square", "phases"],
)
def test_an_exact_posterior_whose_means_stand_still_listens(pairs, draw, words):
    found = checks(pairs(np.random.default_rng(0)), draw)
    assert max(found.told.values()) < TOLD
    line = sharp(found)
    assert line.colour == "green" and words in line.sentence


def test_of_many_parameters_some_are_looked_at_in_pairs():
    """As many numbers as words for them, and no more than memory has room for."""
    means, variances = moments(np.random.default_rng(0).normal(size=(3, 20, 60)), np.zeros(60))
    words = spread_in_words([f"x{i}" for i in range(60)])
    assert means.shape == variances.shape == (3, 60 + len(words)) and len(words) == 60 + 50 * 49 // 2


IGNORANT = {
    "the prior": lambda shape, rng: rng.uniform(0, 2 * np.pi, shape),
    "too narrow": lambda shape, rng: 1 + 0.01 * rng.normal(size=shape),
    "heavy tails": lambda shape, rng: rng.standard_cauchy(shape),
    "tied": lambda shape, rng: np.repeat(rng.normal(np.pi, 1, (*shape[:2], 1)), shape[2], axis=2),
    "seldom on the other side": lambda shape, rng: np.where(rng.random(shape) < 1e-4, 1.0, 5.0),
    "one point": lambda shape, rng: np.ones(shape),
}


@pytest.mark.parametrize("n_draws", [300, 1000])
@pytest.mark.parametrize("ignorant", IGNORANT)
def test_a_model_that_ignores_y_is_red_whatever_it_draws(ignorant, n_draws):
    def draw(y, n, rng):
        return IGNORANT[ignorant]((len(y), n, 2), rng)

    line = sharp(checks(phases(np.random.default_rng(0)), draw, n_draws))
    assert line.colour == "red" and "the same whatever was measured" in line.sentence
