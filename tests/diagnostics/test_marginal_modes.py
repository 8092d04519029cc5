"""How often one peak is split, and from which weight and distance on a second one is seen: as the docstring says."""

import numpy as np
import pytest

from innverse.diagnostics.marginal_modes import marginal_modes


def counts(draws):
    return marginal_modes(np.sort(draws, axis=1)).counts


def seen(weight, distance, n, samples, seed=0):
    """Share of samples in which two normals are told apart, the smaller one so far away in standard deviations."""
    rng = np.random.default_rng(seed)
    centres = np.where(rng.random((samples, n)) < weight, distance, 0.0)
    return (counts(centres + rng.normal(size=(samples, n))) == 2).mean()


@pytest.mark.parametrize(("n", "samples"), [(300, 1000), (1000, 1000), (3000, 1000), (10_000, 500)])
@pytest.mark.parametrize("law", ["uniform", "normal", "exponential"])
def test_one_peak_is_split_in_about_a_hundredth_of_samples_at_worst(law, n, samples):
    assert (counts(getattr(np.random.default_rng(1), law)(size=(samples, n))) > 1).mean() < 0.02


@pytest.mark.parametrize(
    ("weight", "distance", "least", "most"), [(0.5, 3, 0.35, 0.55), (0.5, 4, 0.99, 1.0), (0.1, 6, 0.7, 0.87)]
)
def test_two_peaks_that_stand_apart_are_seen(weight, distance, least, most):
    assert least <= seen(weight, distance, 1000, 500) <= most


@pytest.mark.parametrize(
    ("n", "samples", "hidden", "found"), [(1000, 400, 0.05, 0.1), (3000, 200, 0.03, 0.06), (10_000, 60, 0.02, 0.04)]
)
def test_a_mode_needs_the_weight_of_k_draws_however_far_away_it_is(n, samples, hidden, found):
    assert seen(hidden, 20, n, samples) < 0.05 and seen(found, 20, n, samples) > 0.95


def test_too_few_draws_for_two_peaks_have_one():
    assert counts(np.array([[0.0] * 15 + [9.0] * 14])).tolist() == [1]


def with_replacement(points, n, rng):
    return points[np.arange(len(points))[:, None], rng.integers(points.shape[1], size=(len(points), n))]


@pytest.mark.parametrize("n", [1000, 5000])
@pytest.mark.parametrize("different", [100, 400, 5000])
def test_draws_with_replacement_are_no_peaks(n, different):
    """As those of rejection: 1000 of the 100 nearest pairs."""
    rng = np.random.default_rng(2)
    one = rng.uniform(size=(200, different))
    two = np.where(rng.random((50, different)) < 0.5, 8, 0) + rng.normal(size=(50, different))
    assert (counts(with_replacement(one, n, rng)) > 1).mean() < 0.03
    assert (counts(with_replacement(two, n, rng)) == 2).mean() > 0.95


@pytest.mark.parametrize("mean", [1, 10, 100])
@pytest.mark.parametrize("step", [1, 0.1])
def test_every_value_of_a_grid_is_no_peak(mean, step):
    draws = step * np.random.default_rng(3).poisson(mean, size=(200, 1000))
    assert (counts(draws) > 1).mean() < 0.02


@pytest.mark.parametrize(
    ("values", "p"),
    [([2, 3, 4, 8, 9], [0.1, 0.2, 0.1, 0.3, 0.3]), ([1, 2, 3], [0.4, 0.05, 0.55]), ([-3, 3], [0.4, 0.6])],
)
def test_whole_numbers_apart_are_two_peaks(values, p):
    draws = np.random.default_rng(4).choice(np.array(values) + 0.0, p=p, size=(50, 1000))
    modes = marginal_modes(np.sort(draws, axis=1))
    assert modes.counts.tolist() == [2] * 50
    assert modes.weights.mean(axis=0) == pytest.approx([0.4, 0.6], abs=0.04)
    assert np.isin(modes.centres, values).all()


def test_samples_of_every_kind_keep_their_places():
    rng = np.random.default_rng(5)
    continuous, whole = rng.normal(size=(3, 1000)), rng.choice([-3.0, 3.0], size=(3, 1000))
    repeated = with_replacement(rng.normal(size=(3, 100)), 1000, rng)
    apart = np.where(rng.random((3, 1000)) < 0.5, 8, 0) + rng.normal(size=(3, 1000))
    kinds = [np.sort(draws, axis=1) for draws in (whole, repeated, continuous, apart)]
    together, alone = marginal_modes(np.concatenate(kinds)), [marginal_modes(kind) for kind in kinds]
    assert together.counts.tolist() == [2] * 3 + [1] * 6 + [2] * 3
    for i, one in enumerate(alone):
        found = together.centres[3 * i : 3 * i + 3, : one.centres.shape[1]]
        assert np.array_equal(found, one.centres)
