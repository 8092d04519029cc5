"""Adjusted intervals hold what they promise, whatever the posterior is worth: y = x + noise, x|y ~ N(y/2, 1/2)."""

import numpy as np
import pandas as pd
import pytest

from innverse.data import Pairs
from innverse.diagnosis.any_posterior import AnyPosterior
from innverse.diagnosis.recalibration import Recalibration, ends, recalibrate
from innverse.problems import Column
from innverse.reference import Reference

N, FRESH, DRAWS = 1000, 4000, 500
SD = 0.5**0.5


BOUNDED = (Column("a", lower=-5.0, upper=5.0),)


def pairs(n, seed, columns=BOUNDED):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    return Pairs(x, x + rng.normal(size=(n, 1)), columns, (Column("y1"),))


def stand_in(width, shift):
    def sample(y, n, seed=0):
        noise = np.random.default_rng(seed).normal(size=(len(y), n, 1))
        return np.asarray(y)[:, None] / 2 + shift + width * SD * noise

    return AnyPosterior(BOUNDED, ["y1"], sample)


@pytest.mark.parametrize(("width", "shift"), [(1.0, 0.0), (0.4, 0.0), (2.5, 0.0), (1.0, 0.8)])
@pytest.mark.parametrize("confidence", [0.68, 0.95])
def test_coverage_is_restored(width, shift, confidence):
    """Of 4000 fresh pairs; the bound is four standard deviations of both samplings."""
    model, fresh = stand_in(width, shift), pairs(FRESH, 2)
    recalibration = recalibrate(model, pairs(N, 1), n_draws=DRAWS)
    draws = model.sample(fresh.y, DRAWS, 5)[..., 0]
    low, high = np.quantile(draws, ends(confidence), axis=1)
    below, above = recalibration.margins(confidence)
    low, high = low - below * (high - low) / 2, high + above * (high - low) / 2
    inside = (low <= fresh.x[:, 0]) & (fresh.x[:, 0] <= high)
    interval = recalibration.intervals(draws[0][:, None], confidence).loc["a"]
    assert np.allclose([interval.low, interval.high], [low[0], high[0]])
    sd = np.sqrt(confidence * (1 - confidence) * (1 / FRESH + 1 / N))
    assert abs(np.mean(inside) - confidence) < 4 * sd


@pytest.mark.parametrize("width", [0.4, 2.5])
def test_a_parameter_over_decades_is_adjusted_in_its_own_width(width):
    """x over eight decades and known to a third: the spread of x says nothing of the width of a posterior."""
    rng = np.random.default_rng(0)
    exponent = rng.uniform(0, 8, size=(N, 1))
    column = (Column("a", lower=0.0),)

    def sample(y, n, seed=0):
        noise = np.random.default_rng(seed).normal(size=(len(y), n, 1))
        return 10 ** (np.asarray(y)[:, None] + 0.15 * width * noise)

    x = 10 ** (exponent + 0.15 * rng.normal(size=(N, 1)))
    held_out = Pairs(x, exponent, column, (Column("y1"),))
    found = recalibrate(AnyPosterior(column, ["y1"], sample), held_out, n_draws=DRAWS)
    for place in (0.5, 4.0, 7.5):
        low, high = found.intervals(sample([[place]], DRAWS)[0], 0.68).loc["a"]
        assert 0.4 < np.log10(high / low) / 0.3 < 2.2


def test_an_honest_posterior_is_hardly_moved():
    margins = np.ravel(recalibrate(stand_in(1.0, 0.0), pairs(N, 1), n_draws=DRAWS).margins(0.68))
    assert np.abs(margins).max() < 0.15


def test_a_biased_one_is_shifted():
    below, above = recalibrate(stand_in(1.0, 0.8), pairs(N, 1), n_draws=DRAWS).margins(0.68)
    assert below > 0.5 and above < -0.5


@pytest.mark.parametrize("spread", [0.3, 0.0])
def test_draws_that_are_all_equal_are_moved_by_what_they_miss(spread):
    """Half-widths of zero: scores in their units were 1e300, and the interval NaN."""
    x = 2 + spread * np.random.default_rng(0).normal(size=(200, 1))
    recalibration = Recalibration(BOUNDED, x, np.full((200, 201, 1), 1.5))
    interval = recalibration.intervals(np.full((10, 1), 1.5), 0.9).loc["a"]
    assert np.allclose([interval.low, interval.high], np.quantile(x, [0.05, 0.95]), atol=0.1)


def test_intervals_stay_inside_the_bounds():
    columns = (Column("a", lower=0.0, upper=1.0),)
    x = np.linspace(0, 1, 100)[:, None]
    quantiles = np.full((100, 201, 1), 0.5) + np.linspace(-0.01, 0.01, 201)[None, :, None]
    interval = Recalibration(columns, x, quantiles).intervals(
        np.full((10, 1), 0.5) + np.arange(10)[:, None] * 1e-3, 0.9
    )
    assert interval.loc["a", "low"] >= 0 and interval.loc["a", "high"] <= 1


def test_too_few_pairs_for_a_confidence_are_refused_with_their_number():
    recalibration = recalibrate(stand_in(1.0, 0.0), pairs(38, 1), n_draws=10)
    with pytest.raises(ValueError, match=r"expected at least 39 pairs for a confidence of 0\.95, got 38"):
        recalibration.margins(0.95)
    with pytest.raises(ValueError, match="expected a number inside"):
        recalibration.margins(1.0)
    with pytest.raises(ValueError, match="at least 2, got 1"):
        recalibrate(stand_in(1.0, 0.0), pairs(38, 1), n_draws=1)


def test_draws_of_a_frame_are_taken_by_their_names():
    columns = (Column("a"), Column("b"))
    found = Recalibration(columns, np.linspace(0, 1, 100)[:, None] * [1, 1], np.full((100, 201, 2), 0.5))
    draws = pd.DataFrame({"b": np.linspace(5, 6, 10), "a": np.linspace(0, 1, 10)})
    assert found.intervals(draws, 0.9).equals(found.intervals(draws[["a", "b"]].to_numpy(), 0.9))


def test_a_posterior_in_the_place_of_its_draws_is_told():
    found = Recalibration(BOUNDED, np.zeros((100, 1)), np.full((100, 201, 1), 0.5))
    posterior = Reference(np.zeros((8, 1)), BOUNDED, np.ones(1), np.ones(1), 0)
    with pytest.raises(TypeError, match=r"draws: expected .*, got Reference; give its to_frame\(\)"):
        found.intervals(posterior)  # pyright: ignore[reportArgumentType]
    assert len(found.intervals(posterior.to_frame())) == 1
    for draws in ([1.0], np.zeros((4, 2))):
        with pytest.raises(ValueError, match="draws: expected"):
            found.intervals(np.asarray(draws))


def test_other_columns_are_refused():
    other = pairs(50, 1, (Column("b"),))
    with pytest.raises(
        ValueError, match=r"held_out: expected the parameters of the model, \['a'\] in this order, got \['b'\]"
    ):
        recalibrate(stand_in(1.0, 0.0), other)


def test_what_is_no_pairs_is_refused():
    with pytest.raises(TypeError, match="held_out: expected Pairs that the model was not trained on, got DataFrame"):
        recalibrate(stand_in(1.0, 0.0), pairs(50, 1).to_frame())


def test_it_is_shown_in_a_line():
    recalibration = Recalibration(BOUNDED, np.zeros((400, 1)), np.zeros((400, 201, 1)))
    assert repr(recalibration) == "Recalibration(a; 400 held-out pairs)"
