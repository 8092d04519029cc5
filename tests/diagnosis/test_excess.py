"""The truth and draws of an exact posterior may change places: what chance allows is right however few there are."""

import numpy as np
import pytest

from innverse.diagnosis.excess import excess

DRAWS = 100


def misses(n, rng, shift=0.0):
    """Of draws and truths: skewed as squared distances are, with as much from y as from the noise."""
    place = rng.normal(size=(n, 1))
    squared = (place + rng.normal(size=(n, DRAWS + 1))) ** 2
    squared[:, 1:] += shift
    return squared[:, 1:], squared[:, 0]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 10, 20])
def test_an_exact_posterior_is_seldom_beyond_chance(n):
    """Three standard errors from the differences of 2 measurements were exceeded by 3 exact posteriors in 10."""
    rng = np.random.default_rng(0)
    assert sum(excess(*misses(n, rng)).is_beyond(0.0) for _ in range(150)) <= 1


@pytest.mark.parametrize(("n", "shift"), [(3, 50.0), (20, 4.0), (100, 1.5)])
def test_draws_that_miss_are_beyond_it(n, shift):
    rng = np.random.default_rng(0)
    assert all(excess(*misses(n, rng, shift)).is_beyond(0.0) for _ in range(20))


def failing(n, rng, draws, truths, by_measurement=0.0):
    """Ones for runs without an answer; some measurements have runs that fail together."""
    together = rng.random((n, 1)) < by_measurement
    fails = rng.random((n, DRAWS + 1)) < np.where(together, 0.6, np.r_[truths, np.full(DRAWS, draws)])
    return fails[:, 1:].astype(float), fails[:, 0].astype(float)


@pytest.mark.parametrize("by_measurement", [0.0, 0.2])
@pytest.mark.parametrize("n", [10, 100])
def test_a_forward_process_that_fails_by_chance_fails_for_the_truth_too(n, by_measurement):
    rng = np.random.default_rng(0)
    found = [excess(*failing(n, rng, 0.1, 0.1, by_measurement)) for _ in range(50)]
    assert sum(one.is_beyond(0.01) for one in found) <= 1


def test_draws_that_alone_fail_are_found():
    """One in ten, where the forward process always answers for the truth."""
    rng = np.random.default_rng(0)
    assert all(excess(*failing(100, rng, 0.1, 0.0)).is_beyond(0.05) for _ in range(20))


def test_what_has_no_answer_is_left_out():
    of_draws, of_truths = np.full((30, DRAWS), 3.0), np.ones(30)
    of_draws[:, ::2], of_truths[::3], of_draws[4] = np.nan, np.nan, np.nan
    found = excess(of_draws, of_truths)
    assert found.value == 2 and found.is_beyond(0.1)


def test_where_nothing_can_be_compared_nothing_is_found():
    for of_draws, of_truths in ((np.full((3, 5), np.nan), np.zeros(3)), (np.ones((3, 5)), np.full(3, np.nan))):
        found = excess(of_draws, of_truths)
        assert np.isnan(found.value) and not found.is_beyond(0.0) and found.may_pass(0.1)
