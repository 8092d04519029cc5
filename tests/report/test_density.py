import numpy as np
import pytest

from innverse.report.bandwidth import bandwidth
from innverse.report.density import density, joint_density, mass_levels
from innverse.report.narrowing import narrowing

WIDE = ((-6.0, 6.0), (-6.0, 6.0))


def normal(n, dim, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dim))


def test_bandwidth_of_a_gaussian_is_near_its_best():
    best = (4 / 3) ** (1 / 5) * 5000 ** (-1 / 5)
    assert bandwidth(normal(5000, 1)[:, 0]) == pytest.approx(best, rel=0.25)


def test_bandwidth_scales_with_the_draws():
    values = normal(2000, 1)[:, 0]
    assert bandwidth(1e-5 * values + 3) == pytest.approx(1e-5 * bandwidth(values), rel=1e-3)


def test_density_integrates_to_one_and_follows_the_gaussian():
    grid, heights = density(normal(20_000, 1)[:, 0], (-6, 6))
    assert np.sum(heights) * 12 / len(heights) == pytest.approx(1, abs=1e-6)
    inner = slice(1, -1)
    assert np.abs(heights - np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi))[inner].max() < 0.02


def test_density_does_not_sag_at_a_bound():
    _, heights = density(np.random.default_rng(0).uniform(size=20_000), (0, 1))
    assert heights[[0, -1]] == pytest.approx(1, abs=0.15)


def test_contours_enclose_what_they_promise():
    draws = normal(20_000, 2)
    _, _, heights = joint_density(draws, WIDE)
    outer, inner = mass_levels(heights)
    shares = [heights[heights >= level].sum() / heights.sum() for level in (outer, inner)]
    assert shares == pytest.approx([0.95, 0.68], abs=0.01)


def test_a_flat_density_has_one_contour_around_all_of_it():
    draws = np.random.default_rng(0).uniform(-1, 1, size=(10_000, 2))
    _, _, heights = joint_density(draws, ((-1, 1), (-1, 1)))
    (level,) = mass_levels(heights)
    assert (heights > level).all()


def test_a_narrow_ridge_is_not_blurred():
    along, across = normal(20_000, 2).T
    draws = np.stack([along, -along + 0.02 * across], axis=1)
    first, second, heights = joint_density(draws, WIDE)
    spread = np.sqrt(np.average((first + second) ** 2, weights=heights))
    assert spread == pytest.approx(0.02, rel=0.15)


def test_eight_lobes_stay_apart():
    corners = np.array([(x, y) for a, b in ((1, 2.4142), (2.4142, 1)) for x in (-a, a) for y in (-b, b)])
    rng = np.random.default_rng(0)
    draws = corners[rng.integers(0, 8, 8000)] + 0.2 * rng.normal(size=(8000, 2))
    first, second, heights = joint_density(draws, ((-3.5, 3.5), (-3.5, 3.5)))
    between = heights[np.hypot(first, second - 2.4142) < 0.2].max()
    assert between < 0.1 * heights.max()


def test_nothing_inside_the_window_has_no_contours():
    _, _, heights = joint_density(normal(100, 2) + 100, WIDE)
    assert mass_levels(heights) == []


def test_narrowing_counts_two_distant_lobes_as_narrow():
    rng = np.random.default_rng(0)
    prior = rng.uniform(-5, 5, size=(20_000, 1))
    lobes = rng.choice([-4.0, 4.0], size=(20_000, 1)) + 0.1 * rng.normal(size=(20_000, 1))
    assert narrowing(prior, lobes)[0] < 0.15
    assert narrowing(prior, prior)[0] == pytest.approx(1)
    assert narrowing(prior, np.ones((10, 1)))[0] == 0
