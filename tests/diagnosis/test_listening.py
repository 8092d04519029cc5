"""A posterior may listen without a mean that moves; one that ignores y does not, whatever it draws."""

from types import SimpleNamespace

import numpy as np
import pytest

from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, diagnose
from innverse.diagnosis.judgement import sharp
from innverse.diagnosis.listening import moments, share_between, spread_in_words
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


def line_of(draws):
    """Of draws `(n_y, n, dim_x)` about 0."""
    n_y, n, dim_x = draws.shape
    told = share_between(*moments(draws, np.zeros(dim_x)), n)
    names = [f"x{i}" for i in range(dim_x)]
    by_name = dict(zip([*names, *spread_in_words(names)], told.tolist(), strict=True))
    of_means = {name: by_name.pop(name) for name in names}
    return sharp(SimpleNamespace(n_y=n_y, n_draws=n, told=of_means, told_of_spread=by_name))


def test_few_measurements_with_few_draws_are_seldom_said_to_be_listened_to():
    """Three standard errors of a share among fifteen were exceeded by 1 model in 60 that ignores y."""
    rng = np.random.default_rng(0)
    assert sum(line_of(rng.normal(size=(20, 20, 5))).colour == "green" for _ in range(500)) <= 2


@pytest.mark.parametrize(("n_y", "colours"), [(3, {"green", "amber"}), (100, {"green"})])
def test_a_measurement_that_tells_little_is_not_said_to_tell_nothing_by_few(n_y, colours):
    """y = x + 8 e: of three means, each sure, the variance is seldom the 1/65 that it should be."""
    rng = np.random.default_rng(0)
    means = [rng.normal(size=(n_y, 1, 1)) / 65**0.5 for _ in range(20)]
    assert {line_of(mean + rng.normal(size=(n_y, 3000, 1))).colour for mean in means} == colours
