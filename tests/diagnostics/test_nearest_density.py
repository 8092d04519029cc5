import numpy as np
import pytest

from innverse.diagnostics.nearest_density import NearestDensity, nearest, within_metric


def test_log_density_of_a_normal_up_to_a_constant():
    points = np.random.default_rng(0).normal(size=(5000, 2))
    density = NearestDensity.fit(points, k=100)
    inner = np.linalg.norm(points, axis=1) < 2
    error = density.log_density[inner] + (points[inner] ** 2).sum(axis=1) / 2
    assert np.std(error) == pytest.approx(1 / np.sqrt(100), rel=0.3)


def test_dimension_of_a_curved_sheet():
    angle, height = np.random.default_rng(0).uniform(0, 3, size=(2, 4000))
    sheet = np.stack([np.cos(angle), np.sin(angle), height, height**2], axis=1)
    assert NearestDensity.fit(sheet, k=20).dimension == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize(("dim", "n", "k"), [(1, 300, 10), (2, 1000, 15)])
def test_dimension_is_without_bias(dim, n, k):
    """On a torus, which has no edges, of as many dimensions, in twice as many."""
    found = []
    for seed in range(20):
        angles = np.random.default_rng(seed).uniform(0, 2 * np.pi, size=(n, dim))
        found.append(NearestDensity.fit(np.concatenate([np.cos(angles), np.sin(angles)], axis=1), k).dimension)
    assert np.mean(found) == pytest.approx(dim, rel=0.03)


def test_density_off_the_draws_agrees_with_that_on_them():
    points = np.random.default_rng(0).normal(size=(2000, 2))
    density = NearestDensity.fit(points, k=30)
    assert np.mean(density.at(points + 1e-9) - density.log_density) == pytest.approx(0, abs=0.1)
    assert density.at(np.array([[5.0, 5.0]])) < density.log_density.min() + 1


def separation(points):
    """Distance of the two halves' means in units of their widest standard deviation."""
    spread = np.sqrt(np.linalg.eigvalsh(np.cov(points[::2], rowvar=False)).max())
    return np.linalg.norm(points[::2].mean(axis=0) - points[1::2].mean(axis=0)) / spread


def test_metric_does_not_squeeze_clusters_together():
    draws = np.random.default_rng(0).normal(size=(2000, 8))
    draws[::2, 0] += 10
    assert separation(draws @ within_metric(draws)) > 5
    whitened = draws @ np.linalg.inv(np.linalg.cholesky(np.cov(draws, rowvar=False))).T
    assert separation(whitened) < 3


def test_metric_rounds_off_a_correlated_cluster():
    draws = np.random.default_rng(0).normal(size=(2000, 3)) @ np.linalg.cholesky(0.99 + 0.01 * np.eye(3)).T
    assert np.linalg.cond(np.cov(draws @ within_metric(draws), rowvar=False)) < 1.5


def test_metric_leaves_out_directions_without_spread():
    draws = np.random.default_rng(0).normal(size=(100, 2))
    flat = np.concatenate([draws, draws.sum(axis=1, keepdims=True), np.ones((100, 1))], axis=1)
    assert within_metric(flat).shape == (4, 2)


def test_nearest_point():
    assert nearest(np.array([[0.0], [1.0], [5.0]]), np.array([[0.9], [9.0]])).tolist() == [1, 2]
