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
