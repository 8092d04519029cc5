"""The densest draw lies at the mode, whatever the units and however many modes there are."""

import numpy as np
import pytest

from innverse.diagnostics import map_estimate

RNG = np.random.default_rng(0)


def test_the_centre_of_a_normal_within_a_fraction_of_its_width():
    misses = [map_estimate(RNG.normal([1, -2, 5], [1, 10, 0.1], size=(1000, 3))) - [1, -2, 5] for _ in range(20)]
    assert (np.sqrt(np.mean((misses / np.array([1, 10, 0.1])) ** 2, axis=0)) < 0.5).all()


def test_the_denser_of_two_modes():
    wide, narrow = RNG.normal(0, 3, size=(600, 2)), RNG.normal(8, 0.3, size=(400, 2))
    assert np.abs(map_estimate(np.concatenate([wide, narrow])) - 8).max() < 0.3


def test_units_do_not_matter():
    draws = RNG.gamma(2, size=(500, 2))
    units = np.array([1e-3, 1e4])
    assert np.allclose(map_estimate(draws * units), map_estimate(draws) * units)


def test_the_most_frequent_of_few_values():
    """More than a tenth of the draws equal each of them: the balls about all have no size."""
    draws = RNG.choice([0.0, 1.0, 2.0, 3.0], p=[0.2, 0.2, 0.45, 0.15], size=(1000, 1))
    draws[0] = 3.0
    assert map_estimate(draws).tolist() == [2.0]
    assert map_estimate(np.hstack([draws, RNG.normal(size=(1000, 1))]))[0] == 2.0


def test_few_or_equal_draws_still_give_one():
    assert map_estimate(np.ones((50, 2))).tolist() == [1.0, 1.0]
    assert map_estimate(np.array([[1.0], [2.0]])).tolist() in ([1.0], [2.0])
    with pytest.raises(ValueError, match=r"share: expected a number inside \(0, 1\), got 1"):
        map_estimate(np.ones((50, 2)), share=1)


@pytest.mark.parametrize("members", [2, 4])
def test_all_members_of_an_ensemble_are_looked_at(members):
    """Draw i is of member i modulo their number: of 2000 evenly spaced ones, 1999 were of every second."""
    draws = RNG.normal(size=(2000 * members, 1))
    draws[members - 1 :: members] = RNG.normal(8, 0.01, size=(2000, 1))  # what the last one says is densest by far
    assert abs(map_estimate(draws)[0] - 8) < 0.1
